// Tensors from numbers and nested sequences: what tensor([[1, 2], [3, 4]]) does with its data.
#pragma once

#include <optional>

#include "bindings/python.h"
#include "core/tensor.h"

namespace chainrule::py {

/// A new tensor with the numbers of `data`: one number, or sequences of sequences (lists, tuples,
/// arrays, anything with a length and items) of one length at each depth. Without a dtype it is the
/// one to which all elements promote.
Tensor from_nested(PyObject* data, std::optional<DType> dtype);

}  // namespace chainrule::py
