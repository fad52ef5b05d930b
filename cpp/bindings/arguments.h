// From Python's arguments to boxed values, by the signatures of the registry, with errors that name
// the argument.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings/python.h"
#include "ops/registry.h"

namespace chainrule::py {

/// The arguments of one call, as the vectorcall protocol gives them. `self` (may be null) comes
/// first.
struct Call {
  PyObject* self;
  PyObject* const* args;
  size_t count;        // positional ones, without self
  PyObject* keywords;  // a tuple of names, or null

  size_t positional() const { return count + (self ? 1 : 0); }
  PyObject* at(size_t i) const { return self ? (i == 0 ? self : args[i - 1]) : args[i]; }
  PyObject* keyword_value(Py_ssize_t i) const { return args[count + static_cast<size_t>(i)]; }
};

/// Fills `values` by `signature`; a keyword `out` is put aside when `out` is not null. Returns why
/// it does not fit.
std::optional<std::string> parse(const Signature& signature, const Call& call, Values& values,
                                 PyObject** out);

/// The TypeError for a call that fits none of the overloads.
[[noreturn]] void no_match(const std::string& name, std::span<const OpDef* const> overloads,
                           const Call& call, std::span<const std::string> reasons);

/// One object as a value of a parameter's type; false when it does not fit.
bool convert(PyObject* object, const Param& param, Value& out);
/// Sizes: a tuple, a list, a Size, or (one_ok) a single integer.
bool to_dims(PyObject* object, Dims& out);
bool to_int(PyObject* object, int64_t& out);

PyObject* wrap_value(const Value& value);

}  // namespace chainrule::py
