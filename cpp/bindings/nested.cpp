// Nested sequences of numbers: a survey that finds shape and type before anything is allocated,
// then one pass that fills. What may not live here: memory that is shared rather than copied
// (arrays.cpp, interop.cpp).
#include "bindings/nested.h"

#include <vector>

#include "bindings/arrays.h"
#include "bindings/tensor_type.h"
#include "graph/meta.h"
#include "ops/raw.h"

namespace chainrule::py {

namespace {

bool is_nested(PyObject* object) { return PyList_Check(object) || PyTuple_Check(object); }

/// Sequences that are neither lists nor tuples: deque, range, a class with __len__ and __getitem__.
bool is_other_sequence(PyObject* object) {
  return PySequence_Check(object) && !PyUnicode_Check(object) && !PyBytes_Check(object) &&
         !is_tensor(object);
}

constexpr const char* kChanged = "the data changed while it was read";

template <class T>
constexpr std::string_view kName = kDTypes[static_cast<size_t>(dtype_of<T>)].name;

class Reader {
 public:
  explicit Reader(std::optional<DType> wanted) : wanted_(wanted) {}

  Tensor read(PyObject* data) {
    survey(data, 0);
    result_ = empty(sizes_, dtype());
    visit_all(result_.dtype(), [&]<class T>(T) {
      T* position = result_.data<T>();
      fill(data, 0, position);
    });
    return result_;
  }

 private:
  std::optional<DType> wanted_;
  Dims sizes_;
  Category category_ = Category::boolean;  // of Python's numbers
  bool numbers_ = false;
  bool leaf_seen_ = false;
  std::optional<DType> typed_;          // of tensors, arrays and NumPy's scalars
  PyTypeObject* known_type_ = nullptr;  // of NumPy's scalars, whose dtype is in typed_ already
  // What was read on the way, in the order in which the filling meets it again.
  std::vector<Tensor> blocks_;
  std::vector<Object> lists_;
  size_t next_block_ = 0, next_list_ = 0;
  Tensor result_;

  DType dtype() const {
    if (wanted_) return *wanted_;
    if (!numbers_) return typed_.value_or(default_dtype());
    const DType number = category_ == Category::boolean    ? DType::bool_
                         : category_ == Category::integral ? DType::int64
                         : category_ == Category::floating ? default_dtype()
                                                           : complex_of(default_dtype());
    return typed_ ? promote(*typed_, number) : number;
  }

  void add_type(DType type) { typed_ = typed_ ? promote(*typed_, type) : type; }

  [[noreturn]] void bad_element(PyObject* object, size_t depth) const {
    if (PyUnicode_Check(object) && depth > 0 && !leaf_seen_)
      fail<ValueError>("too many dimensions 'str': give numbers instead of texts");
    if (PyUnicode_Check(object) || PyBytes_Check(object))
      fail<TypeError>("new(): invalid data type '", type_name(object),
                      "': give numbers instead of texts");
    if (wanted_)
      fail<TypeError>("must be a number, not ", type_name(object),
                      ": give numbers, nested lists of numbers, or arrays");
    fail("could not infer dtype of ", type_name(object),
         ": give numbers, nested lists of numbers, or arrays");
  }

  [[noreturn]] void not_a_sequence(size_t depth) const {
    fail<TypeError>("not a sequence: expected one of length ", sizes_[depth], " at dim ", depth,
                    ", got a number");
  }

  void agree(size_t depth, int64_t length) {
    if (sizes_.size() == depth) {
      sizes_.push_back(length);
    } else if (sizes_[depth] != length) {
      fail<ValueError>("expected sequence of length ", sizes_[depth], " at dim ", depth, " (got ",
                       length, ")");
    }
  }

  void survey(PyObject* object, size_t depth) {
    if (is_nested(object)) return survey_items(object, depth);
    if (PyFloat_CheckExact(object)) {
      note_number(Category::floating);
    } else if (PyLong_CheckExact(object)) {
      note_number(Category::integral);
    } else if (is_tensor(object)) {
      const Tensor t = unwrap(object);
      check<TypeError>(t.numel() == 1 || !chainrule::is_integral(wanted_.value_or(t.dtype())),
                       "only integer tensors of a single element can be converted to an index");
      check<ValueError>(t.numel() == 1,
                        "only one element tensors can be converted to Python scalars");
      add_type(t.dtype());
    } else if (is_other_sequence(object)) {
      const Object held = Object::borrow(object);
      if (is_array(object)) return survey_array(object, depth);
      lists_.push_back(checked(PySequence_List(object)));
      return survey_items(lists_.back().get(), depth);
    } else {
      survey_scalar(object, depth);
    }
    leaf_seen_ = true;
    if (sizes_.size() > depth) not_a_sequence(depth);
  }

  void note_number(Category category) {
    category_ = std::max(category_, category);
    numbers_ = true;
  }

  void survey_items(PyObject* list, size_t depth) {
    check<ValueError>(depth < 64, "tensor(): the data is nested more than 64 levels deep");
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(list);
    agree(depth, n);
    for_items(list, n, [&](PyObject* item) { survey(item, depth + 1); });
  }

  /// Calls f(item) for the n items of a list or tuple. What items do when they are asked for their
  /// values may change the list, or let go of it.
  template <class F>
  static void for_items(PyObject* list, Py_ssize_t n, F f) {
    const Object held = Object::borrow(list);
    for (Py_ssize_t i = 0; i < n; ++i) {
      check<ValueError>(PySequence_Fast_GET_SIZE(list) == n, kChanged);
      f(PySequence_Fast_ITEMS(list)[i]);
    }
  }

  /// An array among the items is a block of the result; its type counts like a tensor's.
  void survey_array(PyObject* array, size_t depth) {
    Tensor block;
    try {
      block = from_array(array, false);
    } catch (const ValueError&) {  // strides or byte order that no tensor has
      block = from_array(checked(PyObject_CallMethod(array, "copy", nullptr)).get(), false);
    }
    check<TypeError>(block.dim() > 0 || leaf_seen_,
                     "len() of unsized object: an array without dimensions is no sequence");
    for (size_t d = 0; d < block.sizes().size(); ++d) {
      agree(depth + d, block.sizes()[d]);
      if (block.sizes()[d] == 0) break;
    }
    if (sizes_.size() > depth + block.sizes().size() && block.numel() > 0)
      not_a_sequence(depth + block.sizes().size());
    leaf_seen_ = true;
    add_type(block.dtype());
    blocks_.push_back(std::move(block));
  }

  /// bool, complex, NumPy's scalars, and subclasses of Python's numbers.
  void survey_scalar(PyObject* object, size_t depth) {
    if (Py_TYPE(object) == known_type_) return;
    const Object held = Object::borrow(object);
    if (is_array(object)) {
      try {
        add_type(from_array(object, false).dtype());
        known_type_ = Py_TYPE(object);
        return;
      } catch (const TypeError&) {  // of a type that tensors do not have: a number all the same?
        Scalar scalar;
        if (!to_scalar(object, scalar)) throw;
      }
    }
    if (PyUnicode_Check(object) || PyBytes_Check(object)) bad_element(object, depth);
    if (wanted_) return;  // whether the type can be made of it, the filling finds
    Scalar scalar;
    if (!to_scalar(object, scalar)) bad_element(object, depth);
    note_number(scalar.category());
  }

  // After the survey a level's end is final; a leaf above it is caught here.
  template <class T>
  void fill(PyObject* object, size_t depth, T*& out) {
    if (is_other_sequence(object) && !is_nested(object)) {
      const Object held = Object::borrow(object);
      if (is_array(object)) {
        check<ValueError>(next_block_ < blocks_.size(), kChanged);
        return fill_block(blocks_[next_block_++], depth, out);
      }
      check<ValueError>(next_list_ < lists_.size(), kChanged);
      object = lists_[next_list_++].get();
    }
    if (depth < sizes_.size()) {
      if (!is_nested(object)) not_a_sequence(depth);
      for_items(object, static_cast<Py_ssize_t>(sizes_[depth]),
                [&](PyObject* item) { fill(item, depth + 1, out); });
      return;
    }
    *out++ = element<T>(object, depth);
  }

  template <class T>
  void fill_block(const Tensor& block, size_t depth, T*& out) {
    if (block.numel() == 0) return;
    if (depth + block.sizes().size() != sizes_.size()) not_a_sequence(depth + block.sizes().size());
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      if (block.dtype() != dtype_of<T>) {  // each must fit
        each(block, 0, block.bytes(), [&](const Scalar& value) { *out++ = converted<T>(value); });
        return;
      }
    }
    Tensor window(make_ref<TensorImpl>(result_.dtype()));
    window->storage = result_.storage();
    set_geometry(window, block.sizes(), contiguous_strides(block.sizes()), out - result_.data<T>());
    copy_into(window, block);
    out += block.numel();
  }

  template <class F>
  void each(const Tensor& t, size_t d, const char* p, const F& f) {
    if (d == t.sizes().size()) {
      visit_all(t.dtype(), [&]<class X>(X) {
        const X value = *reinterpret_cast<const X*>(p);
        if constexpr (std::is_same_v<X, ComplexHalf>)
          f(Scalar(complex128(complex64(value))));
        else if constexpr (std::is_same_v<X, Half> || std::is_same_v<X, BFloat16>)
          f(Scalar(static_cast<double>(static_cast<float>(value))));
        else
          f(Scalar(value));
      });
      return;
    }
    for (int64_t i = 0; i < t.sizes()[d]; ++i)
      each(t, d + 1, p + i * t.strides()[d] * t.item_size(), f);
  }

  template <class T>
  T element(PyObject* object, size_t depth) const {
    constexpr bool integral = std::is_integral_v<T> && !std::is_same_v<T, bool>;
    Scalar scalar;
    if (PyLong_CheckExact(object)) {
      int overflow = 0;
      const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
      if (std::is_same_v<T, uint64_t> && (overflow > 0 || value < 0)) {
        // Raises OverflowError where the number is negative or has more than 64 bits.
        const unsigned long long huge = PyLong_AsUnsignedLongLong(object);
        if (PyErr_Occurred()) throw ErrorSet();
        return Scalar(static_cast<uint64_t>(huge)).to<T>();
      }
      if (overflow != 0) {
        check<ValueError>(!integral, "Overflow when unpacking long long: an element has 64 bits");
        const double value = PyLong_AsDouble(object);
        if (value == -1.0 && PyErr_Occurred()) throw ErrorSet();
        return Scalar(value).to<T>();
      }
    }
    const Object held = PyFloat_CheckExact(object) ? Object() : Object::borrow(object);
    if (!to_scalar(object, scalar)) {
      if (is_tensor(object)) {
        to_scalar(checked(from_scalar(unwrap(object))).get(), scalar);
      } else if (wanted_ && PyNumber_Check(object)) {
        const Object number = checked(integral ? PyNumber_Index(object) : PyNumber_Float(object));
        to_scalar(number.get(), scalar);
      } else {
        bad_element(object, depth);
      }
    }
    return converted<T>(scalar);
  }

  template <class T>
  static T converted(const Scalar& scalar) {
    if constexpr (std::is_same_v<T, uint64_t>) {
      check<TypeError>(scalar.is_integral(), "an integer is required for a uint64 tensor");
    }
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      if (scalar.category() == Category::floating) {
        const double value = scalar.to_double();
        check<ValueError>(value == value || sizeof(T) < 8, "cannot convert float NaN to integer");
        const double limit = 0x1p63;
        const double least = is_wide_unsigned(dtype_of<T>) ? 0 : -limit;
        check(value >= least && value < limit, "value cannot be converted to type ", kName<T>,
              " without overflow");
      }
    }
    if constexpr (!chainrule::is_complex(dtype_of<T>) && !std::is_same_v<T, bool>) {
      check<TypeError>(!scalar.is_complex(), "must be real number, not complex: a ", kName<T>,
                       " tensor has no imaginary part");
    }
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      const int64_t value = scalar.to_int();
      // A negative number may wrap around in an unsigned type.
      constexpr auto kMost = static_cast<int64_t>(std::numeric_limits<T>::max());
      constexpr auto kLeast =
          std::is_unsigned_v<T> ? -kMost : static_cast<int64_t>(std::numeric_limits<T>::min());
      const bool fits =
          std::is_same_v<T, uint64_t> ||
          (!scalar.is_huge() && (sizeof(T) == 8 || (value >= kLeast && value <= kMost)));
      check(fits, "value cannot be converted to type ", kName<T>, " without overflow");
    }
    return scalar.to<T>();
  }
};

}  // namespace

Tensor from_nested(PyObject* data, std::optional<DType> dtype) { return Reader(dtype).read(data); }

}  // namespace chainrule::py
