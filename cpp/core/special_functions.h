// Special functions of one and two real numbers in double precision, from the literature: Bessel
// and Airy functions, incomplete gamma functions, Hurwitz' zeta, the normal distribution. No
// tensors and no lanes: ops/special.cpp maps them over elements.
// DLMF is the NIST Digital Library of Mathematical Functions. Expansions in Chebyshev polynomials
// were computed with 45 digits from the functions themselves and cut below 2^-60 of the largest
// coefficient.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace chainrule::special {

/// What is computed to more than double precision: exponents, phases, and sums whose rounding
/// errors would show in the result. 64 bits of mantissa on x86-64, 113 elsewhere.
using Wide = long double;

/// sum of c[k] T_k(t), |t| <= 1, by Clenshaw's recurrence (Clenshaw 1955). The coefficients fall
/// off, and rounding errors with them: the last steps alone are wide.
template <const auto& c>
Wide chebyshev_sum(Wide t) {
  constexpr size_t kWide = 8, n = std::size(c);
  static_assert(n > kWide);
  constexpr auto tail = [] {
    std::array<double, n> rounded{};
    for (size_t k = 0; k < n; ++k) rounded[k] = static_cast<double>(c[k]);
    return rounded;
  }();
  const double twice = 2 * static_cast<double>(t);
  double b1 = 0, b2 = 0;
  for (size_t k = n - 1; k >= kWide; --k) {
    const double b0 = twice * b1 - b2 + tail[k];
    b2 = b1;
    b1 = b0;
  }
  Wide w1 = b1, w2 = b2;
  for (size_t k = kWide - 1; k > 0; --k) {
    const Wide w0 = 2 * t * w1 - w2 + c[k];
    w2 = w1;
    w1 = w0;
  }
  return t * w1 - w2 + c[0];
}

// special_bessel.cpp
double bessel_j0(double x);
double bessel_j1(double x);
double bessel_y0(double x);
double bessel_y1(double x);
double spherical_bessel_j0(double x);
double airy_ai(double x);

// special_bessel_modified.cpp; the e of i0e and i1e, and `scaled`, stand for a factor exp(-|x|) or
// exp(x).
double i0(double x);
double i0e(double x);
double i1(double x);
double i1e(double x);
double k0(double x);
double k1(double x);
double scaled_k0(double x);
double scaled_k1(double x);

// special_normal.cpp
double erfcx(double x);
double log_ndtr(double x);
double ndtri(double p);
double entr(double x);
double xlog1py(double x, double y);

// special_gamma.cpp
double igamma(double a, double x);
double igammac(double a, double x);
/// x^(a-1) exp(-x) / gamma(a), the derivative of igamma in x.
double gamma_density(double a, double x);
/// dx/da of a fixed quantile x of the gamma distribution with shape a: how a sample moves with a.
double gamma_quantile_slope(double a, double x);
double zeta(double s, double q);

// special_polynomial.cpp; the degree is n without its fraction.
double chebyshev_t(double x, double n);
double chebyshev_u(double x, double n);
double chebyshev_v(double x, double n);
double chebyshev_w(double x, double n);
/// Of 2 x - 1.
double shifted_chebyshev_t(double x, double n);
double shifted_chebyshev_u(double x, double n);
double shifted_chebyshev_v(double x, double n);
double shifted_chebyshev_w(double x, double n);
double hermite_h(double x, double n);
double hermite_he(double x, double n);
double laguerre_l(double x, double n);
double legendre_p(double x, double n);

}  // namespace chainrule::special
