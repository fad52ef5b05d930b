// Data in and out: numbers and nested lists, the buffer protocol, DLPack. Arrays of NumPy and its
// kin are in arrays.cpp.
#include "bindings/interop.h"

#include <pybind11/stl.h>
#include <cstring>
#include <memory>

#include "bindings/arguments.h"
#include "bindings/arrays.h"
#include "bindings/dtype_type.h"
#include "bindings/nested.h"
#include "bindings/tensor_type.h"
#include "core/allocator.h"
#include "core/inference.h"
#include "graph/meta.h"
#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/raw.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

/// tensor(data, dtype): always a copy.
Tensor tensor_from(PyObject* object, std::optional<DType> dtype) {
  if (is_tensor(object)) {
    const Tensor source = unwrap(object);
    Tensor out = empty_like(source, dtype.value_or(source.dtype()));
    copy_into(out, source);
    return out;
  }
  if (is_array(object)) {
    const Tensor source = from_array(object, false);
    Tensor out = empty_like(source, dtype.value_or(source.dtype()));
    copy_into(out, source);
    return out;
  }
  return from_nested(object, dtype);
}

// ---- out ----

PyObject* nested_list(const Tensor& t, size_t d, const char* p) {
  if (d == t.sizes().size()) return checked(element_object(p, t.dtype())).release();
  Object list = checked(PyList_New(t.sizes()[d]));
  for (int64_t i = 0; i < t.sizes()[d]; ++i) {
    PyList_SET_ITEM(list.get(), i, nested_list(t, d + 1, p + i * t.strides()[d] * t.item_size()));
  }
  return list.release();
}

// ---- DLPack (dmlc/dlpack, dlpack.h, versions 0 and 1) ----

struct DLDevice {
  int32_t type, id;
};
struct DLDataType {
  uint8_t code, bits;
  uint16_t lanes;
};
struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct DLManagedTensor {
  DLTensor tensor;
  void* context;
  void (*deleter)(DLManagedTensor*);
};
struct DLManagedTensorVersioned {
  struct {
    uint32_t major, minor;
  } version;
  void* context;
  void (*deleter)(DLManagedTensorVersioned*);
  uint64_t flags;  // bit 0: read-only, bit 1: copied
  DLTensor tensor;
};
constexpr int32_t kCpu = 1;

DLDataType dlpack_type(DType d) {
  const auto bits = static_cast<uint8_t>(8 * chainrule::item_size(d));
  switch (d) {
    case DType::bool_:
      return {6, 8, 1};
    case DType::bfloat16:
      return {4, 16, 1};
    default:
      break;
  }
  constexpr uint8_t kInt = 0, kUInt = 1, kFloat = 2, kComplex = 5;
  const uint8_t code = is_complex(d)    ? kComplex
                       : is_floating(d) ? kFloat
                       : is_signed(d)   ? kInt
                                        : kUInt;
  return {code, bits, 1};
}

DType from_dlpack_type(DLDataType t) {
  check<ValueError>(t.lanes == 1, "DLPack: types with several lanes are not supported");
  for (int i = 0; i < kDTypeCount; ++i) {
    const DLDataType ours = dlpack_type(static_cast<DType>(i));
    if (ours.code == t.code && ours.bits == t.bits) return static_cast<DType>(i);
  }
  fail<ValueError>("DLPack: type code ", t.code, " with ", t.bits, " bits is not supported");
}

/// Keeps the tensor and its geometry while somebody else looks at it.
template <class Managed>
struct Exported {
  Managed managed{};
  Tensor tensor;
  Dims sizes, strides;

  static void release(Managed* managed) {
    const Locked lock;
    delete static_cast<Exported*>(managed->context);
  }
};

template <class Managed>
Managed* export_tensor(const Tensor& t) {
  auto exported = std::make_unique<Exported<Managed>>();
  exported->tensor = t;
  exported->sizes = t.sizes();
  exported->strides = t.strides();
  auto& d = exported->managed.tensor;
  d = {t.bytes(),
       {kCpu, 0},
       static_cast<int32_t>(t.dim()),
       dlpack_type(t.dtype()),
       exported->sizes.data(),
       exported->strides.data(),
       0};
  exported->managed.context = exported.get();
  exported->managed.deleter = Exported<Managed>::release;
  return &exported.release()->managed;
}

template <class Managed>
void destroy_capsule(PyObject* capsule) {
  // Consumed capsules have been renamed; an unconsumed one still owns the tensor.
  constexpr bool versioned = std::is_same_v<Managed, DLManagedTensorVersioned>;
  const char* name = versioned ? "dltensor_versioned" : "dltensor";
  if (!PyCapsule_IsValid(capsule, name)) return;
  auto* managed = static_cast<Managed*>(PyCapsule_GetPointer(capsule, name));
  managed->deleter(managed);
}

pyb::object to_dlpack(const Tensor& t, bool versioned, bool copied) {
  if (versioned) {
    auto* managed = export_tensor<DLManagedTensorVersioned>(t);
    managed->version = {1, 0};
    managed->flags = copied ? 2 : 0;
    return pyb::reinterpret_steal<pyb::object>(
        PyCapsule_New(managed, "dltensor_versioned", destroy_capsule<DLManagedTensorVersioned>));
  }
  return pyb::reinterpret_steal<pyb::object>(PyCapsule_New(
      export_tensor<DLManagedTensor>(t), "dltensor", destroy_capsule<DLManagedTensor>));
}

template <class Managed>
Tensor import_tensor(Managed* managed) {
  const DLTensor& d = managed->tensor;
  check<ValueError>(d.device.type == kCpu,
                    "DLPack: the data is not in the CPU's memory (device type ", d.device.type,
                    ")");
  const DType dtype = from_dlpack_type(d.dtype);
  Dims sizes(d.shape, d.shape + d.ndim);
  Dims strides = d.strides ? Dims(d.strides, d.strides + d.ndim) : contiguous_strides(sizes);
  int64_t reach = 1;
  for (size_t i = 0; i < sizes.size(); ++i) {
    check<ValueError>(strides[i] >= 0 || sizes[i] <= 1,
                      "DLPack: negative strides are not supported; copy the array first");
    reach += std::max<int64_t>(sizes[i] - 1, 0) * strides[i];
  }
  const auto bytes =
      count(sizes) == 0 ? 0 : static_cast<size_t>(reach * chainrule::item_size(dtype));
  auto impl = make_ref<TensorImpl>(dtype);
  impl->inference = making_inference_tensors;
  impl->storage = Storage::borrow(static_cast<char*>(d.data) + d.byte_offset, bytes, [managed] {
    if (managed->deleter) managed->deleter(managed);
  });
  Tensor t(std::move(impl));
  set_geometry(t, sizes, strides, 0);
  return t;
}

Tensor from_dlpack_capsule(pyb::capsule capsule) {
  PyObject* object = capsule.ptr();
  if (PyCapsule_IsValid(object, "dltensor_versioned")) {
    auto* managed =
        static_cast<DLManagedTensorVersioned*>(PyCapsule_GetPointer(object, "dltensor_versioned"));
    check<ValueError>(managed->version.major <= 1, "DLPack: version ", managed->version.major,
                      " is newer than what is understood (1)");
    Tensor t = import_tensor(managed);
    checked(PyCapsule_SetName(object, "used_dltensor_versioned"));
    return t;
  }
  check<ValueError>(PyCapsule_IsValid(object, "dltensor"),
                    "from_dlpack received an invalid capsule: it must hold a \"dltensor\" that "
                    "nobody has taken yet");
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(object, "dltensor"));
  Tensor t = import_tensor(managed);
  checked(PyCapsule_SetName(object, "used_dltensor"));
  return t;
}

// ---- what is called for every small array: without pybind11's dispatch ----

void check_is_tensor(PyObject* object, const char* name) {
  check<TypeError>(is_tensor(object), name, "(): expected a Tensor, not ", TypeName{object});
}

PyObject* tensor_from_function(PyObject*, PyObject* const* args, Py_ssize_t count) {
  return guarded([&] {
    check<TypeError>(count == 2, "tensor_from() takes data and a dtype");
    if (args[1] == Py_None) return wrap(tensor_from(args[0], std::nullopt));
    DType dtype{};
    check<TypeError>(to_dtype(args[1], dtype), "dtype must be a chainrule.dtype, not ",
                     TypeName{args[1]});
    return wrap(tensor_from(args[0], dtype));
  });
}
PyObject* from_array_function(PyObject*, PyObject* array) {
  return guarded([&] {
    check<TypeError>(is_array(array), "expected np.ndarray (got ", TypeName{array}, ")");
    return wrap(from_array(array, true));
  });
}
PyObject* is_array_function(PyObject*, PyObject* object) {
  return guarded([&] { return PyBool_FromLong(is_array(object)); });
}
PyObject* to_array_function(PyObject*, PyObject* tensor) {
  return guarded([&] {
    check_is_tensor(tensor, "to_array");
    return to_ndarray(tensor).release();
  });
}
PyObject* to_list_function(PyObject*, PyObject* tensor) {
  return guarded([&] {
    check_is_tensor(tensor, "to_list");
    const Tensor t = unwrap(tensor);
    return nested_list(t, 0, t.bytes());
  });
}

PyMethodDef methods[] = {
    {"tensor_from", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(tensor_from_function)),
     METH_FASTCALL, nullptr},
    {"from_array", from_array_function, METH_O, nullptr},
    {"is_array", is_array_function, METH_O, nullptr},
    {"to_array", to_array_function, METH_O, nullptr},
    {"to_list", to_list_function, METH_O, nullptr},
};

}  // namespace

void init_interop(PyObject* module) {
  auto m = pyb::reinterpret_borrow<pyb::module_>(module);
  for (PyMethodDef& method : methods) {
    const Object function = checked(PyCFunction_New(&method, nullptr));
    checked(PyModule_AddObjectRef(module, method.ml_name, function.get()));
  }
  m.def("item",
        [](const Tensor& t) { return pyb::reinterpret_steal<pyb::object>(from_scalar(t)); });
  m.def("to_dlpack", to_dlpack);
  m.def("from_dlpack_capsule", from_dlpack_capsule);
  // A window on the memory of an object with the buffer protocol, which lives as long as the
  // storage.
  m.def("from_buffer", [](pyb::object object, int64_t offset, int64_t count, pyb::object dtype) {
    DType type{};
    check<TypeError>(to_dtype(dtype.ptr(), type), "dtype must be a chainrule.dtype, not ",
                     TypeName{dtype.ptr()});
    auto view = std::make_shared<Py_buffer>();
    if (PyObject_GetBuffer(object.ptr(), view.get(), PyBUF_WRITABLE) < 0) {
      PyErr_Clear();
      checked(PyObject_GetBuffer(object.ptr(), view.get(), PyBUF_SIMPLE));
      warn(
          "The given buffer is not writable, and PyTorch does not support non-writable tensors. "
          "Writing to this tensor is undefined behavior.");
    }
    const int64_t bytes = count * chainrule::item_size(type);
    auto storage =
        Storage::borrow(static_cast<char*>(view->buf) + offset, static_cast<size_t>(bytes), [view] {
          const Locked lock;
          PyBuffer_Release(view.get());
        });
    check<ValueError>(offset >= 0 && count >= 0 && offset + bytes <= view->len, "the buffer of ",
                      static_cast<int64_t>(view->len), " bytes is too small");
    auto impl = make_ref<TensorImpl>(type);
    impl->inference = making_inference_tensors;
    impl->storage = std::move(storage);
    Tensor t(std::move(impl));
    set_geometry(t, Dims{count}, Dims{1}, 0);
    return t;
  });
  m.def("to_bytes", [](const Tensor& t) {
    const Tensor dense = t.is_contiguous() ? t : [&] {
      Tensor copy = empty(t.sizes(), t.dtype());
      copy_into(copy, t);
      return copy;
    }();
    return pyb::bytes(dense.bytes(), static_cast<size_t>(dense.numel() * dense.item_size()));
  });
  m.def("bump_version", [](const Tensor& t) { t.bump_version(); });
  m.def("result_type", [](pyb::object a, pyb::object b) {
    Operand x(0), y(0);
    check<TypeError>(to_operand(a.ptr(), x) && to_operand(b.ptr(), y),
                     "result_type() takes two tensors or numbers");
    return pyb::reinterpret_steal<pyb::object>(wrap_dtype(result_type(x, y)));
  });
  m.def("data_ptr", [](const Tensor& t) {
    return reinterpret_cast<uintptr_t>(t.numel() ? t.bytes() : nullptr);
  });
  m.def("storage_ptr",
        [](const Tensor& t) { return reinterpret_cast<uintptr_t>(t.storage()->data()); });
  m.def("storage_bytes", [](const Tensor& t) { return t.storage()->bytes(); });
  // All bytes of a tensor's storage, as a tensor.
  m.def("storage_tensor", [](const Tensor& t) {
    Tensor bytes(make_ref<TensorImpl>(DType::uint8));
    bytes->storage = t.storage();
    set_geometry(bytes, Dims{static_cast<int64_t>(t.storage()->bytes())}, Dims{1}, 0);
    return bytes;
  });
  m.def("set_storage", [](const Tensor& t, const Tensor& memory, int64_t offset,
                          const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides) {
    set_memory(t, memory, Dims(sizes.begin(), sizes.end()), Dims(strides.begin(), strides.end()),
               offset);
  });
}

}  // namespace chainrule::py
