// Tests of the thread pool and the hooks around long work.
//
// From the root of the repository, with any of -fsanitize=address,undefined or -fsanitize=thread:
//   g++ -std=c++20 -O2 -g -Wall -Wextra -Icpp -Itests/cpp tests/cpp/core_threads.cpp
//       cpp/core/{error,system,thread_pool}.cpp -pthread -o core_threads
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <typeinfo>
#include <utility>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/thread_pool.h"

// ThreadSanitizer refuses threads in a child of a process with threads unless told otherwise.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "die_after_fork=0"; }

namespace {

using namespace chainrule;

void test_cutting() {
  for (const int64_t n : {1, 2, 7, 63, 64, 100, 1000, 4095, 4096, 4097, 100000, 123456789}) {
    for (const int64_t grain : {-3, 0, 1, 2, 10, 64, 1000, 1000000}) {
      const auto [size, count] = chunks_of(n, grain);
      CHECK(count >= 1 && count <= kMaxChunks && size >= 1);
      CHECK(size * count >= n && size * (count - 1) < n);  // all covered, none empty
      CHECK(count == 1 || size >= grain);
      CHECK(count == 1 || size < 512 || size % kChunkAlignment == 0);
    }
  }
  CHECK(chunks_of(10, 10).count == 1 && chunks_of(19, 10).count == 1 &&
        chunks_of(20, 10).count == 2);
}

// Each element once, in chunks that do not depend on the number of threads.
void test_loops() {
  for (const int64_t n : {0, 1, 5, 64, 1000, 100001}) {
    for (const int64_t grain : {1, 3, 100}) {
      std::vector<std::vector<std::pair<int64_t, int64_t>>> cuts;
      for (const int threads : {1, 2, 4}) {
        set_num_threads(threads);
        CHECK(num_threads() == threads);
        std::vector<int> hits(static_cast<size_t>(n), 0);
        std::vector<std::pair<int64_t, int64_t>> seen(kMaxChunks, {-1, -1});
        parallel_for(7, 7 + n, grain, [&](int64_t b, int64_t e) {
          seen[static_cast<size_t>((b - 7) / chunks_of(n, grain).size)] = {b, e};
          for (int64_t i = b; i < e; ++i) {
            ++hits[static_cast<size_t>(i - 7)];
          }
        });
        CHECK(std::accumulate(hits.begin(), hits.end(), int64_t{0}) == n);
        CHECK(hits == std::vector<int>(hits.size(), 1));
        cuts.push_back(seen);
      }
      CHECK(cuts[0] == cuts[1] && cuts[0] == cuts[2]);
    }
  }
  bool called = false;
  parallel_for(5, 3, 1, [&](int64_t, int64_t) { called = true; });
  parallel_tasks(0, [&](int64_t) { called = true; });
  CHECK(!called);
}

void test_many_short_loops() {
  set_num_threads(3);
  std::atomic<int64_t> sum{0};
  for (int round = 0; round < 5000; ++round) {
    int64_t parts[5] = {};
    parallel_tasks(5, [&](int64_t i) { parts[i] = i + 1; });
    sum += parts[0] + parts[1] + parts[2] + parts[3] + parts[4];
    if (round % 1000 == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the workers fall asleep
    }
  }
  CHECK(sum == 5000 * 15);
}

// Workers do take part when there is enough to do.
void test_help() {
  set_num_threads(2);
  std::atomic<int> inside{0}, most{0};
  for (int attempt = 0; attempt < 50 && most < 2; ++attempt) {
    parallel_tasks(4, [&](int64_t) {
      const int now = ++inside;
      most = std::max(most.load(), now);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --inside;
    });
  }
  CHECK(most == 2);
}

void test_nesting() {
  set_num_threads(4);
  CHECK(!in_parallel_region());
  std::atomic<int> inner{0};
  std::atomic<bool> same_thread{true}, told{true};
  parallel_tasks(8, [&](int64_t) {
    told = told && in_parallel_region();
    const std::thread::id self = std::this_thread::get_id();
    parallel_for(0, 100, 1, [&](int64_t b, int64_t e) {
      same_thread = same_thread && std::this_thread::get_id() == self;
      inner += static_cast<int>(e - b);
    });
  });
  CHECK(inner == 800 && same_thread && told && !in_parallel_region());
}

void test_exceptions() {
  for (const int threads : {1, 2, 4}) {
    set_num_threads(threads);
    for (int round = 0; round < 200; ++round) {
      std::string message;
      try {
        parallel_tasks(64, [&](int64_t i) {
          if (i % 10 == 7) {
            fail<IndexError>("chunk ", i);
          }
        });
      } catch (const IndexError& error) {
        message = error.message();
      }
      CHECK(message == "chunk 7");  // the first, whoever ran it
      CHECK(!in_parallel_region());
    }
    int64_t sum = 0;
    int64_t parts[8] = {};
    parallel_tasks(8, [&](int64_t i) { parts[i] = i; });
    for (const int64_t part : parts) {
      sum += part;
    }
    CHECK(sum == 28);  // and the next loop is as if nothing had been
  }
}

void test_set_num_threads() {
  CHECK_THROWS(RuntimeError, set_num_threads(0), "set_num_threads expects a positive integer");
  CHECK_THROWS(RuntimeError, set_num_threads(-2), "set_num_threads expects a positive integer");
  set_num_threads(2);
  CHECK_THROWS(RuntimeError, parallel_tasks(2, [](int64_t) { set_num_threads(3); }),
               "inside a parallel loop");
  CHECK(num_threads() == 2);
  for (const int threads : {5, 1, 3, 2, 8, 1, 2}) {
    set_num_threads(threads);
    std::atomic<int> ran{0};
    parallel_tasks(20, [&](int64_t) { ++ran; });
    CHECK(ran == 20);
  }
}

// Several threads of the program run loops at once, more of them than there are slots, while
// another changes the number of threads.
void test_several_callers() {
  set_num_threads(3);
  std::atomic<bool> right{true};
  std::vector<std::thread> callers;
  for (int t = 0; t < 12; ++t) {
    callers.emplace_back([&, t] {
      for (int round = 0; round < 300; ++round) {
        int64_t parts[16] = {};
        parallel_tasks(16, [&](int64_t i) { parts[i] = i * t; });
        right = right && std::accumulate(parts, parts + 16, int64_t{0}) == 120 * t;
      }
    });
  }
  for (const int threads : {1, 4, 2, 3}) {
    set_num_threads(threads);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  for (std::thread& caller : callers) {
    caller.join();
  }
  CHECK(right);
}

void test_fork() {
  set_num_threads(2);
  std::atomic<int> ran{0};
  parallel_tasks(4, [&](int64_t) { ++ran; });
  std::atomic<bool> stop{false};
  std::thread busy([&] {  // loops run in the parent while it forks
    while (!stop) {
      parallel_tasks(4, [](int64_t) {});
    }
  });
  for (int round = 0; round < 10; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(60);
      std::atomic<int> inside{0}, most{0};
      for (int attempt = 0; attempt < 100 && most < 2; ++attempt) {
        parallel_tasks(4, [&](int64_t) {
          most = std::max(most.load(), ++inside);
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
          --inside;
        });
      }
      set_num_threads(3);
      parallel_tasks(4, [&](int64_t) { ++ran; });
      _exit(most == 2 && num_threads() == 3 && ran == 8 ? 0 : 1);  // helped by workers of its own
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
  }
  stop = true;
  busy.join();
}

int entered = 0, left = 0;

void test_long_work() {
  {
    const LongWork none;
  }
  CHECK(entered == 0);
  set_long_work_hooks([] { ++entered; }, [] { ++left; });
  {
    const LongWork short_work(false);
  }
  CHECK(entered == 0 && left == 0);
  {
    const LongWork outer;
    CHECK(entered == 1 && left == 0);
    const LongWork inner;
    CHECK(entered == 1);
    set_num_threads(2);
    parallel_tasks(4, [](int64_t) { const LongWork in_worker; });
  }
  CHECK(entered == 1 && left == 1);
  parallel_tasks(4, [](int64_t) { const LongWork in_loop; });
  CHECK(entered == 1);
  try {
    const LongWork work;
    fail("stop");
  } catch (const RuntimeError&) {
  }
  CHECK(entered == 2 && left == 2);
  set_long_work_hooks(nullptr, nullptr);
  {
    const LongWork none;
  }
  CHECK(entered == 2 && left == 2);
}

// What a fresh process takes as its number of threads. argv[0] runs this program with an argument.
int ask_threads(const char* program, const char* ours, const char* omp) {
  const pid_t child = fork();
  if (child == 0) {
    ours != nullptr ? setenv("CHAINRULE_NUM_THREADS", ours, 1) : unsetenv("CHAINRULE_NUM_THREADS");
    omp != nullptr ? setenv("OMP_NUM_THREADS", omp, 1) : unsetenv("OMP_NUM_THREADS");
    execl(program, program, "print-threads", nullptr);
    _exit(255);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void test_defaults(const char* program) {
  const int cpus = ask_threads(program, nullptr, nullptr);
  CHECK(cpus >= 1 && cpus < 255);
  CHECK(ask_threads(program, "3", "5") == 3);
  CHECK(ask_threads(program, nullptr, "5") == 5);
  CHECK(ask_threads(program, nullptr, "5,2") == 5);
  CHECK(ask_threads(program, "0", "4") == 4);
  CHECK(ask_threads(program, "many", nullptr) == cpus);
  CHECK(ask_threads(program, nullptr, "0") == cpus);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    set_warning_handler([](const std::string&, WarningKind) {});
    parallel_tasks(4, [](int64_t) {});  // workers that are there when the process ends
    return num_threads();
  }
  test_cutting();
  test_loops();
  test_many_short_loops();
  test_help();
  test_nesting();
  test_exceptions();
  test_set_num_threads();
  test_several_callers();
  test_fork();
  test_long_work();
  test_defaults(argv[0]);
  return test::report();
}
