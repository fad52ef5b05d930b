// See tensor_methods.cpp.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

/// Adds them to the type; after init_op_functions, so that the direct forms replace the boxed ones.
void init_tensor_methods();

}  // namespace chainrule::py
