// Who overrides a call, and how they are asked.
#include "bindings/overrides.h"

#include <vector>

#include "bindings/tensor_type.h"
#include "graph/meta.h"
#include "ops/functions.h"
#include "ops/indexing.h"

namespace chainrule::py {

bool may_override = false;

namespace {

namespace pyb = pybind11;

bool a_class_overrides = false;  // once true, always: its objects may live on anywhere
int modes_entered = 0;           // of all threads
void update() { may_override = a_class_overrides || modes_entered > 0; }

enum class Asked : uint8_t { everybody, modes, nobody };  // see disable_torch_function
thread_local Asked asked = Asked::everybody;
thread_local std::vector<Object> modes;

/// `Parameter.__torch_function__`: what says that a class does not override.
PyObject* disabled = nullptr;
PyObject* call_disabled(PyObject*, PyObject* args) {
  // (func, types, args, kwargs): called by those who call super().__torch_function__.
  return guarded([&] {
    PyObject *func = nullptr, *types = nullptr, *positional = nullptr, *by_name = nullptr;
    if (!PyArg_ParseTuple(args, "OO|OO", &func, &types, &positional, &by_name)) throw ErrorSet();
    struct Without {
      Asked before = std::exchange(asked, Asked::modes);
      Without() = default;
      Without(const Without&) = delete;
      ~Without() { asked = before; }
    } const without;
    const Object none = checked(PyTuple_New(0));
    return checked(PyObject_Call(func, positional ? positional : none.get(),
                                 by_name == Py_None ? nullptr : by_name))
        .release();
  });
}
PyMethodDef disabled_method = {"_disabled_torch_function_impl", call_disabled, METH_VARARGS,
                               "Computes, and leaves the result a Tensor."};

/// The __torch_function__ of a class; empty where it has none, or says that it does not override.
Object override_of(PyTypeObject* type) {
  if (type == tensor_type || type == &PyLong_Type || type == &PyFloat_Type ||
      type == &PyBool_Type || type == &PyUnicode_Type || type == &PySlice_Type ||
      type == Py_TYPE(Py_None)) {
    return {};
  }
  Object method(PyObject_GetAttrString(reinterpret_cast<PyObject*>(type), "__torch_function__"));
  if (!method) PyErr_Clear();
  return method.get() == disabled ? Object() : method;
}

/// Each class once: subclasses before their bases, else in order.
void add_overriding(PyObject* x, std::vector<PyObject*>& found) {
  if (PyTuple_Check(x) || PyList_Check(x)) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(x); ++i)
      add_overriding(PySequence_Fast_ITEMS(x)[i], found);
    return;
  }
  const auto known = [&](PyObject* other) { return Py_TYPE(other) == Py_TYPE(x); };
  if (std::any_of(found.begin(), found.end(), known) || !override_of(Py_TYPE(x))) return;
  const auto base = std::find_if(found.begin(), found.end(), [&](PyObject* other) {
    return PyType_IsSubtype(Py_TYPE(x), Py_TYPE(other));
  });
  found.insert(base, x);
}

[[noreturn]] void all_declined(PyObject* callable, const std::vector<PyObject*>& who) {
  const Object qualified(PyObject_GetAttrString(callable, "__name__"));
  if (!qualified) throw ErrorSet();
  std::string classes;
  for (PyObject* x : who) {
    classes += (is_tensor(x) ? "\n  - tensor subclass " : "\n  - class ") +
               text_of(reinterpret_cast<PyObject*>(Py_TYPE(x)));
  }
  fail<TypeError>("no implementation found for 'torch.", text_of(qualified.get()),
                  "': all __torch_function__ handlers returned NotImplemented:\n", classes);
}

/// The mode on top, out of the way while it answers: what it calls goes to the next.
class TopMode {
 public:
  TopMode() : mode_(std::move(modes.back())) { modes.pop_back(); }
  TopMode(const TopMode&) = delete;
  ~TopMode() { modes.push_back(std::move(mode_)); }
  PyObject* get() const { return mode_.get(); }

 private:
  Object mode_;
};

Answer ask(PyObject* callable, PyObject* const* args, size_t count, PyObject* keywords,
           IfDeclined declined) {
  if (asked == Asked::nobody) return {};
  const size_t named = count_of(keywords);
  std::vector<PyObject*> found;
  if (asked == Asked::everybody) {
    for (size_t i = 0; i < count + named; ++i) add_overriding(args[i], found);
  }
  if (found.empty() && modes.empty()) return {};

  const Object types = checked(PyTuple_New(static_cast<Py_ssize_t>(found.size())));
  for (size_t i = 0; i < found.size(); ++i) {
    PyTuple_SET_ITEM(types.get(), static_cast<Py_ssize_t>(i),
                     Py_NewRef(reinterpret_cast<PyObject*>(Py_TYPE(found[i]))));
  }
  const Packed packed(args, count, keywords);
  PyObject* by_name = named ? packed.kwargs.get() : Py_None;  // as PyTorch's
  const auto answer_of = [&](PyObject* method) {
    return checked(PyObject_CallFunctionObjArgs(method, callable, types.get(), packed.args.get(),
                                                by_name, nullptr));
  };
  if (!modes.empty()) {
    const TopMode mode;
    Object result =
        answer_of(checked(PyObject_GetAttrString(mode.get(), "__torch_function__")).get());
    if (result.get() != Py_NotImplemented) return {true, result.release()};
  }
  for (PyObject* x : found) {
    Object result = answer_of(checked(PyObject_GetAttrString(x, "__torch_function__")).get());
    if (result.get() != Py_NotImplemented) return {true, result.release()};
  }
  if (declined == IfDeclined::not_implemented) return {true, Py_NewRef(Py_NotImplemented)};
  all_declined(callable, found);
}

template <class F>
Answer guarded_answer(F f) noexcept {
  return guarded(f, Answer{true, nullptr});
}

Object tensor_attribute(const char* name) {
  return checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(tensor_type), name));
}

PyTypeObject* checked_class(PyObject* cls) {
  check<TypeError>(PyType_Check(cls), "cls must be a type (got ", TypeName{cls}, ")");
  auto* type = reinterpret_cast<PyTypeObject*>(cls);
  check<TypeError>(PyType_IsSubtype(type, tensor_type),
                   "Creating a Tensor subclass from a class that does not inherit from Tensor is "
                   "not possible. Make sure your class inherits from Tensor.");
  return type;
}

}  // namespace

void note_class(PyTypeObject* type) {
  if (a_class_overrides || !override_of(type)) return;
  a_class_overrides = true;
  update();
}

Answer ask_overrides(PyObject* callable, PyObject* const* args, size_t count, PyObject* keywords,
                     IfDeclined declined) noexcept {
  return guarded_answer([&] { return ask(callable, args, count, keywords, declined); });
}
Answer ask_overrides(const char* name, const char* accessor, std::initializer_list<PyObject*> args,
                     IfDeclined declined) noexcept {
  return guarded_answer([&] {
    Object callable = tensor_attribute(name);
    if (accessor) callable = checked(PyObject_GetAttrString(callable.get(), accessor));
    return ask(callable.get(), args.begin(), args.size(), nullptr, declined);
  });
}
Answer ask_overrides(const char* name, PyObject* self, PyObject* const* args, Py_ssize_t count,
                     PyObject* keywords) noexcept {
  return guarded_answer([&] {
    const Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
    std::vector<PyObject*> all = {self};
    all.insert(all.end(), args, args + count + named);
    return ask(tensor_attribute(name).get(), all.data(), static_cast<size_t>(count) + 1, keywords,
               IfDeclined::type_error);
  });
}

void init_overrides(PyObject* module) {
  disabled = checked(PyCFunction_New(&disabled_method, nullptr)).release();
  checked(PyModule_AddObjectRef(module, "disabled_torch_function", disabled));
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  m.def(
      "ask_overriding",
      [](int who) { return static_cast<int>(std::exchange(asked, static_cast<Asked>(who))); },
      "Who is asked from here on: 0 everybody, 1 modes alone, 2 nobody. Returns who was before.");
  m.def("asks_overriding", [] { return static_cast<int>(asked); });
  m.def("push_mode", [](pyb::object mode) {
    modes.push_back(Object::borrow(mode.ptr()));
    ++modes_entered;
    update();
  });
  m.def("pop_mode", [] {
    modes.pop_back();
    --modes_entered;
    update();
  });
  m.def("count_modes", [] { return modes.size(); });
  m.def("top_mode", [] { return pyb::reinterpret_borrow<pyb::object>(modes.back().get()); });
  m.def("overriding", [](const pyb::tuple& args) {
    std::vector<PyObject*> found;
    if (asked == Asked::everybody) {
      for (pyb::handle x : args) {
        if (!PyTuple_Check(x.ptr()) && !PyList_Check(x.ptr())) add_overriding(x.ptr(), found);
      }
    }
    pyb::list out;
    for (PyObject* x : found) out.append(pyb::reinterpret_borrow<pyb::object>(x));
    return out;
  });
  m.def("as_subclass", [](const Tensor& t, pyb::object cls) {
    const Index everything[] = {Index::rest()};
    return pyb::reinterpret_steal<pyb::object>(
        wrap_as(checked_class(cls.ptr()), index_get(t, everything)));
  });
  m.def(
      "make_subclass",
      [](pyb::object cls, const Tensor& data, bool requires_grad) {
        PyTypeObject* type = checked_class(cls.ptr());
        const Tensor t = detach(data);
        set_requires_grad(t, requires_grad);
        return pyb::reinterpret_steal<pyb::object>(wrap_as(type, t));
      },
      pyb::arg("cls"), pyb::arg("data"), pyb::arg("require_grad") = false);
}

}  // namespace chainrule::py
