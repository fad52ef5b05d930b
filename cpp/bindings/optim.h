// chainrule._core.optim: optimizer steps for Python.
#pragma once

#include <pybind11/pybind11.h>

namespace chainrule::py {

void init_optim(pybind11::module_& m);

}  // namespace chainrule::py
