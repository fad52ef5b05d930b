// Tensors from Python data and from other libraries' memory, and back: numbers, nested lists, the
// buffer protocol, DLPack (NumPy's arrays: arrays.h).
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

void init_interop(PyObject* module);

}  // namespace chainrule::py
