// chainrule._core: a table of contents.
#include "bindings/autocast.h"
#include "bindings/autograd.h"
#include "bindings/call_site.h"
#include "bindings/dtype_type.h"
#include "bindings/generator_type.h"
#include "bindings/interop.h"
#include "bindings/levels.h"
#include "bindings/op_function.h"
#include "bindings/optim.h"
#include "bindings/overrides.h"
#include "bindings/runtime.h"
#include "bindings/tensor_methods.h"
#include "bindings/tensor_type.h"

PYBIND11_MODULE(_core, m) {
  using namespace chainrule::py;
  m.attr("__version__") = CHAINRULE_VERSION;
  try {
    init_dtype_type(m.ptr());
    init_tensor_type(m.ptr());
    init_overrides(m.ptr());
    init_generator(m.ptr());
    init_op_functions(m.ptr());
    init_tensor_methods();
    init_call_sites();
    init_autograd(m.ptr());
    init_autocast(m.ptr());
    init_function(m.ptr());
    init_levels(m.ptr());
    init_interop(m.ptr());
    init_runtime(m);
    // What pybind11 calls may fail as everything else does.
    pybind11::register_local_exception_translator([](std::exception_ptr error) {
      try {
        std::rethrow_exception(error);
      } catch (const pybind11::builtin_exception&) {
        throw;
      } catch (...) {
        set_error();
      }
    });
    init_optim(m);
  } catch (const ErrorSet&) {
    throw pybind11::error_already_set();
  }
}
