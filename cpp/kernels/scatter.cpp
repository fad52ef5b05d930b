// Gathering and scattering along a dimension (scatter.h).
#include "kernels/scatter.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "kernels/odometer.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 14;

/// Calls body(x offset, y offset, index, x step, y step, count) for parts of the innermost
/// dimension; the element at i is x + i * x_step + index[i] * x_dim. Calls that run at once never
/// meet in x.
template <class F>
void for_lines(const AlongTask& task, F body) {
  const auto ndim = static_cast<int64_t>(task.sizes.size());
  if (ndim == 0) {
    body(0, 0, task.index, 0, 0, 1);
    return;
  }
  const int64_t n = task.sizes.back();
  const auto outer = static_cast<size_t>(ndim - 1);
  const bool last = task.dim == ndim - 1;
  Dims x_strides(task.x_strides);
  x_strides[task.dim] = 0;
  const DimSpan sizes = task.sizes.first(outer);
  const DimSpan xs = DimSpan(x_strides).first(outer);
  const DimSpan ys = task.y_strides.first(outer);
  const int64_t rows = product(sizes);
  if (rows * n == 0) return;
  const auto run = [&](int64_t first_row, int64_t last_row, int64_t begin, int64_t end) {
    Odometer at(sizes, xs, ys, first_row);
    for (int64_t row = first_row; row < last_row; ++row, at.next()) {
      body(at.offset_a + begin * x_strides.back(), at.offset_b + begin * task.y_strides.back(),
           task.index + row * n + begin, x_strides.back(), task.y_strides.back(), end - begin);
    }
  };
  if (last) {
    // Each row has a line of x to itself.
    parallel_for(0, rows, std::max<int64_t>(1, kGrain / n),
                 [&](int64_t begin, int64_t end) { run(begin, end, 0, n); });
  } else {
    // Each thread has columns of x to itself, and goes through all rows in order.
    parallel_for(0, n, std::max<int64_t>(16, kGrain / rows),
                 [&](int64_t begin, int64_t end) { run(0, rows, begin, end); });
  }
}

template <class T>
T lesser(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a != a || a < b ? a : b;
  } else {
    return a < b ? a : b;
  }
}

template <class T>
T greater(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a != a || a > b ? a : b;
  } else {
    return a > b ? a : b;
  }
}

template <class T>
inline constexpr bool is_complex_type =
    std::is_same_v<T, complex64> || std::is_same_v<T, complex128>;

template <class T, class Combine>
void scatter(const AlongTask& task, void* x, const void* y, Combine combine) {
  auto* to = static_cast<T*>(x);
  const auto* from = static_cast<const T*>(y);
  const int64_t along = task.sizes.empty() ? 0 : task.x_strides[task.dim];
  for_lines(task, [=](int64_t x_at, int64_t y_at, const int64_t* index, int64_t x_step,
                      int64_t y_step, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      T& place = to[x_at + i * x_step + index[i] * along];
      place = combine(place, from[y_at + i * y_step]);
    }
  });
}

}  // namespace

void gather_along(const AlongTask& task, int64_t item_size, const void* x, void* y) {
  visit_size(item_size, [&]<class T>(T) {
    const auto* from = static_cast<const T*>(x);
    auto* to = static_cast<T*>(y);
    const int64_t along = task.sizes.empty() ? 0 : task.x_strides[task.dim];
    for_lines(task, [=](int64_t x_at, int64_t y_at, const int64_t* index, int64_t x_step,
                        int64_t y_step, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        to[y_at + i * y_step] = from[x_at + i * x_step + index[i] * along];
      }
    });
  });
}

void scatter_along(const AlongTask& task, ScatterOp op, DType dtype, void* x, const void* y) {
  if (op == ScatterOp::put) {
    visit_size(item_size(dtype),
               [&]<class T>(T) { scatter<T>(task, x, y, [](const T&, const T& b) { return b; }); });
    return;
  }
  visit(dtype, [&]<class T>(T) {
    if constexpr (std::is_same_v<T, bool>) {
      if (op == ScatterOp::add || op == ScatterOp::maximum) {
        scatter<T>(task, x, y, [](bool a, bool b) { return a || b; });
      } else {
        scatter<T>(task, x, y, [](bool a, bool b) { return a && b; });
      }
    } else if (op == ScatterOp::add) {
      scatter<T>(task, x, y, [](const T& a, const T& b) { return static_cast<T>(a + b); });
    } else if (op == ScatterOp::multiply) {
      scatter<T>(task, x, y, [](const T& a, const T& b) { return static_cast<T>(a * b); });
    } else if constexpr (!is_complex_type<T>) {
      if (op == ScatterOp::minimum) {
        scatter<T>(task, x, y, [](const T& a, const T& b) { return lesser(a, b); });
      } else {
        scatter<T>(task, x, y, [](const T& a, const T& b) { return greater(a, b); });
      }
    }
  });
}

}  // namespace chainrule
