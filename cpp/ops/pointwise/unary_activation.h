// Activation functions of one argument, with their parameters as members.
#pragma once

#include <cmath>
#include <numbers>

#include "ops/pointwise/family.h"

namespace chainrule {

struct Relu : Unary {
  static constexpr auto signature = "relu(Tensor input)";
  static constexpr auto keep = Keep::output;
  static constexpr bool integers = true;
  template <class X>
  X value(X x) const {
    return select(x < X(0), X(0), x);
  }  // NaN stays NaN
  template <class X>
  X grad(X g, X, X y) const {
    return select(y <= X(0), X(0), g);
  }
  static constexpr auto doc = R"(``max(input, 0)``, element by element.

The derivative is 1 above 0, else 0.

Example:
    >>> import chainrule as cr
    >>> cr.relu(cr.tensor([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
)";
};

/// Rounded copies of scalar parameters clip; the gradient passes strictly inside for hardtanh, and
/// on the border for clamp.
struct Clamp : Unary {
  static constexpr auto signature = "";
  static constexpr bool integers = true;
  double low;
  double high;
  template <class X>
  X value(X x) const {
    const X raised = select(x < X(low), X(low), x);
    return select(raised > X(high), X(high), raised);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select((x >= X(low)) & (x <= X(high)), g, X(0));
  }
};

struct LeakyRelu : Unary {
  static constexpr auto signature = "";
  double negative_slope;
  template <class X>
  X value(X x) const {
    return select(x > X(0), x, x * X(negative_slope));
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select(x > X(0), g, g * X(negative_slope));
  }
};

/// scale * (max(0, x) + min(0, alpha * (exp(input_scale * x) - 1))): ELU, SELU and CELU in one.
/// Clevert et al., "Fast and accurate deep network learning by exponential linear units", 2015.
struct Elu : Unary {
  static constexpr auto signature = "";
  double alpha;
  double scale;
  double input_scale;
  template <class X>
  X value(X x) const {
    return select(x > X(0), x * X(scale), expm1(x * X(input_scale)) * X(alpha * scale));
  }
  template <class X>
  X grad(X g, X x, X) const {
    const X below = select(x >= X(0), X(0), x);  // what is not chosen may not be infinite
    return select(x > X(0), g * X(scale),
                  g * X(alpha * scale * input_scale) * exp(below * X(input_scale)));
  }
};

/// x * Phi(x) with the normal distribution's Phi. Hendrycks and Gimpel, "Gaussian error linear
/// units", 2016.
struct GeluErf : Unary {
  static constexpr auto signature = "";
  template <class X>
  X value(X x) const {
    return x * X(0.5) * (1 + erf(x * X(std::numbers::sqrt2 / 2)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    const double density = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return g * (X(0.5) * (1 + erf(x * X(std::numbers::sqrt2 / 2))) +
                x * exp(x * x * X(-0.5)) * X(density));
  }
};
struct GeluTanh : Unary {
  static constexpr auto signature = "";
  static constexpr double kBeta = std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
  static constexpr double kKappa = 0.044715;
  // 0.5 (1 + tanh u) is sigmoid(2 u): one exponential, exact in both tails.
  template <class X>
  X value(X x) const {
    return x * sigmoid(X(2 * kBeta) * (x + X(kKappa) * (x * x * x)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    const X s = sigmoid(X(2 * kBeta) * (x + X(kKappa) * (x * x * x)));
    return g * (s + x * (s * (1 - s)) * (X(2 * kBeta) * (1 + X(3 * kKappa) * (x * x))));
  }
};

struct Silu : Unary {
  static constexpr auto signature = "";
  static constexpr bool complex = true;
  template <class X>
  X value(X x) const {
    return x * sigmoid(x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    const X s = sigmoid(x);
    return g * (s * (1 + x * (1 - s)));
  }
};

/// x * tanh(softplus(x)). Misra, "Mish: a self regularized non-monotonic activation function",
/// 2019.
struct Mish : Unary {
  static constexpr auto signature = "";
  template <class X>
  X value(X x) const {
    return x * tanh(softplus(x));
  }
  template <class X>
  X grad(X g, X x, X) const {
    const X t = tanh(softplus(x));
    return g * (t + x * sigmoid(x) * (1 - t * t));
  }
  /// log(1 + exp(x)) without overflow.
  template <class X>
  static X softplus(X x) {
    return select(x > X(20), x, log1p(exp(select(x > X(20), X(0), x))));
  }
};

struct Softplus : Unary {
  static constexpr auto signature = "";
  double beta;
  double threshold;  // above it the function is the identity
  template <class X>
  X value(X x) const {
    const auto linear = x * X(beta) > X(threshold);
    return select(linear, x, log1p(exp(select(linear, X(0), x * X(beta)))) / X(beta));
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select(x * X(beta) > X(threshold), g, g * sigmoid(x * X(beta)));
  }
};

/// log(sigmoid(x)) = min(x, 0) - log(1 + exp(-|x|)).
struct LogSigmoid : Unary {
  static constexpr auto signature = "nn.functional.logsigmoid(Tensor input)";
  static constexpr auto node = "LogSigmoidBackward0";
  static constexpr bool inplace = false;
  template <class X>
  X value(X x) const {
    return select(x < X(0), x, X(0)) - log1p(exp(-abs(x)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    return g * sigmoid(-x);
  }
  static constexpr auto doc = R"(``log(sigmoid(input))``, safe for elements of any size.

The derivative is ``1 - sigmoid(input)``.

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.logsigmoid(cr.tensor([-100.0, 0.0, 2.0]))
    tensor([-100.0000,   -0.6931,   -0.1269])
)";
};

struct Hardtanh : Unary {
  static constexpr auto signature = "";
  static constexpr bool integers = true;
  double low;
  double high;
  template <class X>
  X value(X x) const {
    const X raised = select(x < X(low), X(low), x);
    return select(raised > X(high), X(high), raised);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select((x > X(low)) & (x < X(high)), g, X(0));
  }
};

struct Hardsigmoid : Unary {
  static constexpr auto signature = "";
  template <class X>
  X value(X x) const {
    const X shifted = x + X(3);
    const X raised = select(shifted < X(0), X(0), shifted);
    return select(raised > X(6), X(6), raised) / X(6);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select((x > X(-3)) & (x < X(3)), g / X(6), X(0));
  }
};

struct Hardswish : Unary {
  static constexpr auto signature = "";
  template <class X>
  X value(X x) const {
    const X shifted = x + X(3);
    const X raised = select(shifted < X(0), X(0), shifted);
    return x * select(raised > X(6), X(6), raised) / X(6);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select(x <= X(-3), X(0), select(x < X(3), g * (x / X(3) + X(0.5)), g));
  }
};

struct Hardshrink : Unary {
  static constexpr auto signature = "";
  double lambda;
  template <class X>
  X value(X x) const {
    return select((x >= X(-lambda)) & (x <= X(lambda)), X(0), x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select((x >= X(-lambda)) & (x <= X(lambda)), X(0), g);
  }
};

struct Softshrink : Unary {
  static constexpr auto signature = "";
  double lambda;
  template <class X>
  X value(X x) const {
    return select(x > X(lambda), x - X(lambda), select(x < X(-lambda), x + X(lambda), x * X(0)));
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select((x >= X(-lambda)) & (x <= X(lambda)), X(0), g);
  }
};

struct Threshold : Unary {
  static constexpr auto signature = "";
  static constexpr bool integers = true;
  double threshold;
  double substitute;
  template <class X>
  X value(X x) const {
    return select(x <= X(threshold), X(substitute), x);
  }
  template <class X>
  X grad(X g, X x, X) const {
    return select(x <= X(threshold), X(0), g);
  }
};

using UnaryActivationOps =
    List<Relu, Clamp, LeakyRelu, Elu, GeluErf, GeluTanh, Silu, Mish, Softplus, LogSigmoid, Hardtanh,
         Hardsigmoid, Hardswish, Hardshrink, Softshrink, Threshold>;

}  // namespace chainrule
