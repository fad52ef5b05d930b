// __torch_function__: what answers for a call in place of the operation. Objects of subclasses of
// Tensor and of classes beside it, and modes that are entered, are asked here; what a subclass does
// that says nothing stands in python/chainrule/overrides.py.
//
// Note [Nobody overrides]
// As long as there is neither an object of a subclass that overrides nor a mode, `may_override` is
// false, and a call costs no more than looking at it. Objects that are no tensors need not be
// looked for beforehand: operations do not take them, and ask when they are about to refuse.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <type_traits>

#include "bindings/python.h"

namespace chainrule::py {

extern bool may_override;

/// To be told of every class that a tensor is made an object of.
void note_class(PyTypeObject* type);

/// What has been answered, if by anybody: owned, or null with Python's error set.
struct Answer {
  bool given = false;
  PyObject* result = nullptr;
};
/// Asks those among the arguments of a call, which are as the vectorcall protocol gives them. Where
/// all decline it is a TypeError, or NotImplemented.
enum class IfDeclined : uint8_t { type_error, not_implemented };
Answer ask_overrides(PyObject* callable, PyObject* const* args, size_t count, PyObject* keywords,
                     IfDeclined declined = IfDeclined::type_error) noexcept;
/// The same for `Tensor.<name>`, or for `Tensor.<name>.<accessor>` of an attribute.
Answer ask_overrides(const char* name, const char* accessor, std::initializer_list<PyObject*> args,
                     IfDeclined declined = IfDeclined::type_error) noexcept;
/// A method's call: self, and the arguments behind it.
Answer ask_overrides(const char* name, PyObject* self, PyObject* const* args, Py_ssize_t count,
                     PyObject* keywords) noexcept;

/// Of the names of a vector call's keywords, which may be null.
inline size_t count_of(PyObject* keywords) {
  return keywords ? static_cast<size_t>(PyTuple_GET_SIZE(keywords)) : 0;
}

/// The arguments of a vector call as a tuple and a dict.
struct Packed {
  Packed(PyObject* const* given, size_t count, PyObject* keywords)
      : args(checked(PyTuple_New(static_cast<Py_ssize_t>(count)))), kwargs(checked(PyDict_New())) {
    for (size_t i = 0; i < count; ++i)
      PyTuple_SET_ITEM(args.get(), static_cast<Py_ssize_t>(i), Py_NewRef(given[i]));
    for (size_t i = 0; i < count_of(keywords); ++i) {
      checked(PyDict_SetItem(kwargs.get(), PyTuple_GET_ITEM(keywords, static_cast<Py_ssize_t>(i)),
                             given[count + i]));
    }
  }
  Object args, kwargs;
};

/// A name as the argument of a template.
template <size_t n>
struct Name {
  char text[n];
  // NOLINTNEXTLINE(google-explicit-constructor): the literal is to do
  constexpr Name(const char (&literal)[n]) { std::copy_n(literal, n, text); }
};

/// What a slot or method returns, from what Python code answered for it.
template <class R>
R answer_as(PyObject* result) noexcept {
  if constexpr (std::is_pointer_v<R>) {
    return result;
  } else {
    if (!result) return -1;
    const Object owned(result);
    if constexpr (std::is_same_v<R, int>) {
      return PyObject_IsTrue(result);
    } else {
      return PyLong_AsSsize_t(result);
    }
  }
}

/// A slot or method of Tensor, unless somebody overrides `Tensor.<name>`.
template <Name name, auto function>
struct Overridable;
template <Name name, class R, R (*f)(PyObject*)>
struct Overridable<name, f> {
  static R call(PyObject* self) {
    if (may_override) [[unlikely]] {
      if (const Answer a = ask_overrides(name.text, nullptr, {self}); a.given)
        return answer_as<R>(a.result);
    }
    return f(self);
  }
};
/// Of two arguments; a method without arguments has none for the second.
template <Name name, PyObject* (*f)(PyObject*, PyObject*)>
struct Overridable<name, f> {
  static constexpr int kFlags = METH_NOARGS;
  static PyObject* call(PyObject* self, PyObject* other) {
    if (may_override) [[unlikely]] {
      const Answer a = other ? ask_overrides(name.text, nullptr, {self, other})
                             : ask_overrides(name.text, nullptr, {self});
      if (a.given) return a.result;
    }
    return f(self, other);
  }
};
/// What sets an item says by its status alone whether it went well.
template <Name name, int (*f)(PyObject*, PyObject*, PyObject*)>
struct Overridable<name, f> {
  static int call(PyObject* self, PyObject* key, PyObject* value) {
    if (may_override && value) [[unlikely]] {
      if (const Answer a = ask_overrides(name.text, nullptr, {self, key, value}); a.given) {
        return Object(a.result) ? 0 : -1;
      }
    }
    return f(self, key, value);
  }
};
template <Name name, PyObject* (*f)(PyObject*, PyObject* const*, Py_ssize_t)>
struct Overridable<name, f> {
  static constexpr int kFlags = METH_FASTCALL;
  static PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t n) {
    if (may_override) [[unlikely]] {
      if (const Answer a = ask_overrides(name.text, self, args, n, nullptr); a.given)
        return a.result;
    }
    return f(self, args, n);
  }
};
template <Name name, PyObject* (*f)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*)>
struct Overridable<name, f> {
  static constexpr int kFlags = METH_FASTCALL | METH_KEYWORDS;
  static PyObject* call(PyObject* self, PyObject* const* args, Py_ssize_t n, PyObject* names) {
    if (may_override) [[unlikely]] {
      if (const Answer a = ask_overrides(name.text, self, args, n, names); a.given) return a.result;
    }
    return f(self, args, n, names);
  }
};
template <Name name, auto function>
constexpr auto* overridable = Overridable<name, function>::call;

/// An entry of a table of methods.
template <Name name, auto function>
PyMethodDef method(const char* doc) {
  using Entry = Overridable<name, function>;
  return {name.text, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(Entry::call)),
          Entry::kFlags, doc};
}

/// An entry of a table of attributes.
template <Name name, PyObject* (*getter)(PyObject*, void*)>
PyObject* get_overridable(PyObject* self, void*) {
  if (may_override) [[unlikely]] {
    if (const Answer a = ask_overrides(name.text, "__get__", {self}); a.given) return a.result;
  }
  return getter(self, nullptr);
}
template <Name name, int (*setter)(PyObject*, PyObject*, void*)>
int set_overridable(PyObject* self, PyObject* value, void*) {
  if (may_override && value) [[unlikely]] {
    if (const Answer a = ask_overrides(name.text, "__set__", {self, value}); a.given)
      return Object(a.result) ? 0 : -1;
  }
  return setter(self, value, nullptr);
}
template <Name name, PyObject* (*getter)(PyObject*, void*),
          int (*setter)(PyObject*, PyObject*, void*) = nullptr>
PyGetSetDef attribute(const char* doc = nullptr) {
  if constexpr (setter != nullptr) {
    return {name.text, get_overridable<name, getter>, set_overridable<name, setter>, doc, nullptr};
  } else {
    return {name.text, get_overridable<name, getter>, nullptr, doc, nullptr};
  }
}

void init_overrides(PyObject* module);

}  // namespace chainrule::py
