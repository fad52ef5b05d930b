// The elementary functions. Derivatives: Abramowitz & Stegun, "Handbook of Mathematical Functions",
// chapters 4 and 7.
#pragma once

#include <numbers>

#include "ops/pointwise/family.h"

namespace chainrule {

struct Math : Unary {
  static constexpr auto result = Result::floating;
  static constexpr bool complex = true;
};

struct Exp : Math {
  static constexpr auto signature = "exp(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return exp(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * y;
  }
  static constexpr auto doc = "e to the power of every element.";
};
struct Exp2 : Math {
  static constexpr auto signature = "exp2(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return exp2(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * y * std::numbers::ln2;
  }
  static constexpr auto doc = "2 to the power of every element.";
};
struct Expm1 : Math {
  static constexpr auto signature = "expm1(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return expm1(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * (y + 1);
  }
  static constexpr auto doc = "exp(input) - 1, exact for small elements too.";
};
struct Log : Math {
  static constexpr auto signature = "log(Tensor input)";
  template <class X>
  X value(X x) const {
    return log(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / x;
  }
  static constexpr auto doc = "The natural logarithm; -inf at 0, NaN below.";
};
struct Log2 : Math {
  static constexpr auto signature = "log2(Tensor input)";
  template <class X>
  X value(X x) const {
    return log2(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / (x * std::numbers::ln2);
  }
  static constexpr auto doc = "The logarithm to base 2.";
};
struct Log10 : Math {
  static constexpr auto signature = "log10(Tensor input)";
  template <class X>
  X value(X x) const {
    return log10(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / (x * std::numbers::ln10);
  }
  static constexpr auto doc = "The logarithm to base 10.";
};
struct Log1p : Math {
  static constexpr auto signature = "log1p(Tensor input)";
  template <class X>
  X value(X x) const {
    return log1p(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / (x + 1);
  }
  static constexpr auto doc = "log(1 + input), exact for small elements too.";
};
struct Sin : Math {
  static constexpr auto signature = "sin(Tensor input)";
  template <class X>
  X value(X x) const {
    return sin(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * cos(x);
  }
  static constexpr auto doc = "The sine of every element, in radians.";
};
struct Cos : Math {
  static constexpr auto signature = "cos(Tensor input)";
  template <class X>
  X value(X x) const {
    return cos(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return -g * sin(x);
  }
  static constexpr auto doc = "The cosine of every element, in radians.";
};
struct Tan : Math {
  static constexpr auto signature = "tan(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return tan(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * (1 + y * y);
  }
  static constexpr auto doc = "The tangent of every element, in radians.";
};
struct Asin : Math {
  static constexpr auto signature = "asin(Tensor input)";
  static constexpr std::array aliases{"arcsin"};
  template <class X>
  X value(X x) const {
    return asin(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / sqrt(1 - x * x);
  }
  static constexpr auto doc = "The inverse sine, in radians; NaN outside [-1, 1].";
};
struct Acos : Math {
  static constexpr auto signature = "acos(Tensor input)";
  static constexpr std::array aliases{"arccos"};
  template <class X>
  X value(X x) const {
    return acos(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return -g / sqrt(1 - x * x);
  }
  static constexpr auto doc = "The inverse cosine, in radians; NaN outside [-1, 1].";
};
struct Atan : Math {
  static constexpr auto signature = "atan(Tensor input)";
  static constexpr std::array aliases{"arctan"};
  template <class X>
  X value(X x) const {
    return atan(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / (x * x + 1);
  }
  static constexpr auto doc = "The inverse tangent, in radians.";
};
struct Sinh : Math {
  static constexpr auto signature = "sinh(Tensor input)";
  template <class X>
  X value(X x) const {
    return sinh(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * cosh(x);
  }
  static constexpr auto doc = "The hyperbolic sine of every element.";
};
struct Cosh : Math {
  static constexpr auto signature = "cosh(Tensor input)";
  template <class X>
  X value(X x) const {
    return cosh(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * sinh(x);
  }
  static constexpr auto doc = "The hyperbolic cosine of every element.";
};
struct Tanh : Math {
  static constexpr auto signature = "tanh(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return tanh(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * (1 - y * y);
  }
  static constexpr auto doc = "The hyperbolic tangent of every element.";
};
struct Asinh : Math {
  static constexpr auto signature = "asinh(Tensor input)";
  static constexpr std::array aliases{"arcsinh"};
  template <class X>
  X value(X x) const {
    return asinh(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / sqrt(x * x + 1);
  }
  static constexpr auto doc = "The inverse hyperbolic sine.";
};
struct Acosh : Math {
  static constexpr auto signature = "acosh(Tensor input)";
  static constexpr std::array aliases{"arccosh"};
  template <class X>
  X value(X x) const {
    return acosh(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / sqrt(x * x - 1);
  }
  static constexpr auto doc = "The inverse hyperbolic cosine; NaN below 1.";
};
struct Atanh : Math {
  static constexpr auto signature = "atanh(Tensor input)";
  static constexpr std::array aliases{"arctanh"};
  template <class X>
  X value(X x) const {
    return atanh(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g / (1 - x * x);
  }
  static constexpr auto doc = "The inverse hyperbolic tangent; NaN outside [-1, 1].";
};
struct Erf : Math {
  static constexpr auto signature = "erf(Tensor input)";
  static constexpr bool complex = false;
  template <class X>
  X value(X x) const {
    return erf(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * (2 * std::numbers::inv_sqrtpi) * exp(-(x * x));
  }
  static constexpr auto doc =
      "The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.";
};
struct Erfc : Math {
  static constexpr auto signature = "erfc(Tensor input)";
  static constexpr bool complex = false;
  template <class X>
  X value(X x) const {
    return erfc(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * (-2 * std::numbers::inv_sqrtpi) * exp(-(x * x));
  }
  static constexpr auto doc = "1 - erf(input), without cancellation for large elements.";
};
struct Sigmoid : Math {
  static constexpr auto signature = "sigmoid(Tensor input)";
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return sigmoid(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * ((1 - y) * y);
  }
  static constexpr auto doc = "1 / (1 + exp(-input)), element by element.";
};

using UnaryMathOps = List<Exp, Exp2, Expm1, Log, Log2, Log10, Log1p, Sin, Cos, Tan, Asin, Acos,
                          Atan, Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Erf, Erfc, Sigmoid>;

}  // namespace chainrule
