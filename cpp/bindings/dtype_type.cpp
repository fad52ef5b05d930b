// chainrule.dtype
#include "bindings/dtype_type.h"

namespace chainrule::py {

namespace {

struct PyDType {
  PyObject_HEAD DType dtype;
};

PyTypeObject* type = nullptr;
PyObject* objects[kDTypeCount] = {};

DType self_of(PyObject* self) { return reinterpret_cast<PyDType*>(self)->dtype; }

PyObject* repr(PyObject* self) {
  const auto name = full_name(self_of(self));
  return PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size()));
}
PyObject* is_floating_point(PyObject* self, void*) {
  return PyBool_FromLong(is_floating(self_of(self)));
}
PyObject* is_complex_dtype(PyObject* self, void*) {
  return PyBool_FromLong(is_complex(self_of(self)));
}
PyObject* is_signed_dtype(PyObject* self, void*) {
  return PyBool_FromLong(is_signed(self_of(self)));
}
PyObject* itemsize(PyObject* self, void*) { return PyLong_FromLongLong(item_size(self_of(self))); }
PyObject* to_real(PyObject* self, PyObject*) { return wrap_dtype(real_of(self_of(self))); }
PyObject* to_complex(PyObject* self, PyObject*) {
  const DType d = self_of(self);
  if (is_integral(d)) {
    PyErr_Format(PyExc_RuntimeError,
                 "Unknown Complex ScalarType for %s: only floating point types have one",
                 std::string(info(d).legacy).c_str());
    return nullptr;
  }
  return wrap_dtype(complex_of(d));
}
PyObject* reduce(PyObject* self, PyObject*) {
  // Pickled as the name of a module attribute, so that the object stays the only one of its kind.
  const auto name = kDTypes[static_cast<size_t>(self_of(self))].name;
  return PyUnicode_FromStringAndSize(name.data(), static_cast<Py_ssize_t>(name.size()));
}
PyObject* module_name(PyObject*, void*) { return PyUnicode_FromString("chainrule"); }

PyGetSetDef getset[] = {
    {"is_floating_point", is_floating_point, nullptr, "True for the real floating point types.",
     nullptr},
    {"is_complex", is_complex_dtype, nullptr, "True for complex types.", nullptr},
    {"is_signed", is_signed_dtype, nullptr, "True for types with negative values.", nullptr},
    {"itemsize", itemsize, nullptr, "Bytes of one element.", nullptr},
    {"__module__", module_name, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};
PyMethodDef methods[] = {
    {"to_real", to_real, METH_NOARGS, "The type of the real part."},
    {"to_complex", to_complex, METH_NOARGS, "The complex type of this precision."},
    {"__reduce__", reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr}};
PyType_Slot slots[] = {{Py_tp_repr, reinterpret_cast<void*>(repr)},
                       {Py_tp_getset, getset},
                       {Py_tp_methods, methods},
                       {Py_tp_doc, const_cast<char*>("The type of a tensor's elements.")},
                       {0, nullptr}};
PyType_Spec spec = {"chainrule.dtype", sizeof(PyDType), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

struct Alias {
  const char* name;
  DType dtype;
};
constexpr Alias kAliases[] = {
    {"float", DType::float32},    {"double", DType::float64},     {"half", DType::float16},
    {"long", DType::int64},       {"int", DType::int32},          {"short", DType::int16},
    {"cfloat", DType::complex64}, {"cdouble", DType::complex128}, {"chalf", DType::complex32}};

}  // namespace

void init_dtype_type(PyObject* module) {
  type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).release());
  checked(PyModule_AddObjectRef(module, "dtype", reinterpret_cast<PyObject*>(type)));
  for (int i = 0; i < kDTypeCount; ++i) {
    auto* object = PyObject_New(PyDType, type);
    if (!object) throw ErrorSet();
    object->dtype = static_cast<DType>(i);
    objects[i] = reinterpret_cast<PyObject*>(object);
    checked(PyModule_AddObjectRef(module, std::string(kDTypes[static_cast<size_t>(i)].name).c_str(),
                                  objects[i]));
  }
  for (const Alias& alias : kAliases)
    checked(PyModule_AddObjectRef(module, alias.name, objects[static_cast<size_t>(alias.dtype)]));
}

bool is_dtype(PyObject* object) { return Py_TYPE(object) == type; }
DType unwrap_dtype(PyObject* object) { return self_of(object); }
PyObject* wrap_dtype(DType dtype) { return Py_NewRef(objects[static_cast<size_t>(dtype)]); }

bool to_dtype(PyObject* object, DType& out) {
  if (is_dtype(object)) {
    out = unwrap_dtype(object);
  } else if (object == reinterpret_cast<PyObject*>(&PyFloat_Type)) {
    out = DType::float64;
  } else if (object == reinterpret_cast<PyObject*>(&PyLong_Type)) {
    out = DType::int64;
  } else if (object == reinterpret_cast<PyObject*>(&PyBool_Type)) {
    out = DType::bool_;
  } else if (object == reinterpret_cast<PyObject*>(&PyComplex_Type)) {
    out = DType::complex128;
  } else {
    return false;
  }
  return true;
}

}  // namespace chainrule::py
