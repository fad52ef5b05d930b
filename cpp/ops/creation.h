// Making tensors out of numbers: what other operations need of creation beyond zeros, ones and full
// (ops/functions.h), and the pieces that the creation files share. Results never have a history.
#pragma once

#include <optional>
#include <string>

#include "core/tensor.h"
#include "graph/meta.h"

namespace chainrule {

/// start, start + step, ... below end, as int64.
Tensor arange(int64_t start, int64_t end, int64_t step = 1);
Tensor complex(const Tensor& real, const Tensor& imag);

/// "value cannot be converted ...": a number that the dtype has no room for.
void check_representable(const Scalar& value, DType dtype);
/// `"what" not implemented for 'Long'`: PyTorch's sentence, followed by what to do.
[[noreturn]] void not_implemented_for(const char* what, DType dtype, const char* advice = "");

namespace creation {

/// The type of the arguments layout=, device= and memory_format=, which are accepted and not used.
using Text = std::optional<std::string>;

/// A signature with the keyword arguments of every function that makes a tensor from nothing.
std::string with_options(const char* head);
/// ... and of those that make one like another (`head` ends before the keyword arguments).
std::string like_options(const char* head);

inline Tensor finish(Tensor made, bool requires_grad) {
  if (requires_grad) set_requires_grad(made, true);
  return made;
}

/// A new tensor laid out as x, or row-major where `format` asks for that.
Tensor empty_laid_out(const Tensor& x, std::optional<DType> dtype, const Text& format);

}  // namespace creation

}  // namespace chainrule
