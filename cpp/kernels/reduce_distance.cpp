// Shares the rows of a matrix of distances among threads.
#include "kernels/reduce_distance.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace chainrule {

namespace {
constexpr int64_t kDistanceGrain = 16384;
}

void distances(const DistanceTask& task) {
  const DistanceKernels& all = distance_kernels();
  const auto run = (task.g ? all.backward : all.forward)[task.dtype == DType::float64];
  const int64_t work = std::max<int64_t>(1, task.others * std::max<int64_t>(task.width, 1));
  if (task.rows * work <= kDistanceGrain) {
    run(task, 0, task.rows);
    return;
  }
  const LongWork long_work;
  parallel_for(0, task.rows, std::max<int64_t>(1, kDistanceGrain / work),
               [&](int64_t from, int64_t to) { run(task, from, to); });
}

void pair_distances(const DistanceTask& task) {
  const auto run = distance_kernels().forward[task.dtype == DType::float64];
  const int64_t n = task.rows;
  const int64_t item = task.dtype == DType::float64 ? 8 : 4;
  const auto row = [&](int64_t i) {
    DistanceTask part = task;
    part.rows = 1;
    part.others = n - i - 1;
    part.x = static_cast<const char*>(task.x) + i * task.width * item;
    part.turned = static_cast<const char*>(task.turned) + (i + 1) * item;
    part.out = static_cast<char*>(task.out) + (i * n - i * (i + 1) / 2) * item;
    run(part, 0, 1);
  };
  // A row and its mirror image have n pairs together.
  const int64_t work = n * std::max<int64_t>(task.width, 1);
  const LongWork long_work(n / 2 * work > kDistanceGrain);
  parallel_for(0, n / 2, std::max<int64_t>(1, kDistanceGrain / std::max<int64_t>(work, 1)),
               [&](int64_t from, int64_t to) {
                 for (int64_t i = from; i < to; ++i) {
                   row(i);
                   if (n - 2 - i > i) row(n - 2 - i);
                 }
               });
}

}  // namespace chainrule
