// The argument parser.
#include "bindings/arguments.h"

#include <charconv>

#include "bindings/dtype_type.h"
#include "bindings/generator_type.h"
#include "bindings/tensor_type.h"

namespace chainrule::py {

namespace {

/// NumPy's names for PyTorch's parameters.
bool same_name(const std::string& parameter, const char* given) {
  if (parameter == given) return true;
  const std::string_view g = given;
  if (parameter == "dim") return g == "axis";
  if (parameter == "keepdim") return g == "keepdims";
  if (parameter == "input") return g == "x" || g == "a" || g == "x1";
  if (parameter == "other") return g == "x2";
  return false;
}

bool is_index(PyObject* object) {
  return PyLong_CheckExact(object) ||
         (!PyBool_Check(object) && !is_tensor(object) && PyIndex_Check(object)) ||
         (is_tensor(object) && unwrap(object).dim() == 0 &&
          chainrule::is_integral(unwrap(object).dtype()) && unwrap(object).dtype() != DType::bool_);
}

bool is_sequence(PyObject* object) { return PyTuple_Check(object) || PyList_Check(object); }

template <class T, class F>
bool to_list(PyObject* object, std::vector<T>& out, F convert_one) {
  if (!is_sequence(object)) return false;
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(object);
  PyObject** items = PySequence_Fast_ITEMS(object);
  out.reserve(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    T item;
    if (!convert_one(items[i], item)) return false;
    out.push_back(std::move(item));
  }
  return true;
}

bool to_double(PyObject* object, double& out) {
  Scalar scalar;
  if (!to_scalar(object, scalar) || scalar.is_complex()) return false;
  out = scalar.to_double();
  return true;
}

/// device, layout, memory_format: accepted as objects or text, kept as text.
bool to_option(PyObject* object, const std::string& type, Value& out) {
  if (type == "device") {
    // Which devices there are, and what is said about others, is known there.
    const Object device =
        checked(PyObject_CallOneArg(python_attribute("chainrule._types", "usable_device"), object));
    out = text_of(device.get());
    return true;
  }
  const std::string text = text_of(object);
  const bool fits = type == "layout"
                        ? text == "torch.strided"
                        : text.ends_with("_format") || text.starts_with("torch.channels_last");
  if (fits) out = text;
  return fits;
}

}  // namespace

bool to_int(PyObject* object, int64_t& out) {
  if (!is_index(object)) return false;
  const Object index =
      is_tensor(object) ? checked(from_scalar(unwrap(object))) : checked(PyNumber_Index(object));
  int overflow = 0;
  out = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
  if (overflow) {
    PyErr_SetString(PyExc_ValueError,
                    "Overflow when unpacking long: the integer does not fit 64 bits");
    throw ErrorSet();
  }
  return true;
}

bool to_dims(PyObject* object, Dims& out) {
  if (!is_sequence(object)) return false;
  const Py_ssize_t n = PySequence_Fast_GET_SIZE(object);
  PyObject** items = PySequence_Fast_ITEMS(object);
  out.reserve(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    int64_t value = 0;
    try {
      if (!to_int(items[i], value)) return false;
    } catch (const ErrorSet&) {
      if (!PyErr_ExceptionMatches(PyExc_ValueError)) throw;
      PyErr_Clear();
      fail<TypeError>("the size at position ", i, " does not fit 64 bits");
    }
    out.push_back(value);
  }
  return true;
}

bool convert(PyObject* object, const Param& param, Value& out) {
  if (object == Py_None && !param.type.starts_with("int?[")) {
    if (param.optional) {
      out = std::monostate{};
      return true;
    }
    return false;
  }
  const std::string& type = param.type;
  switch (type[0]) {
    case 'T':
      if (type == "Tensor") {
        if (!is_tensor(object)) return false;
        out = unwrap(object);
        return true;
      }
      if (type == "Tensor[]" || type == "Tensor[*]") {
        TensorList list;
        const bool fits = to_list(object, list, [](PyObject* item, Tensor& t) {
          if (!is_tensor(item)) return false;
          t = unwrap(item);
          return true;
        });
        if (fits) out = std::move(list);
        return fits;
      }
      if (type == "Tensor?[]") {
        std::vector<std::optional<Tensor>> list;
        const bool fits = to_list(object, list, [](PyObject* item, std::optional<Tensor>& t) {
          if (item == Py_None) return true;
          if (!is_tensor(item)) return false;
          t = unwrap(item);
          return true;
        });
        if (fits) out = std::move(list);
        return fits;
      }
      return false;
    case 'i': {
      int64_t value = 0;
      if (type == "int") {
        if (!to_int(object, value)) return false;
        out = value;
        return true;
      }
      if (type.starts_with("int?[")) {  // None stands for "as it is"
        std::vector<std::optional<int64_t>> list;
        const auto one = [](PyObject* item, std::optional<int64_t>& v) {
          int64_t number = 0;
          if (item == Py_None) return true;
          if (!to_int(item, number)) return false;
          v = number;
          return true;
        };
        if (is_sequence(object)) {
          if (!to_list(object, list, one)) return false;
        } else {
          if (!one(object, list.emplace_back())) return false;
        }
        out = std::move(list);
        return true;
      }
      Dims dims;
      if (to_dims(object, dims)) {
        out = std::move(dims);
        return true;
      }
      if (type.size() > 5 && type[4] != '*' &&
          to_int(object, value)) {  // int[2]: one stands for both
        int64_t n = 1;
        std::from_chars(type.data() + 4, type.data() + type.size() - 1, n);
        out = Dims(static_cast<size_t>(n), value);
        return true;
      }
      return false;
    }
    case 'b':
      if (type == "bool") {
        if (PyBool_Check(object)) {
          out = object == Py_True;
          return true;
        }
        Scalar scalar;
        if (!PyLong_Check(object) && !PyFloat_Check(object) && to_scalar(object, scalar) &&
            scalar.category() == Category::boolean) {
          out = scalar.to_bool();
          return true;
        }
        return false;
      }
      if (type == "bool[]") {
        Dims flags;
        if (!is_sequence(object)) return false;
        for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i) {
          PyObject* item = PySequence_Fast_ITEMS(object)[i];
          if (!PyBool_Check(item)) return false;
          flags.push_back(item == Py_True);
        }
        out = std::move(flags);
        return true;
      }
      return false;
    case 'f':
      if (type == "float") {
        double value = 0;
        if (!to_double(object, value)) return false;
        out = value;
        return true;
      }
      if (type == "float[]") {
        std::vector<double> list;
        if (!to_list(object, list, to_double)) return false;
        out = std::move(list);
        return true;
      }
      return false;
    case 'S':
      if (type == "Scalar") {
        Scalar value;
        if (!to_scalar(object, value)) return false;
        out = value;
        return true;
      }
      if (type == "ScalarOrTensor") {
        Operand value(0);
        if (!to_operand(object, value)) return false;
        out = std::move(value);
        return true;
      }
      if (type == "Scalar[]") {
        ScalarList list;
        if (!to_list(object, list, to_scalar)) return false;
        out = std::move(list);
        return true;
      }
      return false;
    case 's':
      if (!PyUnicode_Check(object)) return false;
      out = text_of(object);
      return true;
    case 'G': {
      Generator* generator = unwrap_generator(object);
      if (!generator) return false;
      out = generator;
      return true;
    }
    case 'd':
      if (type == "dtype") {
        DType dtype;
        if (!to_dtype(object, dtype)) return false;
        out = dtype;
        return true;
      }
      return to_option(object, type, out);
    default:
      return to_option(object, type, out);
  }
}

std::optional<std::string> parse(const Signature& signature, const Call& call, Values& values,
                                 PyObject** out) {
  const auto& params = signature.params;
  const size_t n = params.size();
  const size_t given = call.positional();
  values.resize(n);

  size_t next = 0;  // next positional argument to hand out
  size_t filled = 0;
  uint64_t present = 0;
  for (; filled < n && next < given && !params[filled].keyword_only; ++filled) {
    PyObject* object = call.at(next);
    const Param& param = params[filled];
    if (param.type == "int[*]" && !is_sequence(object) && is_index(object)) {
      // x.view(2, 3): the rest of the positional arguments are the list.
      Dims dims;
      for (; next < given; ++next) {
        int64_t value = 0;
        if (!to_int(call.at(next), value)) {
          return signature.name + "(): argument '" + param.name +
                 "' must be a tuple of ints, but found element of type " +
                 type_name(call.at(next)) + " at pos " + std::to_string(dims.size());
        }
        dims.push_back(value);
      }
      values[filled] = std::move(dims);
      present |= uint64_t{1} << filled;
      continue;
    }
    if (param.type == "Tensor[*]" && is_tensor(object)) {
      // meshgrid(a, b): the rest of the positional arguments are the list.
      TensorList list;
      for (; next < given; ++next) {
        if (!is_tensor(call.at(next))) {
          return signature.name + "(): argument '" + param.name + "' must be Tensors, but found " +
                 type_name(call.at(next)) + " at pos " + std::to_string(list.size());
        }
        list.push_back(unwrap(call.at(next)));
      }
      values[filled] = std::move(list);
      present |= uint64_t{1} << filled;
      continue;
    }
    if (!convert(object, param, values[filled])) {
      return signature.name + "(): argument '" + param.name + "' (position " +
             std::to_string(next + (call.self ? 0 : 1)) + ") must be " + param.type + ", not " +
             type_name(object);
    }
    present |= uint64_t{1} << filled;
    ++next;
  }
  if (next < given) {
    size_t takes = 0;
    for (const Param& param : params) takes += !param.keyword_only;
    return signature.name + "() takes " + std::to_string(takes - (call.self ? 1 : 0)) +
           " positional argument" + (takes - (call.self ? 1 : 0) == 1 ? "" : "s") + " but " +
           std::to_string(given - (call.self ? 1 : 0)) + " were given";
  }
  const Py_ssize_t keywords = call.keywords ? PyTuple_GET_SIZE(call.keywords) : 0;
  for (Py_ssize_t k = 0; k < keywords; ++k) {
    const char* name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(call.keywords, k));
    if (!name) throw ErrorSet();
    PyObject* object = call.keyword_value(k);
    size_t i = 0;
    while (i < n && params[i].name != name) ++i;
    if (i == n) {
      i = 0;
      while (i < n && !same_name(params[i].name, name)) ++i;
    }
    if (i == n) {
      if (out && std::string_view(name) == "out") {
        if (object != Py_None) *out = object;
        continue;
      }
      return signature.name + "() got an unexpected keyword argument '" + name + "'";
    }
    if (present >> i & 1)
      return signature.name + "() got multiple values for argument '" + params[i].name + "'";
    if (!convert(object, params[i], values[i])) {
      return signature.name + "(): argument '" + params[i].name + "' must be " + params[i].type +
             ", not " + type_name(object);
    }
    present |= uint64_t{1} << i;
  }
  for (size_t i = 0; i < n; ++i) {
    if (present >> i & 1) continue;
    if (params[i].type == "Tensor[*]") {  // none at all
      values[i] = TensorList{};
      continue;
    }
    if (!params[i].has_default) {
      return signature.name + "() missing 1 required positional argument: \"" + params[i].name +
             "\"";
    }
    values[i] = params[i].default_value;
  }
  return std::nullopt;
}

void no_match(const std::string& name, std::span<const OpDef* const> overloads, const Call& call,
              std::span<const std::string> reasons) {
  if (overloads.size() == 1) fail<TypeError>(reasons[0]);
  std::string message = name + "() received an invalid combination of arguments - got (";
  for (size_t i = call.self ? 1 : 0; i < call.positional(); ++i) {
    if (i > (call.self ? 1u : 0u)) message += ", ";
    message += type_name(call.at(i));
  }
  const Py_ssize_t keywords = call.keywords ? PyTuple_GET_SIZE(call.keywords) : 0;
  for (Py_ssize_t k = 0; k < keywords; ++k) {
    if (k > 0 || call.count > 0) message += ", ";
    message += text_of(PyTuple_GET_ITEM(call.keywords, k)) + "=" + type_name(call.keyword_value(k));
  }
  message += "), but expected one of:";
  for (size_t i = 0; i < overloads.size(); ++i) {
    message +=
        "\n * " + overloads[i]->signature.text + "\n      didn't match because: " + reasons[i];
  }
  fail<TypeError>(message);
}

PyObject* wrap_value(const Value& value) {
  return std::visit(
      [](const auto& v) -> PyObject* {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, Tensor> || std::is_same_v<T, TensorList>) {
          return wrap(v);
        } else if constexpr (std::is_same_v<T, bool>) {
          return PyBool_FromLong(v);
        } else if constexpr (std::is_same_v<T, int64_t>) {
          return PyLong_FromLongLong(v);
        } else if constexpr (std::is_same_v<T, double>) {
          return PyFloat_FromDouble(v);
        } else if constexpr (std::is_same_v<T, Scalar>) {
          switch (v.category()) {
            case Category::boolean:
              return PyBool_FromLong(v.to_bool());
            case Category::integral:
              return PyLong_FromLongLong(v.to_int());
            case Category::floating:
              return PyFloat_FromDouble(v.to_double());
            default:
              return PyComplex_FromDoubles(v.to_complex().real(), v.to_complex().imag());
          }
        } else if constexpr (std::is_same_v<T, std::string>) {
          return new_string(v).release();
        } else if constexpr (std::is_same_v<T, Dims>) {
          return make_size(v);
        } else if constexpr (std::is_same_v<T, DType>) {
          return wrap_dtype(v);
        } else {
          Py_RETURN_NONE;
        }
      },
      value);
}

}  // namespace chainrule::py
