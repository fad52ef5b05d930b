// Reductions as functions: what other operations are composed of. All are differentiable. An empty
// list of dimensions means all of them. The kernels beneath are in kernels/reduce.h.
#pragma once

#include <optional>
#include <tuple>

#include "core/tensor.h"

namespace chainrule {

using TensorPair = std::tuple<Tensor, Tensor>;
using OptDType = std::optional<DType>;

// ---- sums (reduce.cpp) ----

Tensor sum(const Tensor& x, DimSpan dims = {}, bool keepdim = false, OptDType dtype = std::nullopt);
Tensor mean(const Tensor& x, DimSpan dims = {}, bool keepdim = false,
            OptDType dtype = std::nullopt);
Tensor nansum(const Tensor& x, DimSpan dims = {}, bool keepdim = false,
              OptDType dtype = std::nullopt);
/// Sums `x` over whatever broadcasting from `sizes` to the shape of `x` has repeated; `x` itself
/// where nothing has.
Tensor sum_to(const Tensor& x, DimSpan sizes);
Tensor prod(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
            OptDType dtype = std::nullopt);
Tensor any(const Tensor& x, DimSpan dims = {}, bool keepdim = false);
Tensor all(const Tensor& x, DimSpan dims = {}, bool keepdim = false);
Tensor count_nonzero(const Tensor& x, DimSpan dims = {});

// ---- extremes (reduce_extrema.cpp) ----

Tensor amax(const Tensor& x, DimSpan dims = {}, bool keepdim = false);
Tensor amin(const Tensor& x, DimSpan dims = {}, bool keepdim = false);
/// Values and indices along one dimension.
TensorPair max(const Tensor& x, int64_t dim, bool keepdim = false);
TensorPair min(const Tensor& x, int64_t dim, bool keepdim = false);
Tensor argmax(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
Tensor argmin(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);

// ---- mean and variance (reduce_moments.cpp) ----

Tensor var(const Tensor& x, DimSpan dims = {}, double correction = 1, bool keepdim = false);
Tensor std(const Tensor& x, DimSpan dims = {}, double correction = 1, bool keepdim = false);
TensorPair var_mean(const Tensor& x, DimSpan dims = {}, double correction = 1,
                    bool keepdim = false);

// ---- norms (reduce_norm.cpp) ----

Tensor vector_norm(const Tensor& x, double ord = 2, DimSpan dims = {}, bool keepdim = false,
                   OptDType dtype = std::nullopt);
Tensor logsumexp(const Tensor& x, DimSpan dims, bool keepdim = false);

// ---- scans (scan.cpp) ----

Tensor cumsum(const Tensor& x, int64_t dim, OptDType dtype = std::nullopt);
Tensor cumprod(const Tensor& x, int64_t dim, OptDType dtype = std::nullopt);

}  // namespace chainrule
