// What chainrule.func asks of the graph: whether values depend on anything but a transform's own
// inputs, so that a transform records its sweep only where somebody outside could differentiate it.
#include "bindings/levels.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <unordered_set>

#include "bindings/python.h"
#include "bindings/tensor_type.h"
#include "graph/meta.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

/// The number of the level that a leaf was made for (func/_levels.py), or -1 for leaves of users.
long level_of(const Tensor& leaf) {
  auto* wrapper = static_cast<PyTensor*>(leaf->py_object);
  PyObject* number =
      wrapper && wrapper->dict ? PyDict_GetItemString(wrapper->dict, "_level") : nullptr;
  return number ? PyLong_AsLong(number) : -1;
}

/// Does any of `tensors` lead back to a leaf of a user's, or to one of the `enclosing` levels?
/// Leaves of other levels are of no consequence: nobody can ask for a derivative by them any more.
bool depends_beyond(const std::vector<Tensor>& tensors, const std::vector<long>& enclosing) {
  std::unordered_set<const Node*> seen;
  std::vector<NodeRef> stack;
  const auto visit = [&](const NodeRef& node) {
    if (node && seen.insert(node.get()).second) stack.push_back(node);
  };
  for (const Tensor& tensor : tensors) {
    if (tensor.defined()) visit(gradient_edge(tensor).node);
  }
  while (!stack.empty()) {
    const NodeRef node = std::move(stack.back());
    stack.pop_back();
    if (node->is_accumulator()) {
      const long level = level_of(static_cast<const AccumulateGrad&>(*node).variable);
      if (level < 0 || std::find(enclosing.begin(), enclosing.end(), level) != enclosing.end())
        return true;
    }
    for (const Edge& edge : node->edges) visit(edge.node);
  }
  return false;
}

}  // namespace

void init_levels(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def("depends_beyond", depends_beyond);
}

}  // namespace chainrule::py
