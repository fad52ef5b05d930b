// From accumulators to results: division by the count, square roots, conversion to the dtype of the
// result.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "kernels/reduce.h"
#include "kernels/reduce_accumulators.h"

namespace chainrule {
namespace {

template <class T, class From>
T narrowed(From value) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    return T(static_cast<float>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    return value != From{};
  } else {
    return static_cast<T>(value);
  }
}

// value(i) is the i-th result.
template <class F>
void store(DType dtype, void* out, int64_t count, int64_t first, int64_t stride, F value) {
  switch (dtype) {
    case DType::float32: {
      float* to = static_cast<float*>(out) + first;
      for (int64_t i = 0; i < count; ++i) to[i * stride] = static_cast<float>(value(i));
      return;
    }
    case DType::complex64:
    case DType::complex128:
      return;  // arrive as pairs of reals
    default:
      visit(dtype, [&]<class T>(T) {
        if constexpr (!std::is_same_v<T, complex64> && !std::is_same_v<T, complex128>) {
          T* to = static_cast<T*>(out) + first;
          for (int64_t i = 0; i < count; ++i) to[i * stride] = narrowed<T>(value(i));
        }
      });
  }
}

void finish_moments(const ReduceTask& task, const Moments* acc, int64_t count, int64_t first,
                    int64_t stride) {
  if (task.out) {
    store(task.out_dtype, task.out, count, first, stride, [&](int64_t i) {
      const double variance = acc[i].deviation / task.divisor;
      return task.root ? std::sqrt(variance) : variance;
    });
  }
  if (task.mean) {
    store(task.out_dtype, task.mean, count, first, stride,
          [&](int64_t i) { return acc[i].count > 0 ? acc[i].mean : std::nan(""); });
  }
}

}  // namespace

void reduce_finish(const ReduceTask& task, const void* acc, int64_t count, int64_t first,
                   int64_t stride) {
  const auto put = [&](auto value) {
    store(task.out_dtype, task.out, count, first, stride, value);
  };
  const auto put_sum = [&](auto value) {
    if (task.root) {
      put([&](int64_t i) { return std::sqrt(value(i)); });
    } else if (task.divisor != 1) {
      put([&](int64_t i) { return value(i) / task.divisor; });
    } else {
      put(value);
    }
  };
  if (task.op == Reduction::moments) {
    finish_moments(task, static_cast<const Moments*>(acc), count, first, stride);
    return;
  }
  const bool sums = task.op == Reduction::sum || task.op == Reduction::nansum ||
                    task.op == Reduction::abs_sum || task.op == Reduction::square_sum;
  const bool wide = sums || task.op == Reduction::prod;
  if (task.compute == DType::float32 && wide) {
    put_sum([from = static_cast<const double*>(acc)](int64_t i) { return from[i]; });
  } else if (task.compute == DType::float32) {
    put([from = static_cast<const float*>(acc)](int64_t i) { return from[i]; });
  } else if (task.compute == DType::float64 && sums) {
    put_sum([from = static_cast<const Compensated*>(acc)](int64_t i) {
      return from[i].high + from[i].low;
    });
  } else if (task.compute == DType::float64) {
    put([from = static_cast<const double*>(acc)](int64_t i) { return from[i]; });
  } else if (task.compute == DType::int64 || task.op == Reduction::count) {
    put([from = static_cast<const int64_t*>(acc)](int64_t i) { return from[i]; });
  } else {
    put([from = static_cast<const uint8_t*>(acc)](int64_t i) { return from[i]; });
  }
}

}  // namespace chainrule
