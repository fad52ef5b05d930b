// Filling buffers with random numbers. What lives here: the distributions that need a fixed amount
// of random bits for each number, in parallel; samplers that reject use PhiloxStream.
//
// Philox blocks are taken sixteen at a time. Of sixteen blocks, word w of block b is the number
// 16 w + b of 64 words; the 64 bits of words 2w and 2w + 1 of block b are the number
// 16 w + 8 (b mod 2) + b / 2 of 32. A buffer of n numbers takes the next ceil(n / 64) or
// ceil(n / 32) times sixteen counters of the generator, and number i is a function of the seed, the
// first counter and i: the same bits for any number of threads and any instruction set.
#pragma once

#include <cstdint>

#include "kernels/dispatch.h"

namespace chainrule {

class Generator;

/// Uniform in all values of 32 or 64 bits.
void fill_bits(Generator& generator, uint32_t* out, int64_t n);
void fill_bits(Generator& generator, uint64_t* out, int64_t n);

/// Uniform in [low, high), never high itself (low, if they are equal). T is float or double; the
/// unit interval is cut into 2^digits steps. The default suits T; take 11 for what will be rounded
/// to float16 and 8 for bfloat16, so that rounding does not reach high.
template <class T>
void fill_uniform(Generator& generator, T* out, int64_t n, T low = 0, T high = 1, int digits = 0);

/// Normal with this mean and standard deviation; out to 6.6 deviations in float, 8.6 in double.
template <class T>
void fill_normal(Generator& generator, T* out, int64_t n, T mean = 0, T deviation = 1);

/// Exponential with this rate (1 / mean); never 0 unless the rate makes it underflow.
template <class T>
void fill_exponential(Generator& generator, T* out, int64_t n, T rate = 1);

/// Integers in [low, high), all exactly as likely. Throws RuntimeError unless low < high.
void fill_randint(Generator& generator, int64_t* out, int64_t n, int64_t low, int64_t high);

/// 1 with probability p, else 0. Throws RuntimeError unless 0 <= p <= 1.
void fill_bernoulli(Generator& generator, uint8_t* out, int64_t n, double p);

// What is compiled for each instruction set: n numbers from a counter on.
template <class T>
struct RandomKernel {
  void (*uniform)(uint64_t seed, uint64_t counter, T* out, int64_t n, T low, T high, int digits);
  void (*normal)(uint64_t seed, uint64_t counter, T* out, int64_t n, T mean, T deviation);
  void (*exponential)(uint64_t seed, uint64_t counter, T* out, int64_t n, T rate);
};
struct RandomKernels {
  void (*bits32)(uint64_t seed, uint64_t counter, uint32_t* out, int64_t n);
  void (*bits64)(uint64_t seed, uint64_t counter, uint64_t* out, int64_t n);
  /// 1 for bits below the limit, else 0.
  void (*less32)(uint64_t seed, uint64_t counter, uint8_t* out, int64_t n, uint32_t limit);
  RandomKernel<float> float32;
  RandomKernel<double> float64;
};
CHAINRULE_KERNEL_TABLE(RandomKernels, random_kernels)

}  // namespace chainrule
