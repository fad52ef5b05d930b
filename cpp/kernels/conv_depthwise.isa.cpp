// The loops of depthwise convolutions (conv_depthwise.h).
#include "kernels/conv_depthwise.h"

#include "simd/vec.h"

namespace chainrule::CHAINRULE_ISA_NS {
namespace {

using V = Vec<float>;

/// `rows` rows of outputs, one register wide; `left` of its lanes count.
template <int rows>
CHAINRULE_INLINE void outputs(const DepthwisePlane& p, const float* x, const float* w, float* y,
                              int64_t left) {
  V acc[rows];
  for (int r = 0; r < rows; ++r) acc[r] = V(0);
  for (int64_t k = 0; k < p.taps; ++k) {
    const V weight(w[k]);
    const float* at = x + p.tap_offsets[k];
    for (int r = 0; r < rows; ++r) acc[r] = fma(V::load(at + r * p.row_step), weight, acc[r]);
  }
  for (int r = 0; r < rows; ++r) {
    if (left >= V::size) {
      acc[r].store(y + r * p.columns);
    } else {
      acc[r].store_n(y + r * p.columns, static_cast<int>(left));
    }
  }
}

void convolve(const DepthwisePlane& p, const float* w, float* y) {
  int64_t i = 0;
  for (; i + 4 <= p.rows; i += 4) {
    for (int64_t j = 0; j < p.columns; j += V::size) {
      outputs<4>(p, p.x + i * p.row_step + j, w, y + i * p.columns + j, p.columns - j);
    }
  }
  for (; i < p.rows; ++i) {
    for (int64_t j = 0; j < p.columns; j += V::size) {
      outputs<1>(p, p.x + i * p.row_step + j, w, y + i * p.columns + j, p.columns - j);
    }
  }
}

/// `taps` of the window at once.
template <int taps>
CHAINRULE_INLINE void correlations(const DepthwisePlane& p, const float* y, const int64_t* offsets,
                                   float* w) {
  V acc[taps];
  for (int k = 0; k < taps; ++k) acc[k] = V(0);
  for (int64_t i = 0; i < p.rows; ++i) {
    const float* row = p.x + i * p.row_step;
    const float* cotangents = y + i * p.columns;
    int64_t j = 0;
    for (; j + V::size <= p.columns; j += V::size) {
      const V g = V::load(cotangents + j);
      for (int k = 0; k < taps; ++k) acc[k] = fma(g, V::load(row + offsets[k] + j), acc[k]);
    }
    if (j < p.columns) {
      const int left = static_cast<int>(p.columns - j);
      const V g = V::load_n(cotangents + j, left);
      for (int k = 0; k < taps; ++k) {
        acc[k] = fma(g, V::load_n(row + offsets[k] + j, left), acc[k]);
      }
    }
  }
  for (int k = 0; k < taps; ++k) w[k] += reduce_sum(acc[k]);
}

void correlate(const DepthwisePlane& p, const float* y, float* w) {
  int64_t k = 0;
  for (; k + 5 <= p.taps; k += 5) correlations<5>(p, y, p.tap_offsets + k, w + k);
  for (; k + 3 <= p.taps; k += 3) correlations<3>(p, y, p.tap_offsets + k, w + k);
  for (; k < p.taps; ++k) correlations<1>(p, y, p.tap_offsets + k, w + k);
}

}  // namespace

extern constinit const DepthwiseKernels depthwise_kernels_table = {convolve, correlate};

}  // namespace chainrule::CHAINRULE_ISA_NS
