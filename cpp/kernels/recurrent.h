// The elementwise part of one step of a recurrent layer, forwards and backwards, on rows of
// adjacent elements: gates are rows of 4 h (LSTM: i, f, g, o), 3 h (GRU: r, z, n) or h elements.
// float32 and float64. The products with weights are not here.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"

namespace chainrule {

struct RecurrentKernel {
  /// gates: sums in, activations out. c: cells in and out; what they were goes to c_before, if
  /// given.
  void (*lstm)(int64_t rows, int64_t h, void* gates, void* c, void* c_before, void* out);
  /// From activations: dh and g_out (of the output) add up; dc: of the cells, in and out.
  void (*lstm_grad)(int64_t rows, int64_t h, const void* gates, const void* c_before,
                    const void* dh, const void* g_out, void* dc, void* dgates);

  /// gates: what the input gave, in; activations out. hidden: what the state gave.
  void (*gru)(int64_t rows, int64_t h, void* gates, const void* hidden, const void* state,
              void* out);
  /// dh: of the state, in and (the direct part of it) out. dhidden: of `hidden`.
  void (*gru_grad)(int64_t rows, int64_t h, const void* gates, const void* hidden,
                   const void* before, void* dh, const void* g_out, void* dgates, void* dhidden);

  /// out = tanh(gates) or relu(gates).
  void (*simple)(int64_t n, bool relu, const void* gates, void* out);
  void (*simple_grad)(int64_t n, bool relu, const void* out, const void* dh, const void* g_out,
                      void* dgates);
};
struct RecurrentKernels {
  RecurrentKernel of[2];  // float32, float64
};
CHAINRULE_KERNEL_TABLE(RecurrentKernels, recurrent_kernels)

}  // namespace chainrule
