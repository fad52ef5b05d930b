// x[...] and x[...] = v: from Python's keys to ops/indexing.h.
#pragma once

#include "bindings/python.h"

namespace chainrule::py {

PyObject* get_item(PyObject* self, PyObject* key);
void set_item(PyObject* self, PyObject* key, PyObject* value);

}  // namespace chainrule::py
