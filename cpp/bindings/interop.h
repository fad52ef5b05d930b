// Tensors from Python data and from other libraries' memory, and back: numbers, nested lists,
// NumPy, the buffer protocol, DLPack.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

void init_interop(PyObject* module);

}  // namespace chainrule::py
