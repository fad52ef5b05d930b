// See levels.cpp.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

void init_levels(PyObject* module);

}  // namespace chainrule::py
