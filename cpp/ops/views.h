// Views: other windows on the storage of a tensor. What lives here: every operation whose result
// shares memory with its argument, and the geometry they compute. What may not: anything that
// copies elements, except `reshape` and its kin where no view exists.
#pragma once

#include <optional>

#include "core/tensor.h"

namespace chainrule {

// ---- geometry, without tensors ----

/// Where a tensor lies in its storage; the offset counts elements.
struct Window {
  Dims sizes;
  Dims strides;
  int64_t offset = 0;

  static Window of(const Tensor& t) { return {t.sizes(), t.strides(), t.offset()}; }
  /// The window on the storage of `base`, without history.
  Tensor on(const Tensor& base) const { return alias(base, sizes, strides, offset); }
};

/// `wanted` with its -1, if any, replaced by what `numel` elements leave for it.
Dims infer_sizes(DimSpan wanted, int64_t numel);
/// Strides under which a tensor of `sizes` and `strides` is seen as `wanted`; none if it needs a
/// copy.
std::optional<Dims> view_strides(DimSpan sizes, DimSpan strides, DimSpan wanted);
/// One past the largest element offset that the window reaches, counted from its first element.
int64_t span_of(DimSpan sizes, DimSpan strides);
/// May two indices of the window name one element?
bool may_overlap(DimSpan sizes, DimSpan strides);

// ---- shape ----

Tensor view(const Tensor& x, DimSpan sizes);
/// A view where one exists, otherwise a contiguous copy.
Tensor reshape(const Tensor& x, DimSpan sizes);
Tensor flatten(const Tensor& x, int64_t start_dim = 0, int64_t end_dim = -1);
Tensor unflatten(const Tensor& x, int64_t dim, DimSpan sizes);
Tensor ravel(const Tensor& x);
/// -1 keeps a size; new dimensions come in front.
Tensor expand(const Tensor& x, DimSpan sizes);
Tensor squeeze(const Tensor& x);
Tensor squeeze(const Tensor& x, int64_t dim);
Tensor squeeze(const Tensor& x, DimSpan dims);
Tensor unsqueeze(const Tensor& x, int64_t dim);

// ---- order of dimensions ----

Tensor permute(const Tensor& x, DimSpan dims);
Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1);
Tensor t(const Tensor& x);
Tensor movedim(const Tensor& x, DimSpan source, DimSpan destination);
/// The last two dimensions exchanged, conjugated where complex.
Tensor adjoint(const Tensor& x);
/// The properties T, mT, H and mH of a tensor.
Tensor reversed_dims(const Tensor& x);
Tensor matrix_transpose(const Tensor& x);
Tensor hermitian(const Tensor& x);
Tensor matrix_adjoint(const Tensor& x);

// ---- parts ----

Tensor select(const Tensor& x, int64_t dim, int64_t index);
/// Python's `start:end:step` along one dimension: negative values count from the end, all is
/// clipped.
Tensor slice(const Tensor& x, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
             int64_t step = 1);
Tensor narrow(const Tensor& x, int64_t dim, int64_t start, int64_t length);
Tensor diagonal(const Tensor& x, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1);
Tensor as_strided(const Tensor& x, DimSpan sizes, DimSpan strides,
                  std::optional<int64_t> offset = std::nullopt);
/// The gradient of as_strided: from the cotangent of the window `output` to that of the window
/// `input` on the same storage.
Tensor as_strided_backward(const Tensor& grad, const Window& input, const Window& output);
/// Windows of `size` elements along `dim`, every `step`, as a new last dimension.
Tensor unfold(const Tensor& x, int64_t dim, int64_t size, int64_t step);

TensorList split(const Tensor& x, int64_t size, int64_t dim = 0);
TensorList split_with_sizes(const Tensor& x, DimSpan sizes, int64_t dim = 0);
TensorList chunk(const Tensor& x, int64_t chunks, int64_t dim = 0);
TensorList unbind(const Tensor& x, int64_t dim = 0);
TensorList tensor_split(const Tensor& x, int64_t sections, int64_t dim = 0);
TensorList tensor_split(const Tensor& x, DimSpan boundaries, int64_t dim = 0);

// ---- element types ----

/// The same bytes read as another dtype.
Tensor view_dtype(const Tensor& x, DType dtype);
Tensor view_as_real(const Tensor& x);
Tensor view_as_complex(const Tensor& x);
Tensor imag(const Tensor& x);

}  // namespace chainrule
