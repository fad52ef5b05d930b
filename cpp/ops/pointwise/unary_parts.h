// Unary operations on the parts of a number: exponent, decimals, the special values; and
// degrees. No elementary functions.
#pragma once

#include <limits>
#include <numbers>

#include "ops/pointwise/family.h"

namespace chainrule {

/// A factor between two units.
struct Convert : Unary {
  static Tensor on_complex(const Tensor& z);
  static constexpr auto result = Result::floating;
  static constexpr auto keep = Keep::nothing;
};
struct Deg2rad : Convert {
  static constexpr auto signature = "deg2rad(Tensor input)";
  template <class X>
  X value(X x) const {
    return x * (std::numbers::pi / 180);
  }
  template <class X>
  X grad(X g, X, X) const {
    return g * (std::numbers::pi / 180);
  }
  static constexpr auto doc = R"(Degrees as radians, ``input * pi / 180``.

>>> import chainrule as cr
>>> cr.deg2rad(cr.tensor([0.0, 90.0, 180.0]))
tensor([0.0000, 1.5708, 3.1416]))";
};
struct Rad2deg : Convert {
  static constexpr auto signature = "rad2deg(Tensor input)";
  template <class X>
  X value(X x) const {
    return x * (180 / std::numbers::pi);
  }
  template <class X>
  X grad(X g, X, X) const {
    return g * (180 / std::numbers::pi);
  }
  static constexpr auto doc = R"(Radians as degrees, ``input * 180 / pi``.

>>> import chainrule as cr
>>> cr.rad2deg(cr.tensor([0.0, 1.5, 3.0]))
tensor([  0.0000,  85.9437, 171.8873]))";
};

/// Half to even at a decimal place. `power` is 10 to the absolute number of places.
struct RoundDecimals : Unary {
  static constexpr auto signature = "";
  static constexpr auto keep = Keep::nothing;
  double power;
  bool before_point;
  template <class X>
  X value(X x) const {
    const X p = X(power);
    return before_point ? round(x / p) * p : round(x * p) / p;
  }
  template <class X>
  X grad(X g, X, X) const {
    return g * 0;
  }
};

struct NanToNum : Unary {
  static constexpr auto signature = "";
  double nan, positive, negative;
  template <class X>
  X value(X x) const {
    const X inf = X(std::numeric_limits<double>::infinity());
    return select(x != x, X(nan), select(x == inf, X(positive), select(x == -inf, X(negative), x)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select(abs(x) < X(std::numeric_limits<double>::infinity()), g, X(0));
  }
};

struct Infinite : Unary {
  static Tensor on_complex(const Tensor& z);
  static constexpr auto result = Result::truth;
  static constexpr auto keep = Keep::nothing;
  static constexpr bool predicate = true;
  static constexpr bool differentiable = false;
  static constexpr bool inplace = false;
  static constexpr Whole whole = Whole::never;
};
struct IsPosInf : Infinite {
  static constexpr auto signature = "isposinf(Tensor input)";
  template <class X>
  auto value(X x) const {
    return x == X(std::numeric_limits<double>::infinity());
  }
  static constexpr auto doc = R"(True where an element is plus infinity.

>>> import chainrule as cr
>>> cr.isposinf(cr.tensor([1.0, float('inf'), float('-inf')]))
tensor([False,  True, False]))";
};
struct IsNegInf : Infinite {
  static constexpr auto signature = "isneginf(Tensor input)";
  template <class X>
  auto value(X x) const {
    return x == X(-std::numeric_limits<double>::infinity());
  }
  static constexpr auto doc = R"(True where an element is minus infinity.

>>> import chainrule as cr
>>> cr.isneginf(cr.tensor([1.0, float('inf'), float('-inf')]))
tensor([False, False,  True]))";
};

/// x = mantissa * 2^exponent with the mantissa in [0.5, 1); 0, infinities and NaN are their own
/// mantissa, with the exponent 0.
struct Frexp : Unary {
  static constexpr auto signature = "";
  static constexpr bool differentiable = false;
  template <class X>
  static auto plain(X x) {
    const X m = abs(x);
    return (m > X(0)) & (m < X(std::numeric_limits<double>::infinity()));
  }
};
struct FrexpMantissa : Frexp {
  template <class X>
  X value(X x) const {
    const X m = split_exponent(abs(x)).mantissa;
    return select(plain(x), copysign(select(m >= X(1), m * X(0.5), m), x), x);
  }
};
struct FrexpExponent : Frexp {
  template <class X>
  X value(X x) const {
    const auto a = split_exponent(abs(x));
    return select(plain(x), select(a.mantissa >= X(1), a.exponent + X(1), a.exponent), X(0));
  }
};

using UnaryPartsOps = List<Deg2rad, Rad2deg, RoundDecimals, NanToNum, IsPosInf, IsNegInf,
                           FrexpMantissa, FrexpExponent>;

}  // namespace chainrule
