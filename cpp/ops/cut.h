// Cutting a window out of a tensor, and its adjoint, writing a window into zeros. What lives here:
// the pair, for any rule that maps a geometry to a window without naming one element twice
// (select, slice, diagonal, basic indexing). What may not: the rules themselves.
#pragma once

#include "core/tensor.h"
#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/raw.h"
#include "ops/views.h"

namespace chainrule {

template <class Rule>
Tensor embed(const Tensor& values, const Dims& sizes, const Rule& rule);

/// The view of x that `rule` (Window -> Window, copyable) describes.
template <class Rule>
Tensor cut(const char* name, const Tensor& x, const Rule& rule) {
  const Window window = rule(Window::of(x));
  return record_view(name, x, window.sizes, window.strides, window.offset,
                     [rule, from = x.sizes()](const Backward& b) -> Grads {
                       return {embed(b.grad(), from, rule)};
                     });
}

/// Zeros of `sizes` in which the window that `rule` describes holds `values`.
template <class Rule>
Tensor embed(const Tensor& values, const Dims& sizes, const Rule& rule) {
  Tensor out = zeros(sizes, values.dtype());
  copy_into(rule(Window::of(out)).on(out), values);
  record("EmbedBackward0", out, {values}, {}, [rule](const Backward& b) -> Grads {
    return {cut("EmbedBackwardBackward0", b.grad(), rule)};
  });
  return out;
}

// ---- the rules that several files share; arguments are wrapped and checked ----

struct SelectRule {
  int64_t dim;
  int64_t index;
  Window operator()(Window w) const {
    w.offset += index * w.strides[dim];
    w.sizes.erase(w.sizes.begin() + dim);
    w.strides.erase(w.strides.begin() + dim);
    return w;
  }
};

struct SliceRule {
  int64_t dim;
  int64_t start;
  int64_t length;
  int64_t step = 1;
  Window operator()(Window w) const {
    w.offset += start * w.strides[dim];
    w.sizes[dim] = length;
    int64_t stride = 0;  // one that overflows is never taken
    if (!__builtin_mul_overflow(w.strides[dim], step, &stride)) w.strides[dim] = stride;
    return w;
  }
};

struct DiagonalRule {
  int64_t offset;
  int64_t dim1;
  int64_t dim2;
  Window operator()(Window w) const {
    const int64_t rows = w.sizes[dim1] - (offset < 0 ? -offset : 0);
    const int64_t columns = w.sizes[dim2] - (offset > 0 ? offset : 0);
    const int64_t length = std::max<int64_t>(0, std::min(rows, columns));
    const int64_t stride = w.strides[dim1] + w.strides[dim2];
    if (length > 0) w.offset += offset > 0 ? offset * w.strides[dim2] : -offset * w.strides[dim1];
    for (const int64_t d : {std::max(dim1, dim2), std::min(dim1, dim2)}) {
      w.sizes.erase(w.sizes.begin() + d);
      w.strides.erase(w.strides.begin() + d);
    }
    w.sizes.push_back(length);
    w.strides.push_back(stride);
    return w;
  }
};

/// `start:end:step` clipped to a dimension of `size`, as Python clips it; the step is positive.
inline SliceRule clipped_slice(int64_t dim, int64_t size, std::optional<int64_t> start,
                               std::optional<int64_t> end, int64_t step) {
  const auto clip = [size](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + size : at, 0, size);
  };
  const int64_t first = start ? clip(*start) : 0;
  const int64_t last = std::max(first, end ? clip(*end) : size);
  const int64_t length = last == first ? 0 : (last - first - 1) / step + 1;
  return {dim, first, length, step};
}

}  // namespace chainrule
