// The scaled complementary error function, the normal distribution's logarithm and quantiles, and
// the terms of entropies.
#include <limits>
#include <numbers>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// (1 + 2x) exp(x^2) erfc(x) for x >= 0 in (x - 3.75) / (x + 3.75) (Shepherd and Laframboise,
// Math. Comp. 36, 1981).
constexpr Wide kErfcx[] = {
    1.17757893456740175408L,      -0.004590054580646477330853L, -0.08424913336651791558351L,
    0.05920993999819189049808L,   -0.02665866843530575227739L,  0.009074997670705265093879L,
    -0.002413163540417608190943L, 0.0004907758365258086322859L, -6.916973302501207e-05,
    4.13902798607301e-06,         7.74038306619849e-07,         -2.1886401049234397e-07,
    1.076499946567091e-08,        4.521959811218287e-09,        -7.754400208831351e-10,
    -6.318088340886684e-11,       2.86879501093067e-11,         1.9455868545777347e-13,
    -9.65469674843344e-13,        3.25254814814874e-14,         3.3478119482868056e-14,
    -1.864562880419313e-15,       -1.2507950530688648e-15,      7.418235256624044e-17,
    5.068148904796111e-17,        -2.2370566594359995e-18,      -2.187342944303018e-18};

constexpr Wide kSqrtHalf = std::numbers::sqrt2_v<Wide> / 2;

/// erfcx for x >= 0.
Wide wide_erfcx(Wide x) {
  const Wide y = chebyshev_sum<kErfcx>((x - 3.75L) / (x + 3.75L));
  return y / (1 + 2 * x);
}

}  // namespace

double erfcx(double x) {
  if (std::isnan(x)) return x;
  if (x >= 0) return x <= 1e300 ? static_cast<double>(wide_erfcx(x)) : std::numbers::inv_sqrtpi / x;
  if (x < -26.8) return kInf;
  // erfc(-x) = 2 - erfc(x), with the square to more than double precision.
  const Wide square = static_cast<Wide>(x) * x;
  const double high = static_cast<double>(square);
  const Wide growth = std::exp(static_cast<Wide>(high));
  return static_cast<double>(2 * (growth + growth * (square - high)) - wide_erfcx(-x));
}

double log_ndtr(double x) {
  const Wide half_square = static_cast<Wide>(x) * x / 2;
  if (x < -1) {
    if (std::isinf(x)) return x;
    return static_cast<double>(std::log(wide_erfcx(-x * kSqrtHalf) / 2) - half_square);
  }
  if (x < 0)
    return static_cast<double>(std::log(wide_erfcx(-x * kSqrtHalf) / 2 * std::exp(-half_square)));
  if (std::isinf(x)) return -0.0;
  // Of the other tail: no digits of a number next to 1 would be enough.
  return static_cast<double>(std::log1p(-wide_erfcx(x * kSqrtHalf) / 2 * std::exp(-half_square)));
}

namespace {

// The root x < 0 of log(ndtr(x)) = log(p), p <= 1/4. The start is Abramowitz & Stegun 26.2.23,
// within 4.5e-4; Halley's step (Newton's on f / sqrt(f')) cubes the error. With
// f = log(ndtr(x)) - log(p) and h = ndtr'(x) / ndtr(x): f' = h, f'' = -h (x + h).
double lower_quantile(double p) {
  const double log_p = std::log(p);
  const double t = std::sqrt(-2 * log_p);
  double x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int i = 0; i < 3; ++i) {
    const Wide tail = wide_erfcx(-x * kSqrtHalf);
    const double f = static_cast<double>(std::log(tail / (2 * static_cast<Wide>(p))) -
                                         static_cast<Wide>(x) * x / 2);
    const double h = std::numbers::inv_sqrtpi * std::numbers::sqrt2 / static_cast<double>(tail);
    const double newton = f / h;
    const double step = newton / (1 + 0.5 * newton * (x + h));
    x -= step;
    if (std::fabs(step) <= 1e-6 * std::fabs(x)) break;  // its cube is below a rounding error
  }
  return x;
}

// The root of erf(x / sqrt(2)) / 2 = q for |q| <= 1/4, relatively precise at 0. The start is the
// series of the inverse error function, DLMF 7.17.2; then Halley's step as above, with f'' = -x f'.
double central_quantile(double q) {
  const double u = std::sqrt(2 * std::numbers::pi) * q, v = u * u;
  double x = u * (1 + v * (1. / 6 + v * (7. / 120 + v * (127. / 5040))));
  for (int i = 0; i < 3; ++i) {
    const double f = 0.5 * std::erf(x * (0.5 * std::numbers::sqrt2)) - q;
    const double slope =
        std::numbers::inv_sqrtpi * (0.5 * std::numbers::sqrt2) * std::exp(-0.5 * x * x);
    const double newton = f / slope;
    const double step = newton / (1 + 0.5 * newton * x);
    x -= step;
    if (std::fabs(step) <= 1e-6 * std::fabs(x)) break;
  }
  return x;
}

}  // namespace

double ndtri(double p) {
  if (p == 0) return -kInf;
  if (p == 1) return kInf;
  if (!(p > 0 && p < 1)) return kNan;
  if (p == 0.5) return 0;
  if (p <= 0.25) return lower_quantile(p);
  if (p >= 0.75) return -lower_quantile(1 - p);
  return central_quantile(p - 0.5);
}

double entr(double x) {
  if (x > 0) return -x * std::log(x);
  if (x == 0) return 0;
  return std::isnan(x) ? x : -kInf;
}

double xlog1py(double x, double y) {
  if (std::isnan(y)) return kNan;
  return x == 0 ? 0 : x * std::log1p(y);
}

}  // namespace chainrule::special
