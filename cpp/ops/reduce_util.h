// What reductions of tensors share: sets of dimensions as bits, shapes, one call of the reduction
// driver, and how cotangents of results become cotangents of the input.
#pragma once

#include <limits>
#include <optional>

#include "core/tensor.h"
#include "kernels/reduce.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/views.h"

namespace chainrule {

using OptDims = std::optional<Dims>;
/// No dimensions named: all of them, as an empty list says it too.
inline DimSpan span(const OptDims& dims) { return dims ? DimSpan(*dims) : DimSpan(); }

inline constexpr double kInf = std::numeric_limits<double>::infinity();

/// Bit d for every dimension in the list; all of them if it is empty.
uint64_t dim_bits(DimSpan dims, int64_t ndim);
int64_t reduced_count(DimSpan sizes, uint64_t bits);
Dims reduced_sizes(DimSpan sizes, uint64_t bits, bool keepdim);
/// A result's cotangent with the reduced dimensions back, as size 1.
Tensor restore_dims(const Tensor& g, DimSpan sizes, uint64_t bits, bool keepdim);
/// The same, expanded to `sizes`.
Tensor expand_back(const Tensor& g, DimSpan sizes, uint64_t bits, bool keepdim);

struct Reducing {
  Reduction op;
  DType compute;  // float32, float64, int64, uint8, bool; complex numbers as their parts
  DType out;      // real part's type where the input is complex and the reduction keeps it so
  double divisor = 1;
  bool root = false;
};
/// Runs the driver; no graph.
Tensor run_reduction(const Reducing& how, const Tensor& x, uint64_t bits, bool keepdim);
/// The type that sums and the like of `dtype` are computed in.
DType accumulate_dtype(DType dtype);

/// Zeros of shape `sizes` with g at `index` along `dim`: the cotangent of values that were chosen.
Tensor place_along(const Tensor& g, DimSpan sizes, int64_t dim, const Tensor& index, bool keepdim);

/// Norms are of floating or complex numbers, and computed in a type at least as wide.
void check_norm_dtype(const char* name, const Tensor& x, OptDType dtype);

/// The cotangent of x from that of its vector_norm `norm`, in operations; undefined where it is
/// zero.
Tensor norm_slope(const Tensor& grad, const Tensor& x, const Tensor& norm, double p, uint64_t bits,
                  bool keepdim);

/// "Long", "Float": as PyTorch's messages say.
inline std::string_view legacy(DType dtype) { return info(dtype).legacy; }

}  // namespace chainrule
