// Arrays in and out. NumPy's own are read and made through its C interface (as pybind11 finds it,
// without its headers), those of others by the protocols that it has given the world. It is
// imported only when an array is asked for: who brings one has imported it.
#include "bindings/arrays.h"

#include <pybind11/numpy.h>

#include <array>
#include <cstring>
#include <vector>

#include "bindings/arguments.h"
#include "bindings/tensor_type.h"
#include "core/inference.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

std::string describe_dtype(PyObject* array) {
  const Object dtype(PyObject_GetAttrString(array, "dtype"));
  if (!dtype) {
    PyErr_Clear();
    return "an unknown type";
  }
  const Object name(PyObject_GetAttrString(dtype.get(), "name"));
  if (!name) {
    PyErr_Clear();
    return text_of(dtype.get());
  }
  return "numpy." + text_of(name.get()) + (text_of(name.get()) == "object" ? "_" : "");
}

DType dtype_of_format(PyObject* array, char kind, int64_t size) {
  if (kind == 'b' && size == 1) return DType::bool_;
  if (kind == 'u') {
    if (size == 1) return DType::uint8;
    if (size == 2) return DType::uint16;
    if (size == 4) return DType::uint32;
    if (size == 8) return DType::uint64;
  }
  if (kind == 'i') {
    if (size == 1) return DType::int8;
    if (size == 2) return DType::int16;
    if (size == 4) return DType::int32;
    if (size == 8) return DType::int64;
  }
  if (kind == 'f') {
    if (size == 2) return DType::float16;
    if (size == 4) return DType::float32;
    if (size == 8) return DType::float64;
  }
  if (kind == 'c') {
    if (size == 8) return DType::complex64;
    if (size == 16) return DType::complex128;
  }
  fail<TypeError>(
      "can't convert an array of type ", describe_dtype(array),
      ". The only supported types are: float64, float32, float16, complex64, "
      "complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool.");
}

/// An array of NumPy's own class (not of one derived from it).
bool is_ndarray(PyObject* object) {
  static const PyTypeObject* known = nullptr;
  const PyTypeObject* type = Py_TYPE(object);
  if (type == known) return true;
  if (known || std::strcmp(type->tp_name, "numpy.ndarray") != 0 ||
      !pyb::isinstance<pyb::array>(object))
    return false;
  known = type;
  return true;
}

/// Somebody else's array.
struct ForeignArray {
  DType dtype;
  Dims sizes;
  std::optional<Dims> steps;  // in bytes; none: without gaps
  bool read_only;
  void* data;
};

void check_byte_order(bool native) {
  check<ValueError>(native,
                    "given numpy array has byte order different from the native byte order. "
                    "Conversion between byte orders is currently not supported.");
}

/// NumPy's array interface, C side: a capsule with this, as its documentation has it.
struct ArrayStruct {
  int two;
  int ndim;
  char kind;
  int item_size;
  int flags;
  Py_intptr_t* shape;
  Py_intptr_t* strides;
  void* data;
  PyObject* descr;
};
constexpr int kNativeOrder = 0x200;
constexpr int kWriteable = 0x400;

std::optional<ForeignArray> by_struct(PyObject* array) {
  const Object capsule(PyObject_GetAttrString(array, "__array_struct__"));
  if (!capsule || !PyCapsule_CheckExact(capsule.get())) {
    PyErr_Clear();
    return {};
  }
  const auto* a = static_cast<const ArrayStruct*>(PyCapsule_GetPointer(capsule.get(), nullptr));
  if (!a || a->two != 2) {
    PyErr_Clear();
    return {};
  }
  check_byte_order(a->flags & kNativeOrder);
  const auto dims = [&](const Py_intptr_t* values) { return Dims(values, values + a->ndim); };
  return ForeignArray{dtype_of_format(array, a->kind, a->item_size), dims(a->shape),
                      a->strides ? std::optional(dims(a->strides)) : std::nullopt,
                      !(a->flags & kWriteable), a->data};
}

ForeignArray by_interface(PyObject* array) {
  const Object interface = checked(PyObject_GetAttrString(array, "__array_interface__"));
  PyObject* typestr = PyDict_GetItemString(interface.get(), "typestr");
  PyObject* shape = PyDict_GetItemString(interface.get(), "shape");
  PyObject* strides = PyDict_GetItemString(interface.get(), "strides");
  PyObject* data = PyDict_GetItemString(interface.get(), "data");
  check<TypeError>(typestr && shape && data && PyTuple_Check(data),
                   "the array's __array_interface__ is incomplete");
  const std::string format = text_of(typestr);
  check<TypeError>(format.size() >= 3, "can't convert an array of type ", describe_dtype(array));
  check_byte_order(format[0] != '>' || format[2] == '1');
  ForeignArray a{
      dtype_of_format(array, format[1], std::stoll(format.substr(2))), {}, {}, false, nullptr};
  check<TypeError>(to_dims(shape, a.sizes), "the array's shape is not a tuple of integers");
  if (strides && strides != Py_None) {
    a.steps.emplace();
    check<TypeError>(to_dims(strides, *a.steps), "the array's strides are not a tuple of integers");
  }
  a.read_only = PyObject_IsTrue(PyTuple_GET_ITEM(data, 1));
  a.data = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
  return a;
}

ForeignArray by_numpy(PyObject* object) {
  const auto array = pyb::reinterpret_borrow<pyb::array>(object);
  const pyb::dtype type = array.dtype();
  check_byte_order(type.byteorder() != '>');
  const auto dims = [&](const pyb::ssize_t* values) { return Dims(values, values + array.ndim()); };
  return {dtype_of_format(object, type.kind(), type.itemsize()), dims(array.shape()),
          dims(array.strides()), !array.writeable(), const_cast<void*>(array.data())};
}

/// How NumPy's types are written; it has none for bfloat16 and complex32.
constexpr const char* kTypestr[kDTypeCount] = {"u1",    "i1", "i2", "i4",  "i8", "f2",
                                               "f4",    "f8", "c8", "c16", "b1", nullptr,
                                               nullptr, "u2", "u4", "u8"};

pyb::dtype numpy_dtype(DType dtype) {
  static auto& made = *new std::array<pyb::object, kDTypeCount>;  // lives as long as the process
  const auto i = static_cast<size_t>(dtype);
  check<TypeError>(kTypestr[i] != nullptr, "Got unsupported ScalarType ", info(dtype).legacy,
                   ": NumPy has no such type; convert first, as in x.",
                   is_complex(dtype) ? "cfloat" : "float", "().numpy()");
  if (!made[i]) made[i] = pyb::dtype(kTypestr[i]);
  return pyb::reinterpret_borrow<pyb::dtype>(made[i]);
}

}  // namespace

bool is_array(PyObject* object) {
  if (is_ndarray(object)) return true;
  if (is_tensor(object)) return false;
  if (PyFloat_CheckExact(object) || PyLong_CheckExact(object) || PyList_CheckExact(object) ||
      PyTuple_CheckExact(object))
    return false;
  return PyObject_HasAttrString(object, "__array_interface__");
}

Object to_ndarray(PyObject* object) {
  const Tensor t = unwrap(object);
  const pyb::dtype dtype = numpy_dtype(t.dtype());
  std::vector<pyb::ssize_t> shape(t.sizes().begin(), t.sizes().end());
  std::vector<pyb::ssize_t> steps(t.strides().begin(), t.strides().end());
  for (pyb::ssize_t& step : steps) step *= t.item_size();
  // No element has no address; NumPy still wants one that is not null.
  static char nowhere[16];
  pyb::array array(dtype, std::move(shape), std::move(steps), t.numel() ? t.bytes() : nowhere,
                   object);
  return Object(array.release().ptr());
}

Tensor from_array(PyObject* array, bool warn_read_only) {
  std::optional<ForeignArray> described =
      is_ndarray(array) ? std::optional(by_numpy(array)) : by_struct(array);
  if (!described) described = by_interface(array);
  const auto& [dtype, sizes, bytes, read_only, pointer] = *described;
  const int64_t item = chainrule::item_size(dtype);
  Dims steps = bytes ? *bytes : contiguous_strides(sizes);
  for (size_t d = 0; bytes && d < steps.size(); ++d) {
    check<ValueError>(
        steps[d] >= 0 || sizes[d] <= 1,
        "At least one stride in the given numpy array is negative, and tensors with negative "
        "strides are not currently supported. "
        "(You can probably work around this by making a copy of your array with array.copy().)");
    check<ValueError>(steps[d] % item == 0,
                      "given numpy array strides not a multiple of the element byte size. Copy "
                      "the numpy array to reallocate the memory.");
    steps[d] = std::max<int64_t>(steps[d] / item, 0);
  }
  if (read_only && warn_read_only) {
    warn(
        "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. "
        "This means writing to this tensor will "
        "result in undefined behavior. You may want to copy the array to protect its data or make "
        "it writable before converting it to a tensor.");
  }
  int64_t reach = 1;
  for (size_t d = 0; d < sizes.size(); ++d) reach += std::max<int64_t>(sizes[d] - 1, 0) * steps[d];
  const int64_t numel = count(sizes);
  PyObject* owner = Py_NewRef(array);
  auto storage =
      Storage::borrow(pointer, static_cast<size_t>(numel == 0 ? 0 : reach * item), [owner] {
        const Locked lock;
        Py_DECREF(owner);
      });
  auto impl = make_ref<TensorImpl>(dtype);
  impl->inference = making_inference_tensors;
  impl->storage = std::move(storage);
  Tensor t(std::move(impl));
  set_geometry(t, sizes, steps, 0);
  return t;
}

}  // namespace chainrule::py
