// What a tensor given as out= must be like, beyond having room for the result.
#pragma once

#include <span>

#include "ops/registry.h"

namespace chainrule {

/// Refuses an `out` whose dtype or memory PyTorch's operation of this name does not take, before
/// anything is written: a result that would have to be converted, unless the operation promotes
/// types; memory that overlaps itself; memory that an argument lies in, all of it or a part.
void check_out(const OpDef& def, std::span<const Value> args, const Tensor& out,
               const Tensor& result);

/// Sums and products, whole or running, are computed in the dtype of `out` where none is asked for.
void compute_in_dtype_of_out(const OpDef& def, std::span<Value> args, const Tensor& out);

}  // namespace chainrule
