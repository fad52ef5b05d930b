// Convolutions in which every output channel sees one input channel (depthwise): too thin for
// matrix products. Two dimensions, float. What may not live here: tensors.
#pragma once

#include "kernels/conv.h"
#include "kernels/dispatch.h"

namespace chainrule {

/// One plane of outputs and the plane of inputs behind a margin of zeros, whose rows are laid out
/// by phases of the step, so that neighbouring outputs read neighbouring inputs. Reading up to one
/// register beyond the last input is allowed.
struct DepthwisePlane {
  int64_t rows, columns;  // of the output
  const float* x;
  int64_t row_step;  // in x, from output row to output row
  int64_t taps;
  const int64_t* tap_offsets;
};

struct DepthwiseKernels {
  /// y = the convolution with w.
  void (*convolve)(const DepthwisePlane& plane, const float* w, float* y);
  /// w += the correlation of the inputs with y.
  void (*correlate)(const DepthwisePlane& plane, const float* y, float* w);
};
CHAINRULE_KERNEL_TABLE(DepthwiseKernels, depthwise_kernels)

/// Whether `g`, the geometry of one group, is such a convolution.
bool is_depthwise(const ConvGeometry& g, int64_t out_group);

// x is (batch, groups, input...), w (groups, out_group, window), y (batch, groups, out_group,
// output...); `flipped`: w's window is read backwards (the adjoint of a convolution of stride 1).
void convolve_depthwise(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group,
                        const float* x, const float* w, float* y, bool flipped);
/// w += ...
void correlate_depthwise(const ConvGeometry& g, int64_t batch, int64_t groups, int64_t out_group,
                         const float* x, const float* y, float* w);

}  // namespace chainrule
