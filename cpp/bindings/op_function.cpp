// OpFunction: one Python callable for all overloads of a name.
#include "bindings/op_function.h"

#include <structmember.h>

#include <algorithm>
#include <map>
#include <memory>

#include "bindings/arguments.h"
#include "bindings/autocast.h"
#include "bindings/overrides.h"
#include "bindings/tensor_type.h"
#include "ops/inplace.h"
#include "ops/out_rules.h"
#include "ops/overlap.h"

namespace chainrule::py {

namespace {

enum class Form : uint8_t { function, method, inplace_method, inplace_function };

struct Overloads {
  std::string name;       // as called: "add_"
  std::string full_name;  // "nn.functional.gelu"
  Form form;
  std::vector<const OpDef*> list;
  Object result_type;                         // the named tuple, made on first use
  Precision precision = Precision::as_given;  // under autocast
  bool inplace() const { return form == Form::inplace_method || form == Form::inplace_function; }
};

struct OpFunction {
  PyObject_HEAD vectorcallfunc vectorcall;
  Overloads* overloads;  // never freed: operations live as long as the module
  PyObject* doc;
};

PyTypeObject* type = nullptr;

/// return_types.max and its kin: a tuple with named fields.
PyObject* named_result(Overloads& overloads, const OpDef& def, Object tuple) {
  if (!overloads.result_type) {
    Object names = checked(PyTuple_New(static_cast<Py_ssize_t>(def.signature.results.size())));
    for (size_t i = 0; i < def.signature.results.size(); ++i) {
      PyTuple_SET_ITEM(names.get(), static_cast<Py_ssize_t>(i),
                       new_string(def.signature.results[i]).release());
    }
    const Object name = new_string(overloads.full_name);
    overloads.result_type = checked(
        PyObject_CallFunctionObjArgs(python_attribute("chainrule.return_types", "named_result"),
                                     name.get(), names.get(), nullptr));
  }
  return checked(PyObject_CallOneArg(overloads.result_type.get(), tuple.get())).release();
}

PyObject* wrap_results(Overloads& overloads, const OpDef& def, Values results) {
  switch (def.result) {
    case OpDef::Result::none:
      Py_RETURN_NONE;
    case OpDef::Result::tensor:
    case OpDef::Result::value:
      return wrap_value(results[0]);
    default:
      break;
  }
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(results.size())));
  for (size_t i = 0; i < results.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), wrap_value(results[i]));
  if (def.signature.results.empty()) return tuple.release();
  return named_result(overloads, def, std::move(tuple));
}

void write_outs(const OpDef& def, const Values& values, Values& results, PyObject* out) {
  const char* name = def.signature.name.c_str();
  if (def.result == OpDef::Result::tensor) {
    check<TypeError>(is_tensor(out), name, "(): argument 'out' must be Tensor, not ",
                     TypeName{out});
    const Tensor target = unwrap(out);
    check_out(def, values, target, std::get<Tensor>(results[0]));
    write_out(target, std::get<Tensor>(results[0]), name);
    results[0] = target;
    return;
  }
  const bool fits = (PyTuple_Check(out) || PyList_Check(out)) &&
                    PySequence_Fast_GET_SIZE(out) == static_cast<Py_ssize_t>(results.size());
  check<TypeError>(fits, name, "(): argument 'out' must be a tuple of ", results.size(),
                   " Tensors");
  for (size_t i = 0; i < results.size(); ++i) {
    PyObject* item = PySequence_Fast_ITEMS(out)[i];
    check<TypeError>(is_tensor(item), name,
                     "(): argument 'out' must be a tuple of Tensors, not of ", TypeName{item});
    check_out(def, values, unwrap(item), std::get<Tensor>(results[i]));
  }
  for (size_t i = 0; i < results.size(); ++i) {
    const Tensor target = unwrap(PySequence_Fast_ITEMS(out)[i]);
    write_out(target, std::get<Tensor>(results[i]), name);
    results[i] = target;
  }
}

/// nn.functional.relu(x, inplace=True)
bool asks_for_inplace(const OpDef& def, const Values& values) {
  return def.inplace_param >= 0 && std::get<bool>(values[static_cast<size_t>(def.inplace_param)]);
}

PyObject* invoke(Overloads& overloads, const OpDef& def, Values& values, PyObject* out) {
  if (autocast_on && !out && overloads.precision != Precision::as_given) [[unlikely]] {
    autocast_arguments(overloads.precision, values);
  }
  if (overloads.name.ends_with('_')) check_overlap_inplace(def, values);
  if (overloads.inplace() || asks_for_inplace(def, values)) return wrap(apply_inplace(def, values));
  if (!out) return wrap_results(overloads, def, def.call(values));
  if (is_tensor(out)) compute_in_dtype_of_out(def, values, unwrap(out));
  Values results = def.call(values);
  write_outs(def, values, results, out);
  return wrap_results(overloads, def, std::move(results));
}

// The batches of func.vmap: their class, and what computes operations on them.
PyObject* batch_type = nullptr;
PyObject* batch_call = nullptr;

bool holds_batch(PyObject* value) {
  if (reinterpret_cast<PyObject*>(Py_TYPE(value)) == batch_type) return true;
  if (!PyList_Check(value) && !PyTuple_Check(value)) return false;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(value); ++i) {
    if (holds_batch(PySequence_Fast_ITEMS(value)[i])) return true;
  }
  return false;
}

/// The result of an operation with batches among its arguments; null where there are none.
PyObject* call_with_batches(PyObject* callable, PyObject* const* args, size_t count,
                            PyObject* keywords) {
  if (!batch_type) return nullptr;
  if (std::none_of(args, args + count + count_of(keywords), holds_batch)) return nullptr;
  const Packed packed(args, count, keywords);
  return checked(PyObject_CallFunctionObjArgs(batch_call, callable, packed.args.get(),
                                              packed.kwargs.get(), nullptr))
      .release();
}

PyObject* set_batching(PyObject*, PyObject* args) {
  PyObject *type_object = nullptr, *function = nullptr;
  if (!PyArg_ParseTuple(args, "OO", &type_object, &function)) return nullptr;
  Py_XSETREF(batch_type, Py_NewRef(type_object));
  Py_XSETREF(batch_call, Py_NewRef(function));
  Py_RETURN_NONE;
}
PyMethodDef set_batching_method = {
    "set_batching", set_batching, METH_VARARGS,
    "set_batching(type, call): call(operation, args, kwargs) computes on objects of the type."};

PyObject* call(PyObject* callable, PyObject* const* args, size_t nargsf, PyObject* keywords) {
  return guarded([&]() -> PyObject* {
    Overloads& overloads = *reinterpret_cast<OpFunction*>(callable)->overloads;
    const Call given{nullptr, args, static_cast<size_t>(PyVectorcall_NARGS(nargsf)), keywords};
    if (may_override) [[unlikely]] {
      if (const Answer a = ask_overrides(callable, args, given.count, keywords); a.given)
        return a.result;
    }
    const OpDef* only = overloads.list[0];
    // x.tanh(): nothing to parse.
    if (only->unary && given.count == 1 && !keywords && !overloads.inplace() &&
        overloads.precision == Precision::as_given && is_tensor(args[0])) {
      return wrap(only->unary(unwrap(args[0])));
    }
    // x.op_(*, out) does not exist: in-place forms take no out.
    Values values;
    std::vector<std::string> reasons;
    for (const OpDef* def : overloads.list) {
      PyObject* out = nullptr;
      auto reason =
          parse(def->signature, given, values, def->out && !overloads.inplace() ? &out : nullptr);
      if (!reason) return invoke(overloads, *def, values, out);
      reasons.push_back(std::move(*reason));
      values.clear();
    }
    if (PyObject* result = call_with_batches(callable, args, given.count, keywords)) return result;
    if (const Answer a = ask_overrides(callable, args, given.count, keywords); a.given)
      return a.result;
    no_match(overloads.name, overloads.list, given, reasons);
  });
}

PyObject* bind(PyObject* self, PyObject* object, PyObject*) {
  // Only methods are found on the class; functions are attributes of modules.
  if (!object || object == Py_None) return Py_NewRef(self);
  return PyMethod_New(self, object);
}
PyObject* repr(PyObject* self) {
  const auto& o = *reinterpret_cast<OpFunction*>(self)->overloads;
  const bool method = o.form == Form::method || o.form == Form::inplace_method;
  return PyUnicode_FromFormat(
      method ? "<method '%s' of 'Tensor' objects>" : "<built-in function %s>", o.name.c_str());
}
PyObject* get_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpFunction*>(self)->overloads->name.c_str());
}
PyObject* get_doc(PyObject* self, void*) {
  return guarded([&] {
    const auto& o = *reinterpret_cast<OpFunction*>(self)->overloads;
    std::string doc;
    for (const OpDef* def : o.list) doc += def->signature.text + "\n";
    for (const OpDef* def : o.list) {
      if (!def->doc.empty()) {
        doc += "\n" + def->doc;
        break;
      }
    }
    if (o.inplace()) doc += "\n\nThis form writes the result to the tensor itself.";
    return new_string(doc).release();
  });
}
PyObject* get_module(PyObject* self, void*) {
  return guarded([&] {
    const auto& o = *reinterpret_cast<OpFunction*>(self)->overloads;
    const auto dot = o.full_name.rfind('.');
    return new_string(dot == std::string::npos ? "chainrule"
                                               : "chainrule." + o.full_name.substr(0, dot))
        .release();
  });
}
PyObject* get_signatures(PyObject* self, void*) {
  return guarded([&] {
    const auto& o = *reinterpret_cast<OpFunction*>(self)->overloads;
    Object list = checked(PyList_New(0));
    for (const OpDef* def : o.list)
      checked(PyList_Append(list.get(), new_string(def->signature.text).get()));
    return list.release();
  });
}
PyObject* reduce(PyObject* self, PyObject*) {
  // Pickled by name: "chainrule" or a module below it, then the attribute.
  return guarded([&] {
    const auto& o = *reinterpret_cast<OpFunction*>(self)->overloads;
    const bool method = o.form == Form::method || o.form == Form::inplace_method;
    const std::string path = (method ? "Tensor." : "") + o.full_name;
    return checked(
               Py_BuildValue("O(s)", python_attribute("chainrule._tensor", "find"), path.c_str()))
        .release();
  });
}

PyGetSetDef getset[] = {
    {"__name__", get_name, nullptr, nullptr, nullptr},
    {"__qualname__", get_name, nullptr, nullptr, nullptr},
    {"__doc__", get_doc, nullptr, nullptr, nullptr},
    {"__module__", get_module, nullptr, nullptr, nullptr},
    {"signatures", get_signatures, nullptr, "The signatures, as registered.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
PyMethodDef methods[] = {{"__reduce__", reduce, METH_NOARGS, nullptr},
                         {nullptr, nullptr, 0, nullptr}};
PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpFunction, vectorcall), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr}};
PyType_Slot slots[] = {{Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
                       {Py_tp_descr_get, reinterpret_cast<void*>(bind)},
                       {Py_tp_repr, reinterpret_cast<void*>(repr)},
                       {Py_tp_getset, getset},
                       {Py_tp_methods, methods},
                       {Py_tp_members, members},
                       {0, nullptr}};
PyType_Spec spec = {"chainrule._core.OpFunction", sizeof(OpFunction), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR |
                        Py_TPFLAGS_DISALLOW_INSTANTIATION,
                    slots};

Object make(Overloads* overloads) {
  auto* f = PyObject_New(OpFunction, type);
  if (!f) throw ErrorSet();
  f->vectorcall = call;
  f->overloads = overloads;
  f->doc = nullptr;
  return Object(reinterpret_cast<PyObject*>(f));
}

/// By form and full name, in order of registration.
class Collector {
 public:
  void add(Form form, const std::string& space, const std::string& name, const OpDef* def) {
    const std::string full = space.empty() ? name : space + "." + name;
    auto& entry = by_name_[{form, full}];
    if (!entry) {
      entry = std::make_unique<Overloads>(Overloads{name, full, form, {}, {}, {}});
      const Signature& own = def->signature;
      if (!entry->inplace()) {
        entry->precision =
            autocast_precision(own.space.empty() ? own.name : own.space + "." + own.name);
      }
    }
    entry->list.push_back(def);
  }
  void publish(PyObject* functions, PyObject* tensor_dict) {
    for (auto& [key, overloads] : by_name_) {
      const Form form = key.first;
      const std::string name = overloads->name;
      const std::string full = overloads->full_name;
      const Object callable = make(overloads.release());
      if (form == Form::method || form == Form::inplace_method) {
        checked(PyDict_SetItemString(tensor_dict, name.c_str(), callable.get()));
      } else {
        checked(PyDict_SetItemString(functions, full.c_str(), callable.get()));
      }
    }
  }

 private:
  std::map<std::pair<Form, std::string>, std::unique_ptr<Overloads>> by_name_;
};

}  // namespace

void init_op_functions(PyObject* module) {
  type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).release());
  Collector collector;
  for (const OpDef* def : all_ops()) {
    std::vector<std::pair<std::string, std::string>> names = {
        {def->signature.space, def->signature.name}};
    for (const std::string& alias : def->aliases) {
      const auto dot = alias.rfind('.');
      names.emplace_back(dot == std::string::npos ? "" : alias.substr(0, dot),
                         dot == std::string::npos ? alias : alias.substr(dot + 1));
    }
    const bool on_tensor = !def->signature.params.empty() &&
                           def->signature.params[0].type.find("Tensor") != std::string::npos &&
                           !def->signature.params[0].type.ends_with("]");
    for (const auto& [space, name] : names) {
      if (def->function) collector.add(Form::function, space, name, def);
      const bool method =
          def->method || (space.empty() && def->signature.space.empty() && !def->function);
      if (method && on_tensor && space.empty()) collector.add(Form::method, "", name, def);
      if (def->inplace) {
        if (def->function) collector.add(Form::inplace_function, space, name + "_", def);
        if (on_tensor && space.empty() && method)
          collector.add(Form::inplace_method, "", name + "_", def);
      }
    }
  }
  const Object functions = checked(PyDict_New());
  collector.publish(functions.get(), tensor_type->tp_dict);
  PyType_Modified(tensor_type);
  checked(PyModule_AddObjectRef(module, "_functions", functions.get()));
  const Object setter = checked(PyCFunction_New(&set_batching_method, nullptr));
  checked(PyModule_AddObjectRef(module, "set_batching", setter.get()));
}

}  // namespace chainrule::py
