// Further elementwise operations of two tensors: signs, NaN-ignoring extrema, logarithms of sums,
// integers' divisors, neighbours.
#pragma once

#include <numbers>

#include "ops/pointwise/family.h"

namespace chainrule {

struct Copysign : Binary {
  static constexpr auto name = "CopysignBackward0";
  static constexpr auto result = Result::floating;
  static constexpr unsigned needs_a = kNeedsA | kNeedsOut, needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    return copysign(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X, X y) const {
    const auto zero = a == X(0);
    return select(zero, X(0), g * (y / select(zero, X(1), a)));
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g * 0;
  }
};

/// The larger one; NaN only where both are. A tie's gradient goes to `a`.
struct Fmax : Binary {
  static constexpr auto name = "FmaxBackward0";
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  X value(X a, X b) const {
    return fmax(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select((a >= b) | (b != b), g, X(0));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return select((a >= b) | (b != b), X(0), g);
  }
};
struct Fmin : Binary {
  static constexpr auto name = "FminBackward0";
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  template <class X>
  X value(X a, X b) const {
    return fmin(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select((a <= b) | (b != b), g, X(0));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return select((a <= b) | (b != b), X(0), g);
  }
};

/// log(e^a + e^b)
struct Logaddexp : Binary {
  static constexpr auto name = "LogaddexpBackward0";
  template <class X>
  X value(X a, X b) const {
    return logaddexp(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return g / (exp(b - a) + 1);
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return g / (exp(a - b) + 1);
  }
};
/// log2(2^a + 2^b)
struct Logaddexp2 : Binary {
  static constexpr auto name = "Logaddexp2Backward0";
  template <class X>
  X value(X a, X b) const {
    return logaddexp2(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return g / (exp((b - a) * std::numbers::ln2) + 1);
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return g / (exp((a - b) * std::numbers::ln2) + 1);
  }
};

/// 0 below zero (and for NaN), 1 above, b at zero.
struct Heaviside : Binary {
  static constexpr bool integers = true;
  static constexpr bool boolean = true;
  static constexpr bool differentiable = false;
  template <class X>
  X value(X a, X b) const {
    return select(a == X(0), b, select(a > X(0), X(1), X(0)));
  }
};

/// Euclid's algorithm; the smallest negative number stays what it is.
struct Gcd : Binary {
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool differentiable = false;
  template <class X>
  static X gcd(X a, X b) {
    a = abs(a);
    b = abs(b);
    while (any(b != X(0))) {
      const auto going = b != X(0);
      const X rest = a % select(going, b, X(1));
      a = select(going, b, a);
      b = select(going, rest, b);
    }
    return abs(a);
  }
  template <class X>
  X value(X a, X b) const {
    return gcd(a, b);
  }
};
struct Lcm : Gcd {
  template <class X>
  X value(X a, X b) const {
    const X g = gcd(a, b);
    const auto zero = g == X(0);  // a and b are, too
    const X quotient = a / select(zero, X(1), g);
    // Where the result does not fit, its low bits: of the product of the magnitudes in 8 and 16
    // bits, else the magnitude of the product's.
    if constexpr (sizeof(typename X::value_type) < 4) return abs(quotient) * abs(b);
    return abs(quotient * b);
  }
};

/// The next number after a on the way to b.
struct Nextafter : Binary {
  static constexpr auto name = "NextafterBackward0";
  static constexpr unsigned needs_b = kNeedsNothing;
  template <class X>
  X value(X a, X b) const {
    return next_after(a, b);
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select(a == b, X(0), g);
  }
  template <class X>
  X grad_b(X g, X, X, X) const {
    return g * 0;
  }
};
/// The same for numbers of 16 bits, read as int16: the order of their bits is that of the numbers.
struct Nextafter16 : Binary {
  static constexpr bool floats = false;
  static constexpr bool integers = true;
  static constexpr bool differentiable = false;
  int infinity;  // as bits
  template <class X>
  X value(X a, X b) const {
    if constexpr (sizeof(typename X::value_type) != 2) {
      return a;
    } else {
      const X magnitude_a = a & X(0x7fff), magnitude_b = b & X(0x7fff), sign_b = b & X(-0x8000);
      const auto order = [](X bits, X magnitude) __attribute__((always_inline)) {
        return select(bits < X(0), -magnitude, magnitude);
      };
      const X from = order(a, magnitude_a), to = order(b, magnitude_b);
      const X moved = a + select((from < to) ^ (a < X(0)), X(1), X(-1));
      const X next = select(from == to, b, select(magnitude_a == X(0), sign_b | X(1), moved));
      const X inf = X(infinity);
      return select(magnitude_a > inf, a, select(magnitude_b > inf, b, next));
    }
  }
};

/// a log(b), 0 for a = 0 unless b is NaN.
struct Xlogy : Binary {
  static constexpr auto name = "XlogyBackward0";
  static constexpr auto result = Result::floating;
  template <class X>
  X value(X a, X b) const {
    return select(b != b, b, select(a == X(0), X(0), a * log(b)));
  }
  template <class X>
  X grad_a(X g, X a, X b, X) const {
    return select((a == X(0)) & (b <= X(0)), X(0), xlogy(g, b));
  }
  template <class X>
  X grad_b(X g, X a, X b, X) const {
    return g * (a / b);
  }
};

/// a 2^b
struct Ldexp : Binary {
  static constexpr auto name = "LdexpBackward0";
  static constexpr auto result = Result::floating;
  static constexpr unsigned needs_a = kNeedsB, needs_b = kNeedsOut;
  template <class X>
  X value(X a, X b) const {
    return ldexp(a, b);
  }
  template <class X>
  X grad_a(X g, X, X b, X) const {
    return ldexp(g, b);
  }
  template <class X>
  X grad_b(X g, X, X, X y) const {
    return g * (y * std::numbers::ln2);
  }
};

using BinaryMoreOps = List<Copysign, Fmax, Fmin, Logaddexp, Logaddexp2, Heaviside, Gcd, Lcm,
                           Nextafter, Nextafter16, Xlogy, Ldexp>;

}  // namespace chainrule
