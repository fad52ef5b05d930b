// Shares the rows of cross entropy among threads.
#include "kernels/softmax_loss.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace chainrule {
namespace {

template <class F>
void over_rows(const CrossEntropyTask& task, F run) {
  constexpr int64_t kGrain = 8192;  // elements, each an exponential
  if (task.rows * task.classes <= kGrain) {
    run(task, 0, task.rows);
    return;
  }
  const LongWork long_work;
  parallel_for(0, task.rows, std::max<int64_t>(1, kGrain / task.classes),
               [&](int64_t from, int64_t to) { run(task, from, to); });
}

}  // namespace

void cross_entropy_forward(const CrossEntropyTask& task) {
  over_rows(task, cross_entropy_kernels().forward[task.dtype == DType::float64]);
}

void cross_entropy_backward(const CrossEntropyTask& task) {
  over_rows(task, cross_entropy_kernels().backward[task.dtype == DType::float64]);
}

}  // namespace chainrule
