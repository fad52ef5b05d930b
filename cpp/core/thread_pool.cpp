// Workers, the slots in which loops are published, and how chunks are claimed and waited for.
#include "core/thread_pool.h"

#include <pthread.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/system.h"

namespace chainrule {
namespace detail {
namespace {

// How long a worker looks out for the next loop, and a caller for the last chunk, before it sleeps.
// Waking a thread costs the caller some microseconds, so loops in close succession should not pay
// it.
constexpr std::chrono::microseconds kSpin{30};

#if defined(__ELF__)  // asked for by every operation: without a call into the loader
[[gnu::tls_model("initial-exec")]]
#endif
constinit thread_local bool inside_region = false;
#if defined(__ELF__)
[[gnu::tls_model("initial-exec")]]
#endif
constinit thread_local bool inside_long_work = false;

void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Waits until `done()` for about kSpin; whether it came true.
template <class Done>
bool spin_until(Done done) noexcept {
  const auto begin = std::chrono::steady_clock::now();
  do {
    for (int i = 0; i < 16; ++i) {
      if (done()) {
        return true;
      }
      relax();
    }
  } while (std::chrono::steady_clock::now() - begin < kSpin);
  return false;
}

// One loop that is being run. The caller of the loop owns the slot; whoever claims a chunk may read
// what the loop is until the chunk counts as finished, which the owner waits for.
class alignas(64) Slot {
 public:
  bool acquire() noexcept { return !taken_.exchange(true, std::memory_order_acquire); }
  void release() noexcept { taken_.store(false, std::memory_order_release); }

  void publish(uint32_t count, ChunkBody body, void* context) noexcept {
    body_ = body;
    context_ = context;
    first_failed_.store(UINT32_MAX, std::memory_order_relaxed);
    finished_.store(0, std::memory_order_relaxed);
    state_.store(uint64_t{count} << 32, std::memory_order_release);
  }

  // Claims chunks and runs them until none is left to claim; whether there was any.
  bool work() noexcept {
    bool any = false;
    // The number of chunks and the next one are in one word: a late comer that finds the slot
    // taken by another loop simply claims from that. The first look keeps `next` from running away.
    while (unclaimed(state_.load(std::memory_order_relaxed))) {
      const uint64_t state = state_.fetch_add(1, std::memory_order_acquire);
      if (!unclaimed(state)) {
        break;
      }
      any = true;
      run(static_cast<uint32_t>(state));
      const auto count = static_cast<uint32_t>(state >> 32);
      if (finished_.fetch_add(1, std::memory_order_acq_rel) + 1 == count) {
        finished_.notify_one();
      }
    }
    return any;
  }

  // For the owner, after work(): waits for chunks that others have begun.
  void wait(uint32_t count) noexcept {
    const auto all = [&] { return finished_.load(std::memory_order_acquire) == count; };
    if (!spin_until(all)) {
      while (!all()) {
        const uint32_t seen = finished_.load(std::memory_order_acquire);
        if (seen != count) {
          finished_.wait(seen, std::memory_order_acquire);
        }
      }
    }
  }

  std::exception_ptr take_error() noexcept { return std::exchange(error_, nullptr); }

 private:
  static bool unclaimed(uint64_t state) noexcept {
    return static_cast<uint32_t>(state) < static_cast<uint32_t>(state >> 32);
  }

  // Chunks are claimed in order, so those before the first that failed have begun and will finish;
  // those after it need not run.
  void run(uint32_t chunk) noexcept {
    if (chunk > first_failed_.load(std::memory_order_relaxed)) {
      return;
    }
    try {
      body_(context_, chunk);
    } catch (...) {
      const std::lock_guard lock(error_mutex_);
      if (chunk < first_failed_.load(std::memory_order_relaxed)) {
        first_failed_.store(chunk, std::memory_order_relaxed);
        error_ = std::current_exception();
      }
    }
  }

  std::atomic<uint64_t> state_{0};  // count << 32 | next
  ChunkBody body_ = nullptr;
  void* context_ = nullptr;
  std::atomic<uint32_t> first_failed_{UINT32_MAX};
  std::atomic<bool> taken_{false};
  alignas(64) std::atomic<uint32_t> finished_{0};
  std::mutex error_mutex_;
  std::exception_ptr error_;
};

class Pool {
 public:
  void run(int64_t count, ChunkBody body, void* context) {
    start_workers();
    Slot* slot = acquire_slot();
    if (slot == nullptr) {  // several threads run loops already: the machine is busy
      for (int64_t chunk = 0; chunk < count; ++chunk) {
        body(context, chunk);
      }
      return;
    }
    const auto chunks = static_cast<uint32_t>(count);
    slot->publish(chunks, body, context);
    announce(chunks - 1);
    inside_region = true;
    slot->work();
    slot->wait(chunks);
    inside_region = false;
    std::exception_ptr error = slot->take_error();
    slot->release();
    if (error) {
      std::rethrow_exception(std::move(error));
    }
  }

  // Ends the workers beyond this number; new ones start with the next loop.
  void limit_workers(size_t workers) {
    const std::lock_guard lock(mutex_);
    wanted_.store(workers, std::memory_order_relaxed);
    if (threads_.size() > workers) {
      announce(UINT32_MAX);
      for (size_t i = workers; i < threads_.size(); ++i) {
        threads_[i].join();
      }
      threads_.resize(workers);
    }
    started_.store(threads_.size(), std::memory_order_relaxed);
  }

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  static constexpr size_t kSlots = 8;

  Slot* acquire_slot() noexcept {
    for (Slot& slot : slots_) {
      if (slot.acquire()) {
        return &slot;
      }
    }
    return nullptr;
  }

  // Lets the workers know that something changed, and wakes as many as can help.
  void announce(uint32_t helpers) noexcept {
    epoch_.fetch_add(1);
    const uint32_t sleeping = sleeping_.load();
    if (helpers >= sleeping) {
      if (sleeping != 0) {
        epoch_.notify_all();
      }
    } else {
      for (uint32_t i = 0; i < helpers; ++i) {
        epoch_.notify_one();
      }
    }
  }

  void start_workers() {
    if (started_.load(std::memory_order_acquire) >= wanted_.load(std::memory_order_relaxed)) {
      return;
    }
    const std::lock_guard lock(mutex_);
    const size_t wanted = wanted_.load(std::memory_order_relaxed);
    // Signals are for the program's own threads: Ctrl-C must interrupt one that can react.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      while (threads_.size() < wanted) {
        threads_.emplace_back(&Pool::worker, this, threads_.size());
      }
    } catch (const std::system_error&) {  // the system allows no more: fewer will do
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    started_.store(wanted, std::memory_order_release);
  }

  void worker(size_t index) noexcept {
#ifdef __linux__
    pthread_setname_np(pthread_self(), "chainrule");
#endif
    inside_region = true;
    for (;;) {
      const uint32_t seen = epoch_.load(std::memory_order_acquire);  // before looking for work
      if (index >= wanted_.load(std::memory_order_relaxed)) {
        return;
      }
      for (Slot& slot : slots_) {
        slot.work();
      }
      const auto changed = [&] { return epoch_.load(std::memory_order_relaxed) != seen; };
      if (!spin_until(changed)) {
        sleeping_.fetch_add(1);
        epoch_.wait(seen);  // returns at once if it changed before it sleeps
        sleeping_.fetch_sub(1);
      }
    }
  }

  std::array<Slot, kSlots> slots_;
  alignas(64) std::atomic<uint32_t> epoch_{0};  // changes with every loop published
  alignas(64) std::atomic<uint32_t> sleeping_{0};
  std::atomic<size_t> wanted_{0}, started_{0};
  std::mutex mutex_;  // guards threads_
  std::vector<std::thread> threads_;
};

std::atomic<int> thread_count{0};  // 0 until asked for

// Never destroyed: a loop may run while the process ends, by then without workers. A child made by
// fork has none of its parent's workers and starts over with a pool of its own.
std::atomic<Pool*> current_pool{nullptr};
std::mutex pool_mutex;

// Ends the workers when the process exits in order.
struct EndsWorkers {
  ~EndsWorkers() {
    if (!inside_region) {  // exit() may have been called from within a loop
      thread_count.store(1);
      if (Pool* pool = current_pool.load()) {
        pool->limit_workers(0);
      }
    }
  }
};

int default_threads() {
  if (const auto threads = count_from_environment("CHAINRULE_NUM_THREADS", 1)) {
    return static_cast<int>(std::min<int64_t>(*threads, 1 << 16));
  }
  if (const char* text = std::getenv("OMP_NUM_THREADS")) {  // may be a list, one for each level
    const long threads = std::strtol(text, nullptr, 10);
    if (threads >= 1) {
      return static_cast<int>(std::min(threads, 1L << 16));
    }
  }
  return usable_cpus();
}

void before_fork() {
  pool_mutex.lock();
  if (Pool* pool = current_pool.load()) {
    pool->lock();
  }
}

void after_fork_in_parent() {
  if (Pool* pool = current_pool.load()) {
    pool->unlock();
  }
  pool_mutex.unlock();
}

void after_fork_in_child() {
  current_pool.store(nullptr);
  inside_region = false;
  pool_mutex.unlock();
}

Pool& pool() {
  if (Pool* pool = current_pool.load(std::memory_order_acquire)) {
    return *pool;
  }
  const int threads = num_threads();  // may warn, so not under the lock
  const std::lock_guard lock(pool_mutex);
  static const EndsWorkers at_exit;
  static const int registered =
      pthread_atfork(&before_fork, &after_fork_in_parent, &after_fork_in_child);
  static_cast<void>(registered);
  Pool* pool = current_pool.load(std::memory_order_relaxed);
  if (pool == nullptr) {
    pool = new Pool;
    pool->limit_workers(static_cast<size_t>(threads) - 1);
    current_pool.store(pool, std::memory_order_release);
  }
  return *pool;
}

std::atomic<void (*)()> long_work_enter{nullptr}, long_work_leave{nullptr};

}  // namespace

void run_chunks(int64_t count, ChunkBody body, void* context) {
  check(count < int64_t{1} << 31, "a parallel loop can have at most 2147483647 chunks, got ",
        count);
  pool().run(count, body, context);
}

bool may_fork() { return !inside_region && num_threads() > 1; }

}  // namespace detail

int num_threads() {
  const int known = detail::thread_count.load(std::memory_order_relaxed);
  if (known != 0) {
    return known;
  }
  int unset = 0;
  detail::thread_count.compare_exchange_strong(unset, detail::default_threads());
  return detail::thread_count.load(std::memory_order_relaxed);
}

void set_num_threads(int threads) {
  check(threads >= 1, "set_num_threads expects a positive integer, got ", threads);
  check(!detail::inside_region,
        "set_num_threads was called inside a parallel loop; call it before the loop begins");
  const std::lock_guard lock(detail::pool_mutex);
  detail::thread_count.store(threads, std::memory_order_relaxed);
  if (detail::Pool* pool = detail::current_pool.load()) {
    pool->limit_workers(static_cast<size_t>(threads) - 1);
  }
}

bool in_parallel_region() noexcept { return detail::inside_region; }

void set_long_work_hooks(void (*enter)(), void (*leave)()) noexcept {
  detail::long_work_enter.store(nullptr);
  detail::long_work_leave.store(leave);
  detail::long_work_enter.store(enter);
}

LongWork::LongWork(bool is_long) noexcept {
  void (*enter)() = detail::long_work_enter.load(std::memory_order_acquire);
  if (is_long && enter != nullptr && !detail::inside_long_work && !detail::inside_region) {
    leave_ = detail::long_work_leave.load(std::memory_order_relaxed);
    detail::inside_long_work = true;
    enter();
  }
}

LongWork::~LongWork() {
  if (leave_ != nullptr) {
    leave_();
    detail::inside_long_work = false;
  }
}

}  // namespace chainrule
