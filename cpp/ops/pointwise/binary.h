// Elementwise operations of two and three tensors.
#pragma once

#include <cmath>

#include "ops/pointwise/family.h"

namespace chainrule {

struct Add : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "AddBackward0";
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
  static constexpr unsigned needs_a = kNeedsNothing, needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    return a + b;
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g;
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g;
  }
};
/// a + alpha * b
struct AddScaled : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "AddBackward0";
  static constexpr bool integers = true;
  static constexpr unsigned needs_a = kNeedsNothing, needs_b = kNeedsNothing;
  double alpha;
  template <class X>
  X value(X a, X b) const {
    if constexpr (requires { fma(b, X(alpha), a); }) {
      return fma(b, X(alpha), a);
    } else {
      return a + b * X(alpha);
    }
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g;
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g * X(alpha);
  }
};
struct Sub : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "SubBackward0";
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
  static constexpr unsigned needs_a = kNeedsNothing, needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    return a - b;
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g;
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return -g;
  }
};
struct Mul : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "MulBackward0";
  static constexpr bool integers = true;
  static constexpr bool sign_free = true;
  static constexpr unsigned needs_a = kNeedsB, needs_b = kNeedsA;
  template <class X>
  X value(X a, X b) const {
    return a * b;
  }
  template <class X>
  X grad_a(X g, X, X b, X) const {
    return g * b;
  }
  template <class X>
  X grad_b(X g, X a, X, X) const {
    return g * a;
  }
};
struct Div : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "DivBackward0";
  static constexpr auto result = Result::floating;
  static constexpr unsigned needs_a = kNeedsB;
  template <class X>
  X value(X a, X b) const {
    return a / b;
  }
  template <class X>
  X grad_a(X g, X, X b, X) const {
    return g / b;
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return -g * ((a / b) / b);
  }
};
/// a ** b. At a = 0 the derivative by b is 0 for b >= 0, and by a it is 0 for b = 0.
struct Pow : Binary {
  static constexpr bool complex = true;
  static constexpr auto name = "PowBackward1";
  static constexpr unsigned needs_b = kNeedsA | kNeedsB | kNeedsOut;
  template <class X>
  X value(X a, X b) const {
    return pow(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select(b == X(0), X(0), g * (b * pow(a, b - 1)));
  }
  template <class X>
  X grad_b(X g, X a, X b, X y) const {
    const auto flat = (a == X(0)) & nonnegative(b);
    return select(flat, X(0), g * (y * log(a)));
  }
};
/// a ** b on integers, by squaring. A negative exponent gives the quotient rounded to zero: 0, or a
/// power of +-1.
struct IntPow : Binary {
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool differentiable = false;
  template <class X>
  X value(X a, X b) const {
    const X odd = b & X(1);
    X result = select(b < X(0),
                      select(a == X(1), X(1), select(a == X(-1), X(1) - (odd + odd), X(0))), X(1));
    X base = a, left = select(b < X(0), X(0), b);
    while (any(left > X(0))) {
      result = select((left & X(1)) != X(0), result * base, result);
      base = base * base;
      left = left >> 1;
    }
    return result;
  }
};
struct Maximum : Binary {
  static constexpr auto name = "MaximumBackward0";
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  X value(X a, X b) const {
    return maximum(a, b);
  }
  // Where both are equal each gets half.
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select(a == b, g * X(0.5), select(a < b, X(0), g));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return select(a == b, g * X(0.5), select(b < a, X(0), g));
  }
};
struct Minimum : Binary {
  static constexpr auto name = "MinimumBackward0";
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  X value(X a, X b) const {
    return minimum(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select(a == b, g * X(0.5), select(a > b, X(0), g));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return select(a == b, g * X(0.5), select(b > a, X(0), g));
  }
};
struct Atan2 : Binary {
  static constexpr auto name = "Atan2Backward0";
  static constexpr auto result = Result::floating;
  template <class X>
  X value(X a, X b) const {
    return atan2(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return g * (b / squares(a, b));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return g * (-a / squares(a, b));
  }

 private:
  // The gradient at the origin is 0.
  template <class X>
  static X squares(X a, X b) {
    const X sum = a * a + b * b;
    return select(sum == X(0), X(1), sum);
  }
};
struct Hypot : Binary {
  static constexpr auto name = "HypotBackward0";
  static constexpr unsigned needs_a = kNeedsA | kNeedsOut, needs_b = kNeedsB | kNeedsOut;
  template <class X>
  X value(X a, X b) const {
    return hypot(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X, X y) const {
    return g * (a / y);
  }
  template <class X>
  X grad_b(X g, X, X b, X y) const {
    return g * (b / y);
  }
};

/// a - b * floor(a / b), with the sign of b. An integer divisor is not zero (checked before).
struct Remainder : Binary {
  static constexpr auto name = "RemainderBackward0";
  static constexpr bool integers = true;
  static constexpr unsigned needs_a = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    const X r = fmod(a, b);
    return select((r != X(0)) & ((r < X(0)) ^ (b < X(0))), r + b, r);
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g;
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    if constexpr (requires { X::kRecorded; }) {
      return -g * floor_divide(a, b);  // a / b may round up to the next integer
    } else {
      const X q = floor((a - value(a, b)) / b + X(0.5));
      return -g * select(b == X(0), a / b, q);
    }
  }
};
/// a - b * trunc(a / b), with the sign of a.
struct Fmod : Binary {
  static constexpr auto name = "FmodBackward0";
  static constexpr bool integers = true;
  static constexpr unsigned needs_a = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    return fmod(a, b);
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g;
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return -g * trunc(a / b);
  }
};
/// The quotient rounded down. For floats by the exact remainder, so that floor(a / b) and a % b
/// agree; a zero divisor gives the infinity or NaN of the division.
struct FloorDivide : Binary {
  static constexpr auto name = "DivBackward2";
  static constexpr bool integers = true;
  static constexpr unsigned needs_a = kNeedsNothing, needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    if constexpr (requires { requires X::is_integer; }) {
      const X quotient = a / b;
      const X r = a - quotient * b;
      return select((r != X(0)) & ((r < X(0)) ^ (b < X(0))), quotient - X(1), quotient);
    } else {
      const X r = fmod(a, b);
      const X q = (a - r) / b;
      const X down = select((r != X(0)) & ((r < X(0)) ^ (b < X(0))), q - X(1), q);
      const X near = floor(down);
      const X whole = select(down - near > X(0.5), near + X(1), near);
      const X result = select(down == X(0), copysign(X(0), a / b), whole);
      return select(b == X(0), a / b, result);
    }
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g * 0;
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g * 0;
  }
};
/// The quotient rounded towards zero.
struct TruncDivide : Binary {
  static constexpr auto name = "DivBackward2";
  static constexpr bool integers = true;
  static constexpr unsigned needs_a = kNeedsNothing, needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    if constexpr (requires { requires X::is_integer; })
      return a / b;
    else
      return trunc(a / b);
  }
  template <class X>
  X grad_a(X g, X, X, X) const {
    return g * 0;
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g * 0;
  }
};

struct Bitwise : Binary {
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  static constexpr bool differentiable = false;
};
struct BitwiseAnd : Bitwise {
  static constexpr bool sign_free = true;
  template <class X>
  X value(X a, X b) const {
    return a & b;
  }
};
struct BitwiseOr : Bitwise {
  static constexpr bool sign_free = true;
  template <class X>
  X value(X a, X b) const {
    return a | b;
  }
};
struct BitwiseXor : Bitwise {
  static constexpr bool sign_free = true;
  template <class X>
  X value(X a, X b) const {
    return a ^ b;
  }
};
/// Shifts by the width or more (or by less than nothing) give 0, or the sign.
struct LeftShift : Bitwise {
  static constexpr bool boolean = false;
  template <class X>
  X value(X a, X b) const {
    const auto wide = (b < X(0)) | (b >= X(8 * static_cast<int>(sizeof(typename X::value_type))));
    return select(wide, X(0), a << select(wide, X(0), b));
  }
};
struct RightShift : Bitwise {
  static constexpr bool boolean = false;
  template <class X>
  X value(X a, X b) const {
    const int top = 8 * static_cast<int>(sizeof(typename X::value_type)) - 1;
    const auto wide = (b < X(0)) | (b > X(top));
    return select(wide, select(a < X(0), X(-1), X(0)), a >> select(wide, X(0), b));
  }
};

using BinaryOps =
    List<Add, AddScaled, Sub, Mul, Div, Pow, IntPow, Maximum, Minimum, Atan2, Hypot, Remainder,
         Fmod, FloorDivide, TruncDivide, BitwiseAnd, BitwiseOr, BitwiseXor, LeftShift, RightShift>;

struct Eq : Compare {
  static constexpr bool sign_free = true;
  static constexpr bool complex = true;
  static constexpr auto name = "eq";
  template <class X>
  auto value(X a, X b) const {
    return a == b;
  }
};
struct Ne : Compare {
  static constexpr bool sign_free = true;
  static constexpr bool complex = true;
  static constexpr auto name = "ne";
  template <class X>
  auto value(X a, X b) const {
    return a != b;
  }
};
struct Lt : Compare {
  static constexpr auto name = "lt";
  template <class X>
  auto value(X a, X b) const {
    return a < b;
  }
};
struct Le : Compare {
  static constexpr auto name = "le";
  template <class X>
  auto value(X a, X b) const {
    return a <= b;
  }
};
struct Gt : Compare {
  static constexpr auto name = "gt";
  template <class X>
  auto value(X a, X b) const {
    return a > b;
  }
};
struct Ge : Compare {
  static constexpr auto name = "ge";
  template <class X>
  auto value(X a, X b) const {
    return a >= b;
  }
};
struct LogicalAnd : Compare {
  static constexpr bool sign_free = true;
  static constexpr bool complex = true;
  static constexpr auto name = "logical_and";
  template <class X>
  auto value(X a, X b) const {
    return (a != X(0)) & (b != X(0));
  }
};
struct LogicalOr : Compare {
  static constexpr bool sign_free = true;
  static constexpr bool complex = true;
  static constexpr auto name = "logical_or";
  template <class X>
  auto value(X a, X b) const {
    return (a != X(0)) | (b != X(0));
  }
};
struct LogicalXor : Compare {
  static constexpr bool sign_free = true;
  static constexpr bool complex = true;
  static constexpr auto name = "logical_xor";
  template <class X>
  auto value(X a, X b) const {
    return (a != X(0)) ^ (b != X(0));
  }
};

using CompareOps = List<Eq, Ne, Lt, Le, Gt, Ge, LogicalAnd, LogicalOr, LogicalXor>;

/// a + value * b * c
struct Addcmul : Binary {
  static constexpr bool complex = true;
  static constexpr bool integers = true;
  double scale;
  template <class X>
  X value(X a, X b, X c) const {
    return a + X(scale) * b * c;
  }
};
/// a + value * b / c
struct Addcdiv : Binary {
  static constexpr bool complex = true;
  double scale;
  template <class X>
  X value(X a, X b, X c) const {
    return a + X(scale) * (b / c);
  }
};
/// a + w (b - a), from the nearer end.
struct Lerp : Binary {
  static constexpr bool complex = true;
  template <class X>
  X value(X a, X b, X w) const {
    return select(abs(w) < 0.5, a + w * (b - a), b - (b - a) * (1 - w));
  }
};

using TernaryOps = List<Addcmul, Addcdiv, Lerp>;

}  // namespace chainrule
