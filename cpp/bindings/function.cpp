// Nodes of custom Functions.
#include "bindings/function.h"

#include <pybind11/stl.h>

#include <algorithm>

#include "bindings/autograd.h"
#include "bindings/tensor_type.h"
#include "graph/record.h"
#include "ops/functions.h"
#include "ops/views.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

class FunctionNode final : public Node {
 public:
  FunctionNode(std::string name, Object context, Object backward, bool materialize)
      : name_(std::move(name)),
        context_(std::move(context)),
        backward_(std::move(backward)),
        materialize_(materialize) {}

  ~FunctionNode() override {
    // A ctx that somebody kept must not lead to a node that is gone.
    if (Py_REFCNT(context_.get()) > 1 &&
        PyObject_SetAttrString(context_.get(), "_node", Py_None) < 0)
      PyErr_Clear();
  }
  std::string name() const override { return name_; }
  // Zeros are made in apply(), for outputs of every type: the engine knows floating point alone.
  bool materialize() const override { return false; }
  PyObject* context() const { return context_.get(); }
  void save(const Tensor& t, bool is_output, uint32_t nr) {
    saved_.push_back(SavedTensor(t, is_output, nr));
  }

  void release_saved() override {
    if (saved_.empty()) return;
    saved_.clear();
    released = true;
  }

  std::vector<Tensor> unpack() const {
    if (released) fail_released(*this);
    std::vector<Tensor> list;
    for (const auto& saved : saved_) list.push_back(saved.unpack(*this));
    return list;
  }
  std::vector<std::pair<std::string, Tensor>> saved_tensors() const override {
    std::vector<std::pair<std::string, Tensor>> list;
    for (const auto& saved : saved_) list.emplace_back("saved", saved.unpack(*this));
    return list;
  }

  Grads apply(Grads grads) override {
    const Object args = checked(PyTuple_New(static_cast<Py_ssize_t>(grads.size()) + 1));
    PyTuple_SET_ITEM(args.get(), 0, Py_NewRef(context_.get()));
    for (size_t i = 0; i < grads.size(); ++i) {
      if (materialize_ && !grads[i].defined() && is_tensor_output[i])
        grads[i] = zeros(outputs[i].sizes, outputs[i].dtype);
      PyTuple_SET_ITEM(args.get(), static_cast<Py_ssize_t>(i) + 1, wrap(grads[i]));
    }
    Object result = checked(PyObject_CallObject(backward_.get(), args.get()));
    if (!PyTuple_Check(result.get())) result = checked(PyTuple_Pack(1, result.get()));
    const auto n = static_cast<size_t>(PyTuple_GET_SIZE(result.get()));
    // More than asked for is fine as long as it is None.
    for (size_t i = edges.size(); i < n; ++i) {
      check(PyTuple_GET_ITEM(result.get(), static_cast<Py_ssize_t>(i)) == Py_None, "function ",
            name_, " returned an incorrect number of gradients (expected ", edges.size(), ", got ",
            n, ")");
    }
    check(n >= edges.size(), "function ", name_,
          " returned an incorrect number of gradients (expected ", edges.size(), ", got ", n, ")");
    Grads out;
    for (size_t i = 0; i < edges.size(); ++i) {
      PyObject* item = PyTuple_GET_ITEM(result.get(), static_cast<Py_ssize_t>(i));
      if (item == Py_None) {
        out.emplace_back();
        continue;
      }
      check(is_tensor(item), "function ", name_,
            " returned a gradient different than None at position ", i + 1,
            ", but the corresponding forward input was not a Variable or the gradient is not a "
            "Tensor but ",
            TypeName{item});
      check(is_tensor_input[i], "function ", name_,
            " returned a gradient different than None at position ", i + 1,
            ", but the corresponding forward input was not a Variable");
      out.push_back(unwrap(item));
    }
    return out;
  }

  std::vector<bool> is_tensor_input;
  std::vector<bool> is_tensor_output;

 private:
  std::string name_;
  Object context_;
  Object backward_;
  bool materialize_;
  SmallVec<SavedTensor, 2> saved_;
};

/// Records a call of a custom Function. `inputs` has None for what is not a tensor. Returns the
/// outputs, with history.
pyb::tuple attach_function(pyb::object context, const std::string& name, pyb::object backward,
                           pyb::tuple inputs, pyb::tuple outputs, const std::vector<Tensor>& dirty,
                           const std::vector<Tensor>& non_differentiable,
                           const std::vector<Tensor>& to_save, bool materialize) {
  const auto contains = [](const std::vector<Tensor>& list, const Tensor& t) {
    for (const Tensor& each : list) {
      if (each.defined() && each.is_same(t)) return true;
    }
    return false;
  };
  std::vector<Tensor> tensor_inputs;
  for (auto item : inputs)
    tensor_inputs.push_back(is_tensor(item.ptr()) ? unwrap(item.ptr()) : Tensor());
  const bool recorded = should_record(tensor_inputs);

  auto node = make_ref<FunctionNode>(name, Object::borrow(context.ptr()),
                                     Object::borrow(backward.ptr()), materialize);
  for (const Tensor& input : tensor_inputs) {
    node->edges.push_back(recorded ? gradient_edge(input) : Edge{});
    node->is_tensor_input.push_back(input.defined());
  }
  for (const Tensor& t : dirty) {
    check(contains(tensor_inputs, t), "mark_dirty: the tensor is not an input of the function");
    if (recorded) check_inplace(t, name.c_str());
  }
  for (const Tensor& t : dirty) {
    const bool returned = std::any_of(outputs.begin(), outputs.end(), [&](pyb::handle item) {
      return is_tensor(item.ptr()) && unwrap(item.ptr()).is_same(t);
    });
    check(returned, name,
          ": Some elements marked as dirty during the forward method were not returned as output. "
          "The inputs that are modified inplace must all be outputs of the Function.");
  }
  std::vector<Tensor> results;
  pyb::tuple wrapped(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    PyObject* item = PyTuple_GET_ITEM(outputs.ptr(), static_cast<Py_ssize_t>(i));
    node->is_tensor_output.push_back(is_tensor(item));
    if (!is_tensor(item)) {
      results.emplace_back();
      node->outputs.emplace_back();
      wrapped[i] = pyb::reinterpret_borrow<pyb::object>(item);
      continue;
    }
    Tensor out = unwrap(item);
    const bool is_input = contains(tensor_inputs, out);
    const bool is_dirty = contains(dirty, out);
    const bool differentiable =
        is_differentiable(out.dtype()) && !contains(non_differentiable, out);
    if (is_input && !is_dirty)
      out = view(out, out.sizes());  // an input handed through is a view of it
    results.push_back(out);
    node->outputs.push_back({out.sizes(), out.dtype()});
    if (recorded && differentiable) {
      if (is_dirty) {
        out.bump_version();
        if (is_differentiable_view(out)) {
          Tensor result = shallow(out);
          set_history(result, node, static_cast<uint32_t>(i));
          rebase_history(out, result);
        } else {
          set_history(out, node, static_cast<uint32_t>(i));
        }
      } else {
        if (is_differentiable_view(out)) out->meta->view->kind = ViewKind::custom_function;
        set_history(out, node, static_cast<uint32_t>(i));
      }
    } else if (!is_dirty) {
      if (is_input) out = detach(out);
      if (recorded && out.requires_grad()) out = detach(out);
    }
    wrapped[i] = pyb::reinterpret_steal<pyb::object>(wrap(out));
  }
  if (recorded) {
    for (const Tensor& t : to_save) {
      bool is_output = false;
      uint32_t nr = 0;
      for (size_t i = 0; i < results.size(); ++i) {
        if (t.defined() && results[i].defined() && t.is_same(results[i]) &&
            !contains(tensor_inputs, t)) {
          is_output = true;
          nr = static_cast<uint32_t>(i);
        }
      }
      node->save(t, is_output, nr);
    }
    if (mode().anomaly && capture_trace) node->extras().trace = capture_trace();
    pyb::setattr(context, "_node", pyb::capsule(node.get(), [](void*) {}));
    // The capsule borrows: the ctx lives in the node, not the other way round.
  }
  return wrapped;
}

}  // namespace

PyObject* function_context(const Node& node) {
  const auto* function = dynamic_cast<const FunctionNode*>(&node);
  return function ? function->context() : nullptr;
}

std::string explain_missing_history(const Tensor& root) {
  if (!is_differentiable(root.dtype())) {
    return "its elements are " + std::string(full_name(root.dtype())) +
           ", and only floating point values have gradients. Work in floats, and convert (or "
           "index, argmax, compare) after the loss.";
  }
  if (!grad_enabled()) {
    return "gradients are switched off here (no_grad, inference_mode or set_grad_enabled(False)). "
           "Compute the loss outside of it.";
  }
  return "nothing that it was computed from asks for a gradient, or the way was cut. Look for: "
         "parameters made without requires_grad=True; "
         "a detach(), .data, .item(), .numpy() or tensor(...) of a tensor between the parameters "
         "and the loss; a forward pass inside no_grad(). "
         "(Setting loss.requires_grad = True would silence this and train nothing.)";
}

void init_function(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def("attach_function", attach_function);
  m.def("unpack_function", [](pyb::capsule node) {
    return static_cast<FunctionNode*>(node.get_pointer<Node>())->unpack();
  });
}

}  // namespace chainrule::py
