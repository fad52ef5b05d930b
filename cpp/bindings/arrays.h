// Arrays of NumPy, and of libraries that describe theirs as NumPy does, as tensors and back.
#pragma once

#include "bindings/python.h"
#include "core/tensor.h"

namespace chainrule::py {

/// Whether that is an array (or a scalar) of NumPy or a library like it, and no tensor.
bool is_array(PyObject* object);

/// A tensor on the memory of anything with __array_interface__, which the storage keeps alive.
Tensor from_array(PyObject* array, bool warn_read_only);

/// A NumPy array on the memory of a tensor, which the array keeps alive. Imports NumPy.
Object to_ndarray(PyObject* tensor);

}  // namespace chainrule::py
