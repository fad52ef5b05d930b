// Reading of subscripts.
#include "bindings/indexing.h"

#include "bindings/arguments.h"
#include "bindings/tensor_type.h"
#include "ops/indexing.h"

namespace chainrule::py {

namespace {

using Items = SmallVec<Index, 4>;

int64_t slice_part(PyObject* part) {
  if (part == Py_None) return Index::kAbsent;
  int64_t value = 0;
  check<TypeError>(to_int(part, value),
                   "slice indices must be integers or None or have an __index__ method");
  return value;
}

/// A list or an array of indices becomes a tensor, as chainrule.tensor(key) would make it.
Tensor as_index_tensor(PyObject* object) {
  const Object tensor =
      checked(PyObject_CallOneArg(python_attribute("chainrule._tensor", "index_tensor"), object));
  return unwrap(tensor.get());
}

void add_item(PyObject* item, Items& items) {
  int64_t value = 0;
  if (PyLong_CheckExact(item)) {
    to_int(item, value);
    items.push_back(Index::at(value));
  } else if (item == Py_None) {
    items.push_back(Index::new_dim());
  } else if (item == Py_Ellipsis) {
    items.push_back(Index::rest());
  } else if (PySlice_Check(item)) {
    const auto* slice = reinterpret_cast<PySliceObject*>(item);
    const int64_t step = slice_part(slice->step);
    check<ValueError>(step != 0, "slice step cannot be zero");
    check<ValueError>(step > 0 || step == Index::kAbsent, "step must be greater than zero, got ",
                      step, "; flip(x, dims) reverses a dimension");
    items.push_back(Index::range(slice_part(slice->start), slice_part(slice->stop), step));
  } else if (PyBool_Check(item)) {
    items.push_back(Index::by(item == Py_True));
  } else if (is_tensor(item)) {
    const Tensor t = unwrap(item);
    if (t.dim() == 0 && chainrule::is_integral(t.dtype()) && t.dtype() != DType::bool_ &&
        t.dtype() != DType::uint8) {
      to_int(item, value);
      items.push_back(Index::at(value));
    } else {
      items.push_back(Index::by(t));
    }
  } else if (!PySequence_Check(item) && to_int(item, value)) {
    items.push_back(Index::at(value));
  } else if (PySequence_Check(item) && !PyUnicode_Check(item) && !PyBytes_Check(item)) {
    items.push_back(Index::by(as_index_tensor(item)));
  } else if (PyUnicode_Check(item) || PyBytes_Check(item)) {
    fail<TypeError>("a tensor has no rows with names: indices are integers, not ", type_name(item));
  } else {
    fail<IndexError>(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        "indices (got ",
        type_name(item), ")");
  }
}

/// x[[[0, 1], [0, 1]]]: a short list that holds more than numbers stands for a tuple.
bool is_tuple_by_content(PyObject* key) {
  if (!PyList_Check(key) || PyList_GET_SIZE(key) >= 32) return false;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(key); ++i) {
    PyObject* item = PyList_GET_ITEM(key, i);
    if (is_tensor(item) || PySequence_Check(item) || PySlice_Check(item) || item == Py_Ellipsis ||
        item == Py_None) {
      return true;
    }
  }
  return false;
}

Items read(PyObject* key) {
  Items items;
  if (is_tuple_by_content(key)) {
    warn(
        "Using a non-tuple sequence for multidimensional indexing is deprecated: x[seq] will come "
        "to mean x[tensor(seq)]; use x[tuple(seq)] instead of x[seq].");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(key); ++i) add_item(PyList_GET_ITEM(key, i), items);
    return items;
  }
  if (PyTuple_Check(key)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i)
      add_item(PyTuple_GET_ITEM(key, i), items);
  } else {
    add_item(key, items);
  }
  return items;
}

}  // namespace

PyObject* get_item(PyObject* self, PyObject* key) {
  return wrap(index_get(unwrap(self), read(key)));
}

void set_item(PyObject* self, PyObject* key, PyObject* value) {
  check<TypeError>(value != nullptr, "Tensor does not support deleting items");
  const Items items = read(key);
  Operand operand(0);
  if (to_operand(value, operand)) {
    index_set(unwrap(self), items, operand);
    return;
  }
  fail<TypeError>("can't assign a ", type_name(value), " to a tensor of ",
                  full_name(unwrap(self).dtype()),
                  ": give a number or a tensor, as in x[i] = tensor([1, 2])");
}

}  // namespace chainrule::py
