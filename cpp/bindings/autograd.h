// The Python face of the graph and the sweep.
#pragma once

#include "bindings/python.h"
#include "graph/node.h"

namespace chainrule::py {

/// New reference to the node's wrapper (the same as long as it is held); None for no node.
PyObject* wrap_node(const NodeRef& node);
void init_autograd(PyObject* module);
void init_function(PyObject* module);
/// The node behind a wrapper, or null when the object is not one.
Node* unwrap_node(PyObject* object);

}  // namespace chainrule::py
