// Exceptions, strings and imports.
#include "bindings/python.h"

#include <map>
#include <new>
#include <ostream>

#include "core/lapack.h"
#include "engine/accumulate.h"

namespace chainrule::py {

namespace {

/// The class is Python's: chainrule.linalg.LinAlgError.
void set_linalg_error(const char* message) noexcept {
  guarded([&] {
    PyErr_SetString(python_attribute("chainrule.linalg", "LinAlgError"), message);
    return 0;
  });
}

}  // namespace

void set_error() noexcept {
  try {
    throw;
  } catch (const ErrorSet&) {
  } catch (const Interrupted&) {
  } catch (const OutOfMemory& e) {
    PyErr_SetString(PyExc_MemoryError, e.what());
  } catch (const NotImplementedError& e) {
    PyErr_SetString(PyExc_NotImplementedError, e.what());
  } catch (const LinAlgError& e) {
    set_linalg_error(e.what());
  } catch (const IndexError& e) {
    PyErr_SetString(PyExc_IndexError, e.what());
  } catch (const TypeError& e) {
    PyErr_SetString(PyExc_TypeError, e.what());
  } catch (const ValueError& e) {
    PyErr_SetString(PyExc_ValueError, e.what());
  } catch (pybind11::error_already_set& e) {
    e.restore();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (...) {
    PyErr_SetString(PyExc_SystemError, "an unknown C++ exception reached Python");
  }
}

std::string text_of(PyObject* object) {
  const Object text = checked(PyObject_Str(object));
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.get(), &size);
  if (!data) throw ErrorSet();
  return {data, static_cast<size_t>(size)};
}

std::string type_name(PyObject* object) {
  std::string name = Py_TYPE(object)->tp_name;
  if (name.rfind("chainrule.", 0) == 0 || name.rfind("chainrule._core.", 0) == 0)
    name = name.substr(name.rfind('.') + 1);
  return name;
}

std::ostream& operator<<(std::ostream& out, const TypeName& name) {
  return name.object ? out << type_name(name.object) : out << "nothing";
}

Object new_string(std::string_view text) {
  return checked(PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
}

PyObject* python_attribute(const char* module, const char* name) {
  static std::map<std::pair<std::string, std::string>, Object>& cache =
      *new std::map<std::pair<std::string, std::string>, Object>;
  Object& entry = cache[{module, name}];
  if (!entry) {
    const Object imported = checked(PyImport_ImportModule(module));
    entry = checked(PyObject_GetAttrString(imported.get(), name));
  }
  return entry.get();
}

}  // namespace chainrule::py
