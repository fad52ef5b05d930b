// The Python type of tensors, and the way between a Tensor and its one wrapper.
#pragma once

#include "bindings/python.h"
#include "core/tensor.h"
#include "ops/registry.h"

namespace chainrule::py {

struct PyTensor {
  PyObject_HEAD TensorImpl* impl;  // owned; borrowed while the impl owns the wrapper
  PyObject* dict;
  PyObject* weakrefs;
};

/// The class `chainrule.Tensor`; made by init_tensor_type.
extern PyTypeObject* tensor_type;
void init_tensor_type(PyObject* module);

inline bool is_tensor(PyObject* object) {
  return Py_TYPE(object) == tensor_type || PyType_IsSubtype(Py_TYPE(object), tensor_type);
}
inline Tensor unwrap(PyObject* object) {
  return Tensor(Ref<TensorImpl>(reinterpret_cast<PyTensor*>(object)->impl));
}
/// New reference to the tensor's wrapper; the same object as long as anybody can tell. None when
/// undefined.
PyObject* wrap(const Tensor& tensor);
PyObject* wrap(const TensorList& list);  // a tuple
/// A new wrapper of another class for the same implementation (Parameter).
PyObject* wrap_as(PyTypeObject* type, const Tensor& tensor);

/// A number, a NumPy scalar or a tensor; false when it is none of these.
bool to_operand(PyObject* object, Operand& out);
bool to_scalar(PyObject* object, Scalar& out);
PyObject* from_scalar(const Tensor& tensor);  // item()
/// The element at `p`, as a Python number.
PyObject* element_object(const char* p, DType dtype);
PyObject* make_size(DimSpan sizes);

}  // namespace chainrule::py

namespace pybind11::detail {
template <>
struct type_caster<chainrule::Tensor> {
  PYBIND11_TYPE_CASTER(chainrule::Tensor, const_name("Tensor"));
  bool load(handle source, bool) {
    if (source.is_none()) return true;
    if (!chainrule::py::is_tensor(source.ptr())) return false;
    value = chainrule::py::unwrap(source.ptr());
    return true;
  }
  static handle cast(const chainrule::Tensor& tensor, return_value_policy, handle) {
    return chainrule::py::wrap(tensor);
  }
};
}  // namespace pybind11::detail
