// The derivative of quantiles of the gamma distribution in its shape.
#include "core/special_functions.h"

namespace chainrule::special {

namespace {

/// A number with its derivative in the shape a.
struct Dual {
  double value, slope = 0;
  Dual(double v, double s = 0) : value(v), slope(s) {}
  friend Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
  friend Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.slope - b.slope}; }
  friend Dual operator*(Dual a, Dual b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  friend Dual operator/(Dual a, Dual b) {
    const double q = a.value / b.value;
    return {q, (a.slope - q * b.slope) / b.value};
  }
};

constexpr double kEps = 0x1p-54;

/// The logarithmic derivative of gamma for x > 0: DLMF 5.5.2 up to 10, then 5.11.2.
double digamma(double x) {
  double sum = 0;
  for (; x < 10; x += 1) sum -= 1 / x;
  const double z = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x -
         z * (1. / 12 - z * (1. / 120 - z * (1. / 252 - z * (1. / 240 - z * (1. / 132)))));
}

// With P the distribution function and p = P' its density, a fixed P(a, x) means
// dx/da = -(dP/da) / p. P = D S with D = x^a exp(-x) / gamma(1 + a) = p x / a, whose logarithm has
// the derivative log(x) - psi(1 + a); the factor of the density cancels.

/// By the power series S of DLMF 8.7.1.
double by_series(double a, double x) {
  Dual term = 1, sum = 1;
  for (double k = 1;
       term.value > kEps * sum.value || std::fabs(term.slope) > kEps * std::fabs(sum.slope);
       k += 1) {
    term = term * x / Dual(a + k, 1);
    sum = sum + term;
  }
  return -(x / a) * (sum.slope + sum.value * (std::log(x) - digamma(a + 1)));
}

/// By the continued fraction h of DLMF 8.9.2: 1 - P = D a h.
double by_fraction(double a, double x) {
  const Dual shape(a, 1);
  Dual b = Dual(x + 1) - shape, c = 1e300, d = Dual(1) / b, h = d;
  for (double n = 1; n < 100000; n += 1) {
    const Dual numerator = Dual(-n) * (Dual(n) - shape);
    b = b + Dual(2);
    d = Dual(1) / (numerator * d + b);
    c = b + numerator / c;
    const Dual change = c * d;
    h = h * change;
    if (std::fabs(change.value - 1) < 4 * kEps &&
        std::fabs(change.slope * h.value) <= 4 * kEps * std::fabs(h.slope)) {
      break;
    }
  }
  const Dual tail = shape * h;
  return (x / a) * (tail.slope + tail.value * (std::log(x) - digamma(a + 1)));
}

// For large shapes the normal deviate z of Wilson and Hilferty (1931) is kept:
// x = a c^3, c = 1 - 1 / (9 a) + z / (3 sqrt(a)).
double by_normal(double a, double x) {
  const double c = std::cbrt(x / a);
  const double z = 3 * std::sqrt(a) * (c - 1 + 1 / (9 * a));
  const double slope = 1 / (9 * a * a) - z / (6 * a * std::sqrt(a));
  return c * c * (c + 3 * a * slope);
}

}  // namespace

double gamma_quantile_slope(double a, double x) {
  if (!(a > 0 && x > 0) || std::isinf(a) || std::isinf(x)) return x == 0 ? 0 : std::nan("");
  if (a > 1e5) return by_normal(a, x);
  return x > a + 1 && x > 1.5 ? by_fraction(a, x) : by_series(a, x);
}

}  // namespace chainrule::special
