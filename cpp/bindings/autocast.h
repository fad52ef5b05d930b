// autocast: which operations called from Python compute in a lower precision, and the conversion of
// their arguments. What C++ composes of operations has been decided by then: nothing below the
// bindings knows of it.
#pragma once

#include <string_view>

#include "bindings/python.h"
#include "ops/registry.h"

namespace chainrule::py {

/// What autocast does with the floating point arguments of an operation.
enum class Precision : uint8_t {
  as_given,
  lower,      // float16, bfloat16 and float32 become autocast's type
  float32,    // float16 and bfloat16 become float32
  widest,     // all become float32 where one of them is
  reflected,  // as float32, if an argument says "reflect" or "replicate"
};
/// By the operation's full name, "nn.functional.linear".
Precision autocast_precision(std::string_view full_name);

/// Is autocast in force on this thread?
extern thread_local bool autocast_on __attribute__((tls_model("initial-exec")));

/// Converts the tensors among the arguments, as recorded operations. float64 and complex numbers
/// stay as they are, as in PyTorch.
void autocast_arguments(Precision precision, std::span<Value> values);
Tensor autocast_lower(const Tensor& tensor);
Tensor autocast_float32(const Tensor& tensor);

void init_autocast(PyObject* module);

}  // namespace chainrule::py
