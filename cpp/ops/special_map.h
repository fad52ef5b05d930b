// How a function of plain numbers becomes an operation on tensors: a chunk loop, and the driver of
// ops/pointwise for everything else. Used by the files of `special` alone.
#pragma once

#include <array>

#include "core/special_functions.h"
#include "ops/pointwise/driver.h"

namespace chainrule {

using Function1 = double (*)(double);
using Function2 = double (*)(double, double);
using Kernels = std::array<ChunkFn, kDTypeCount>;

/// Computes in double precision whatever the elements are, and rounds once.
template <Function1 F, class T>
void map_chunk(int64_t n, char* const* p, unsigned splat, const void*) {
  T* out = reinterpret_cast<T*>(p[0]);
  const T* x = reinterpret_cast<const T*>(p[1]);
  const int64_t step = splat & 2 ? 0 : 1;
  for (int64_t i = 0; i < n; ++i) {
    out[i] = static_cast<T>(F(static_cast<double>(x[i * step])));
  }
}
template <Function2 F, class T>
void map_chunk(int64_t n, char* const* p, unsigned splat, const void*) {
  T* out = reinterpret_cast<T*>(p[0]);
  const T* a = reinterpret_cast<const T*>(p[1]);
  const T* b = reinterpret_cast<const T*>(p[2]);
  const int64_t step_a = splat & 2 ? 0 : 1, step_b = splat & 4 ? 0 : 1;
  for (int64_t i = 0; i < n; ++i) {
    out[i] =
        static_cast<T>(F(static_cast<double>(a[i * step_a]), static_cast<double>(b[i * step_b])));
  }
}

template <auto F>
constexpr Kernels kernels_of() {
  Kernels kernels{};
  kernels[static_cast<size_t>(DType::float32)] = map_chunk<F, float>;
  kernels[static_cast<size_t>(DType::float64)] = map_chunk<F, double>;
  return kernels;
}
template <auto F>
inline constexpr Kernels kKernels = kernels_of<F>();

/// The 16-bit types are computed in float where PyTorch has them at all.
enum class SixteenBit : bool { refused, taken };

inline void check_half(const char* name, SixteenBit half, const Operand& x) {
  if (half == SixteenBit::taken || !x.is_tensor()) return;
  const DType dtype = x.tensor().dtype();
  if (is_floating(dtype) && item_size(dtype) == 2) {
    fail<NotImplementedError>("\"", name, "\" not implemented for '",
                              kDTypes[static_cast<size_t>(dtype)].legacy,
                              "': convert the input first, as in x.float()");
  }
}

template <Function1 F>
Tensor map(const char* name, const Tensor& x, SixteenBit half = SixteenBit::refused) {
  check_half(name, half, x);
  return run_unary({name, kKernels<F>.data(), Result::floating, false}, nullptr, x);
}
template <Function2 F>
Tensor map(const char* name, const Operand& a, const Operand& b,
           SixteenBit half = SixteenBit::refused, Result result = Result::floating) {
  check_half(name, half, a);
  check_half(name, half, b);
  return run_binary({name, kKernels<F>.data(), result, false}, nullptr, a, b);
}

}  // namespace chainrule
