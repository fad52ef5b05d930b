// What the files about indices along one dimension share (indexing_along.cpp,
// indexing_reduce.cpp).
#pragma once

#include <string>

#include "core/tensor.h"
#include "kernels/scatter.h"
#include "ops/registry.h"

namespace chainrule {

/// The index as int64 and row-major, after everything that a scatter of `source` to x has to check.
Tensor checked_scatter_index(const Tensor& x, int64_t dim, const Tensor& index,
                             const Operand& source);
/// x op= source at a checked index; no history. `dim` is wrapped.
void scatter_into(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                  ScatterOp op);

/// Checks what index_add and its kin ask of index and source, `dim` being wrapped. The result is
/// the index's shape with a one for every other dimension of the source.
Dims checked_source(const char* method, const Tensor& x, int64_t dim, const Tensor& index,
                    const Tensor& source);

/// A copy of x with elements of `src` combined into it. `reduce`: sum, prod, mean, amax or amin.
Tensor scatter_reduce(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                      const std::string& reduce, bool include_self,
                      const char* node = "ScatterReduceBackward0");
/// scatter(..., reduce=): "add" or "multiply".
Tensor scatter_combined(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source,
                        const std::string& reduce);

}  // namespace chainrule
