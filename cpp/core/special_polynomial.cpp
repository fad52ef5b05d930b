// Orthogonal polynomials by their three-term recurrences (DLMF 18.9.1, table 18.9.1), and in closed
// form where that is shorter: Chebyshev's on [-1, 1] (DLMF 18.5.1 to 18.5.4).
#include <limits>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// The degree from which a cosine is cheaper than the recurrence.
constexpr int64_t kClosedForm = 8;
// Hermite's polynomials of higher degree overflow everywhere but near 0.
constexpr int64_t kHermiteLimit = 512;

/// Conversion as the processor does it: what has no integer is below every degree.
int64_t degree_of(double n) {
  return n > -9.2e18 && n < 9.2e18 ? static_cast<int64_t>(n) : std::numeric_limits<int64_t>::min();
}

/// p_n(x) from p_0 = 1, p_1 = first and p_{k+1} = next(k, p_k, p_{k-1}).
template <class Next>
double recurrence(int64_t n, double first, Next next) {
  if (n < 0) return 0;
  if (n == 0) return 1;
  double before = 1, p = first;
  for (int64_t k = 1; k < n && !std::isnan(p); ++k) {
    const double following = next(k, p, before);
    before = p;
    p = following;
  }
  return p;
}

double chebyshev(double x, int64_t n, double first) {
  return recurrence(n, first, [x](int64_t, double p, double before) { return 2 * x * p - before; });
}

double sign_of(double x, int64_t n) { return x > 0 || n % 2 == 0 ? 1 : -1; }

}  // namespace

double chebyshev_t(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (std::fabs(x) == 1) return sign_of(x, n);
  if (n >= kClosedForm && std::fabs(x) < 1) {
    return std::cos(static_cast<double>(n) * std::acos(x));
  }
  return chebyshev(x, n, x);
}

double chebyshev_u(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (std::fabs(x) == 1) return sign_of(x, n) * static_cast<double>(n + 1);
  if (n >= kClosedForm && std::fabs(x) < 1) {
    const double angle = std::acos(x), s = std::sin(angle);
    return std::sin(static_cast<double>(n + 1) * angle) / s;
  }
  return chebyshev(x, n, 2 * x);
}

double chebyshev_v(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (x == 1) return 1;
  if (x == -1) return sign_of(x, n) * static_cast<double>(2 * n + 1);
  if (n >= kClosedForm && std::fabs(x) < 1) {
    const double half = 0.5 * std::acos(x);
    return std::cos(static_cast<double>(2 * n + 1) * half) / std::cos(half);
  }
  return chebyshev(x, n, 2 * x - 1);
}

double chebyshev_w(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (x == 1) return static_cast<double>(2 * n + 1);
  if (x == -1) return sign_of(x, n);
  if (n >= kClosedForm && std::fabs(x) < 1) {
    const double half = 0.5 * std::acos(x);
    return std::sin(static_cast<double>(2 * n + 1) * half) / std::sin(half);
  }
  return chebyshev(x, n, 2 * x + 1);
}

double hermite_h(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n > kHermiteLimit) return kNan;
  return recurrence(n, 2 * x, [x](int64_t k, double p, double before) {
    return 2 * x * p - 2 * static_cast<double>(k) * before;
  });
}

double hermite_he(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n > kHermiteLimit) return kNan;
  return recurrence(n, x, [x](int64_t k, double p, double before) {
    return x * p - static_cast<double>(k) * before;
  });
}

double laguerre_l(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n >= 0 && x == 0) return 1;
  return recurrence(n, 1 - x, [x](int64_t k, double p, double before) {
    const double m = static_cast<double>(k);
    return ((2 * m + 1 - x) * p - m * before) / (m + 1);
  });
}

double legendre_p(double x, double degree) {
  const int64_t n = degree_of(degree);
  if (n < 0) return 0;
  if (std::fabs(x) == 1) return sign_of(x, n);
  return recurrence(n, x, [x](int64_t k, double p, double before) {
    const double m = static_cast<double>(k);
    return ((2 * m + 1) * x * p - m * before) / (m + 1);
  });
}

}  // namespace chainrule::special
