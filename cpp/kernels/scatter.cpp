// Gathering and scattering along a dimension (scatter.h).
#include "kernels/scatter.h"

#include <algorithm>

#include "core/thread_pool.h"
#include "kernels/rows.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 14;
constexpr int64_t kLeastColumns = 32;

/// One dimension of the loop. Along the one that the index is for, x does not move by itself.
struct Axis {
  int64_t size;
  int64_t x, y, index;  // strides
  bool along;
};

/// A part of the two innermost dimensions: the element at r, i is
/// x + r * x_row + i * x_step + index[r * index_row + i * index_step] * along.
struct Block {
  int64_t rows, n;
  int64_t x, y;  // offsets
  const int64_t* index;
  int64_t x_step, y_step, index_step;
  int64_t x_row, y_row, index_row;

  /// Rows of neighbours, each at a place of its own.
  bool rows_by_index() const {
    return index_step == 0 && x_row == 0 && x_step == 1 && y_step == 1 && n > 1;
  }
  /// Such rows of T for their kernel, which counts in `unit`s of an element.
  template <class T>
  RowTask row_task(T* to_x, T* to_y, int64_t along, int64_t unit) const {
    constexpr auto size = static_cast<int64_t>(sizeof(T));
    return {rows, n * unit, to_y + y, y_row * size, to_x + x, along * size, index, index_row};
  }
  /// Calls f(place in x, place in y) for all elements.
  template <class F>
  void for_elements(int64_t along, F f) const {
    for (int64_t r = 0; r < rows; ++r) {
      const int64_t to_x = x + r * x_row;
      const int64_t to_y = y + r * y_row;
      const int64_t* at = index + r * index_row;
      if (x_step == 0 && along == 1 && y_step == 1 && index_step == 1) {
        for (int64_t i = 0; i < n; ++i) f(to_x + at[i], to_y + i);
      } else {
        for (int64_t i = 0; i < n; ++i) {
          f(to_x + i * x_step + at[i * index_step] * along, to_y + i * y_step);
        }
      }
    }
  }
};

/// The dimensions of the index without those of one element, neighbours joined where they lie
/// behind one another everywhere.
class Blocks {
 public:
  explicit Blocks(const AlongTask& task) : index_(task.index) {
    for (size_t d = 0; d < task.sizes.size(); ++d) {
      if (task.sizes[d] == 1) continue;
      const bool along = static_cast<int64_t>(d) == task.dim;
      const Axis axis{task.sizes[d], along ? 0 : task.x_strides[d], task.y_strides[d],
                      task.index_strides[d], along};
      if (!axes_.empty() && !along && joins(axes_.back(), axis)) {
        const int64_t size = axes_.back().size * axis.size;
        axes_.back() = axis;
        axes_.back().size = size;
      } else {
        axes_.push_back(axis);
      }
    }
    if (!axes_.empty()) {
      line_ = axes_.back();
      axes_.pop_back();
    }
    for (const Axis& axis : axes_) rows_ *= axis.size;
  }

  /// Calls body(block) for all. Calls that run at once never meet in x if `apart`, and in their
  /// order along the indexed dimension; else only in y they do not.
  template <class F>
  void each(bool apart, F body) const {
    if (rows_ * line_.size == 0) return;
    if (axes_.empty()) {
      const int64_t grain = apart && line_.along ? line_.size : kGrain;
      parallel_for(0, line_.size, grain,
                   [&](int64_t begin, int64_t end) { run(0, 1, begin, end, body); });
    } else if (!apart || !axes_.front().along) {
      const int64_t groups = apart ? axes_.front().size : rows_;
      const int64_t each = rows_ / groups;
      parallel_for(
          0, groups, std::max<int64_t>(1, kGrain / (each * line_.size)),
          [&](int64_t begin, int64_t end) { run(begin * each, end * each, 0, line_.size, body); });
    } else {
      // Each thread has columns of x to itself, and goes through all rows in order.
      parallel_for(0, line_.size, std::max<int64_t>(kLeastColumns, kGrain / rows_),
                   [&](int64_t begin, int64_t end) { run(0, rows_, begin, end, body); });
    }
  }

 private:
  static bool joins(const Axis& a, const Axis& b) {
    return !a.along && a.x == b.size * b.x && a.y == b.size * b.y && a.index == b.size * b.index;
  }

  template <class F>
  void run(int64_t first_row, int64_t last_row, int64_t begin, int64_t end, F body) const {
    const Axis near = axes_.empty() ? Axis{1, 0, 0, 0, false} : axes_.back();
    for (int64_t row = first_row; row < last_row;) {
      const int64_t k = row % near.size;
      Block block{std::min(last_row - row, near.size - k),
                  end - begin,
                  k * near.x + begin * line_.x,
                  k * near.y + begin * line_.y,
                  index_ + k * near.index + begin * line_.index,
                  line_.x,
                  line_.y,
                  line_.index,
                  near.x,
                  near.y,
                  near.index};
      int64_t number = row / near.size;
      for (size_t d = axes_.size(); d-- > 1;) {
        const Axis& axis = axes_[d - 1];
        const int64_t at = number % axis.size;
        number /= axis.size;
        block.x += at * axis.x;
        block.y += at * axis.y;
        block.index += at * axis.index;
      }
      body(static_cast<const Block&>(block));
      row += block.rows;
    }
  }

  const int64_t* index_;
  SmallVec<Axis, 4> axes_;
  Axis line_{1, 0, 0, 0, false};
  int64_t rows_ = 1;
};

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
void scatter(const AlongTask& task, void* x, const void* y, Combine combine,
             void (*combine_rows)(const RowTask&) = nullptr) {
  auto* to = static_cast<T*>(x);
  const auto* from = static_cast<const T*>(y);
  const int64_t along = task.sizes.empty() ? 0 : task.x_strides[task.dim];
  Blocks(task).each(true, [=](const Block& b) {
    if (combine_rows && b.rows_by_index()) {
      combine_rows(b.row_task(to, const_cast<T*>(from), along, 1));
    } else {
      b.for_elements(along, [=](int64_t at, int64_t i) { to[at] = combine(to[at], from[i]); });
    }
  });
}

}  // namespace

void gather_along(const AlongTask& task, int64_t item_size, const void* x, void* y) {
  visit_size(item_size, [&]<class T>(T) {
    const auto* from = static_cast<const T*>(x);
    auto* to = static_cast<T*>(y);
    const int64_t along = task.sizes.empty() ? 0 : task.x_strides[task.dim];
    Blocks(task).each(false, [=](const Block& b) {
      if (b.rows_by_index()) {
        row_kernels().take(b.row_task(const_cast<T*>(from), to, along, sizeof(T)));
      } else {
        b.for_elements(along, [=](int64_t at, int64_t i) { to[i] = from[at]; });
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
      scatter<T>(
          task, x, y, [](const T& a, const T& b) { return static_cast<T>(a + b); },
          combine_rows_kernel<T>(RowOp::add));
    } else if (op == ScatterOp::multiply) {
      scatter<T>(task, x, y, [](const T& a, const T& b) { return static_cast<T>(a * b); });
    } else if constexpr (!is_complex_type<T>) {
      if (op == ScatterOp::minimum) {
        scatter<T>(
            task, x, y, [](const T& a, const T& b) { return lesser(a, b); },
            combine_rows_kernel<T>(RowOp::minimum));
      } else {
        scatter<T>(
            task, x, y, [](const T& a, const T& b) { return greater(a, b); },
            combine_rows_kernel<T>(RowOp::maximum));
      }
    }
  });
}

}  // namespace chainrule
