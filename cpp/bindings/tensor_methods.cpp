// Methods of Tensor that are questions or hand out the tensor itself, and so are not operations of
// the registry.
#include "bindings/tensor_methods.h"

#include "bindings/arguments.h"
#include "bindings/dtype_type.h"
#include "bindings/overrides.h"
#include "bindings/tensor_type.h"
#include "graph/meta.h"
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/memory_format.h"

namespace chainrule::py {

namespace {

using Args = PyObject* const*;

template <class F>
PyObject* on(PyObject* self, F f) {
  return guarded([&]() -> PyObject* { return f(unwrap(self)); });
}

/// The one optional argument `dim` of size() and stride().
std::optional<int64_t> optional_dim(const char* name, Args args, Py_ssize_t n, PyObject* names) {
  const Py_ssize_t all = n + (names ? PyTuple_GET_SIZE(names) : 0);
  check<TypeError>(all <= 1, name, "() takes at most one argument, the dimension");
  if (all == 0 || args[0] == Py_None) return std::nullopt;
  int64_t dim = 0;
  check<TypeError>(to_int(args[0], dim), name, "(): argument 'dim' must be int, not ",
                   TypeName{args[0]});
  return dim;
}

PyObject* size(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) -> PyObject* {
    if (const auto dim = optional_dim("size", args, n, names))
      return PyLong_FromLongLong(t.size(*dim));
    return make_size(t.sizes());
  });
}
PyObject* stride(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) -> PyObject* {
    if (const auto dim = optional_dim("stride", args, n, names))
      return PyLong_FromLongLong(t.stride(*dim));
    Object tuple = checked(PyTuple_New(t.dim()));
    for (int64_t i = 0; i < t.dim(); ++i)
      PyTuple_SET_ITEM(tuple.get(), i, PyLong_FromLongLong(t.stride(i)));
    return tuple.release();
  });
}
PyObject* dim(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyLong_FromLongLong(t.dim()); });
}
PyObject* numel(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyLong_FromLongLong(t.numel()); });
}
PyObject* item(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return from_scalar(t); });
}
PyObject* element_size(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyLong_FromLongLong(t.item_size()); });
}
PyObject* storage_offset(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyLong_FromLongLong(t.offset()); });
}
PyObject* data_ptr(PyObject* self, PyObject*) {
  return on(self,
            [](const Tensor& t) { return PyLong_FromVoidPtr(t.numel() ? t.bytes() : nullptr); });
}
PyObject* is_contiguous(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) {
    if (n + (names ? PyTuple_GET_SIZE(names) : 0) == 0) return PyBool_FromLong(t.is_contiguous());
    return PyBool_FromLong(lies_in(t, text_of(args[0])));
  });
}
PyObject* is_floating_point(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyBool_FromLong(is_floating(t.dtype())); });
}
PyObject* is_complex_method(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyBool_FromLong(is_complex(t.dtype())); });
}
PyObject* is_signed(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyBool_FromLong(chainrule::is_signed(t.dtype())); });
}
PyObject* is_inference(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return PyBool_FromLong(t->inference); });
}
PyObject* detach_method(PyObject* self, PyObject*) {
  return on(self, [](const Tensor& t) { return wrap(detach(t)); });
}
PyObject* detach_inplace(PyObject* self, PyObject*) {
  return on(self, [&](const Tensor& t) {
    check(!is_differentiable_view(t) || !t.requires_grad(),
          "Can't detach views in-place. Use detach() instead. If you are using "
          "DistributedDataParallel (DDP) for training, and "
          "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
          "detach_() cannot be called on these gradients.");
    if (t->meta) {
      t->meta->grad_fn.reset();
      t->meta->output_nr = 0;
    }
    t->requires_grad = false;
    return Py_NewRef(self);
  });
}
PyObject* requires_grad_method(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) {
    bool on = true;
    if (n + (names ? PyTuple_GET_SIZE(names) : 0) > 0) {
      check<TypeError>(PyBool_Check(args[0]),
                       "requires_grad_(): argument 'requires_grad' must be bool, not ",
                       TypeName{args[0]});
      on = args[0] == Py_True;
    }
    set_requires_grad(t, on);
    return Py_NewRef(self);
  });
}

/// x.float() and its kin.
template <DType dtype>
PyObject* cast_to(PyObject* self, Args, Py_ssize_t, PyObject*) {
  return on(self, [&](const Tensor& t) {
    return t.dtype() == dtype ? Py_NewRef(self) : wrap(to(t, dtype));
  });
}
/// The core of x.to(dtype, copy=...).
PyObject* convert_dtype(PyObject* self, Args args, Py_ssize_t n) {
  return on(self, [&](const Tensor& t) {
    DType dtype{};
    check<TypeError>(n == 2 && to_dtype(args[0], dtype), "to(): the type must be a dtype");
    const bool copy = args[1] == Py_True;
    if (t.dtype() == dtype) return copy ? wrap(clone(t)) : Py_NewRef(self);
    return wrap(to(t, dtype));
  });
}
PyObject* copy_inplace_method(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) {
    check<TypeError>(n + (names ? PyTuple_GET_SIZE(names) : 0) >= 1,
                     "copy_() missing 1 required positional argument: \"other\"");
    check<TypeError>(is_tensor(args[0]),
                     "copy_(): argument 'other' (position 1) must be Tensor, not ",
                     TypeName{args[0]});
    copy_inplace(t, unwrap(args[0]));
    return Py_NewRef(self);
  });
}
PyObject* fill_inplace_method(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) {
    Operand value(0);
    check<TypeError>(n + (names ? PyTuple_GET_SIZE(names) : 0) == 1 && to_operand(args[0], value),
                     "fill_() takes one number or 0-dimensional tensor");
    fill_inplace(t, value);
    return Py_NewRef(self);
  });
}
PyObject* zero_inplace_method(PyObject* self, PyObject*) {
  return on(self, [&](const Tensor& t) {
    zero_inplace(t);
    return Py_NewRef(self);
  });
}
template <InplaceOp op>
PyObject* arithmetic_method(PyObject* self, Args args, Py_ssize_t n, PyObject* names) {
  return on(self, [&](const Tensor& t) {
    constexpr const char* kNames[] = {"add_", "sub_", "mul_", "div_"};
    const char* name = kNames[static_cast<size_t>(op)];
    const Py_ssize_t keywords = names ? PyTuple_GET_SIZE(names) : 0;
    Operand other(0);
    Scalar alpha = 1;
    PyObject* operand = n > 0 ? args[0] : nullptr;
    check<TypeError>(n <= 1, name, "() takes 1 positional argument but ", static_cast<int64_t>(n),
                     " were given");
    for (Py_ssize_t k = 0; k < keywords; ++k) {
      const std::string keyword = text_of(PyTuple_GET_ITEM(names, k));
      if (keyword == "alpha" && op <= InplaceOp::sub) {
        check<TypeError>(to_scalar(args[n + k], alpha), name,
                         "(): argument 'alpha' must be Number, not ", TypeName{args[n + k]});
      } else if (keyword == "other" && !operand) {
        operand = args[n + k];
      } else {
        fail<TypeError>(name, "() got an unexpected keyword argument '", keyword, "'");
      }
    }
    check<TypeError>(operand != nullptr, name,
                     "() missing 1 required positional argument: \"other\"");
    check<TypeError>(to_operand(operand, other), name,
                     "(): argument 'other' (position 1) must be Tensor or Number, not ",
                     TypeName{operand});
    inplace_arithmetic(op, t, other, alpha);
    return Py_NewRef(self);
  });
}

PyMethodDef methods[] = {
    method<"size", size>("size(dim=None)\n\nThe sizes of all dimensions, or of one."),
    method<"stride", stride>(
        "stride(dim=None)\n\nElements between neighbours along each dimension, or along one."),
    method<"dim", dim>("The number of dimensions."),
    method<"ndimension", dim>("The number of dimensions."),
    method<"numel", numel>("The number of elements."),
    method<"nelement", numel>("The number of elements."),
    method<"item", item>("The only element, as a Python number."),
    method<"element_size", element_size>("Bytes of one element."),
    method<"storage_offset", storage_offset>(
        "Elements of the storage before the first of this tensor."),
    method<"data_ptr", data_ptr>("The address of the first element."),
    method<"is_contiguous", is_contiguous>(
        "True when the elements lie in row-major order without gaps."),
    method<"is_floating_point", is_floating_point>("True for real floating point elements."),
    method<"is_complex", is_complex_method>("True for complex elements."),
    method<"is_signed", is_signed>("True when elements can be negative."),
    method<"is_inference", is_inference>("True for tensors made in inference mode."),
    method<"detach", detach_method>("The same storage without history."),
    method<"detach_", detach_inplace>("Forgets the history of this tensor."),
    method<"requires_grad_", requires_grad_method>(
        "requires_grad_(requires_grad=True)\n\nAsks for gradients, or no longer does."),
    method<"double", cast_to<DType::float64>>("As float64."),
    method<"float", cast_to<DType::float32>>("As float32."),
    method<"half", cast_to<DType::float16>>("As float16."),
    method<"bfloat16", cast_to<DType::bfloat16>>("As bfloat16."),
    method<"long", cast_to<DType::int64>>("As int64."),
    method<"int", cast_to<DType::int32>>("As int32."),
    method<"short", cast_to<DType::int16>>("As int16."),
    method<"char", cast_to<DType::int8>>("As int8."),
    method<"byte", cast_to<DType::uint8>>("As uint8."),
    method<"bool", cast_to<DType::bool_>>("As bool."),
    method<"chalf", cast_to<DType::complex32>>("As complex32."),
    method<"cfloat", cast_to<DType::complex64>>("As complex64."),
    method<"cdouble", cast_to<DType::complex128>>("As complex128."),
    method<"_to_dtype", convert_dtype>(nullptr),
    method<"copy_", copy_inplace_method>("copy_(other, non_blocking=False)\n\nTakes the values of "
                                         "`other`, broadcast and converted."),
    method<"fill_", fill_inplace_method>("fill_(value)\n\nSets every element."),
    method<"zero_", zero_inplace_method>("Sets every element to zero."),
    method<"add_", arithmetic_method<InplaceOp::add>>(
        "add_(other, *, alpha=1)\n\nIn-place form of add()."),
    method<"sub_", arithmetic_method<InplaceOp::sub>>(
        "sub_(other, *, alpha=1)\n\nIn-place form of sub()."),
    method<"mul_", arithmetic_method<InplaceOp::mul>>("mul_(other)\n\nIn-place form of mul()."),
};

}  // namespace

void init_tensor_methods() {
  for (PyMethodDef& method : methods) {
    const Object descriptor = checked(PyDescr_NewMethod(tensor_type, &method));
    checked(PyDict_SetItemString(tensor_type->tp_dict, method.ml_name, descriptor.get()));
  }
  PyType_Modified(tensor_type);
}

}  // namespace chainrule::py
