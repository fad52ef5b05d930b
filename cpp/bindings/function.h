// autograd.Function: nodes whose derivative is a Python function.
#pragma once

#include <string>

#include "bindings/python.h"
#include "core/tensor.h"
#include "graph/node.h"

namespace chainrule::py {

/// The ctx of a custom Function's node (borrowed), or null for other nodes.
PyObject* function_context(const Node& node);
/// Why a tensor has no history, as a teacher would say it.
std::string explain_missing_history(const Tensor& root);

}  // namespace chainrule::py
