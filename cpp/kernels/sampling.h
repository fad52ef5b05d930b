// Samplers of discrete distributions and of what is made from uniform numbers (kernels/random.h has
// the rest). Contiguous buffers.
#pragma once

#include <cstdint>

namespace chainrule {

class Generator;

/// A random order of 0 ... n - 1.
void fill_permutation(Generator& generator, int64_t* out, int64_t n);

/// 1 with probability p[i], else 0.
void fill_bernoulli(Generator& generator, uint8_t* out, const double* p, int64_t n);

/// Trials up to the first success: 1, 2, ... with success probability p.
void fill_geometric(Generator& generator, double* out, int64_t n, double p);
void fill_cauchy(Generator& generator, double* out, int64_t n, double median, double sigma);
void fill_log_normal(Generator& generator, double* out, int64_t n, double mean, double deviation);

/// out[i] ~ Poisson(rate[i]), rates not negative.
void fill_poisson(Generator& generator, double* out, const double* rate, int64_t n);
/// out[i] ~ Binomial(count[i], p[i]); NaN where the count is negative or p is not in [0, 1].
void fill_binomial(Generator& generator, double* out, const double* count, const double* p,
                   int64_t n);

/// out[i] ~ Gamma(shape[i], 1), shapes positive.
void fill_gamma(Generator& generator, double* out, const double* shape, int64_t n);

/// `samples` indices of each of `rows` rows of `n` weights, drawn by weight. The rows are valid: no
/// negative, infinite or NaN weight, and a positive sum.
void fill_multinomial(Generator& generator, int64_t* out, const double* weights, int64_t rows,
                      int64_t n, int64_t samples, bool replacement);

}  // namespace chainrule
