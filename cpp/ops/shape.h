// Operations that arrange elements anew: joining, repeating, flipping, padding, triangles. Declared
// here for other operations to use; the results own their memory.
#pragma once

#include <optional>
#include <string>

#include "core/tensor.h"

namespace chainrule {

Tensor cat(const TensorList& tensors, int64_t dim = 0);
Tensor stack(const TensorList& tensors, int64_t dim = 0);

Tensor repeat(const Tensor& x, DimSpan repeats);
Tensor flip(const Tensor& x, DimSpan dims);
Tensor roll(const Tensor& x, DimSpan shifts, DimSpan dims);

Tensor tril(const Tensor& x, int64_t diagonal = 0);
Tensor triu(const Tensor& x, int64_t diagonal = 0);
Tensor diag_embed(const Tensor& x, int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1);

/// A copy of x with its elements where `strides` (dense, or with gaps) put them.
Tensor with_strides(const Tensor& x, DimSpan strides);
/// A copy of x in which one part holds `src`.
Tensor as_strided_scatter(const Tensor& x, const Tensor& src, DimSpan sizes, DimSpan strides,
                          std::optional<int64_t> offset = std::nullopt);

/// A view with at least n (1, 2 or 3) dimensions.
Tensor at_least(const Tensor& x, int n);
/// Broadcasts all to their common shape (views).
TensorList broadcast_tensors(const TensorList& tensors);

/// nn.functional.pad: `pad` goes from the last dimension backwards, negative values cut.
Tensor pad(const Tensor& x, const Dims& pad, const std::string& mode, std::optional<double> value);

}  // namespace chainrule
