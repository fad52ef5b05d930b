// chainrule.Generator and the random state.
#pragma once

#include "bindings/python.h"
#include "core/random.h"

namespace chainrule::py {

void init_generator(PyObject* module);
/// Borrowed; null when the object is not a Generator.
Generator* unwrap_generator(PyObject* object);

}  // namespace chainrule::py
