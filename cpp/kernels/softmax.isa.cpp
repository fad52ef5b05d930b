// Inner loops of softmax and log_softmax. A row is read three times while it is in the cache: its
// largest element, the sum of exp(x - largest), the result. Columns do the same with a vector of
// columns at a time.
#include "kernels/softmax.h"

#include "kernels/row_sum.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

template <class T>
constexpr T kLowest = -__builtin_inf();

template <class T>
CHAINRULE_INLINE T largest(const T* x, int64_t n) {
  using V = Vec<T>;
  V a(kLowest<T>);
  V b = a;
  int64_t i = 0;
  for (; i + 2 * V::size <= n; i += 2 * V::size) {
    a = maximum(a, V::load(x + i));
    b = maximum(b, V::load(x + i + V::size));
  }
  for (; i < n; i += V::size) a = maximum(a, load_row(x + i, n - i, kLowest<T>));
  return reduce_max(maximum(a, b));
}

template <class T, bool kLog>
void rows(const void* px, int64_t rows, int64_t n, void* py) {
  using V = Vec<T>;
  for (int64_t r = 0; r < rows; ++r) {
    const T* x = static_cast<const T*>(px) + r * n;
    T* y = static_cast<T*>(py) + r * n;
    const V top(largest(x, n));
    const double total = sum_of<T>(n, [=](int64_t i, int64_t lanes) __attribute__((always_inline)) {
      const V e = exp(load_row(x + i, lanes, kLowest<T>) - top);
      if constexpr (!kLog) store_part(e, y + i, lanes);
      return e;
    });
    if constexpr (kLog) {
      const V log_total(static_cast<T>(__builtin_log(total)));
      for (int64_t i = 0; i < n; i += V::size) {
        store_part(load_row(x + i, n - i) - top - log_total, y + i, n - i);
      }
    } else {
      const V scale(static_cast<T>(1 / total));
      for (int64_t i = 0; i < n; i += V::size)
        store_part(load_row(y + i, n - i) * scale, y + i, n - i);
    }
  }
}

template <class T, bool kLog>
void columns(const void* px, int64_t n, int64_t stride, int64_t columns, void* py) {
  using V = Vec<T>;
  for (int64_t c = 0; c < columns; c += V::size) {
    const T* x = static_cast<const T*>(px) + c;
    T* y = static_cast<T*>(py) + c;
    const int64_t lanes = columns - c;
    V top(kLowest<T>);
    for (int64_t k = 0; k < n; ++k) top = maximum(top, load_row(x + k * stride, lanes));
    V total(0);
    for (int64_t k = 0; k < n; ++k) {
      const V e = exp(load_row(x + k * stride, lanes) - top);
      if constexpr (!kLog) store_part(e, y + k * stride, lanes);
      total += e;
    }
    const V last = kLog ? log(total) : V(1) / total;
    for (int64_t k = 0; k < n; ++k) {
      if constexpr (kLog) {
        store_part(load_row(x + k * stride, lanes) - top - last, y + k * stride, lanes);
      } else {
        store_part(load_row(y + k * stride, lanes) * last, y + k * stride, lanes);
      }
    }
  }
}

// softmax: y (g - sum(g y)). log_softmax: g - exp(y) sum(g).
template <class T, bool kLog>
CHAINRULE_INLINE Vec<T> slope(Vec<T> g, Vec<T> y, Vec<T> total) {
  if constexpr (kLog) {
    return g - exp(y) * total;
  } else {
    return y * (g - total);
  }
}

template <class T, bool kLog>
void rows_grad(const void* pg, const void* py, int64_t rows, int64_t n, void* pgx) {
  using V = Vec<T>;
  for (int64_t r = 0; r < rows; ++r) {
    const T* g = static_cast<const T*>(pg) + r * n;
    const T* y = static_cast<const T*>(py) + r * n;
    T* gx = static_cast<T*>(pgx) + r * n;
    const V total(
        static_cast<T>(sum_of<T>(n, [=](int64_t i, int64_t lanes) __attribute__((always_inline)) {
          const V v = load_row(g + i, lanes);
          return kLog ? v : v * load_row(y + i, lanes);
        })));
    for (int64_t i = 0; i < n; i += V::size) {
      store_part(slope<T, kLog>(load_row(g + i, n - i), load_row(y + i, n - i), total), gx + i,
                 n - i);
    }
  }
}

template <class T, bool kLog>
void columns_grad(const void* pg, const void* py, int64_t n, int64_t stride, int64_t columns,
                  void* pgx) {
  using V = Vec<T>;
  for (int64_t c = 0; c < columns; c += V::size) {
    const T* g = static_cast<const T*>(pg) + c;
    const T* y = static_cast<const T*>(py) + c;
    T* gx = static_cast<T*>(pgx) + c;
    const int64_t lanes = columns - c;
    V total(0);
    for (int64_t k = 0; k < n; ++k) {
      const V v = load_row(g + k * stride, lanes);
      total += kLog ? v : v * load_row(y + k * stride, lanes);
    }
    for (int64_t k = 0; k < n; ++k) {
      const V v =
          slope<T, kLog>(load_row(g + k * stride, lanes), load_row(y + k * stride, lanes), total);
      store_part(v, gx + k * stride, lanes);
    }
  }
}

template <class T, bool kLog>
constexpr SoftmaxKernel kernel() {
  return {rows<T, kLog>, columns<T, kLog>, rows_grad<T, kLog>, columns_grad<T, kLog>};
}

}  // namespace

extern constinit const SoftmaxKernels softmax_kernels_table = {
    {kernel<float, false>(), kernel<double, false>()},
    {kernel<float, true>(), kernel<double, true>()},
};

}  // namespace chainrule::CHAINRULE_ISA_NS
