// The gamma function's family, the inverse error function, logit and sinc. Derivatives: Abramowitz
// & Stegun, chapters 6 and 7.
#pragma once

#include <limits>
#include <numbers>

#include "ops/pointwise/family.h"

namespace chainrule {

struct Gamma : Unary {
  static constexpr auto result = Result::floating;
};

struct Lgamma : Gamma {
  static constexpr auto signature = "lgamma(Tensor input)";
  static constexpr std::array aliases{"special.gammaln"};
  template <class X>
  X value(X x) const {
    return lgamma(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * digamma(x);
  }
  static constexpr auto doc =
      R"(The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

>>> import chainrule as cr
>>> cr.lgamma(cr.tensor([1.0, 4.0, 0.5]))
tensor([0.0000, 1.7918, 0.5724]))";
};

struct Digamma : Gamma {
  static constexpr auto signature = "digamma(Tensor input)";
  static constexpr std::array aliases{"special.digamma", "special.psi"};
  template <class X>
  X value(X x) const {
    return digamma(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * polygamma(1, x);
  }
  static constexpr auto doc =
      R"(The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

>>> import chainrule as cr
>>> cr.digamma(cr.tensor([1.0, 0.5]))
tensor([-0.5772, -1.9635]))";
};

/// The n-th derivative of digamma.
struct Polygamma : Gamma {
  static constexpr auto signature = "";
  int64_t n;
  template <class X>
  X value(X x) const {
    return n == 0 ? digamma(x) : polygamma(n, x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * polygamma(n + 1, x);
  }
};

struct Erfinv : Gamma {
  static constexpr auto signature = "erfinv(Tensor input)";
  static constexpr auto keep = Keep::output;
  static constexpr std::array aliases{"special.erfinv"};
  template <class X>
  X value(X x) const {
    return erfinv(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * (0.5 / std::numbers::inv_sqrtpi) * exp(y * y);
  }
  static constexpr auto doc =
      R"(The inverse of the error function: infinite at -1 and 1, NaN beyond.

>>> import chainrule as cr
>>> cr.erfinv(cr.tensor([0.0, 0.5, -1.0]))
tensor([0.0000, 0.4769,   -inf]))";
};

struct Ndtr : Gamma {
  static constexpr auto signature = "special.ndtr(Tensor input)";
  static constexpr bool inplace = false;
  template <class X>
  X value(X x) const {
    return ndtr(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * (std::numbers::inv_sqrtpi / std::numbers::sqrt2) * exp(x * x * X(-0.5));
  }
  static constexpr auto doc = R"(The area under the standard normal density left of every element.

    erfc(-x / sqrt(2)) / 2 (DLMF 7.18)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.ndtr(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([0.1587, 0.5000, 0.9772])
)";
};

/// log(x / (1 - x)), of x brought into [eps, 1 - eps] if it is bounded.
struct Logit : Gamma {
  static constexpr auto signature = "";
  double eps;
  bool bounded;
  template <class X>
  X value(X x) const {
    if (bounded) {
      const X low = X(eps), high = X(1) - low;
      x = select(x < low, low, select(x > high, high, x));
    }
    // Near 1/2 the quotient is near 1, and its rounding error would be all that the logarithm sees.
    return select((x > X(0.3)) & (x < X(0.75)), log1p((x * X(2) - X(1)) / (X(1) - x)),
                  log(x / (X(1) - x)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    const X inside = g / (x * (1 - x));
    if (bounded) return select((x < X(eps)) | (x > X(1 - eps)), X(0), inside);
    return select((x < X(0)) | (x > X(1)), X(std::numeric_limits<double>::quiet_NaN()), inside);
  }
};

struct Sinc : Gamma {
  static Tensor on_complex(const Tensor& z);
  static constexpr auto signature = "sinc(Tensor input)";
  static constexpr std::array aliases{"special.sinc"};
  template <class X>
  X value(X x) const {
    return sinc(x);
  }
  // (cos(pi x) - sinc(x)) / x; near 0, where both cancel, its Taylor series.
  template <class X>
  X grad(X g, X x, X) const {
    const auto near = (x < X(0.02)) & (x > X(-0.02));
    constexpr double p = std::numbers::pi * std::numbers::pi;
    const X close = select(near, x, X(0));
    const X z = close * close;
    const X series =
        close *
        (z * (z * (z * X(p * p * p * p / 45360) - X(p * p * p / 840)) + X(p * p / 30)) - X(p / 3));
    const X far = select(near, X(1), x);
    const X pi_x = far * X(std::numbers::pi);
    return g * select(near, series, (cos(pi_x) - sin(pi_x) / pi_x) / far);
  }
  static constexpr auto doc = R"(sin(pi x) / (pi x), 1 at 0.

>>> import chainrule as cr
>>> cr.sinc(cr.tensor([0.0, 0.5, 1.5]))
tensor([ 1.0000,  0.6366, -0.2122]))";
};

using UnaryGammaOps = List<Lgamma, Digamma, Polygamma, Erfinv, Ndtr, Logit, Sinc>;

}  // namespace chainrule
