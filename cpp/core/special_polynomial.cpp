// Orthogonal polynomials by their three-term recurrences (DLMF 18.9.1, table 18.9.1), and in closed
// form where there is one: Chebyshev's (DLMF 18.5.1 to 18.5.4). Degrees that no loop would reach in
// time are left to asymptotic expansions.
#include <limits>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Wide kLargest = std::numeric_limits<double>::max();
constexpr Wide kWideInf = std::numeric_limits<Wide>::infinity();
// The degree from which a cosine is cheaper than the recurrence.
constexpr int64_t kClosedForm = 8;
// Hermite's polynomials of higher degree overflow everywhere but near 0.
constexpr int64_t kHermiteLimit = 512;
// The degree from which two terms of an asymptotic expansion are as good as the recurrence.
constexpr int64_t kAsymptotic = int64_t{1} << 20;

/// Conversion as the processor does it: what has no integer is below every degree.
int64_t degree_of(double n) {
  return n > -9.2e18 && n < 9.2e18 ? static_cast<int64_t>(n) : std::numeric_limits<int64_t>::min();
}

/// What leaves the range of double is infinite, so that recurrences go on to NaN as they do there.
Wide ranged(Wide p) { return std::fabs(p) > kLargest ? std::copysign(kWideInf, p) : p; }

/// p_n(x) from p_0 = 1, p_1 = first and p_{k+1} = next(k, p_k, p_{k-1}).
template <class Next>
double recurrence(int64_t n, Wide first, Next next) {
  if (n < 0) return 0;
  if (n == 0) return 1;
  Wide before = 1, p = ranged(first);
  for (int64_t k = 1; k < n && !std::isnan(p); ++k) {
    const Wide following = ranged(next(static_cast<Wide>(k), p, before));
    before = p;
    p = following;
  }
  return static_cast<double>(p);
}

/// A value found without a recurrence: NaN where two degrees before it the range is left already,
/// as the recurrence would have met infinity less infinity.
double grown(Wide value, Wide two_before) {
  return std::fabs(two_before) > kLargest ? kNan : static_cast<double>(value);
}

double sign_of(Wide x, int64_t n) { return x < 0 && n % 2 != 0 ? -1 : 1; }

/// An argument x, and 1 - |x| without the rounding error of x: beside 1 polynomials magnify it by
/// the square of their degree.
struct Argument {
  Wide x, gap;
};

/// One of Chebyshev's polynomials from degree kClosedForm on: wave((n + shift) a) / wave(shift a),
/// of a with cos(a) = |x| up to 1 and with cosh(a) = |x| beyond. Of -x these are, but for the sign,
/// the polynomials of x, with the third and the fourth kind exchanged.
double closed_form(Argument at, int64_t n, Wide shift, bool sine) {
  const Wide x = at.x, degree = static_cast<Wide>(n) + shift;
  if (x < 0 && shift == 0.5L) sine = !sine;
  if (at.gap > 0.5L && shift != 0.5L) {
    // Of the angle from pi / 2, where half of these have a zero, with d = n + shift quarter turns.
    const int64_t d = n + static_cast<int64_t>(shift), quarter = (sine ? d + 3 : d) % 4;
    const Wide a = std::asin(std::fabs(x)), turned = degree * a;
    const Wide wave = quarter % 2 == 0 ? std::cos(turned) : std::sin(turned);
    return sign_of(x, n) *
           static_cast<double>((quarter < 2 ? wave : -wave) / (sine ? std::cos(a) : 1));
  }
  const Wide half = std::sqrt(std::fabs(at.gap) / 2);
  if (at.gap > 0) {
    const Wide a = 2 * std::asin(half);
    return sign_of(x, n) * static_cast<double>(sine ? std::sin(degree * a) / std::sin(shift * a)
                                                    : std::cos(degree * a) / std::cos(shift * a));
  }
  const Wide a = 2 * std::asinh(half);
  const auto value = [&](Wide d) {
    return sine ? std::sinh(d * a) / std::sinh(shift * a) : std::cosh(d * a) / std::cosh(shift * a);
  };
  return sign_of(x, n) * grown(value(degree), value(degree - 2));
}

double chebyshev(Argument at, double degree, Wide constant, Wide shift, bool sine) {
  const int64_t n = degree_of(degree);
  const Wide x = at.x;
  if (n < 0) return 0;
  if (at.gap == 0) {
    // The limit of the quotient of sines, or 1.
    const bool grows = x > 0 || shift != 0.5L ? sine : !sine;
    return sign_of(x, n) * static_cast<double>(grows ? (static_cast<Wide>(n) + shift) / shift : 1);
  }
  if (n >= kClosedForm && !std::isnan(x)) return closed_form(at, n, shift, sine);
  const Wide first = (shift == 0 ? x : 2 * x) + constant;
  return recurrence(n, first, [x](Wide, Wide p, Wide before) { return 2 * x * p - before; });
}

double kind_t(Argument at, double n) { return chebyshev(at, n, 0, 0, false); }
double kind_u(Argument at, double n) { return chebyshev(at, n, 0, 1, true); }
double kind_v(Argument at, double n) { return chebyshev(at, n, -1, 0.5L, false); }
double kind_w(Argument at, double n) { return chebyshev(at, n, 1, 0.5L, true); }

Argument plain(double x) { return {x, 1 - std::fabs(static_cast<Wide>(x))}; }
/// The argument 2 x - 1 of the polynomials that are shifted to [0, 1].
Argument shifted(double x) {
  const Wide wide = x;
  return {2 * wide - 1, 2 * (x < 0.5 ? wide : 1 - wide)};
}

}  // namespace

double chebyshev_t(double x, double n) { return kind_t(plain(x), n); }
double chebyshev_u(double x, double n) { return kind_u(plain(x), n); }
double chebyshev_v(double x, double n) { return kind_v(plain(x), n); }
double chebyshev_w(double x, double n) { return kind_w(plain(x), n); }
double shifted_chebyshev_t(double x, double n) { return kind_t(shifted(x), n); }
double shifted_chebyshev_u(double x, double n) { return kind_u(shifted(x), n); }
double shifted_chebyshev_v(double x, double n) { return kind_v(shifted(x), n); }
double shifted_chebyshev_w(double x, double n) { return kind_w(shifted(x), n); }

double hermite_h(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n > kHermiteLimit) return kNan;
  const Wide wide = x;
  return recurrence(n, 2 * wide,
                    [wide](Wide k, Wide p, Wide before) { return 2 * wide * p - 2 * k * before; });
}

double hermite_he(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n > kHermiteLimit) return kNan;
  const Wide wide = x;
  return recurrence(n, wide, [wide](Wide k, Wide p, Wide before) { return wide * p - k * before; });
}

namespace {

/// Bessel's J (or I exp(-z), for what grows) of orders 0 and 1 in an expansion's first two terms.
Wide two_terms(Wide z, Wide second, bool grows) {
  const double at = static_cast<double>(z);
  return grows ? i0e(at) + second * i1e(at) : bessel_j0(at) + second * bessel_j1(at);
}

// Erdelyi's expansion of Laguerre's polynomials, DLMF 18.15.19 and 18.15.20 (x = nu y here), which
// holds for y below 1: exp(x / 2), and the polynomial with it, leaves the range long before that.
double laguerre_far(Wide x, int64_t n) {
  const Wide nu = 4 * static_cast<Wide>(n) + 2;
  const auto logarithm_and_sum = [x](Wide nu, Wide& logarithm) {
    const Wide y = x / nu, m = std::fabs(y), rest = 1 - y;
    const Wide root = std::sqrt(m * rest);
    const Wide xi = (root + (x > 0 ? std::asin(std::sqrt(m)) : std::asinh(std::sqrt(m)))) / 2;
    const Wide r = y / rest;
    const Wide b = -(0.125L + xi * std::sqrt(rest / m) * (-0.125L + r / 4 + 5 * r * r / 24));
    logarithm = x / 2 + std::log(xi / root) / 2 + (x > 0 ? 0 : nu * xi);
    return two_terms(nu * xi, b / (nu * xi), x < 0);
  };
  if (x > 2000 || x < -1e9L) return kNan;
  Wide logarithm, before;
  const Wide sum = logarithm_and_sum(nu, logarithm);
  const Wide sum_before = logarithm_and_sum(nu - 8, before);
  return grown(std::exp(logarithm) * sum, std::exp(before) * sum_before);
}

// Hilb's formula with one more term, DLMF 14.15(iii): J0 and J1 of (n + 1/2) a with cos(a) = x; I0
// and I1 with cosh(a) = |x| beyond 1.
double legendre_far(Wide x, int64_t n) {
  const Wide m = std::fabs(x);
  const bool grows = m > 1;
  const Wide angle = grows ? std::acosh(m) : std::acos(m);
  const Wide sine = grows ? std::sinh(angle) : std::sin(angle);
  const Wide slope = (grows ? std::cosh(angle) - sine / angle : m - sine / angle) / (8 * sine);
  const auto value = [&](Wide v) {
    const Wide scale = std::sqrt(angle / sine) * (grows ? std::exp(v * angle) : 1);
    return scale * two_terms(v * angle, slope / v, grows);
  };
  const Wide v = static_cast<Wide>(n) + 0.5L;
  return sign_of(x, n) * grown(value(v), value(v - 2));
}

}  // namespace

double laguerre_l(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n >= 0 && x == 0) return 1;
  if (n >= kAsymptotic && !std::isnan(x)) return laguerre_far(x, n);
  const Wide wide = x;
  return recurrence(n, 1 - wide, [wide](Wide k, Wide p, Wide before) {
    return ((2 * k + 1 - wide) * p - k * before) / (k + 1);
  });
}

double legendre_p(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (std::fabs(x) == 1) return sign_of(x, n);
  if (n >= kAsymptotic && !std::isnan(x)) return legendre_far(x, n);
  const Wide wide = x;
  return recurrence(n, wide, [wide](Wide k, Wide p, Wide before) {
    return ((2 * k + 1) * wide * p - k * before) / (k + 1);
  });
}

}  // namespace chainrule::special
