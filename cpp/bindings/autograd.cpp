// Node objects, hooks, backward() and grad(), modes.
#include "bindings/autograd.h"

#include <pybind11/stl.h>

#include <map>

#include "bindings/function.h"
#include "bindings/tensor_type.h"
#include "core/inference.h"
#include "engine/accumulate.h"
#include "engine/sweep.h"
#include "graph/record.h"
#include "ops/functions.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

struct PyNode {
  PyObject_HEAD Node* node;  // owned
};

PyTypeObject* node_type = nullptr;

Node& node_of(PyObject* self) { return *reinterpret_cast<PyNode*>(self)->node; }

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Node* node = reinterpret_cast<PyNode*>(self)->node;
  node->extras().py_object = nullptr;
  NodeRef::adopt(node).reset();
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* name(PyObject* self, PyObject*) {
  return guarded([&] {
    // The two nodes that no operation makes carry PyTorch's namespace in their name.
    const std::string name = node_of(self).name();
    const bool own = name == "AccumulateGrad" || name == "CopySlices";
    return new_string(own ? "torch::autograd::" + name : name).release();
  });
}
/// Arithmetic with a number has a place for it in PyTorch's graph, without a node.
bool has_place_for_number(const Node& node) {
  if (node.edges.size() != 1) return false;
  const std::string name = node.name();
  return name == "AddBackward0" || name == "SubBackward0" || name == "MulBackward0" ||
         name == "DivBackward0";
}

PyObject* next_functions(PyObject* self, void*) {
  return guarded([&] {
    const auto& edges = node_of(self).edges;
    const size_t count = edges.size() + (has_place_for_number(node_of(self)) ? 1 : 0);
    Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(count)));
    if (count > edges.size()) {
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(count) - 1,
                       checked(Py_BuildValue("Oi", Py_None, 0)).release());
    }
    for (size_t i = 0; i < edges.size(); ++i) {
      const Object node(wrap_node(edges[i].node));
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i),
                       checked(Py_BuildValue("OI", node.get(), edges[i].input_nr)).release());
    }
    return tuple.release();
  });
}
PyObject* variable(PyObject* self, void*) {
  return guarded([&] {
    if (!node_of(self).is_accumulator()) {
      PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute 'variable'",
                   node_of(self).name().c_str());
      throw ErrorSet();
    }
    return wrap(static_cast<AccumulateGrad&>(node_of(self)).variable);
  });
}
PyObject* sequence_nr(PyObject* self, PyObject*) {
  return PyLong_FromUnsignedLongLong(node_of(self).sequence_nr);
}
PyObject* saved_tensors(PyObject* self, void*) {
  return guarded([&] {
    Object list = checked(PyList_New(0));
    for (const auto& [label, tensor] : node_of(self).saved_tensors()) {
      const Object wrapped(wrap(tensor));
      checked(PyList_Append(list.get(),
                            checked(Py_BuildValue("sO", label.c_str(), wrapped.get())).get()));
    }
    return list.release();
  });
}
PyObject* input_metadata(PyObject* self, void*) {
  return guarded([&] {
    const auto& outputs = node_of(self).outputs;
    Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(outputs.size())));
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Object size(make_size(outputs[i].sizes));
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(size.get()));
    }
    return tuple.release();
  });
}
PyObject* trace(PyObject* self, void*) {
  return guarded([&]() -> PyObject* {
    const auto* extras = node_of(self).extras_if_any();
    if (!extras || extras->trace.empty()) Py_RETURN_NONE;
    return new_string(extras->trace).release();
  });
}

Object to_tuple(const Grads& grads) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(grads.size())));
  for (size_t i = 0; i < grads.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), wrap(grads[i]));
  return tuple;
}

/// What a hook returned in place of a list of cotangents.
void replace(Grads& grads, PyObject* result, const char* what) {
  if (result == Py_None) return;
  Object tuple = PyTuple_Check(result) ? Object::borrow(result) : checked(PyTuple_Pack(1, result));
  check(PyTuple_GET_SIZE(tuple.get()) == static_cast<Py_ssize_t>(grads.size()), "hook '", what,
        "' has returned an incorrect number of values (got ",
        static_cast<int64_t>(PyTuple_GET_SIZE(tuple.get())), ", but expected ", grads.size(), ")");
  for (size_t i = 0; i < grads.size(); ++i) {
    PyObject* item = PyTuple_GET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i));
    check<TypeError>(item == Py_None || is_tensor(item), "hook '", what,
                     "' must return tensors or None, not ", TypeName{item});
    grads[i] = item == Py_None ? Tensor() : unwrap(item);
  }
}

uint64_t next_key() {
  static uint64_t key = 0;
  return ++key;
}

/// The hook of a tensor, checked: it may replace the gradient by one of its kind.
std::function<Tensor(const Tensor&)> tensor_hook(PyObject* callable) {
  const Object hook = Object::borrow(callable);
  return [hook](const Tensor& grad) -> Tensor {
    const Object argument(wrap(grad));
    const Object result = checked(PyObject_CallOneArg(hook.get(), argument.get()));
    if (result.get() == Py_None) return {};
    check<TypeError>(is_tensor(result.get()),
                     "expected a Tensor or None as the result of a gradient hook, but got ",
                     TypeName{result.get()});
    Tensor replaced = unwrap(result.get());
    check(replaced.sizes() == grad.sizes(), "hook has changed the size of value: ", grad.sizes(),
          " became ", replaced.sizes());
    check(replaced.dtype() == grad.dtype(),
          "hook has changed the type of value: ", full_name(grad.dtype()), " became ",
          full_name(replaced.dtype()));
    return replaced;
  };
}

template <class List>
void erase_key(List& list, uint64_t key) {
  std::erase_if(list, [key](const auto& hook) { return hook.key == key; });
}

/// Registers and returns a function that takes the hook away again.
pyb::cpp_function add_tensor_hook(const Tensor& t, pyb::object callable) {
  check(t.requires_grad(), "cannot register a hook on a tensor that doesn't require gradient");
  const uint64_t key = next_key();
  if (const NodeRef node = grad_fn(t)) {
    node->extras().tensor_hooks.push_back({key, t->meta->output_nr, tensor_hook(callable.ptr())});
    return pyb::cpp_function([node, key] { erase_key(node->extras().tensor_hooks, key); });
  }
  AutogradMeta& meta = meta_of(t);
  if (!meta.hooks) meta.hooks = std::make_unique<std::vector<TensorHook>>();
  meta.hooks->push_back({key, tensor_hook(callable.ptr())});
  return pyb::cpp_function([t, key] {
    if (t->meta && t->meta->hooks) erase_key(*t->meta->hooks, key);
  });
}

pyb::cpp_function add_post_accumulate_hook(const Tensor& t, pyb::object callable) {
  check(t.requires_grad(), "cannot register a hook on a tensor that doesn't require gradient");
  check(is_leaf(t), "post accumulate grad hooks cannot be registered on non-leaf tensors");
  AutogradMeta& meta = meta_of(t);
  using Hooks = std::remove_reference_t<decltype(*meta.post_accumulate)>;
  if (!meta.post_accumulate) meta.post_accumulate = std::make_unique<Hooks>();
  const uint64_t key = next_key();
  const Object hook = Object::borrow(callable.ptr());
  meta.post_accumulate->emplace_back(key, [hook](const Tensor& leaf) {
    const Object argument(wrap(leaf));
    checked(PyObject_CallOneArg(hook.get(), argument.get()));
  });
  return pyb::cpp_function([t, key] {
    if (t->meta && t->meta->post_accumulate)
      std::erase_if(*t->meta->post_accumulate, [key](const auto& h) { return h.first == key; });
  });
}

pyb::cpp_function add_node_hook(pyb::handle wrapper, pyb::object callable, bool before) {
  Node* raw = unwrap_node(wrapper.ptr());
  check<TypeError>(raw != nullptr, "a graph node is expected");
  const NodeRef node(raw);
  const uint64_t key = next_key();
  const Object hook = Object::borrow(callable.ptr());
  if (before) {
    node->extras().pre_hooks.push_back(
        {key, [hook](Grads& grads) {
           const Object result = checked(PyObject_CallOneArg(hook.get(), to_tuple(grads).get()));
           replace(grads, result.get(), "prehook");
         }});
  } else {
    node->extras().post_hooks.push_back(
        {key, [hook](Grads& outputs, const Grads& inputs) {
           const Object result = checked(PyObject_CallFunctionObjArgs(
               hook.get(), to_tuple(outputs).get(), to_tuple(inputs).get(), nullptr));
           replace(outputs, result.get(), "hook");
         }});
  }
  return pyb::cpp_function([node, key, before] {
    if (before) {
      erase_key(node->extras().pre_hooks, key);
    } else {
      erase_key(node->extras().post_hooks, key);
    }
  });
}

void retain_grad(const Tensor& t) {
  check(t.requires_grad(), "can't retain_grad on Tensor that has requires_grad=False");
  if (is_leaf(t) || t->meta->retains_grad) return;
  t->meta->retains_grad = true;
  // The node must not own its own output; the hook finds it as long as it lives.
  const NodeRef node = grad_fn(t);
  const Object weak = checked(PyWeakref_NewRef(Object(wrap(t)).get(), nullptr));
  node->extras().retain_hooks.push_back(
      {next_key(), t->meta->output_nr, [weak](const Tensor& grad) -> Tensor {
         PyObject* alive = PyWeakref_GetObject(weak.get());
         if (alive != Py_None) {
           AutogradMeta& meta = meta_of(unwrap(alive));
           meta.grad = meta.grad.defined() ? add(meta.grad, grad) : writable(grad);
         }
         return {};
       }});
}

// ---- sweeps ----

Tensor initial_cotangent(const Tensor& root, const Tensor& given) {
  if (!root.requires_grad()) [[unlikely]] {
    fail("element 0 of tensors does not require grad and does not have a grad_fn: ",
         explain_missing_history(root));
  }
  if (given.defined()) {
    check(given.sizes() == root.sizes(), "Mismatch in shape: grad_output[0] has a shape of ",
          given.sizes(), " and output[0] has a shape of ", root.sizes(), ".");
    check(is_complex(given.dtype()) == is_complex(root.dtype()),
          "For complex Tensors, both grad_output and output are required to have the same dtype. "
          "Mismatch in dtype: grad_output[0] has a dtype of ",
          full_name(given.dtype()), " and output[0] has a dtype of ", full_name(root.dtype()), ".");
    return given.dtype() == root.dtype() ? given : to(given, root.dtype());
  }
  check(root.numel() == 1,
        "grad can be implicitly created only for scalar outputs; this one has shape ", root.sizes(),
        ": reduce it to a number first, as in .sum() or .mean(), or give backward() the gradient "
        "to start from");
  check(is_floating(root.dtype()),
        "grad can be implicitly created only for real scalar outputs but got ",
        full_name(root.dtype()));
  return ones_like(root);
}

/// A tensor's edge, or a GradientEdge as it is: (node, output number).
Edge edge_of(pyb::handle item, const char* what) {
  if (is_tensor(item.ptr())) return gradient_edge(unwrap(item.ptr()));
  const bool pair = PyTuple_Check(item.ptr()) && PyTuple_GET_SIZE(item.ptr()) == 2;
  Node* node = pair ? unwrap_node(PyTuple_GET_ITEM(item.ptr(), 0)) : nullptr;
  check<TypeError>(node != nullptr, what, " must be Tensors or GradientEdges, not ",
                   TypeName{item.ptr()});
  const auto nr = PyLong_AsUnsignedLong(PyTuple_GET_ITEM(item.ptr(), 1));
  if (PyErr_Occurred()) throw ErrorSet();
  return {NodeRef(node), static_cast<uint32_t>(nr)};
}

/// Where a sweep starts: edges and their cotangents.
struct Roots {
  std::vector<Edge> edges;
  std::vector<Tensor> cotangents;
};
Roots roots_of(const pyb::list& roots, const std::vector<Tensor>& given) {
  Roots out;
  for (size_t i = 0; i < roots.size(); ++i) {
    const Tensor grad = i < given.size() ? given[i] : Tensor();
    out.edges.push_back(edge_of(roots[i], "outputs"));
    if (is_tensor(roots[i].ptr())) {
      out.cotangents.push_back(initial_cotangent(unwrap(roots[i].ptr()), grad));
      continue;
    }
    const auto& outputs = out.edges.back().node->outputs;
    check(grad.defined() || (out.edges.back().input_nr < outputs.size() &&
                             count(outputs[out.edges.back().input_nr].sizes) == 1),
          "grad can be implicitly created only for scalar outputs: give the gradient to start "
          "from for a GradientEdge");
    out.cotangents.push_back(grad.defined() ? grad
                                            : ones(outputs[out.edges.back().input_nr].sizes,
                                                   outputs[out.edges.back().input_nr].dtype));
  }
  return out;
}

void run_backward(const pyb::list& roots, const std::vector<Tensor>& grads, bool retain,
                  bool create, const pyb::list& inputs) {
  std::vector<Tensor> targets;
  for (pyb::handle item : inputs) {
    const Edge edge = edge_of(item, "inputs");
    check(static_cast<bool>(edge.node), "One of the differentiated Tensors does not require grad");
    if (is_tensor(item.ptr())) {
      targets.push_back(unwrap(item.ptr()));
      retain_grad(targets.back());
      continue;
    }
    check(edge.node->is_accumulator(),
          "backward(inputs=): a GradientEdge must be that of a leaf, as there is no tensor whose "
          ".grad could be added to");
    targets.push_back(static_cast<AccumulateGrad&>(*edge.node).variable);
  }
  const Roots from = roots_of(roots, grads);
  backward(from.edges, from.cotangents, targets, {.retain_graph = retain, .create_graph = create});
}

std::vector<Tensor> run_gradients(const pyb::list& roots, const std::vector<Tensor>& grads,
                                  const pyb::list& inputs, bool retain, bool create) {
  std::vector<Edge> targets;
  for (pyb::handle item : inputs) {
    targets.push_back(edge_of(item, "inputs"));
    check(static_cast<bool>(targets.back().node),
          "One of the differentiated Tensors does not require grad");
  }
  const Roots from = roots_of(roots, grads);
  return gradients(from.edges, from.cotangents, targets,
                   {.retain_graph = retain, .create_graph = create});
}

/// loss.backward(): the hot one.
PyObject* tensor_backward(PyObject* self, PyObject* const* args, Py_ssize_t count,
                          PyObject* names) {
  return guarded([&]() -> PyObject* {
    if (count == 0 && !names) {
      const Tensor root = unwrap(self);
      const Tensor cotangent = initial_cotangent(root, Tensor());
      backward({&root, 1}, {&cotangent, 1}, {}, {});
      Py_RETURN_NONE;
    }
    // With arguments: python/chainrule/autograd.
    std::vector<PyObject*> all = {self};
    all.insert(all.end(), args, args + count + (names ? PyTuple_GET_SIZE(names) : 0));
    return checked(PyObject_Vectorcall(python_attribute("chainrule.autograd", "backward_of_tensor"),
                                       all.data(), static_cast<size_t>(count + 1), names))
        .release();
  });
}

PyMethodDef backward_method = {
    "backward", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(tensor_backward)),
    METH_FASTCALL | METH_KEYWORDS,
    "backward(gradient=None, retain_graph=None, create_graph=False, inputs=None)\n\n"
    "Adds the gradient of this tensor to the ``grad`` of the leaves that it was made from."};

PyObject* apply_node(PyObject* self, PyObject* args, PyObject*) {
  return guarded([&] {
    Node& node = node_of(self);
    Grads grads;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i) {
      PyObject* item = PyTuple_GET_ITEM(args, i);
      grads.push_back(item == Py_None ? Tensor() : unwrap(item));
    }
    Grads out = node.apply(std::move(grads));
    if (has_place_for_number(node)) out.resize(2);
    if (out.size() == 1) return wrap(out[0]);
    return to_tuple(out).release();
  });
}

/// `_saved_self`, `_saved_other`, `_saved_result`: what the node keeps, by its part in the
/// operation.
Tensor saved_by_name(Node& node, std::string_view name) {
  auto* recorded = dynamic_cast<RecordedNode*>(&node);
  const bool result = name == "_saved_result" || name == "_saved_output";
  const bool second = name == "_saved_other" || name == "_saved_mat2" || name == "_saved_tensor" ||
                      name == "_saved_target";
  const size_t place = second ? 1 : 0;
  const bool input = second || name == "_saved_self" || name == "_saved_input";
  if (!recorded || !(result || input)) return {};
  for (size_t i = 0; i < recorded->saved().size(); ++i) {
    if (recorded->saved()[i].is_output() != result) continue;
    const Tensor tensor = recorded->unpack(i);
    if (result) return tensor;
    if (place >= node.edges.size() || !tensor.defined()) continue;
    const Edge edge = gradient_edge(tensor);
    if (edge.node == node.edges[place].node &&
        (!edge.node || edge.input_nr == node.edges[place].input_nr))
      return tensor;
  }
  return {};
}

/// A product keeps a factor only where the other one needs it; the name is there all the same.
bool may_save_nothing(const Node& node, std::string_view name) {
  const std::string of = node.name();
  if (name == "_saved_self")
    return of == "MulBackward0" || of == "DivBackward0" || of == "MmBackward0" ||
           of == "BmmBackward0" || of == "DotBackward0" || of == "MvBackward0";
  if (name == "_saved_other") return of == "MulBackward0" || of == "DivBackward0";
  if (name == "_saved_mat2") return of == "MmBackward0" || of == "BmmBackward0";
  return name == "_saved_tensor" && of == "DotBackward0";
}

PyObject* get_attribute(PyObject* self, PyObject* name) {
  PyObject* found = PyObject_GenericGetAttr(self, name);
  if (found || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
  if (PyUnicode_Check(name)) {
    const std::string text = PyUnicode_AsUTF8(name);
    if (text.starts_with("_saved_")) {
      PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
      PyErr_Fetch(&type, &value, &trace);
      PyObject* saved = guarded([&] { return wrap(saved_by_name(node_of(self), text)); });
      if (saved != Py_None || may_save_nothing(node_of(self), text)) {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(trace);
        return saved;
      }
      Py_DECREF(saved);
      PyErr_Restore(type, value, trace);
    }
  }
  // The node of a custom Function shows what its ctx holds.
  if (PyObject* context = function_context(node_of(self))) {
    PyErr_Clear();
    return PyObject_GetAttr(context, name);
  }
  return nullptr;
}

PyObject* repr_node(PyObject* self) {
  return guarded([&] {
    return checked(PyUnicode_FromFormat("<%s object at %p>", node_of(self).name().c_str(),
                                        &node_of(self)))
        .release();
  });
}

PyMethodDef methods[] = {
    {"name", name, METH_NOARGS, "The operation's name, as printed."},
    {"_sequence_nr", sequence_nr, METH_NOARGS, "The number that orders nodes of a thread by age."},
    {nullptr, nullptr, 0, nullptr}};
PyGetSetDef getset[] = {
    {"next_functions", next_functions, nullptr, "(node, output number) for every input.", nullptr},
    {"variable", variable, nullptr, "The leaf of an AccumulateGrad.", nullptr},
    {"_saved", saved_tensors, nullptr, "(label, tensor) for what is kept for the backward sweep.",
     nullptr},
    {"_input_shapes", input_metadata, nullptr, "The shape of every cotangent that the node takes.",
     nullptr},
    {"_trace", trace, nullptr, "Where the operation was called, under anomaly mode.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
constexpr const char* kNodeText = R"(A recorded operation: what ``grad_fn`` shows.

A call with the gradients of its outputs gives those of its inputs; ``next_functions`` lead towards
the leaves.

    >>> import chainrule as cr
    >>> node = cr.tensor(2.0, requires_grad=True).exp().grad_fn
    >>> node.name()
    'ExpBackward0'
    >>> node.next_functions[0][0].variable
    tensor(2., requires_grad=True)
)";
PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                       {Py_tp_methods, methods},
                       {Py_tp_getset, getset},
                       {Py_tp_call, reinterpret_cast<void*>(apply_node)},
                       {Py_tp_repr, reinterpret_cast<void*>(repr_node)},
                       {Py_tp_getattro, reinterpret_cast<void*>(get_attribute)},
                       {Py_tp_doc, const_cast<char*>(kNodeText)},
                       {0, nullptr}};
PyType_Spec spec = {"chainrule.autograd.graph.Node", sizeof(PyNode), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                    slots};

/// type(y.grad_fn).__name__ is the operation's name.
PyTypeObject* type_for(const std::string& name) {
  static auto& types = *new std::map<std::string, PyTypeObject*>;
  PyTypeObject*& type = types[name];
  if (!type) {
    static auto& names = *new std::vector<std::unique_ptr<std::string>>;
    names.push_back(std::make_unique<std::string>("chainrule.autograd.graph." +
                                                  name));  // what is before the dot is __module__
    PyType_Slot none[] = {{0, nullptr}};
    PyType_Spec derived = {names.back()->c_str(), sizeof(PyNode), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, none};
    type = reinterpret_cast<PyTypeObject*>(
        checked(PyType_FromSpecWithBases(&derived, reinterpret_cast<PyObject*>(node_type)))
            .release());
  }
  return type;
}

std::string python_trace() {
  const Object text =
      checked(PyObject_CallNoArgs(python_attribute("chainrule.autograd.anomaly", "current_trace")));
  return text_of(text.get());
}

}  // namespace

PyObject* wrap_node(const NodeRef& node) {
  if (!node) Py_RETURN_NONE;
  if (const auto* extras = node->extras_if_any(); extras && extras->py_object) {
    return Py_NewRef(static_cast<PyObject*>(extras->py_object));
  }
  PyTypeObject* type = type_for(node->name());
  auto* wrapper = reinterpret_cast<PyNode*>(checked(type->tp_alloc(type, 0)).release());
  node->retain();
  wrapper->node = node.get();
  node->extras().py_object = wrapper;
  return reinterpret_cast<PyObject*>(wrapper);
}

Node* unwrap_node(PyObject* object) {
  return PyObject_TypeCheck(object, node_type) ? reinterpret_cast<PyNode*>(object)->node : nullptr;
}

void init_autograd(PyObject* module) {
  node_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).release());
  checked(PyModule_AddObjectRef(module, "Node", reinterpret_cast<PyObject*>(node_type)));
  const Object method = checked(PyDescr_NewMethod(tensor_type, &backward_method));
  checked(PyDict_SetItemString(tensor_type->tp_dict, "backward", method.get()));

  capture_trace = python_trace;
  interrupted = [] { return PyErr_CheckSignals() != 0; };

  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def(
      "set_grad_mode", [](bool on) { return std::exchange(mode().grad, on && !mode().inference); },
      "Returns the mode before. In inference mode nothing is ever recorded.");
  m.def("is_inference_mode_enabled", [] { return mode().inference; });
  m.def("set_inference_mode", [](bool on) {
    making_inference_tensors = on;
    return std::exchange(mode().inference, on);
  });
  m.def("is_anomaly_enabled", [] { return mode().anomaly; });
  m.def("is_anomaly_check_nan_enabled", [] { return mode().anomaly_check_nan; });
  m.def("set_anomaly_mode", [](bool on, bool check_nan) {
    mode().anomaly = on;
    mode().anomaly_check_nan = check_nan;
  });
  m.def("is_inference", [](const Tensor& t) { return t->inference; });
  m.def("run_backward", run_backward);
  m.def("run_gradients", run_gradients);
  m.def("add_tensor_hook", add_tensor_hook);
  m.def("add_post_accumulate_hook", add_post_accumulate_hook);
  m.def("add_node_hook", add_node_hook);
  m.def("retain_grad", retain_grad);
  m.def("queue_callback", [](pyb::object f) {
    const Object callable = Object::borrow(f.ptr());
    queue_callback([callable] { checked(PyObject_CallNoArgs(callable.get())); });
  });
  m.def("sweep_reaches_every_leaf", [] { return sweep_reaches_every_leaf(); });
  m.def("current_node",
        [] { return pyb::reinterpret_steal<pyb::object>(wrap_node(NodeRef(current_node()))); });
  m.def("gradient_edge", [](const Tensor& t) {
    const Edge edge = gradient_edge(t);
    return std::make_pair(pyb::reinterpret_steal<pyb::object>(wrap_node(edge.node)), edge.input_nr);
  });
  m.def("detach", [](const Tensor& t) { return detach(t); });
  m.def("requires_grad_", [](const Tensor& t, bool on) { set_requires_grad(t, on); });
  m.def("push_saved_tensor_hooks", [](pyb::object pack, pyb::object unpack) {
    const Object packer = Object::borrow(pack.ptr()), unpacker = Object::borrow(unpack.ptr());
    check(saved_hooks_disabled().empty(), saved_hooks_disabled());
    saved_tensor_hooks().push_back([packer, unpacker](const Tensor& t) -> UnpackFn {
      const Object argument(wrap(t));
      const Object packed = checked(PyObject_CallOneArg(packer.get(), argument.get()));
      return [packed, unpacker] {
        const Object result = checked(PyObject_CallOneArg(unpacker.get(), packed.get()));
        check<TypeError>(
            is_tensor(result.get()),
            "Output of saved tensor unpack_hook expected to be a Tensor but got result of type ",
            TypeName{result.get()});
        return unwrap(result.get());
      };
    });
  });
  m.def("pop_saved_tensor_hooks", [] { saved_tensor_hooks().pop_back(); });
  m.def("set_saved_tensor_hooks_disabled", [](std::string why) {
    check(why.empty() || saved_tensor_hooks().empty(), why);
    return std::exchange(saved_hooks_disabled(), std::move(why));
  });
  m.def("set_version",
        [](const Tensor& t, uint32_t version) { t.storage()->set_version(version); });
}

}  // namespace chainrule::py
