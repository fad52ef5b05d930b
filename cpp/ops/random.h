// Random numbers for operations: what creation_random.cpp offers to others.
#pragma once

#include "core/random.h"
#include "core/tensor.h"

namespace chainrule {

Generator& generator_or_default(Generator* generator);

// Into fresh tensors of any layout; no history, no version. A null generator is the default one.

/// Uniform in [low, high): floating point or complex dtypes.
void fill_uniform_into(const Tensor& t, double low, double high, Generator* generator = nullptr);
/// Normal; complex numbers have this deviation as a whole.
void fill_normal_into(const Tensor& t, double mean, double deviation,
                      Generator* generator = nullptr);
/// Integers in [low, high), which the dtype has to have room for.
void fill_integers_into(const Tensor& t, int64_t low, int64_t high, Generator* generator = nullptr);

/// x becomes what `fill` makes it, whatever it was: the common part of normal_, uniform_ and
/// others. Its gradient is zero.
void overwrite(const char* method, const char* node, const Tensor& x,
               void (*fill)(const Tensor&, const void*), const void* context);
template <class F>
Tensor overwritten(const char* method, const char* node, const Tensor& x, const F& fill) {
  overwrite(
      method, node, x, [](const Tensor& t, const void* f) { (*static_cast<const F*>(f))(t); },
      &fill);
  return x;
}

}  // namespace chainrule
