// What chainrule.func and forward mode ask of the graph: whether values depend on anything but a
// transform's own inputs, so that a transform records its sweep only where somebody outside could
// differentiate it, and recording that goes on where no_grad stops gradients but not tangents.
#include "bindings/levels.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "bindings/python.h"
#include "bindings/tensor_type.h"
#include "graph/record.h"

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

/// Is there a node, of those that any of `tensors` leads back to, for which wanted(node)?
template <class F>
bool leads_to(const std::vector<Tensor>& tensors, F wanted) {
  std::unordered_set<const Node*> seen;
  std::vector<NodeRef> stack;
  const auto visit = [&](const NodeRef& node) {
    if (node && seen.insert(node.get()).second) stack.push_back(node);
  };
  for (const Tensor& tensor : tensors) visit(gradient_edge(tensor).node);
  while (!stack.empty()) {
    const NodeRef node = std::move(stack.back());
    stack.pop_back();
    if (wanted(*node)) return true;
    for (const Edge& edge : node->edges) visit(edge.node);
  }
  return false;
}

/// Does any of `tensors` lead back to a leaf of a user's, or to one of the `enclosing` levels?
/// Leaves of other levels are of no consequence: nobody can ask for a derivative by them any more.
bool depends_beyond(const std::vector<Tensor>& tensors, const std::vector<long>& enclosing) {
  return leads_to(tensors, [&](const Node& node) {
    if (!node.is_accumulator()) return false;
    const long level = level_of(static_cast<const AccumulateGrad&>(node).variable);
    return level < 0 || std::find(enclosing.begin(), enclosing.end(), level) != enclosing.end();
  });
}

/// Does any of `tensors` lead back to one of `sources`?
bool reaches(const std::vector<Tensor>& tensors, const std::vector<Tensor>& sources) {
  // With references: the node of a leaf without a graph lives as long as somebody asks for it, and
  // another one might be made in its place.
  std::unordered_map<const Node*, NodeRef> wanted;
  for (const Tensor& source : sources) {
    NodeRef node = gradient_edge(source).node;
    wanted.emplace(node.get(), std::move(node));
  }
  return leads_to(tensors, [&](const Node& node) { return wanted.contains(&node); });
}

/// `t` once more, on the same memory, as a value computed from it: no leaf, and no view.
Tensor as_computed(const Tensor& t) {
  Tensor out = shallow(t);
  record("MakeDualBackward0", out, {t}, {}, [](const Backward& b) -> Grads { return {b.grad()}; });
  return out;
}

// Note [no_grad in forward mode]
// Tangents come from the graph, and no_grad leaves them alone. So in a forward level the mode that
// users turn (`asked`) is kept apart from the one that operations read, which stays on.
struct ForwardMode {
  bool on = false;
  bool asked = true;
};
thread_local ForwardMode forward_mode;

bool is_grad_enabled() { return forward_mode.on ? forward_mode.asked : mode().grad; }

/// Returns the mode before.
bool ask_grad_mode(bool on) {
  const bool wanted = on && !mode().inference;
  return std::exchange(forward_mode.on ? forward_mode.asked : mode().grad, wanted);
}

/// Begins a level, a forward one or another, in which operations are recorded; returns what
/// leave_level() is to put back.
std::tuple<bool, bool, bool> enter_level(bool forward) {
  const std::tuple before(forward_mode.on, forward_mode.asked, mode().grad);
  if (!forward) {
    forward_mode.asked = true;
  } else if (!forward_mode.on) {
    forward_mode.asked = mode().grad;
  }
  forward_mode.on = forward;
  mode().grad = !mode().inference;
  return before;
}
void leave_level(const std::tuple<bool, bool, bool>& before) {
  std::tie(forward_mode.on, forward_mode.asked, mode().grad) = before;
}

}  // namespace

void init_levels(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def("depends_beyond", depends_beyond);
  m.def("reaches", reaches);
  m.def("as_computed", as_computed);
  m.def("is_grad_enabled", is_grad_enabled);
  m.def("ask_grad_mode", ask_grad_mode, "What no_grad and its kin do. Returns the mode before.");
  m.def("enter_level", enter_level);
  m.def("leave_level", leave_level);
}

}  // namespace chainrule::py
