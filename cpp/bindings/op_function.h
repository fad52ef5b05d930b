// Registered operations as Python callables: functions, methods, in-place twins.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

/// Puts every function on its module (as "space" -> {name: callable}, in module._functions) and
/// every method on Tensor.
void init_op_functions(PyObject* module);

}  // namespace chainrule::py
