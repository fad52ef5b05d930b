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
  static constexpr auto doc = R"(e to the power of every element.

Integers give the default float type. The derivative is the result.

Example:
    >>> import chainrule as cr
    >>> cr.exp(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([0.3679, 1.0000, 7.3891])
)";
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
  static constexpr auto doc = R"(2 to the power of every element.

Integers give the default float type. The derivative is ``log(2)`` times the result.

Example:
    >>> import chainrule as cr
    >>> cr.exp2(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([0.5000, 1.0000, 4.0000])
)";
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
  static constexpr auto doc = R"(``exp(input) - 1``, exact for small elements too.

Integers give the default float type. The derivative is the result plus 1.

Example:
    >>> import chainrule as cr
    >>> cr.expm1(cr.tensor([1e-10, 1.0]))
    tensor([1.0000e-10, 1.7183e+00])
)";
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
  static constexpr auto doc = R"(The natural logarithm of every element; -inf at 0, NaN below.

Integers give the default float type. The derivative is ``1 / input``.

Example:
    >>> import chainrule as cr
    >>> cr.log(cr.tensor([1.0, 10.0, 0.0]))
    tensor([0.0000, 2.3026,   -inf])
)";
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
  static constexpr auto doc = R"(The logarithm to base 2; -inf at 0, NaN below.

Integers give the default float type. The derivative is ``1 / (input * log(2))``.

Example:
    >>> import chainrule as cr
    >>> cr.log2(cr.tensor([1.0, 8.0, 10.0]))
    tensor([0.0000, 3.0000, 3.3219])
)";
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
  static constexpr auto doc = R"(The logarithm to base 10; -inf at 0, NaN below.

Integers give the default float type. The derivative is ``1 / (input * log(10))``.

Example:
    >>> import chainrule as cr
    >>> cr.log10(cr.tensor([1.0, 1000.0, 2.0]))
    tensor([0.0000, 3.0000, 0.3010])
)";
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
  static constexpr auto doc =
      R"(``log(1 + input)``, exact for small elements too; -inf at -1, NaN below.

Integers give the default float type. The derivative is ``1 / (1 + input)``.

Example:
    >>> import chainrule as cr
    >>> cr.log1p(cr.tensor([1e-10, 1.0]))
    tensor([1.0000e-10, 6.9315e-01])
)";
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
  static constexpr auto doc = R"(The sine of every element, in radians.

Integers give the default float type. The derivative is ``cos(input)``.

Example:
    >>> import chainrule as cr
    >>> cr.sin(cr.tensor([0.0, 0.5, 1.0]))
    tensor([0.0000, 0.4794, 0.8415])
)";
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
  static constexpr auto doc = R"(The cosine of every element, in radians.

Integers give the default float type. The derivative is ``-sin(input)``.

Example:
    >>> import chainrule as cr
    >>> cr.cos(cr.tensor([0.0, 0.5, 1.0]))
    tensor([1.0000, 0.8776, 0.5403])
)";
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
  static constexpr auto doc = R"(The tangent of every element, in radians.

Integers give the default float type. The derivative is ``1 + tan(input)**2``.

Example:
    >>> import chainrule as cr
    >>> cr.tan(cr.tensor([0.0, 0.5, 1.0]))
    tensor([0.0000, 0.5463, 1.5574])
)";
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
  static constexpr auto doc = R"(The inverse sine, in radians; NaN outside [-1, 1].

Integers give the default float type. The derivative is ``1 / sqrt(1 - input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.asin(cr.tensor([-0.5, 0.0, 1.0]))
    tensor([-0.5236,  0.0000,  1.5708])
)";
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
  static constexpr auto doc = R"(The inverse cosine, in radians; NaN outside [-1, 1].

Integers give the default float type. The derivative is ``-1 / sqrt(1 - input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.acos(cr.tensor([-0.5, 0.0, 1.0]))
    tensor([2.0944, 1.5708, 0.0000])
)";
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
  static constexpr auto doc = R"(The inverse tangent, in radians.

Integers give the default float type. The derivative is ``1 / (1 + input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.atan(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.7854,  0.0000,  1.1071])
)";
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
  static constexpr auto doc = R"(The hyperbolic sine, ``(exp(input) - exp(-input)) / 2``.

Integers give the default float type. The derivative is ``cosh(input)``.

Example:
    >>> import chainrule as cr
    >>> cr.sinh(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([-1.1752,  0.0000,  3.6269])
)";
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
  static constexpr auto doc = R"(The hyperbolic cosine, ``(exp(input) + exp(-input)) / 2``.

Integers give the default float type. The derivative is ``sinh(input)``.

Example:
    >>> import chainrule as cr
    >>> cr.cosh(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([1.5431, 1.0000, 3.7622])
)";
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
  static constexpr auto doc =
      R"(The hyperbolic tangent, ``sinh(input) / cosh(input)``; between -1 and 1.

Integers give the default float type. The derivative is ``1 - tanh(input)**2``.

Example:
    >>> import chainrule as cr
    >>> cr.tanh(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.7616,  0.0000,  0.9640])
)";
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
  static constexpr auto doc = R"(The inverse hyperbolic sine, ``log(input + sqrt(input**2 + 1))``.

Integers give the default float type. The derivative is ``1 / sqrt(input**2 + 1)``.

Example:
    >>> import chainrule as cr
    >>> cr.asinh(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.8814,  0.0000,  1.4436])
)";
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
    if constexpr (requires { x.im; }) {
      return g / sqrt(x - 1) / sqrt(x + 1);  // the root of the product has other branches
    } else {
      if constexpr (requires { X::kRecorded; }) {
        if (is_complex(x.tensor().dtype())) return g / sqrt(x - 1) / sqrt(x + 1);
      }
      const X size = select(x < X(0), -x, x);  // a number also where acosh is NaN, below -1
      return g / sqrt(size - 1) / sqrt(size + 1);
    }
  }
  static constexpr auto doc =
      R"(The inverse hyperbolic cosine, ``log(input + sqrt(input**2 - 1))``; NaN below 1.

Integers give the default float type. The derivative is ``1 / sqrt(input**2 - 1)``.

Example:
    >>> import chainrule as cr
    >>> cr.acosh(cr.tensor([1.0, 2.0, 0.5]))
    tensor([0.0000, 1.3170,    nan])
)";
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
  static constexpr auto doc =
      R"(The inverse hyperbolic tangent, ``log((1 + input) / (1 - input)) / 2``.

Infinities at -1 and 1, NaN outside. Integers give the default float type.
The derivative is ``1 / (1 - input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.atanh(cr.tensor([-0.5, 0.0, 1.0]))
    tensor([-0.5493,  0.0000,     inf])
)";
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
      R"(The error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to input``.

Integers give the default float type. The derivative is ``2 / sqrt(pi) * exp(-input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.erf(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.8427,  0.0000,  0.9953])
)";
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
  static constexpr auto doc = R"(``1 - erf(input)``, without cancellation for large elements.

Integers give the default float type. The derivative is ``-2 / sqrt(pi) * exp(-input**2)``.

Example:
    >>> import chainrule as cr
    >>> cr.erfc(cr.tensor([0.0, 1.0, 5.0]))
    tensor([1.0000e+00, 1.5730e-01, 1.5375e-12])
)";
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
  static constexpr auto doc = R"(The logistic function, ``1 / (1 + exp(-input))``.

Integers give the default float type. The derivative is ``y * (1 - y)`` for a result ``y``.

Example:
    >>> import chainrule as cr
    >>> cr.sigmoid(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([0.2689, 0.5000, 0.8808])
)";
};

using UnaryMathOps = List<Exp, Exp2, Expm1, Log, Log2, Log10, Log1p, Sin, Cos, Tan, Asin, Acos,
                          Atan, Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Erf, Erfc, Sigmoid>;

}  // namespace chainrule
