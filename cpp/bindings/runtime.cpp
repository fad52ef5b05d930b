// Threads, memory, configuration, warnings and the interpreter's lock around long kernels.
#include "bindings/runtime.h"

#include <pybind11/stl.h>

#include "bindings/dtype_type.h"
#include "core/allocator.h"
#include "core/blas.h"
#include "core/config.h"
#include "core/thread_pool.h"
#include "ops/registry.h"

namespace chainrule::py {

namespace {

namespace pyb = pybind11;

thread_local PyThreadState* released = nullptr;

void leave_interpreter() {
  if (PyGILState_Check()) released = PyEval_SaveThread();
}
void enter_interpreter() {
  if (PyThreadState* state = std::exchange(released, nullptr)) PyEval_RestoreThread(state);
}

void python_warning(const std::string& message, WarningKind kind) {
  PyObject* category =
      kind == WarningKind::kDeprecation ? PyExc_DeprecationWarning : PyExc_UserWarning;
  if (PyErr_WarnEx(category, message.c_str(), 1) < 0) throw ErrorSet();
}

/// For stubs, documentation and tests: every operation as registered.
pyb::list describe_ops() {
  pyb::list list;
  for (const OpDef* def : all_ops()) {
    pyb::dict d;
    d["name"] = def->signature.space.empty() ? def->signature.name
                                             : def->signature.space + "." + def->signature.name;
    d["signature"] = def->signature.text;
    d["doc"] = def->doc;
    d["function"] = def->function;
    d["method"] = def->method || !def->function;
    d["inplace"] = def->inplace;
    d["out"] = def->out;
    d["view"] = def->view;
    d["aliases"] = def->aliases;
    d["results"] = def->signature.results;
    d["kind"] =
        std::array{"none", "tensor", "tuple", "list", "value"}[static_cast<size_t>(def->result)];
    pyb::list params;
    for (const Param& p : def->signature.params) {
      params.append(pyb::make_tuple(
          p.name, p.type, p.optional, p.keyword_only,
          p.has_default ? pyb::object(pyb::str(p.default_text)) : pyb::object(pyb::none())));
    }
    d["params"] = params;
    list.append(d);
  }
  return list;
}

}  // namespace

void init_runtime(pyb::module_& m) {
  set_long_work_hooks(leave_interpreter, enter_interpreter);
  set_warning_handler(python_warning);
  read_environment();
  m.def("num_threads", num_threads);
  m.def("set_num_threads", [](int n) { set_num_threads(n); });
  m.def("show_config", show_config);
  m.def("isa_name", [] { return std::string(isa_name(active_isa())); });
  m.def("blas_corename", blas_corename);
  m.def("default_dtype",
        [] { return pyb::reinterpret_steal<pyb::object>(wrap_dtype(default_dtype())); });
  m.def("set_default_dtype", [](pyb::object d) {
    check<TypeError>(
        is_dtype(d.ptr()),
        "invalid dtype object: only floating-point types are supported as the default type");
    set_default_dtype(unwrap_dtype(d.ptr()));
  });
  m.def("promote_types", [](pyb::object a, pyb::object b) {
    check<TypeError>(is_dtype(a.ptr()) && is_dtype(b.ptr()),
                     "promote_types(): arguments must be dtypes");
    return pyb::reinterpret_steal<pyb::object>(
        wrap_dtype(promote(unwrap_dtype(a.ptr()), unwrap_dtype(b.ptr()))));
  });
  m.def("memory_stats", [] {
    const MemoryStats s = memory_stats();
    pyb::dict d;
    d["allocated_bytes"] = s.allocated_bytes;
    d["peak_bytes"] = s.peak_bytes;
    d["reserved_bytes"] = s.reserved_bytes;
    d["cached_bytes"] = s.cached_bytes;
    d["live_blocks"] = s.live_blocks;
    d["allocation_count"] = s.allocation_count;
    return d;
  });
  m.def("reset_peak_memory", reset_peak);
  m.def("empty_cache", empty_cache);
  m.def("cache_limit", cache_limit);
  m.def("set_cache_limit", set_cache_limit);
  m.def("describe_ops", describe_ops);
}

}  // namespace chainrule::py
