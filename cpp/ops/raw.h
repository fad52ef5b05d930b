// Writing to tensors without history: filling fresh outputs, copying. No graph, no version bump.
#pragma once

#include "core/tensor.h"

namespace chainrule {

/// Any types and strides; `from` broadcasts to `to`.
void copy_into(const Tensor& to, const Tensor& from);
void fill_into(const Tensor& to, const Scalar& value);
/// to += from, for equal shapes; the sum is computed in `to`'s own type.
void add_into(const Tensor& to, const Tensor& from);

/// Gives `t` another shape, row-major; the storage grows where it has to (new elements undefined).
void resize_into(const Tensor& t, DimSpan sizes);

}  // namespace chainrule
