// Samplers (sampling.h). Every element has a Philox counter, or uniform numbers, of its own:
// results do not depend on threads.
#include "kernels/sampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "core/random.h"
#include "core/thread_pool.h"
#include "kernels/random.h"

namespace chainrule {

namespace {

constexpr int64_t kGrain = 1 << 12;

/// Calls sample(stream, i) for each i, with a stream of its own.
template <class F>
void for_streams(Generator& generator, int64_t n, F sample) {
  const PhiloxRun run = generator.reserve(static_cast<uint64_t>(n));
  parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      PhiloxStream stream(run.seed, run.first + static_cast<uint64_t>(i));
      sample(stream, i);
    }
  });
}

/// Uniform numbers in (0, 1], for logarithms.
void fill_positive(Generator& generator, double* out, int64_t n) {
  fill_uniform<double>(generator, out, n);
  parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = 1 - out[i];
  });
}

template <class F>
void transform(double* out, int64_t n, F f) {
  parallel_for(0, n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = f(out[i]);
  });
}

/// Small rates: arrivals until their waiting times exceed one unit (Knuth).
double poisson_by_arrivals(PhiloxStream& stream, double rate) {
  const double limit = std::exp(-rate);
  double product = stream.uniform_open();
  double count = 0;
  while (product > limit) {
    product *= stream.uniform_open();
    ++count;
  }
  return count;
}

/// Large rates: transformed rejection (Hörmann, "The transformed rejection method for generating
/// Poisson random variables", 1993, algorithm PTRS).
double poisson_by_rejection(PhiloxStream& stream, double rate) {
  const double log_rate = std::log(rate);
  const double b = 0.931 + 2.53 * std::sqrt(rate);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = stream.uniform() - 0.5;
    const double v = stream.uniform_open();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -rate + k * log_rate - std::lgamma(k + 1)) {
      return k;
    }
  }
}

/// Few expected successes: gaps between them are geometric.
double binomial_by_gaps(PhiloxStream& stream, double count, double p) {
  const double log_q = std::log1p(-p);
  double successes = 0;
  double trials = 0;
  for (;;) {
    trials += std::ceil(std::log(stream.uniform_open()) / log_q);
    if (trials > count) return successes;
    ++successes;
  }
}

/// Otherwise: transformed rejection (Hörmann, "The generation of binomial random variates", 1993,
/// algorithm BTRS), for p <= 1/2.
double binomial_by_rejection(PhiloxStream& stream, double count, double p) {
  const double deviation = std::sqrt(count * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double c = count * p + 0.5;
  const double vr = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double odds = p / (1 - p);
  const double mode = std::floor((count + 1) * p);
  const auto tail = [](double k) { return std::lgamma(k + 1); };
  for (;;) {
    const double u = stream.uniform() - 0.5;
    double v = stream.uniform_open();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (k < 0 || k > count) continue;
    if (us >= 0.07 && v <= vr) return k;
    v = std::log(v * alpha / (a / (us * us) + b));
    const double bound =
        tail(mode) + tail(count - mode) - tail(k) - tail(count - k) + (k - mode) * std::log(odds);
    if (v <= bound) return k;
  }
}

double binomial(PhiloxStream& stream, double count, double p) {
  if (!(count >= 0) || !(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  if (count == 0 || p == 0) return 0;
  if (p == 1) return count;
  if (p > 0.5) return count - binomial(stream, count, 1 - p);
  return count * p >= 10 ? binomial_by_rejection(stream, count, p)
                         : binomial_by_gaps(stream, count, p);
}

}  // namespace

void fill_permutation(Generator& generator, int64_t* out, int64_t n) {
  std::iota(out, out + n, int64_t{0});
  const PhiloxRun run = generator.reserve(1);
  PhiloxStream stream(run.seed, run.first);
  // Places are drawn some steps ahead of the exchange, so that memory has time to bring them.
  constexpr int64_t kAhead = 64;
  uint32_t bits[kAhead] = {};
  int64_t* places[kAhead];
  for (int64_t i = n - 1; i > 0;) {
    const int64_t count = std::min(kAhead, i);
    if (i < int64_t{UINT32_MAX}) fill_bits(generator, bits, kAhead);
    for (int64_t k = 0; k < count; ++k) {
      const auto bound = static_cast<uint64_t>(i - k) + 1;
      // As in fill_below (random.cpp); the few that would not be fair are drawn anew.
      const uint64_t product = bits[k] * bound;
      const bool fair = static_cast<uint32_t>(product) >= bound ||
                        static_cast<uint32_t>(product) >= (uint64_t{1} << 32) % bound;
      places[k] = out + (bound <= UINT32_MAX && fair ? product >> 32 : stream.below(bound));
      __builtin_prefetch(places[k], 1);
    }
    for (int64_t k = 0; k < count; ++k, --i) std::swap(out[i], *places[k]);
  }
}

void fill_bernoulli(Generator& generator, uint8_t* out, const double* p, int64_t n) {
  std::vector<double> uniform(static_cast<size_t>(n));
  fill_uniform<double>(generator, uniform.data(), n);
  for (int64_t i = 0; i < n; ++i) out[i] = uniform[i] < p[i];
}

void fill_geometric(Generator& generator, double* out, int64_t n, double p) {
  fill_positive(generator, out, n);
  const double log_q = std::log1p(-p);
  transform(out, n, [=](double u) { return std::max(1.0, std::ceil(std::log(u) / log_q)); });
}

void fill_cauchy(Generator& generator, double* out, int64_t n, double median, double sigma) {
  fill_uniform<double>(generator, out, n);
  transform(out, n,
            [=](double u) { return median + sigma * std::tan(std::numbers::pi * (u - 0.5)); });
}

void fill_log_normal(Generator& generator, double* out, int64_t n, double mean, double deviation) {
  fill_normal<double>(generator, out, n, mean, deviation);
  transform(out, n, [](double x) { return std::exp(x); });
}

void fill_poisson(Generator& generator, double* out, const double* rate, int64_t n) {
  for_streams(generator, n, [=](PhiloxStream& stream, int64_t i) {
    out[i] =
        rate[i] < 10 ? poisson_by_arrivals(stream, rate[i]) : poisson_by_rejection(stream, rate[i]);
  });
}

void fill_binomial(Generator& generator, double* out, const double* count, const double* p,
                   int64_t n) {
  for_streams(generator, n, [=](PhiloxStream& stream, int64_t i) {
    out[i] = binomial(stream, std::floor(count[i]), p[i]);
  });
}

namespace {

// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); below 1 through
// Gamma(a + 1) U^(1/a).
double gamma_variate(PhiloxStream& stream, double shape) {
  if (std::isinf(shape)) return shape;
  if (shape < 1) {
    const double scale = std::pow(stream.uniform_open(), 1 / shape);
    return scale * gamma_variate(stream, shape + 1);
  }
  const double d = shape - 1. / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double z = stream.normal();
    const double root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(stream.uniform_open()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace

void fill_gamma(Generator& generator, double* out, const double* shape, int64_t n) {
  for_streams(generator, n, [=](PhiloxStream& stream, int64_t i) {
    out[i] = shape[i] > 0 ? gamma_variate(stream, shape[i]) : std::nan("");
  });
}

void fill_multinomial(Generator& generator, int64_t* out, const double* weights, int64_t rows,
                      int64_t n, int64_t samples, bool replacement) {
  if (replacement) {
    std::vector<double> uniform(static_cast<size_t>(rows * samples));
    fill_uniform<double>(generator, uniform.data(), rows * samples);
    parallel_for(0, rows, std::max<int64_t>(1, kGrain / (n + samples)),
                 [&](int64_t begin, int64_t end) {
                   std::vector<double> sums(static_cast<size_t>(n));
                   for (int64_t r = begin; r < end; ++r) {
                     std::partial_sum(weights + r * n, weights + (r + 1) * n, sums.begin());
                     for (int64_t s = 0; s < samples; ++s) {
                       // Strictly above: what has no weight is never hit.
                       const double target = uniform[r * samples + s] * sums.back();
                       const auto hit = std::upper_bound(sums.begin(), sums.end(), target);
                       out[r * samples + s] = std::min<int64_t>(hit - sums.begin(), n - 1);
                     }
                   }
                 });
    return;
  }
  // The largest of weight / exponential: draws without replacement, in order (Efraimidis, Spirakis,
  // "Weighted random sampling with a reservoir", 2006). What has no weight comes last.
  std::vector<double> waiting(static_cast<size_t>(rows * n));
  fill_exponential<double>(generator, waiting.data(), rows * n);
  parallel_for(0, rows, std::max<int64_t>(1, kGrain / n), [&](int64_t begin, int64_t end) {
    std::vector<int64_t> order(static_cast<size_t>(n));
    for (int64_t r = begin; r < end; ++r) {
      double* key = waiting.data() + r * n;
      for (int64_t i = 0; i < n; ++i) key[i] = weights[r * n + i] / key[i];
      std::iota(order.begin(), order.end(), int64_t{0});
      std::partial_sort(order.begin(), order.begin() + samples, order.end(),
                        [key](int64_t a, int64_t b) { return key[a] > key[b]; });
      std::copy_n(order.begin(), samples, out + r * samples);
    }
  });
}

}  // namespace chainrule
