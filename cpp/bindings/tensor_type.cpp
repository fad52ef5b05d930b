// The class Tensor: wrappers, number and mapping slots, attributes. Its methods come from the
// registry (op_function.cpp), from autograd.cpp, interop.cpp, and python/chainrule/_tensor.py.
//
// Note [One wrapper for a tensor]
// A tensor has at most one wrapper, so that `x is y` and attributes behave. The wrapper owns the
// TensorImpl; the impl points back. When Python lets go of a wrapper that somebody could miss (it
// has attributes, or its class is a subclass) while C++ still holds the tensor, ownership turns
// round: the impl keeps the wrapper alive until it is asked for again or dies itself.
#include "bindings/tensor_type.h"

#include <structmember.h>

#include <vector>

#include "bindings/arguments.h"
#include "bindings/autocast.h"
#include "bindings/autograd.h"
#include "bindings/dtype_type.h"
#include "bindings/indexing.h"
#include "bindings/overrides.h"
#include "graph/meta.h"
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/matmul.h"
#include "ops/views.h"

namespace chainrule::py {

PyTypeObject* tensor_type = nullptr;

namespace {

// Wrappers without attributes are kept for reuse: allocation and the collector's bookkeeping cost
// more than a small operation.
constexpr size_t kKeptWrappers = 256;
std::vector<PyTensor*> kept_wrappers;

PyTensor* cast(PyObject* object) { return reinterpret_cast<PyTensor*>(object); }

PyTensor* new_wrapper() {
  if (!kept_wrappers.empty()) {
    PyTensor* wrapper = kept_wrappers.back();
    kept_wrappers.pop_back();
    PyObject_Init(reinterpret_cast<PyObject*>(wrapper), tensor_type);
    return wrapper;
  }
  // Untracked: a plain wrapper cannot be part of a cycle until it has a __dict__ (see get_dict).
  PyTensor* wrapper = PyObject_GC_New(PyTensor, tensor_type);
  if (!wrapper) throw ErrorSet();
  wrapper->dict = nullptr;
  wrapper->weakrefs = nullptr;
  return wrapper;
}

/// Python lets go of `self`, C++ does not: true when the impl has taken over the wrapper.
bool keep_alive(PyObject* self) {
  PyTensor* wrapper = cast(self);
  TensorImpl* impl = wrapper->impl;
  if (!impl || impl->owns_py_object || impl->use_count() <= 1) return false;
  impl->owns_py_object = true;
  Py_INCREF(self);
  (void)impl->release();
  return true;
}

void finalize(PyObject* self) {
  if (Py_TYPE(self) != tensor_type) keep_alive(self);
}

void dealloc(PyObject* self) {
  PyTensor* wrapper = cast(self);
  const bool plain = Py_TYPE(self) == tensor_type;
  if (plain && wrapper->dict && PyDict_GET_SIZE(wrapper->dict) > 0) {
    Py_SET_REFCNT(self, 1);
    if (keep_alive(self)) {
      Py_SET_REFCNT(self, 1);
      return;
    }
    Py_SET_REFCNT(self, 0);
  }
  if (PyObject_GC_IsTracked(self)) PyObject_GC_UnTrack(self);
  if (wrapper->weakrefs) PyObject_ClearWeakRefs(self);
  Py_CLEAR(wrapper->dict);
  if (TensorImpl* impl = std::exchange(wrapper->impl, nullptr)) {
    impl->py_object = nullptr;
    Ref<TensorImpl>::adopt(impl).reset();
  }
  PyTypeObject* type = Py_TYPE(self);
  if (plain && kept_wrappers.size() < kKeptWrappers) {
    kept_wrappers.push_back(wrapper);
  } else {
    type->tp_free(self);
  }
  Py_DECREF(type);
}

void on_impl_destroyed(TensorImpl* impl) noexcept {
  auto* wrapper = static_cast<PyTensor*>(impl->py_object);
  impl->py_object = nullptr;
  if (!impl->owns_py_object) return;
  wrapper->impl = nullptr;
  Py_DECREF(wrapper);
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(cast(self)->dict);
  return 0;
}
int clear(PyObject* self) {
  Py_CLEAR(cast(self)->dict);
  return 0;
}

PyObject* get_dict(PyObject* self, void*) {
  if (!cast(self)->dict) {
    cast(self)->dict = PyDict_New();
    if (!PyObject_GC_IsTracked(self)) PyObject_GC_Track(self);
  }
  return Py_XNewRef(cast(self)->dict);
}

/// Attributes may only be set on wrappers that the collector knows.
int set_attribute(PyObject* self, PyObject* name, PyObject* value) {
  const int status = PyObject_GenericSetAttr(self, name, value);
  if (status == 0 && cast(self)->dict && !PyObject_GC_IsTracked(self)) PyObject_GC_Track(self);
  return status;
}

PyObject* new_tensor(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  // Tensor(data), Tensor(2, 3), FloatTensor-like: python/chainrule/_tensor.py knows.
  return guarded([&] {
    const Object full_args = checked(PyTuple_New(PyTuple_GET_SIZE(args) + 1));
    PyTuple_SET_ITEM(full_args.get(), 0, Py_NewRef(reinterpret_cast<PyObject*>(type)));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i) {
      PyTuple_SET_ITEM(full_args.get(), i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
    }
    return checked(PyObject_Call(python_attribute("chainrule._tensor", "construct"),
                                 full_args.get(), kwargs))
        .release();
  });
}

int no_init(PyObject*, PyObject*, PyObject*) { return 0; }

// ---- numbers ----

/// Who overrides Tensor.<name>, or Tensor.<reflected> where the tensor is on the right.
Answer ask_of_operator(const char* name, const char* reflected, PyObject* a, PyObject* b) {
  return is_tensor(a) ? ask_overrides(name, nullptr, {a, b}, IfDeclined::not_implemented)
                      : ask_overrides(reflected, nullptr, {b, a}, IfDeclined::not_implemented);
}

template <class F>
PyObject* with_operands(const char* name, const char* reflected, PyObject* a, PyObject* b, F f) {
  if (may_override) [[unlikely]] {
    if (const Answer answer = ask_of_operator(name, reflected, a, b); answer.given)
      return answer.result;
  }
  return guarded([&]() -> PyObject* {
    Operand x(0), y(0);
    if (to_operand(a, x) && to_operand(b, y)) [[likely]]
      return wrap(f(x, y));
    const Answer answer = ask_of_operator(name, reflected, a, b);
    if (answer.given) return answer.result;
    Py_RETURN_NOTIMPLEMENTED;
  });
}

template <Tensor (*f)(const Operand&, const Operand&), Name name, Name reflected = name>
PyObject* binary_slot(PyObject* a, PyObject* b) {
  return with_operands(name.text, reflected.text, a, b, f);
}
template <Tensor (*f)(const Tensor&)>
PyObject* unary_slot(PyObject* a) {
  return guarded([&] { return wrap(f(unwrap(a))); });
}
template <InplaceOp op>
PyObject* inplace_slot(PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    Operand y(0);
    if (!to_operand(b, y)) Py_RETURN_NOTIMPLEMENTED;
    inplace_arithmetic(op, unwrap(a), y);
    return Py_NewRef(a);
  });
}

/// Operators that are not hot go through the method of the registry by name.
PyObject* by_method(PyObject* a, PyObject* b, const char* name) {
  return guarded([&]() -> PyObject* {
    Operand x(0), y(0);
    if (!to_operand(a, x) || !to_operand(b, y)) Py_RETURN_NOTIMPLEMENTED;
    if (is_tensor(a)) return checked(PyObject_CallMethod(a, name, "O", b)).release();
    return checked(
               PyObject_CallMethod(reinterpret_cast<PyObject*>(python_attribute("chainrule", name)),
                                   "__call__", "OO", a, b))
        .release();
  });
}
PyObject* floor_divide_slot(PyObject* a, PyObject* b) { return by_method(a, b, "floor_divide"); }
PyObject* remainder_slot(PyObject* a, PyObject* b) { return by_method(a, b, "remainder"); }
PyObject* and_slot(PyObject* a, PyObject* b) { return by_method(a, b, "bitwise_and"); }
PyObject* or_slot(PyObject* a, PyObject* b) { return by_method(a, b, "bitwise_or"); }
PyObject* xor_slot(PyObject* a, PyObject* b) { return by_method(a, b, "bitwise_xor"); }
PyObject* lshift_slot(PyObject* a, PyObject* b) { return by_method(a, b, "bitwise_left_shift"); }
PyObject* rshift_slot(PyObject* a, PyObject* b) { return by_method(a, b, "bitwise_right_shift"); }
PyObject* inplace_by_method(PyObject* a, PyObject* b, const char* name) {
  return guarded([&]() -> PyObject* {
    Operand y(0);
    if (!to_operand(b, y)) Py_RETURN_NOTIMPLEMENTED;
    return checked(PyObject_CallMethod(a, name, "O", b)).release();
  });
}
PyObject* ifloordiv_slot(PyObject* a, PyObject* b) {
  return inplace_by_method(a, b, "floor_divide_");
}
PyObject* iremainder_slot(PyObject* a, PyObject* b) {
  return inplace_by_method(a, b, "remainder_");
}
PyObject* iand_slot(PyObject* a, PyObject* b) { return inplace_by_method(a, b, "bitwise_and_"); }
PyObject* ior_slot(PyObject* a, PyObject* b) { return inplace_by_method(a, b, "bitwise_or_"); }
PyObject* ixor_slot(PyObject* a, PyObject* b) { return inplace_by_method(a, b, "bitwise_xor_"); }
PyObject* ilshift_slot(PyObject* a, PyObject* b) {
  return inplace_by_method(a, b, "bitwise_left_shift_");
}
PyObject* irshift_slot(PyObject* a, PyObject* b) {
  return inplace_by_method(a, b, "bitwise_right_shift_");
}
PyObject* invert_slot(PyObject* a) {
  return guarded([&] {
    check<TypeError>(chainrule::is_integral(unwrap(a).dtype()),
                     "~ (operator.invert) is only implemented on integer and Boolean-type tensors");
    return checked(PyObject_CallMethod(a, "bitwise_not", nullptr)).release();
  });
}
PyObject* positive_slot(PyObject* a) {
  return guarded([&] {
    check(unwrap(a).dtype() != DType::bool_,
          "The `+` operator, on a bool tensor is not supported.");
    return Py_NewRef(a);
  });
}
PyObject* pow_slot(PyObject* a, PyObject* b, PyObject*) {
  return with_operands("pow", "__rpow__", a, b, pow);
}
PyObject* ipow_slot(PyObject* a, PyObject* b, PyObject*) { return inplace_by_method(a, b, "pow_"); }
PyObject* matmul_slot(PyObject* a, PyObject* b) {
  const bool tensors = is_tensor(a) && is_tensor(b);
  if (may_override || !tensors) [[unlikely]] {
    const Answer answer = ask_of_operator("matmul", "__rmatmul__", a, b);
    if (answer.given) return answer.result;
  }
  return guarded([&]() -> PyObject* {
    if (!tensors) Py_RETURN_NOTIMPLEMENTED;
    if (autocast_on) [[unlikely]] {
      return wrap(matmul(autocast_lower(unwrap(a)), autocast_lower(unwrap(b))));
    }
    return wrap(matmul(unwrap(a), unwrap(b)));
  });
}

int bool_slot(PyObject* self) {
  return guarded(
      [&] {
        const Tensor t = unwrap(self);
        check(t.numel() > 0, "Boolean value of Tensor with no values is ambiguous");
        check(
            t.numel() == 1,
            "Boolean value of Tensor with more than one value is ambiguous: use .any() or .all()");
        const Object value = checked(from_scalar(t));
        return PyObject_IsTrue(value.get());
      },
      -1);
}
PyObject* number_slot(PyObject* self, PyObject* (*convert)(PyObject*)) {
  return guarded([&] {
    const Tensor t = unwrap(self);
    check<ValueError>(t.numel() == 1,
                      "only one element tensors can be converted to Python scalars; this one has ",
                      t.numel());
    Object value = checked(from_scalar(t));
    if (PyComplex_Check(value.get())) {
      check(PyComplex_ImagAsDouble(value.get()) == 0,
            "value cannot be converted to type double without overflow: it has an imaginary part; "
            "take .real or abs() of it first");
      value = checked(PyFloat_FromDouble(PyComplex_RealAsDouble(value.get())));
    }
    return checked(convert(value.get())).release();
  });
}
void warn_of_lost_history(PyObject* self) {
  if (!cast(self)->impl->requires_grad) return;
  warn(
      "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
      "Consider using tensor.detach() first.");
}
PyObject* int_slot(PyObject* self) {
  return guarded([&] {
    warn_of_lost_history(self);
    return number_slot(self, PyNumber_Long);
  });
}
PyObject* float_slot(PyObject* self) {
  return guarded([&] {
    warn_of_lost_history(self);
    return number_slot(self, PyNumber_Float);
  });
}
PyObject* index_slot(PyObject* self) {
  return guarded([&] {
    const Tensor t = unwrap(self);
    check<TypeError>(chainrule::is_integral(t.dtype()) && t.numel() == 1,
                     "only integer tensors of a single element can be converted to an index");
    const Object value = checked(from_scalar(t));
    return checked(PyNumber_Long(value.get())).release();
  });
}

PyObject* compare_slot(PyObject* a, PyObject* b, int op) {
  using F = Tensor (*)(const Operand&, const Operand&);
  // In the order of Py_LT ... Py_GE.
  static constexpr F kFunctions[] = {lt, le, eq, ne, gt, ge};
  static constexpr const char* kNames[] = {"lt", "le", "__eq__", "__ne__", "gt", "ge"};
  return with_operands(kNames[op], kNames[op], a, b, kFunctions[op]);
}

/// id(self), as PyTorch's.
Py_hash_t hash_slot(PyObject* self) {
  return static_cast<Py_hash_t>(reinterpret_cast<intptr_t>(self));
}

Py_ssize_t length_slot(PyObject* self) {
  return guarded(
      [&] {
        const Tensor t = unwrap(self);
        check<TypeError>(t.dim() > 0, "len() of a 0-d tensor");
        return static_cast<Py_ssize_t>(t.sizes()[0]);
      },
      Py_ssize_t{-1});
}
PyObject* item_slot(PyObject* self, PyObject* key) {
  return guarded([&] { return get_item(self, key); });
}
int set_item_slot(PyObject* self, PyObject* key, PyObject* value) {
  return guarded_status([&] { set_item(self, key, value); });
}
PyObject* iter_slot(PyObject* self) {
  return guarded([&] {
    const Tensor t = unwrap(self);
    check<TypeError>(t.dim() > 0, "iteration over a 0-d tensor");
    const Object parts =
        checked(may_override ? PyObject_CallMethod(self, "unbind", "i", 0) : wrap(unbind(t, 0)));
    return checked(PyObject_GetIter(parts.get())).release();
  });
}
PyObject* repr_slot(PyObject* self) {
  return guarded([&] {
    return checked(
               PyObject_CallOneArg(python_attribute("chainrule._printing", "tensor_repr"), self))
        .release();
  });
}

// ---- attributes ----

template <class F>
PyObject* get(PyObject* self, F f) {
  return guarded([&]() -> PyObject* { return f(unwrap(self)); });
}
PyObject* get_shape(PyObject* self, void*) {
  return get(self, [](const Tensor& t) { return make_size(t.sizes()); });
}
PyObject* get_dtype(PyObject* self, void*) { return wrap_dtype(cast(self)->impl->dtype); }
PyObject* get_ndim(PyObject* self, void*) {
  return PyLong_FromLongLong(static_cast<long long>(cast(self)->impl->sizes.size()));
}
PyObject* get_requires_grad(PyObject* self, void*) {
  return PyBool_FromLong(cast(self)->impl->requires_grad);
}
int set_requires_grad_attribute(PyObject* self, PyObject* value, void*) {
  return guarded_status([&] {
    check(value && PyBool_Check(value), "requires_grad must be a bool");
    const Tensor t = unwrap(self);
    check(is_leaf(t) || value != Py_True,
          "you can only change requires_grad flags of leaf variables: this one was computed (by ",
          is_leaf(t) ? "" : grad_fn(t)->name(),
          ") and requires grad already; retain_grad() keeps its gradient");
    set_requires_grad(t, value == Py_True);
  });
}
PyObject* get_grad(PyObject* self, void*) {
  return get(self, [&](const Tensor& t) -> PyObject* {
    const AutogradMeta* meta = t->meta.get();
    if (meta && meta->grad.defined()) return wrap(meta->grad);
    if (!is_leaf(t) && !(meta && meta->retains_grad)) {
      const int status =
          PyErr_WarnEx(PyExc_UserWarning,
                       "The .grad attribute of a Tensor that is not a leaf Tensor is being "
                       "accessed. Its .grad attribute won't be populated during "
                       "autograd.backward(). If you indeed want the .grad field to be populated "
                       "for a non-leaf Tensor, use .retain_grad() on the "
                       "non-leaf Tensor.",
                       1);
      if (status < 0) throw ErrorSet();
    }
    Py_RETURN_NONE;
  });
}
int set_grad(PyObject* self, PyObject* value, void*) {
  return guarded_status([&] {
    const Tensor t = unwrap(self);
    if (!value || value == Py_None) {
      if (t->meta) t->meta->grad = Tensor();
      return;
    }
    check<TypeError>(is_tensor(value),
                     "assigned grad expected to be a Tensor or None but got grad of type ",
                     TypeName{value});
    check(value != self, "can't assign Variable as its own grad");
    const Tensor grad = unwrap(value);
    check(grad.dtype() == t.dtype(), "attempting to assign a gradient with dtype '",
          full_name(grad.dtype()), "' to a tensor with dtype '", full_name(t.dtype()),
          "'. Please ensure that the gradient and the tensor have the same dtype");
    check(grad.sizes() == t.sizes(), "attempting to assign a gradient of size '", grad.sizes(),
          "' to a tensor of size '", t.sizes(),
          "'. Please ensure that the gradient and the tensor are the same size");
    meta_of(t).grad = grad;
  });
}
PyObject* get_grad_fn(PyObject* self, void*) {
  return get(self, [](const Tensor& t) { return wrap_node(grad_fn(t)); });
}
PyObject* get_is_leaf(PyObject* self, void*) {
  return get(self, [](const Tensor& t) { return PyBool_FromLong(is_leaf(t)); });
}
PyObject* get_retains_grad(PyObject* self, void*) {
  return get(self,
             [](const Tensor& t) { return PyBool_FromLong(!is_leaf(t) && t->meta->retains_grad); });
}
PyObject* get_output_nr(PyObject* self, void*) {
  return get(self, [](const Tensor& t) {
    return PyLong_FromLong(t->meta ? static_cast<long>(t->meta->output_nr) : 0);
  });
}
PyObject* get_version(PyObject* self, void*) {
  return get(self, [](const Tensor& t) -> PyObject* {
    check(!t->inference, "Inference tensors do not track version counter.");
    return PyLong_FromUnsignedLong(t.version());
  });
}
PyObject* get_base(PyObject* self, void*) {
  return get(self, [](const Tensor& t) {
    return wrap(is_differentiable_view(t) ? t->meta->view->base : Tensor());
  });
}
PyObject* get_data(PyObject* self, void*) {
  return get(self, [](const Tensor& t) { return wrap(data_of(t)); });
}
int set_data_attribute(PyObject* self, PyObject* value, void*) {
  return guarded_status([&] {
    check<TypeError>(value && is_tensor(value), "Variable data has to be a tensor, but got ",
                     TypeName{value});
    set_data(unwrap(self), unwrap(value));
  });
}
PyObject* get_itemsize(PyObject* self, void*) {
  return PyLong_FromLongLong(item_size(cast(self)->impl->dtype));
}
PyObject* get_nbytes(PyObject* self, void*) {
  return PyLong_FromLongLong(cast(self)->impl->numel * item_size(cast(self)->impl->dtype));
}
template <Tensor (*f)(const Tensor&)>
PyObject* get_view(PyObject* self, void*) {
  return get(self, [](const Tensor& t) { return wrap(f(t)); });
}
/// x.real = value
template <Tensor (*f)(const Tensor&)>
int set_view(PyObject* self, PyObject* value, void*) {
  return guarded_status([&] {
    check<TypeError>(value != nullptr, "a part of a tensor cannot be deleted");
    Operand source(0);
    check<TypeError>(to_operand(value, source), "can't assign a ", TypeName{value}, " to a ",
                     full_name(unwrap(self).dtype()), " tensor");
    const Tensor part = f(unwrap(self));
    if (source.is_tensor()) {
      copy_inplace(part, source.tensor());
    } else {
      fill_inplace(part, source);
    }
  });
}
PyObject* get_device(PyObject*, void*) {
  return guarded([] { return Py_NewRef(python_attribute("chainrule._tensor", "CPU")); });
}
PyObject* get_layout(PyObject*, void*) {
  return guarded([] { return Py_NewRef(python_attribute("chainrule", "strided")); });
}
PyObject* get_false(PyObject*, void*) { Py_RETURN_FALSE; }
PyObject* get_true(PyObject*, void*) { Py_RETURN_TRUE; }

PyGetSetDef getset[] = {
    {"__dict__", get_dict, nullptr, nullptr, nullptr},
    attribute<"shape", get_shape>("The sizes of the dimensions, a Size."),
    attribute<"dtype", get_dtype>("The type of the elements."),
    attribute<"ndim", get_ndim>("The number of dimensions."),
    attribute<"requires_grad", get_requires_grad, set_requires_grad_attribute>(
        "Whether gradients are asked for."),
    attribute<"grad", get_grad, set_grad>("The gradient that backward() has added up, or None."),
    attribute<"_grad", get_grad, set_grad>(),
    attribute<"grad_fn", get_grad_fn>(
        "The operation that made this tensor, as recorded; None for a leaf."),
    attribute<"is_leaf", get_is_leaf>("True for what no recorded operation has made."),
    attribute<"retains_grad", get_retains_grad>(
        "True for an inner tensor whose gradient is kept (retain_grad())."),
    attribute<"output_nr", get_output_nr>("Which output of grad_fn this is."),
    attribute<"_version", get_version>("How often the storage has been changed in place."),
    attribute<"_base", get_base>("The tensor that this one is a view of, or None."),
    attribute<"data", get_data, set_data_attribute>(
        "The same values without history; changes through it are not tracked."),
    attribute<"itemsize", get_itemsize>("Bytes of one element."),
    attribute<"nbytes", get_nbytes>("Bytes of all elements."),
    attribute<"T", get_view<reversed_dims>>("The dimensions reversed, a view."),
    attribute<"mT", get_view<matrix_transpose>>("The last two dimensions swapped, a view."),
    attribute<"H", get_view<hermitian>>("The conjugate transpose of a matrix."),
    attribute<"mH", get_view<matrix_adjoint>>(
        "The conjugate transpose of the last two dimensions."),
    attribute<"real", get_view<real>, set_view<real>>("The real part."),
    attribute<"imag", get_view<imag>, set_view<imag>>(
        "The imaginary part, a view of a complex tensor."),
    attribute<"device", get_device>("Where the tensor is: the CPU."),
    attribute<"layout", get_layout>("strided"),
    attribute<"is_cuda", get_false>(),
    attribute<"is_cpu", get_true>(),
    attribute<"is_mps", get_false>(),
    attribute<"is_meta", get_false>(),
    attribute<"is_sparse", get_false>(),
    attribute<"is_quantized", get_false>(),
    attribute<"is_mkldnn", get_false>(),
    attribute<"is_nested", get_false>(),
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(PyTensor, weakrefs), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(PyTensor, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr}};

template <class F>
void* slot(F* f) {
  return reinterpret_cast<void*>(f);
}

PyType_Slot slots[] = {
    {Py_tp_dealloc, slot(dealloc)},
    {Py_tp_finalize, slot(finalize)},
    {Py_tp_traverse, slot(traverse)},
    {Py_tp_clear, slot(clear)},
    {Py_tp_new, slot(new_tensor)},
    {Py_tp_init, slot(no_init)},
    {Py_tp_repr, slot(overridable<"__repr__", repr_slot>)},
    {Py_tp_hash, slot(hash_slot)},
    {Py_tp_richcompare, slot(compare_slot)},
    {Py_tp_iter, slot(iter_slot)},
    {Py_tp_setattro, slot(set_attribute)},
    {Py_tp_getset, getset},
    {Py_tp_members, members},
    {Py_nb_add, slot(binary_slot<add, "add">)},
    {Py_nb_subtract, slot(binary_slot<sub, "sub", "__rsub__">)},
    {Py_nb_multiply, slot(binary_slot<mul, "mul">)},
    {Py_nb_true_divide, slot(binary_slot<div, "div", "__rtruediv__">)},
    {Py_nb_power, slot(pow_slot)},
    {Py_nb_matrix_multiply, slot(matmul_slot)},
    {Py_nb_floor_divide, slot(floor_divide_slot)},
    {Py_nb_remainder, slot(remainder_slot)},
    {Py_nb_and, slot(and_slot)},
    {Py_nb_or, slot(or_slot)},
    {Py_nb_xor, slot(xor_slot)},
    {Py_nb_lshift, slot(lshift_slot)},
    {Py_nb_rshift, slot(rshift_slot)},
    {Py_nb_negative, slot(overridable<"neg", unary_slot<neg>>)},
    {Py_nb_positive, slot(overridable<"positive", positive_slot>)},
    {Py_nb_absolute, slot(overridable<"abs", unary_slot<abs>>)},
    {Py_nb_invert, slot(overridable<"__invert__", invert_slot>)},
    {Py_nb_bool, slot(overridable<"__bool__", bool_slot>)},
    {Py_nb_int, slot(overridable<"__int__", int_slot>)},
    {Py_nb_float, slot(overridable<"__float__", float_slot>)},
    {Py_nb_index, slot(overridable<"__index__", index_slot>)},
    {Py_nb_inplace_add, slot(overridable<"__iadd__", inplace_slot<InplaceOp::add>>)},
    {Py_nb_inplace_subtract, slot(overridable<"__isub__", inplace_slot<InplaceOp::sub>>)},
    {Py_nb_inplace_multiply, slot(overridable<"__imul__", inplace_slot<InplaceOp::mul>>)},
    {Py_nb_inplace_true_divide, slot(overridable<"__itruediv__", inplace_slot<InplaceOp::div>>)},
    {Py_nb_inplace_power, slot(ipow_slot)},
    {Py_nb_inplace_floor_divide, slot(ifloordiv_slot)},
    {Py_nb_inplace_remainder, slot(iremainder_slot)},
    {Py_nb_inplace_and, slot(iand_slot)},
    {Py_nb_inplace_or, slot(ior_slot)},
    {Py_nb_inplace_xor, slot(ixor_slot)},
    {Py_nb_inplace_lshift, slot(ilshift_slot)},
    {Py_nb_inplace_rshift, slot(irshift_slot)},
    {Py_mp_length, slot(overridable<"__len__", length_slot>)},
    {Py_mp_subscript, slot(overridable<"__getitem__", item_slot>)},
    {Py_mp_ass_subscript, slot(overridable<"__setitem__", set_item_slot>)},
    {Py_sq_length, slot(overridable<"__len__", length_slot>)},
    {Py_tp_doc, const_cast<char*>(R"(A multi-dimensional array that remembers how it was made.

Made by tensor(), zeros() and their kin, and by operations on others. With ``requires_grad`` what is
computed from it is recorded, and ``backward()`` on a result fills ``grad``.

    >>> import chainrule as cr
    >>> x = cr.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
)")},
    {0, nullptr}};
PyType_Spec spec = {"chainrule.Tensor", sizeof(PyTensor), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, slots};

}  // namespace

void init_tensor_type(PyObject* module) {
  tensor_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).release());
  checked(PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(tensor_type)));
  release_py_object = on_impl_destroyed;
  kept_wrappers.reserve(kKeptWrappers);
}

PyObject* wrap(const Tensor& tensor) {
  if (!tensor.defined()) Py_RETURN_NONE;
  TensorImpl* impl = tensor.impl();
  if (auto* known = static_cast<PyObject*>(impl->py_object)) {
    if (!impl->owns_py_object) return Py_NewRef(known);
    impl->owns_py_object = false;  // the reference that the impl held is the caller's now
    impl->retain();
    return known;
  }
  PyTensor* wrapper = new_wrapper();
  impl->retain();
  wrapper->impl = impl;
  impl->py_object = wrapper;
  return reinterpret_cast<PyObject*>(wrapper);
}

PyObject* wrap(const TensorList& list) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(list.size())));
  for (size_t i = 0; i < list.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), wrap(list[i]));
  return tuple.release();
}

PyObject* wrap_as(PyTypeObject* type, const Tensor& tensor) {
  if (type == tensor_type) return wrap(tensor);
  note_class(type);
  PyObject* object = checked(type->tp_alloc(type, 0)).release();
  tensor.impl()->retain();
  cast(object)->impl = tensor.impl();
  tensor.impl()->py_object = object;
  return object;
}

bool to_scalar(PyObject* object, Scalar& out) {
  if (PyFloat_Check(object)) {
    out = Scalar(PyFloat_AS_DOUBLE(object));
  } else if (PyBool_Check(object)) {
    out = Scalar(object == Py_True);
  } else if (PyLong_Check(object)) {
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow) {
      const unsigned long long huge = overflow > 0 ? PyLong_AsUnsignedLongLong(object) : 0;
      if (overflow < 0 || (PyErr_Occurred() && huge == static_cast<unsigned long long>(-1))) {
        PyErr_SetString(PyExc_OverflowError, "int too big to convert: a number has 64 bits");
        throw ErrorSet();
      }
      out = Scalar(static_cast<uint64_t>(huge));
      return true;
    }
    out = Scalar(static_cast<int64_t>(value));
  } else if (PyComplex_Check(object)) {
    out = Scalar(complex128(PyComplex_RealAsDouble(object), PyComplex_ImagAsDouble(object)));
  } else if (is_tensor(object)) {
    const Tensor t = unwrap(object);
    if (t.numel() != 1 || t.dim() != 0) return false;
    const Object value = checked(from_scalar(t));
    return to_scalar(value.get(), out);
  } else if (PyObject_HasAttrString(object, "dtype") && PyObject_HasAttrString(object, "item") &&
             !PySequence_Check(object)) {
    // A NumPy scalar is the number that it holds.
    const Object value = checked(PyObject_CallMethod(object, "item", nullptr));
    if (Py_TYPE(value.get()) == Py_TYPE(object)) return false;
    return to_scalar(value.get(), out);
  } else {
    return false;
  }
  return true;
}

bool to_operand(PyObject* object, Operand& out) {
  if (is_tensor(object)) {
    out = Operand(unwrap(object));
    return true;
  }
  Scalar scalar;
  if (!to_scalar(object, scalar)) return false;
  out = Operand(scalar);
  return true;
}

PyObject* from_scalar(const Tensor& t) {
  check(t.numel() == 1, "a Tensor with ", t.numel(), " elements cannot be converted to Scalar");
  return element_object(t.bytes(), t.dtype());
}

PyObject* element_object(const char* p, DType dtype) {
  return visit_all(dtype, [&]<class T>(T) -> PyObject* {
    T value;
    std::memcpy(&value, p, sizeof(T));
    if constexpr (std::is_same_v<T, bool>) {
      return PyBool_FromLong(value);
    } else if constexpr (std::is_same_v<T, ComplexHalf>) {
      return PyComplex_FromDoubles(static_cast<double>(value.re), static_cast<double>(value.im));
    } else if constexpr (std::is_same_v<T, complex64> || std::is_same_v<T, complex128>) {
      return PyComplex_FromDoubles(static_cast<double>(value.real()),
                                   static_cast<double>(value.imag()));
    } else if constexpr (std::is_same_v<T, uint64_t>) {
      return PyLong_FromUnsignedLongLong(value);
    } else if constexpr (std::is_integral_v<T>) {
      return PyLong_FromLongLong(value);
    } else {
      return PyFloat_FromDouble(static_cast<double>(
          static_cast<std::conditional_t<std::is_same_v<T, double>, double, float>>(value)));
    }
  });
}

PyObject* make_size(DimSpan sizes) {
  // A Size is a tuple: allocated as its class says, filled like one.
  static auto* type = reinterpret_cast<PyTypeObject*>(python_attribute("chainrule._types", "Size"));
  PyObject* tuple = checked(type->tp_alloc(type, static_cast<Py_ssize_t>(sizes.size()))).release();
  for (size_t i = 0; i < sizes.size(); ++i)
    PyTuple_SET_ITEM(tuple, static_cast<Py_ssize_t>(i), PyLong_FromLongLong(sizes[i]));
  return tuple;
}

}  // namespace chainrule::py
