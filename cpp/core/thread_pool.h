// The one thread pool: parallel loops, the number of threads, and the hooks around long work.
// What may not live here: anything that knows tensors, BLAS or Python.
//
// A loop is cut into chunks whose boundaries depend on its bounds and grain alone, never on the
// number of threads or on who ran what: so results do not either. Chunks are claimed, not assigned;
// the caller claims too and waits only for chunks that another thread has begun, so a worker that
// the system has not scheduled delays nobody. Nothing is allocated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace chainrule {

// Threads that a parallel loop may use, the caller included. By default CHAINRULE_NUM_THREADS, else
// OMP_NUM_THREADS, else the CPUs this process may use.
int num_threads();

// Throws RuntimeError for less than 1, and inside a parallel loop.
void set_num_threads(int threads);

// Whether the calling thread runs a chunk of a loop that others work on too. Loops inside run
// serially.
bool in_parallel_region() noexcept;

// How a loop over n > 0 elements is cut: `count` chunks of `size` elements, the last may be
// shorter.
struct Chunks {
  int64_t size = 1;
  int64_t count = 1;
};

// Chunks of at least `grain` elements (the last but for the rest), at most kMaxChunks of them, on
// multiples of kChunkAlignment where they are large.
inline constexpr int64_t kMaxChunks = 256;
inline constexpr int64_t kChunkAlignment = 64;

constexpr Chunks chunks_of(int64_t n, int64_t grain) {
  const int64_t wanted = std::clamp<int64_t>(n / std::max<int64_t>(grain, 1), 1, kMaxChunks);
  int64_t size = (n + wanted - 1) / wanted;
  if (wanted > 1 && size >= 8 * kChunkAlignment) {
    size = (size + kChunkAlignment - 1) / kChunkAlignment * kChunkAlignment;
  }
  return {size, (n + size - 1) / size};
}

namespace detail {

// Runs body(context, i) for 0 <= i < count, in any order and on any thread, and returns when all
// have run. Of several exceptions the one of the lowest i is rethrown.
using ChunkBody = void (*)(void* context, int64_t chunk);
void run_chunks(int64_t count, ChunkBody body, void* context);

// Whether run_chunks could use another thread.
bool may_fork();

}  // namespace detail

// Calls f(i) for each 0 <= i < count, every call a chunk of its own.
template <class F>
void parallel_tasks(int64_t count, F&& f) {
  if (count <= 1 || !detail::may_fork()) {
    for (int64_t i = 0; i < count; ++i) {
      f(i);
    }
    return;
  }
  using Body = std::remove_reference_t<F>;
  detail::run_chunks(
      count, [](void* context, int64_t chunk) { (*static_cast<Body*>(context))(chunk); },
      const_cast<std::remove_const_t<Body>*>(std::addressof(f)));
}

// Calls f(b, e) for each chunk of [begin, end) of about `grain` elements or more. `grain` is the
// number of elements worth handing to another thread: some microseconds of work.
template <class F>
void parallel_for(int64_t begin, int64_t end, int64_t grain, F&& f) {
  if (begin >= end) {
    return;
  }
  const Chunks chunks = chunks_of(end - begin, grain);
  parallel_tasks(chunks.count, [&](int64_t chunk) {
    const int64_t b = begin + chunk * chunks.size;
    f(b, std::min(end, b + chunks.size));
  });
}

// Hooks around work long enough that other threads of the program should get on meanwhile: a host
// language with an interpreter lock gives it up in `enter` and takes it back in `leave`, on the
// same thread. Neither may throw. nullptr removes them.
void set_long_work_hooks(void (*enter)(), void (*leave)()) noexcept;

// Calls the hooks around its lifetime, if the work `is_long`: giving up a lock costs about 0.1 us
// and may cost a turn, so take tens of microseconds as long. Does nothing without hooks, inside
// another LongWork of the same thread, and inside a parallel loop. Between the hooks nothing may
// touch the host language: no callbacks, no warnings, and no release of anything that might own its
// objects.
class LongWork {
 public:
  explicit LongWork(bool is_long = true) noexcept;
  ~LongWork();
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;

 private:
  void (*leave_)() = nullptr;
};

}  // namespace chainrule
