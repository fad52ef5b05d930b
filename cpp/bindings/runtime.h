// Threads, memory, configuration and warnings.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

void init_runtime(pybind11::module_& m);

}  // namespace chainrule::py
