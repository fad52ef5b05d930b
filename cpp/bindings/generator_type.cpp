#include "bindings/generator_type.h"
namespace chainrule::py {
void init_generator(PyObject*) {}
Generator* unwrap_generator(PyObject*) { return nullptr; }
}
