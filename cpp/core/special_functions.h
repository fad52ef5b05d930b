// Special functions of one and two real numbers in double precision, from the literature: Bessel
// and Airy functions, incomplete gamma functions, Hurwitz' zeta, the normal distribution. No
// tensors and no lanes: ops/special.cpp maps them over elements.
// DLMF is the NIST Digital Library of Mathematical Functions. Expansions in Chebyshev polynomials
// were computed with 34 digits from the functions themselves and cut below 2^-60 of the largest
// coefficient.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace chainrule::special {

/// sum of c[k] T_k(t), |t| <= 1, by Clenshaw's recurrence (Clenshaw 1955).
template <size_t n>
double chebyshev_sum(const double (&c)[n], double t) {
  double b1 = 0, b2 = 0;
  for (size_t k = n - 1; k > 0; --k) {
    const double b0 = 2 * t * b1 - b2 + c[k];
    b2 = b1;
    b1 = b0;
  }
  return t * b1 - b2 + c[0];
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
double hermite_h(double x, double n);
double hermite_he(double x, double n);
double laguerre_l(double x, double n);
double legendre_p(double x, double n);

}  // namespace chainrule::special
