// Tensors from Python data and from other libraries' memory, and back: numbers, nested lists,
// NumPy, the buffer protocol, DLPack.
#pragma once

#include "bindings/python.h"
#include "core/tensor.h"

namespace chainrule::py {

/// Whether that is an array (or a scalar) of NumPy or a library like it, and no tensor.
bool is_array(PyObject* object);

/// A tensor on the memory of anything with __array_interface__, which the storage keeps alive.
Tensor from_array(PyObject* array, bool warn_read_only);

void init_interop(PyObject* module);

}  // namespace chainrule::py
