// Cuts softmax into rows or strips of columns and shares them among threads.
#include "kernels/softmax.h"

#include <algorithm>

#include "core/thread_pool.h"

namespace chainrule {
namespace {

// An element costs an exponential: fewer of them are worth a thread than of a sum.
constexpr int64_t kGrain = 8192;
constexpr int64_t kStrip = 256;

}  // namespace

void run_softmax(const SoftmaxTask& task) {
  const SoftmaxKernels& all = softmax_kernels();
  const SoftmaxKernel& kernel =
      (task.log ? all.log_softmax : all.softmax)[task.dtype == DType::float64];
  const int64_t item = item_size(task.dtype);
  const auto* x = static_cast<const char*>(task.x);
  const auto* y = static_cast<const char*>(task.y);
  auto* out = static_cast<char*>(task.out);
  const int64_t total = task.outer * task.n * task.inner;
  if (total == 0) return;

  const int64_t strips = (task.inner + kStrip - 1) / kStrip;
  const auto run = [&](int64_t from, int64_t to) {
    if (task.inner == 1) {
      const int64_t at = from * task.n * item;
      if (y) {
        kernel.rows_grad(x + at, y + at, to - from, task.n, out + at);
      } else {
        kernel.rows(x + at, to - from, task.n, out + at);
      }
      return;
    }
    for (int64_t u = from; u < to; ++u) {
      const int64_t first = u % strips * kStrip;
      const int64_t width = std::min(kStrip, task.inner - first);
      const int64_t at = (u / strips * task.n * task.inner + first) * item;
      if (y) {
        kernel.columns_grad(x + at, y + at, task.n, task.inner, width, out + at);
      } else {
        kernel.columns(x + at, task.n, task.inner, width, out + at);
      }
    }
  };
  const int64_t units = task.inner == 1 ? task.outer : task.outer * strips;
  if (total <= kGrain) {
    run(0, units);
    return;
  }
  const LongWork long_work;
  parallel_for(0, units, std::max<int64_t>(1, kGrain * units / total), run);
}

}  // namespace chainrule
