// Python objects of the dtypes: one for each, compared by identity.
#pragma once

#include "bindings/python.h"
#include "core/dtype.h"

namespace chainrule::py {

void init_dtype_type(PyObject* module);
bool is_dtype(PyObject* object);
DType unwrap_dtype(PyObject* object);
/// New reference.
PyObject* wrap_dtype(DType dtype);
/// A dtype, or one of Python's float, int, bool, complex, which stand for one.
bool to_dtype(PyObject* object, DType& out);

}  // namespace chainrule::py
