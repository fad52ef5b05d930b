// Pooling over windows in up to three spatial dimensions: maxima with their places, sums and their
// adjoint.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace chainrule {

/// The windows along one dimension: output i looks at start[i], start[i] + step, ... below end[i].
struct PoolAxis {
  std::vector<int64_t> start, end;
  int64_t step = 1;
  int64_t input = 1;
  int64_t outputs() const { return static_cast<int64_t>(start.size()); }
};
using PoolAxes = std::array<PoolAxis, 3>;

/// For each of `planes` images the largest element of every window (the first of equals; NaN wins)
/// and its place in the image.
template <class T>
void max_pool(const PoolAxes& axes, int64_t planes, const T* in, T* out, int64_t* places);
/// out = sum of every window times its weight; `weight` has one entry an output.
template <class T>
void sum_pool(const PoolAxes& axes, int64_t planes, const T* in, const T* weight, T* out);
/// The adjoint: in += every output's cotangent times its weight, over its window. `in` starts as
/// zeros.
template <class T>
void spread_pool(const PoolAxes& axes, int64_t planes, const T* out, const T* weight, T* in);

}  // namespace chainrule
