// Taking by maps, one a dimension: out[i, j] = x[map0[i], map1[j]]. What lives here: the step from
// maps of indices to the kernels' tables. What may not: the operations that use it.
#pragma once

#include <span>
#include <vector>

#include "core/tensor.h"

namespace chainrule {

/// Index k of dimension `dim` of the result is index `from[k]` of x.
struct DimMap {
  int64_t dim;
  std::vector<int64_t> from;
};

/// No history. Dimensions without a map are taken whole.
Tensor take_by_maps(const Tensor& x, std::span<const DimMap> maps);
/// The adjoint: zeros of `sizes` to which the elements of `g` were added where they came from.
Tensor add_by_maps(const Tensor& g, DimSpan sizes, std::span<const DimMap> maps);

}  // namespace chainrule
