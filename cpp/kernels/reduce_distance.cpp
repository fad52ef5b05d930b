// Shares the rows of a matrix of distances among threads.
#include "kernels/reduce_distance.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace chainrule {

void distances(const DistanceTask& task) {
  const DistanceKernels& all = distance_kernels();
  const auto run = (task.g ? all.backward : all.forward)[task.dtype == DType::float64];
  constexpr int64_t kGrain = 16384;
  const int64_t work = std::max<int64_t>(1, task.others * std::max<int64_t>(task.width, 1));
  if (task.rows * work <= kGrain) {
    run(task, 0, task.rows);
    return;
  }
  const LongWork long_work;
  parallel_for(0, task.rows, std::max<int64_t>(1, kGrain / work),
               [&](int64_t from, int64_t to) { run(task, from, to); });
}

}  // namespace chainrule
