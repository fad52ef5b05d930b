// Tests of errors, system limits and the allocator.
//
// From the root of the repository, with any of -fsanitize=address,undefined or -fsanitize=thread:
//   g++ -std=c++20 -O2 -g -Wall -Wextra -Icpp -Itests/cpp tests/cpp/core_memory.cpp
//       cpp/core/{error,system,allocator,slabs,large_blocks}.cpp -pthread -o core_memory
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <typeinfo>
#include <vector>

#include "check.h"
#include "core/allocator.h"
#include "core/error.h"
#include "core/system.h"

namespace {

using namespace chainrule;

std::string last_warning;

void test_errors() {
  const std::vector<int64_t> shape{2, 3}, none;
  const std::vector<std::vector<int>> shapes{{1}, {}, {2, 3}};
  const std::array<unsigned, 2> pair{4, 5};
  const signed char small = -3;
  CHECK(concat() == "");
  CHECK(concat("size ", shape, ' ', none, std::string(" x "), shapes) ==
        "size [2, 3] [] x [[1], [], [2, 3]]");
  CHECK(concat(std::span<const int64_t>(shape), pair, small, true, std::vector<bool>{false}) ==
        "[2, 3][4, 5]-3True[False]");
  CHECK(concat(1.5f, ' ', UINT64_MAX, ' ', INT64_MIN, std::string_view("!")) ==
        "1.5 18446744073709551615 -9223372036854775808!");
  CHECK(concat(std::vector<std::string>{"a", "b"}) == "[a, b]");
  CHECK_THROWS(RuntimeError, fail("got ", 3), "got 3");
  CHECK_THROWS(IndexError, check<IndexError>(false, "index ", 7, " of ", shape),
               "index 7 of [2, 3]");
  CHECK_THROWS(ValueError, fail<ValueError>("v"), "v");
  CHECK_THROWS(TypeError, fail<TypeError>("t"), "t");
  CHECK_THROWS(NotImplementedError, fail<NotImplementedError>("n"), "n");
  check<TypeError>(true, "never printed");

  const WarningHandler before =
      set_warning_handler([](const std::string& message, WarningKind) { last_warning = message; });
  warn("careful");
  CHECK(last_warning == "careful");
  CHECK(set_warning_handler(before) != nullptr);
}

void test_environment() {
  set_warning_handler([](const std::string& message, WarningKind) { last_warning = message; });
  const auto read = [](const char* text) {
    setenv("CHAINRULE_TEST_VALUE", text, 1);
    last_warning.clear();
    return count_from_environment("CHAINRULE_TEST_VALUE", 1);
  };
  CHECK(!count_from_environment("CHAINRULE_TEST_UNSET", 0));
  CHECK(!read("") && last_warning.empty());
  CHECK(read("12") == 12 && last_warning.empty());
  CHECK(read("3k") == 3072 && read("2G") == int64_t{2} << 30);
  for (const char* bad :
       {"0", "-4", "two", "1.5", "12 ", "3kb", "99999999999999999999", "9999999T"}) {
    CHECK(!read(bad) && last_warning.find(bad) != std::string::npos);
  }
  set_warning_handler(nullptr);
}

// A directory that looks like a mount of control groups.
class FakeGroups {
 public:
  FakeGroups() {
    std::string name = (std::filesystem::temp_directory_path() / "chainruleXXXXXX").string();
    CHECK(mkdtemp(name.data()) != nullptr);
    root_ = name;
  }
  ~FakeGroups() { std::filesystem::remove_all(root_); }
  void put(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = root_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  std::string root() const { return root_.string(); }

 private:
  std::filesystem::path root_;
};

void test_control_groups() {
  {
    const FakeGroups groups;
    CHECK(!detail::cgroup_cpu_quota("0::/a/b\n", groups.root()));
    groups.put("a/cpu.max", "250000 100000\n");
    groups.put("a/b/cpu.max", "max 100000\n");
    groups.put("a/b/memory.max", "1048576\n");
    groups.put("memory.max", "max\n");
    CHECK(detail::cgroup_cpu_quota("0::/a/b\n", groups.root()) == 2.5);
    CHECK(detail::cgroup_memory_limit("0::/a/b\n", groups.root()) == uint64_t{1048576});
    CHECK(!detail::cgroup_cpu_quota("0::/\n", groups.root()));
    groups.put("cpu.max", "150000 100000\n");  // as in a container: the path itself is not mounted
    CHECK(detail::cgroup_cpu_quota("0::/docker/0123\n", groups.root()) == 1.5);
  }
  const FakeGroups groups;
  groups.put("cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
  groups.put("cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  groups.put("cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  groups.put("cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  groups.put("memory/memory.limit_in_bytes", "9223372036854771712\n");
  groups.put("memory/job/memory.limit_in_bytes", "4096\n");
  const std::string membership =
      "9:name=systemd:/\n4:memory:/job\n3:cpuset:/\n1:cpu,cpuacct:/job\n";
  CHECK(detail::cgroup_cpu_quota(membership, groups.root()) == 0.5);
  CHECK(detail::cgroup_memory_limit(membership, groups.root()) == uint64_t{4096});
  CHECK(!detail::cgroup_cpu_quota("3:cpuset:/\nnonsense\n", groups.root()));
  CHECK(usable_cpus() >= 1 && usable_memory() > (uint64_t{1} << 20));
}

void test_size_classes() {
  CHECK(detail::size_class(0) == 0 && detail::size_class(1) == 1 && detail::size_class(64) == 1);
  for (size_t c = 1; c < detail::kSlabClasses; ++c) {
    const size_t bytes = detail::class_bytes(c);
    CHECK(detail::size_class(bytes) == c && bytes % kAlignment == 0);
    CHECK(detail::size_class(bytes + 1) == c + 1 && detail::size_class(bytes - 1) == c);
  }
}

bool aligned(const void* block, size_t alignment) {
  return reinterpret_cast<uintptr_t>(block) % alignment == 0;
}

const std::vector<size_t> kSizes{1,       8,       63,      64,      65,       200,     1024,
                                 1025,    4096,    4097,    50000,   131072,   131073,  1000000,
                                 1 << 20, 1 << 21, 2097153, 5000000, 33554432, 40000001};

void test_allocate() {
  const uint64_t live = memory_stats().live_blocks, held = memory_stats().allocated_bytes;
  CHECK(allocate(0) == nullptr);
  deallocate(nullptr, 0);
  std::vector<std::pair<unsigned char*, size_t>> blocks;
  for (int round = 0; round < 3; ++round) {
    for (const size_t bytes : kSizes) {
      auto* block = static_cast<unsigned char*>(allocate(bytes));
      CHECK(aligned(block, kAlignment));
      CHECK(detail::kUseSystemAllocator || bytes < kMaxSlabBlock || aligned(block, kMaxSlabBlock));
      std::memset(block, static_cast<int>(blocks.size()), bytes);
      blocks.emplace_back(block, bytes);
    }
  }
  CHECK(memory_stats().live_blocks == live + blocks.size());
  CHECK(memory_stats().allocated_bytes > held && memory_stats().peak_bytes > held);
  CHECK(memory_stats().reserved_bytes >= memory_stats().allocated_bytes);
  for (size_t i = 0; i < blocks.size(); ++i) {  // nobody wrote over anybody
    const auto [block, bytes] = blocks[i];
    CHECK(block[0] == i && block[bytes / 2] == i && block[bytes - 1] == i);
    deallocate(block, bytes);
  }
  CHECK(memory_stats().live_blocks == live && memory_stats().allocated_bytes == held);
}

void test_reuse() {
  if (detail::kUseSystemAllocator) {
    return;
  }
  for (const size_t bytes : kSizes) {  // what was freed last comes first
    void* block = allocate(bytes);
    deallocate(block, bytes);
    CHECK(allocate(bytes) == block);
    deallocate(block, bytes);
  }
  const auto work = [] {
    std::vector<std::pair<void*, size_t>> blocks;
    for (int i = 0; i < 5000; ++i) {
      const size_t bytes = kSizes[static_cast<size_t>(i) % (kSizes.size() - 2)];
      if (bytes <= 300000 || i < 200) {
        blocks.emplace_back(allocate(bytes), bytes);
      }
    }
    for (const auto& [block, bytes] : blocks) {
      deallocate(block, bytes);
    }
  };
  work();
  const uint64_t before = memory_stats().system_allocation_count;
  work();
  CHECK(memory_stats().system_allocation_count ==
        before);  // the second time costs the system nothing

  empty_cache();
  const MemoryStats empty = memory_stats();
  CHECK(empty.reserved_bytes - empty.allocated_bytes < (16 << 20));
  work();
  CHECK(memory_stats().allocated_bytes == empty.allocated_bytes);
}

void test_cache_limit() {
  if (detail::kUseSystemAllocator) {
    return;
  }
  constexpr size_t kBytes = size_t{1} << 24;
  const size_t limit = cache_limit();
  empty_cache();
  const uint64_t base = memory_stats().reserved_bytes;
  std::array<void*, 8> blocks{};
  const auto cycle = [&] {
    for (void*& block : blocks) {
      block = allocate(kBytes);
    }
    for (void* block : blocks) {
      deallocate(block, kBytes);
    }
    return memory_stats().reserved_bytes - base;
  };
  CHECK(cycle() == 8 * kBytes);
  set_cache_limit(3 * kBytes);
  CHECK(cache_limit() == 3 * kBytes && memory_stats().reserved_bytes - base == 3 * kBytes);
  CHECK(cycle() == 3 * kBytes);
  // The newest stay: five of the eight freed went.
  void* newest = allocate(kBytes);
  CHECK(newest == blocks.back());
  deallocate(newest, kBytes);
  set_cache_limit(0);
  CHECK(memory_stats().reserved_bytes == base && cycle() == 0);
  set_cache_limit(limit);
}

void test_out_of_memory() {
  CHECK_THROWS(OutOfMemory, allocate(SIZE_MAX), "18446744073709551615 bytes");
  CHECK_THROWS(OutOfMemory, allocate(size_t{1} << 47), "out of memory");
  CHECK_THROWS(OutOfMemory, allocate(SIZE_MAX / 2 + 1), "out of memory");
}

void test_peak() {
  constexpr size_t kBytes = size_t{1} << 25;
  reset_peak();
  const uint64_t base = memory_stats().peak_bytes;
  CHECK(base == memory_stats().allocated_bytes);
  void* a = allocate(kBytes);
  void* b = allocate(kBytes);
  deallocate(a, kBytes);
  void* c = allocate(kBytes);
  deallocate(b, kBytes);
  deallocate(c, kBytes);
  CHECK(memory_stats().peak_bytes == base + 2 * kBytes);
  std::vector<void*> small(20000);
  reset_peak();
  const uint64_t small_base = memory_stats().peak_bytes;
  for (void*& block : small) {
    block = allocate(192);
  }
  const uint64_t small_peak = memory_stats().peak_bytes - small_base;
  CHECK(small_peak == small.size() * 192);
  for (void* block : small) {
    deallocate(block, 192);
  }
}

// Blocks freed by other threads than those that asked for them, while others do the same.
void test_threads() {
  const uint64_t live = memory_stats().live_blocks;
  for (int round = 0; round < 3; ++round) {
    std::array<std::vector<std::pair<unsigned char*, size_t>>, 4> made;
    const auto each = [](auto&& body) {
      std::vector<std::thread> threads;
      for (size_t t = 0; t < 4; ++t) {
        threads.emplace_back(body, t);
      }
      for (std::thread& thread : threads) {
        thread.join();
      }
    };
    each([&](size_t t) {
      for (size_t i = 0; i < 4000; ++i) {
        const size_t bytes = i % 500 == 0 ? 3000000 : kSizes[(i * 7 + t) % 13];
        auto* block = static_cast<unsigned char*>(allocate(bytes));
        block[0] = static_cast<unsigned char>(i);
        block[bytes - 1] = static_cast<unsigned char>(i);
        if (i % 3 == 0) {
          deallocate(block, bytes);
        } else {
          made[t].emplace_back(block, bytes);
        }
      }
    });
    bool intact = true;
    each([&](size_t t) {
      if (t == 0) {
        CHECK(memory_stats().live_blocks > live);
      }
      for (const auto& [block, bytes] : made[(t + 1) % 4]) {
        if (bytes > 1 && block[0] != block[bytes - 1]) {
          intact = false;
        }
        deallocate(block, bytes);
      }
    });
    CHECK(intact);
    CHECK(memory_stats().live_blocks == live);
  }
}

// A child made while other threads allocate can allocate too.
void test_allocate_after_fork() {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        for (const size_t bytes : {size_t{100}, size_t{200000}, size_t{4000000}}) {
          deallocate(allocate(bytes), bytes);
        }
      }
    });
  }
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (const size_t bytes : kSizes) {
        deallocate(allocate(bytes), bytes);
      }
      empty_cache();
      _exit(memory_stats().allocation_count > 0 ? 0 : 1);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
  }
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
}

// The limit that a fresh process takes from the environment, in MiB.
int ask_limit(const char* program, const char* text) {
  const pid_t child = fork();
  if (child == 0) {
    setenv("CHAINRULE_CACHE_BYTES", text, 1);
    execl(program, program, "print-limit", nullptr);
    _exit(255);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void test_limit_from_environment(const char* program) {
  CHECK(ask_limit(program, "0") == 0);
  CHECK(ask_limit(program, "8388608") == 8);
  CHECK(ask_limit(program, "100M") == 100);
  CHECK(ask_limit(program, "lots") == static_cast<int>(std::min<size_t>(cache_limit() >> 20, 254)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    set_warning_handler([](const std::string&, WarningKind) {});
    return static_cast<int>(std::min<size_t>(cache_limit() >> 20, 254));
  }
  test_errors();
  test_environment();
  test_control_groups();
  test_size_classes();
  test_allocate();
  test_reuse();
  test_cache_limit();
  test_out_of_memory();
  test_peak();
  test_threads();
  test_allocate_after_fork();
  test_limit_from_environment(argv[0]);
  return test::report();
}
