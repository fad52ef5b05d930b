// Signs, rounding, predicates and other unary operations without elementary functions.
#pragma once

#include "ops/pointwise/family.h"

namespace chainrule {

struct Neg : Unary {
  static constexpr auto signature = "";
  static constexpr bool complex = true;
  static constexpr auto keep = Keep::nothing;
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
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
      R"(The absolute value of every element; ``sqrt(re**2 + im**2)`` of a complex one.

The derivative is the sign of the element, 0 at 0.

Example:
    >>> import chainrule as cr
    >>> cr.abs(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([1., 0., 2.])
)";
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
  static constexpr auto doc = R"(-1, 0 or 1 by the sign of every element.

The derivative is 0. For complex elements see sgn().

Example:
    >>> import chainrule as cr
    >>> cr.sign(cr.tensor([-3.0, 0.0, 0.5]))
    tensor([-1.,  0.,  1.])
)";
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
  static constexpr auto node = "PowBackward0";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::counted;
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
  template <class X>
  X value(X x) const {
    return x * x;
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * (2 * x);
  }
  static constexpr auto doc = R"(The square of every element.

The derivative is ``2 * input``.

Example:
    >>> import chainrule as cr
    >>> cr.square(cr.tensor([-3.0, 0.5]))
    tensor([9.0000, 0.2500])
)";
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
  static constexpr auto doc = R"(``1 / input``, element by element; an infinity at 0.

Integers give the default float type. The derivative is ``-1 / input**2``.

Example:
    >>> import chainrule as cr
    >>> cr.reciprocal(cr.tensor([4.0, -0.5]))
    tensor([ 0.2500, -2.0000])
)";
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
  static constexpr auto doc = R"(The square root of every element; NaN for negative ones.

Integers give the default float type. The derivative is ``1 / (2 * sqrt(input))``.

Example:
    >>> import chainrule as cr
    >>> cr.sqrt(cr.tensor([0.0, 4.0, 2.0]))
    tensor([0.0000, 2.0000, 1.4142])
)";
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
  static constexpr auto doc =
      R"(``1 / sqrt(input)``, element by element; an infinity at 0, NaN below.

Integers give the default float type. The derivative is ``-rsqrt(input)**3 / 2``.

Example:
    >>> import chainrule as cr
    >>> cr.rsqrt(cr.tensor([4.0, 0.25]))
    tensor([0.5000, 2.0000])
)";
};

/// Flips every bit; not for bool, where it is logical_not.
struct BitwiseNot : Unary {
  static constexpr auto signature = "";
  static constexpr auto keep = Keep::nothing;
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
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
    // In a graph it stays a power: the derivatives beyond the last that is not zero are zeros, not
    // "independent of x".
    if constexpr (requires { X::kRecorded; }) return pow(x, X(e));
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
  static constexpr auto doc = R"(The largest integer not above every element.

Integers stay as they are. The derivative is 0.

Example:
    >>> import chainrule as cr
    >>> cr.floor(cr.tensor([-1.5, 0.0, 2.7]))
    tensor([-2.,  0.,  2.])
)";
};
struct Ceil : Step {
  static constexpr auto signature = "ceil(Tensor input)";
  template <class X>
  X value(X x) const {
    return ceil(x);
  }
  static constexpr auto doc = R"(The smallest integer not below every element.

Integers stay as they are. The derivative is 0.

Example:
    >>> import chainrule as cr
    >>> cr.ceil(cr.tensor([-1.5, 0.0, 2.3]))
    tensor([-1.,  0.,  3.])
)";
};
struct Trunc : Step {
  static constexpr auto signature = "trunc(Tensor input)";
  static constexpr std::array aliases{"fix"};
  template <class X>
  X value(X x) const {
    return trunc(x);
  }
  static constexpr auto doc = R"(Every element without its fraction: rounded towards 0.

Integers stay as they are. The derivative is 0.

Example:
    >>> import chainrule as cr
    >>> cr.trunc(cr.tensor([-1.5, 0.5, 2.7]))
    tensor([-1.,  0.,  2.])
)";
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
      R"(The fraction of every element, with its sign: ``input - trunc(input)``.

The derivative is 1.

Raises:
    RuntimeError: the elements are integers.

Example:
    >>> import chainrule as cr
    >>> cr.frac(cr.tensor([-1.5, 2.25]))
    tensor([-0.5000,  0.2500])
)";
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
  static constexpr auto doc = R"(True where an element is NaN, or a part of a complex one.

Example:
    >>> import chainrule as cr
    >>> cr.isnan(cr.tensor([1.0, float("inf"), float("nan")]))
    tensor([False, False,  True])
)";
};
struct IsInf : Predicate {
  static constexpr auto signature = "isinf(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::never;
  template <class X>
  auto value(X x) const {
    return isinf(x);
  }
  static constexpr auto doc = R"(True where an element is plus or minus infinity.

Example:
    >>> import chainrule as cr
    >>> cr.isinf(cr.tensor([1.0, float("inf"), float("nan")]))
    tensor([False,  True, False])
)";
};
struct IsFinite : Predicate {
  static constexpr auto signature = "isfinite(Tensor input)";
  static constexpr bool complex = true;
  static constexpr Whole whole = Whole::always;
  template <class X>
  auto value(X x) const {
    return isfinite(x);
  }
  static constexpr auto doc = R"(True where an element is neither infinite nor NaN.

Example:
    >>> import chainrule as cr
    >>> cr.isfinite(cr.tensor([1.0, float("inf"), float("nan")]))
    tensor([ True, False, False])
)";
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
  static constexpr auto doc = R"(True where the sign bit is set, that of -0.0 too.

Example:
    >>> import chainrule as cr
    >>> cr.signbit(cr.tensor([-1.0, -0.0, 0.0, 2.0]))
    tensor([ True,  True, False, False])
)";
};
struct LogicalNot : Predicate {
  static constexpr auto signature = "logical_not(Tensor input)";
  static constexpr bool complex = true;
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
  static constexpr bool boolean = true;
  static constexpr bool inplace = true;
  template <class X>
  auto value(X x) const {
    return x == X(0);
  }
  static constexpr auto doc = R"(True where an element is zero.

The result is bool, whatever the input.

Example:
    >>> import chainrule as cr
    >>> cr.logical_not(cr.tensor([0.0, 0.5, float("nan")]))
    tensor([ True, False, False])
)";
};

using UnaryBasicOps = List<Neg, Abs, Sign, ComplexSign, Conjugate, Square, Reciprocal, Sqrt, Rsqrt,
                           PowScalar, BitwiseNot, Floor, Ceil, Trunc, RoundEven, Frac, IsNan, IsInf,
                           IsFinite, SignBit, LogicalNot>;

}  // namespace chainrule
