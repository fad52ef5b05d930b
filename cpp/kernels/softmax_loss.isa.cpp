// Inner loops of cross entropy. The normalizer and the sum of scores come from one walk along the
// row in the cache.
#include "kernels/softmax_loss.h"

#include "kernels/row_sum.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

template <class T>
void forward(const CrossEntropyTask& task, int64_t from, int64_t to) {
  using V = Vec<T>;
  const int64_t n = task.classes;
  constexpr T kLowest = -__builtin_inf();
  const T* weight = static_cast<const T*>(task.weight);
  double weights = static_cast<double>(n);
  if (task.smoothing > 0 && weight) {
    weights = sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
      return load_row(weight + i, left);
    });
  }
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * n;
    V largest(kLowest);
    for (int64_t i = 0; i < n; i += V::size)
      largest = maximum(largest, load_row(x + i, n - i, kLowest));
    const T top = reduce_max(largest);
    const V shift(top);
    const double total = sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
      return exp(load_row(x + i, left, kLowest) - shift);
    });
    const double log_total = __builtin_log(total);
    static_cast<T*>(task.normalizer)[2 * r] = top;
    static_cast<T*>(task.normalizer)[2 * r + 1] = static_cast<T>(log_total);
    const int64_t t = task.target[r];
    if (t == task.ignore) {
      task.loss[r] = 0;
      continue;
    }
    // log p_t = (x_t - top) - log(total): the difference first, which is exact or nearly so.
    const double own = log_total - (static_cast<double>(x[t]) - static_cast<double>(top));
    double loss = (1 - task.smoothing) * own * (weight ? static_cast<double>(weight[t]) : 1.0);
    if (task.smoothing > 0) {
      const double scores =
          sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
            const V d = load_row(x + i, left, top) - shift;
            return weight ? d * load_row(weight + i, left) : d;
          });
      loss += task.smoothing / static_cast<double>(n) * (weights * log_total - scores);
    }
    task.loss[r] = loss;
  }
}

template <class T>
void backward(const CrossEntropyTask& task, int64_t from, int64_t to) {
  using V = Vec<T>;
  const int64_t n = task.classes;
  const T* weight = static_cast<const T*>(task.weight);
  double weights = static_cast<double>(n);
  if (task.smoothing > 0 && weight) {
    weights = sum_of<T>(n, [=](int64_t i, int64_t left) __attribute__((always_inline)) {
      return load_row(weight + i, left);
    });
  }
  const double share = task.smoothing / static_cast<double>(n);
  for (int64_t r = from; r < to; ++r) {
    const T* x = static_cast<const T*>(task.x) + r * n;
    T* out = static_cast<T*>(task.out) + r * n;
    const int64_t t = task.target[r];
    if (t == task.ignore) {
      for (int64_t i = 0; i < n; ++i) out[i] = 0;
      continue;
    }
    const double own = (1 - task.smoothing) * (weight ? static_cast<double>(weight[t]) : 1.0);
    const V top(static_cast<const T*>(task.normalizer)[2 * r]);
    const V log_total(static_cast<const T*>(task.normalizer)[2 * r + 1]);
    const double scale = task.scale[r * task.scale_stride];
    // scale (mass p - q)
    const V mass(static_cast<T>(scale * (own + share * weights)));
    if (task.smoothing > 0) {
      const V spread(static_cast<T>(scale * share));
      for (int64_t i = 0; i < n; i += V::size) {
        const V q = weight ? spread * load_row(weight + i, n - i) : spread;
        store_part(exp(load_row(x + i, n - i) - top - log_total) * mass - q, out + i, n - i);
      }
    } else {
      for (int64_t i = 0; i < n; i += V::size) {
        store_part(exp(load_row(x + i, n - i) - top - log_total) * mass, out + i, n - i);
      }
    }
    out[t] -= static_cast<T>(scale * own);
  }
}

}  // namespace

extern constinit const CrossEntropyKernels cross_entropy_kernels_table = {
    {forward<float>, forward<double>}, {backward<float>, backward<double>}};

}  // namespace chainrule::CHAINRULE_ISA_NS
