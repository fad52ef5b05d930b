// What of pooling is compiled for each instruction set: windows in a row, an element of each.
#pragma once

#include <cstdint>

#include "kernels/dispatch.h"

namespace chainrule {

/// For n windows: where in[w * stride] is larger than best[w], or not a number, it becomes the best
/// and place + w * stride its place.
template <class T>
using LargerKernel = void (*)(int64_t n, const T* in, int64_t stride, int64_t place, T* best,
                              int64_t* places);
struct PoolKernels {
  LargerKernel<float> float32;
  LargerKernel<double> float64;
  LargerKernel<int64_t> integer;
};
CHAINRULE_KERNEL_TABLE(PoolKernels, pool_kernels)

}  // namespace chainrule
