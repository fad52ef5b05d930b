// The driver of all elementwise work: kernels see contiguous chunks of one type, the driver deals
// with broadcasting, strides, mixed and 16-bit types, threads. Because every element goes through
// the same chunk code, contiguous, strided and tail elements get the same bits.
#pragma once

#include <cstdint>
#include <span>

#include "core/dtype.h"
#include "core/small_vec.h"

namespace chainrule {

/// Computes n elements: operands[0] is written, the others are read; all contiguous. Bit i of
/// `splat` says that operand i is one element that stands for all n.
using ChunkFn = void (*)(int64_t n, char* const* operands, unsigned splat, const void* params);

/// A kernel with what profiling and capture need to know of it.
struct Kernel {
  const char* name;
  ChunkFn function;
  const void* params = nullptr;  // the operation's own parameters
  bool streams_only = false;     // takes no splats: every operand has n elements
};

struct ElementwiseOperand {
  char* data;
  DType dtype;             // as stored
  DType compute;           // as the kernel wants it; the driver converts chunk by chunk
  const int64_t* strides;  // in elements, one for each dimension of the shape; null: contiguous
  bool scalar = false;     // one element for all (strides unused)
};

inline constexpr int kMaxOperands = 6;

/// operands[0] is the output. Scalars are handed to the kernel as splats.
void run_elementwise(const Kernel& kernel, DimSpan shape,
                     std::span<const ElementwiseOperand> operands);

/// Below this many elements a chunk never leaves its thread.
inline constexpr int64_t kElementwiseGrain = 32768;

/// The choke point: every kernel run passes here, for profiling, anomaly detection and capture.
/// One predictable branch when nobody listens.
struct Launch {
  const Kernel& kernel;
  DimSpan shape;
  std::span<const ElementwiseOperand> operands;
};
using LaunchListener = void (*)(const Launch& launch);
extern LaunchListener launch_listener;

}  // namespace chainrule
