// How a reduction goes through memory: the dimensions that stay and the ones that go, ordered and
// joined, and the units of work that produce whole results. Shared by the drivers of reductions;
// nothing here touches elements.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/small_vec.h"
#include "kernels/reduce.h"

namespace chainrule {

/// Work that is not worth a second thread, in elements; also the size of the pieces.
inline constexpr int64_t kReduceGrain = 32768;

struct ReduceAxis {
  int64_t size;
  int64_t in;   // stride of the input, in elements
  int64_t out;  // of the results; 0 for an axis that goes
};
using ReduceAxes = SmallVec<ReduceAxis, 5>;

// The dimensions that stay and the ones that go, longest stride first, joined where memory allows.
struct ReducePlan {
  ReduceAxes kept;
  ReduceAxes gone;
  int64_t results = 1;
  int64_t length = 1;  // elements of one result
};

inline void join_reduce_axes(ReduceAxes& axes) {
  for (size_t i = 1; i < axes.size(); ++i) {
    for (size_t j = i; j > 0 && axes[j - 1].in < axes[j].in; --j) std::swap(axes[j - 1], axes[j]);
  }
  size_t last = 0;
  for (size_t i = 1; i < axes.size(); ++i) {
    ReduceAxis& outer = axes[last];
    const ReduceAxis& inner = axes[i];
    if (outer.in == inner.size * inner.in && outer.out == inner.size * inner.out) {
      outer = {outer.size * inner.size, inner.in, inner.out};
    } else {
      axes[++last] = inner;
    }
  }
  while (axes.size() > last + 1) axes.pop_back();
}

inline ReducePlan make_reduce_plan(DimSpan sizes, DimSpan strides, uint64_t reduced) {
  ReducePlan plan;
  int64_t out_stride = 1;
  for (size_t d = sizes.size(); d-- > 0;) {
    const int64_t size = sizes[d];
    const bool gone = (reduced >> d) & 1;
    (gone ? plan.length : plan.results) *= size;
    if (size != 1) {
      (gone ? plan.gone : plan.kept).push_back({size, strides[d], gone ? 0 : out_stride});
    }
    if (!gone) out_stride *= size;
  }
  // Listed from the inside out; turned so that equal strides keep their order.
  std::reverse(plan.kept.begin(), plan.kept.end());
  std::reverse(plan.gone.begin(), plan.gone.end());
  join_reduce_axes(plan.kept);
  join_reduce_axes(plan.gone);
  if (plan.kept.empty()) plan.kept.push_back({1, 0, 0});
  if (plan.gone.empty()) plan.gone.push_back({1, 0, 0});
  return plan;
}

// Steps through all axes but the last in row-major order, keeping the offsets of input and results.
class ReduceOdometer {
 public:
  explicit ReduceOdometer(const ReduceAxes& axes) : axes_(axes), index_(axes.size(), 0) {}
  void seek(int64_t at) {
    in = out = 0;
    for (size_t d = axes_.size() - 1; d-- > 0;) {
      index_[d] = at % axes_[d].size;
      at /= axes_[d].size;
      in += index_[d] * axes_[d].in;
      out += index_[d] * axes_[d].out;
    }
  }
  void next() {
    for (size_t d = axes_.size() - 1; d-- > 0;) {
      in += axes_[d].in;
      out += axes_[d].out;
      if (++index_[d] < axes_[d].size) return;
      in -= axes_[d].in * axes_[d].size;
      out -= axes_[d].out * axes_[d].size;
      index_[d] = 0;
    }
  }
  int64_t in = 0;
  int64_t out = 0;

 private:
  const ReduceAxes& axes_;
  Dims index_;
};

inline int64_t outer_reduce_count(const ReduceAxes& axes) {
  int64_t n = 1;
  for (size_t d = 0; d + 1 < axes.size(); ++d) n *= axes[d].size;
  return n;
}

// The work as units that produce whole results: batches of rows, or tiles of columns.
class ReduceUnits {
 public:
  explicit ReduceUnits(const ReducePlan& plan)
      : plan_(plan),
        columns_(plan.kept.back().size > 1 && plan.gone.back().size > 0 &&
                 (plan.length == 1 || plan.kept.back().in < plan.gone.back().in)),
        inner_(plan.kept.back().size),
        width_(std::min(
            inner_, columns_ ? kColumnTile
                             : std::clamp<int64_t>(kReduceGrain / std::max<int64_t>(plan.length, 1),
                                                   1, kColumnTile))),
        per_outer_((inner_ + width_ - 1) / width_),
        count_(outer_reduce_count(plan.kept) * per_outer_) {}

  int64_t count() const { return count_; }
  // Elements that one unit reads.
  int64_t work() const { return width_ * plan_.length; }

  // Calls body(accumulators' first result, how many, stride of results, offset of input) for units
  // [from, to).
  template <class Body>
  void each(int64_t from, int64_t to, Body body) const {
    if (from >= to) return;
    const ReduceAxis& inner = plan_.kept.back();
    ReduceOdometer at(plan_.kept);
    int64_t tile = from % per_outer_;
    at.seek(from / per_outer_);
    for (int64_t u = from; u < to; ++u) {
      const int64_t first = tile * width_;
      const int64_t n = std::min(width_, inner_ - first);
      body(at.in + first * inner.in, at.out + first * inner.out, n);
      if (++tile == per_outer_) {
        tile = 0;
        at.next();
      }
    }
  }

  /// Down columns that lie side by side, or along rows?
  bool columns() const { return columns_; }

 private:
  const ReducePlan& plan_;
  bool columns_;
  int64_t inner_;
  int64_t width_;
  int64_t per_outer_;
  int64_t count_;
};

}  // namespace chainrule
