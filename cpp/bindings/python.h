// What every binding file needs of Python: headers, owned references, exceptions across the border.
// Only cpp/bindings/ may include this.
#pragma once

#include <Python.h>
#include <pybind11/pybind11.h>

#include <string>

#include "core/error.h"

namespace chainrule::py {

/// An owned reference.
class Object {
 public:
  Object() = default;
  explicit Object(PyObject* owned) : object_(owned) {}
  static Object borrow(PyObject* object) {
    Py_XINCREF(object);
    return Object(object);
  }
  Object(const Object& other) : object_(other.object_) { Py_XINCREF(object_); }
  Object(Object&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Object& operator=(Object other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Object() { Py_XDECREF(object_); }
  PyObject* get() const { return object_; }
  PyObject* release() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

/// An error is set in the interpreter already; unwinds to the border.
struct ErrorSet {};

/// Owned result of a C API call, or the error it set.
inline Object checked(PyObject* result) {
  if (!result) throw ErrorSet();
  return Object(result);
}
inline void checked(int status) {
  if (status < 0) throw ErrorSet();
}

/// Turns the exception in flight into the interpreter's error.
void set_error() noexcept;

/// The border: runs f, and on an exception sets Python's error and returns `failure`.
template <class F, class R = std::invoke_result_t<F>>
R guarded(F&& f, R failure = R{}) noexcept {
  try {
    return f();
  } catch (...) {
    set_error();
    return failure;
  }
}
template <class F>
int guarded_status(F&& f) noexcept {
  try {
    f();
    return 0;
  } catch (...) {
    set_error();
    return -1;
  }
}

std::string text_of(PyObject* object);    // str(object)
std::string type_name(PyObject* object);  // "int", "Tensor", "numpy.ndarray"
/// The same as a part of a message, worked out only when the message is written; null is "nothing",
/// what an attribute is set to when it is deleted.
struct TypeName {
  PyObject* object;
};
std::ostream& operator<<(std::ostream& out, const TypeName& name);
Object new_string(std::string_view text);
/// chainrule.<module>.<name>, imported on first use.
PyObject* python_attribute(const char* module, const char* name);

/// Takes the interpreter's lock for the time being (destructors, callbacks of other threads).
struct Locked {
  PyGILState_STATE state = PyGILState_Ensure();
  Locked() = default;
  Locked(const Locked&) = delete;
  ~Locked() { PyGILState_Release(state); }
};

}  // namespace chainrule::py
