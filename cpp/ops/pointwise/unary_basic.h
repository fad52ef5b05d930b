// Signs, rounding, predicates and other unary operations without elementary functions.
#pragma once

#include "ops/pointwise/family.h"

namespace chainrule {

struct Neg : Unary {
  static constexpr auto signature = "";
  static constexpr bool complex = true;
  static constexpr auto keep = Keep::nothing;
  static constexpr bool integers = true;
  template <class X>
  X value(X x) const {
    return -x;
  }
  template <class X>
  X grad(X g, X, X) const {
    return -g;
  }
};

struct Abs : Unary {
  static constexpr auto signature = "abs(Tensor input)";
  static constexpr std::array aliases{"absolute"};
  static constexpr bool integers = true;
  static Tensor on_complex(const Tensor& z);
  template <class X>
  X value(X x) const {
    return abs(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * sign(x);
  }
  static constexpr auto doc =
      "The absolute value of every element. The derivative at 0 is taken as 0.";
};

struct Sign : Unary {
  static constexpr auto signature = "sign(Tensor input)";
  static Tensor on_complex(const Tensor& z);
  static constexpr auto keep = Keep::nothing;
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  X value(X x) const {
    return sign(x);
  }
  template <class X>
  X grad(X g, X, X) const {
    return g * 0;
  }
  static constexpr auto doc = "-1, 0 or 1 by the sign of every element; its derivative is 0.";
};

/// z / |z| for complex numbers only: of real ones it is sign. Its derivative is not one of a
/// function of z alone, so that its node is recorded where it is called (ops/complex.cpp).
struct ComplexSign : Unary {
  static constexpr auto signature = "";
  static constexpr bool floats = false;
  static constexpr bool complex = true;
  static constexpr bool differentiable = false;
  template <class X>
  X value(X x) const {
    return sgn(x);
  }
};
struct Conjugate : Unary {
  static constexpr auto signature = "";
  static constexpr bool floats = false;
  static constexpr bool complex = true;
  static constexpr bool differentiable = false;
  template <class X>
  X value(X x) const {
    return conj(x);
  }
};

struct Square : Unary {
  static constexpr auto signature = "square(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::counted;
  static constexpr bool integers = true;
  template <class X>
  X value(X x) const {
    return x * x;
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * (2 * x);
  }
  static constexpr auto doc = "The square of every element.";
};

struct Reciprocal : Unary {
  static constexpr auto signature = "reciprocal(Tensor input)";
  static constexpr bool complex = true;
  static constexpr auto result = Result::floating;
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return 1 / x;
  }
  template <class X>
  X grad(X g, X, X y) const {
    return -g * y * y;
  }
  static constexpr auto doc = "1 / input, element by element.";
};

struct Sqrt : Unary {
  static constexpr auto signature = "sqrt(Tensor input)";
  static constexpr bool complex = true;
  static constexpr auto result = Result::floating;
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return sqrt(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g / (2 * y);
  }
  static constexpr auto doc = "The square root of every element; NaN for negative ones.";
};

struct Rsqrt : Unary {
  static constexpr auto signature = "rsqrt(Tensor input)";
  static constexpr bool complex = true;
  static constexpr auto result = Result::floating;
  static constexpr auto keep = Keep::output;
  template <class X>
  X value(X x) const {
    return 1 / sqrt(x);
  }
  template <class X>
  X grad(X g, X, X y) const {
    return g * -0.5 * (y * y * y);
  }
  static constexpr auto doc = "1 / sqrt(input), element by element.";
};

/// Flips every bit; not for bool, where it is logical_not.
struct BitwiseNot : Unary {
  static constexpr auto signature = "";
  static constexpr auto keep = Keep::nothing;
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool differentiable = false;
  template <class X>
  X value(X x) const {
    return ~x;
  }
};

/// x ** exponent for a number. The usual exponents take a product or a root instead of a logarithm.
struct PowScalar : Unary {
  static constexpr auto signature = "";
  static constexpr bool complex = true;
  double exponent;
  template <class X>
  X value(X x) const {
    return power(x, exponent);
  }
  template <class X>
  X grad(X g, X x, X) const {
    if (exponent == 0) return g * X(0);
    return g * (X(exponent) * power(x, exponent - 1));
  }
  template <class X>
  static X power(X x, double e) {
    if (e == 0) return X(1);
    if (e == 1) return x;
    if (e == 2) return x * x;
    if (e == 3) return x * x * x;
    if (e == 0.5) return sqrt(x);
    if (e == -1) return 1 / x;
    if (e == -2) return 1 / (x * x);
    return pow(x, X(e));
  }
};

/// The derivative of a step function.
struct Step : Unary {
  static constexpr auto keep = Keep::nothing;
  static constexpr Whole whole = Whole::unchanged;
  template <class X>
  X grad(X g, X, X) const {
    return g * 0;
  }
};
struct Floor : Step {
  static constexpr auto signature = "floor(Tensor input)";
  template <class X>
  X value(X x) const {
    return floor(x);
  }
  static constexpr auto doc = "The largest integer not above every element; its derivative is 0.";
};
struct Ceil : Step {
  static constexpr auto signature = "ceil(Tensor input)";
  template <class X>
  X value(X x) const {
    return ceil(x);
  }
  static constexpr auto doc = "The smallest integer not below every element; its derivative is 0.";
};
struct Trunc : Step {
  static constexpr auto signature = "trunc(Tensor input)";
  static constexpr std::array aliases{"fix"};
  template <class X>
  X value(X x) const {
    return trunc(x);
  }
  static constexpr auto doc = "Every element without its fraction; its derivative is 0.";
};
struct RoundEven : Step {
  static constexpr auto signature = "";
  template <class X>
  X value(X x) const {
    return round(x);
  }
};
struct Frac : Unary {
  static constexpr auto signature = "frac(Tensor input)";
  static constexpr auto keep = Keep::nothing;
  template <class X>
  X value(X x) const {
    return x - trunc(x);
  }
  template <class X>
  X grad(X g, X, X) const {
    return g;
  }
  static constexpr auto doc =
      "The fraction of every element, ``input - trunc(input)``, with its sign.";
};

/// Unary operations that give truth values.
struct Predicate : Unary {
  static constexpr auto result = Result::truth;
  static constexpr auto keep = Keep::nothing;
  static constexpr bool predicate = true;
  static constexpr bool differentiable = false;
  static constexpr bool inplace = false;
};
struct IsNan : Predicate {
  static constexpr auto signature = "isnan(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::never;
  template <class X>
  auto value(X x) const {
    return x != x;
  }
  static constexpr auto doc = "True where an element is NaN.";
};
struct IsInf : Predicate {
  static constexpr auto signature = "isinf(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::never;
  template <class X>
  auto value(X x) const {
    return isinf(x);
  }
  static constexpr auto doc = "True where an element is plus or minus infinity.";
};
struct IsFinite : Predicate {
  static constexpr auto signature = "isfinite(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::always;
  template <class X>
  auto value(X x) const {
    return isfinite(x);
  }
  static constexpr auto doc = "True where an element is neither infinite nor NaN.";
};
struct SignBit : Predicate {
  static constexpr auto signature = "signbit(Tensor input)";
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  auto value(X x) const {
    if constexpr (requires { requires X::is_integer; })
      return x < X(0);
    else
      return signbit(x);
  }
  static constexpr auto doc = "True where the sign bit is set, of -0.0 too.";
};
struct LogicalNot : Predicate {
  static constexpr auto signature = "logical_not(Tensor input)";
  static constexpr bool complex = true;
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  static constexpr bool inplace = true;
  template <class X>
  auto value(X x) const {
    return x == X(0);
  }
  static constexpr auto doc = "True where an element is zero.";
};

using UnaryBasicOps = List<Neg, Abs, Sign, ComplexSign, Conjugate, Square, Reciprocal, Sqrt, Rsqrt,
                           PowScalar, BitwiseNot, Floor, Ceil, Trunc, RoundEven, Frac, IsNan, IsInf,
                           IsFinite, SignBit, LogicalNot>;

}  // namespace chainrule
