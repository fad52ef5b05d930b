// Losses of an input and a target, element by element. `value` and `slope` (d value / d input) are
// instantiated on vector lanes, where the loss and its reduction are one pass and the derivative
// another, and on Expr, where the same text is the graph of the derivative. `target_slope` is d
// value / d target, on Expr only. Parameters are data members.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/dispatch.h"
#include "ops/pointwise/family.h"

namespace chainrule {

struct MseLoss {
  static constexpr auto node = "MseLossBackward0";
  template <class X>
  X value(X x, X t) const {
    return (x - t) * (x - t);
  }
  template <class X>
  X slope(X x, X t) const {
    return (x - t) * X(2);
  }
  template <class X>
  X target_slope(X x, X t) const {
    return (t - x) * X(2);
  }
};

/// -1, 0 or 1, and NaN of NaN.
template <class X>
X direction(X d) {
  return select(d != d, d, sign(d));
}

struct SmoothL1Loss {
  static constexpr auto node = "SmoothL1LossBackward0";
  double beta;
  template <class X>
  X value(X x, X t) const {
    const X d = abs(x - t);
    return select(d < X(beta), d * d * X(0.5 / beta), d - X(0.5 * beta));
  }
  template <class X>
  X slope(X x, X t) const {
    const X d = x - t;
    return select(abs(d) < X(beta), d * X(1 / beta), direction(d));
  }
  template <class X>
  X target_slope(X x, X t) const {
    return -slope(x, t);
  }
};

struct HuberLoss {
  static constexpr auto node = "HuberLossBackward0";
  double delta;
  template <class X>
  X value(X x, X t) const {
    const X d = abs(x - t);
    return select(d <= X(delta), d * d * X(0.5), (d - X(0.5 * delta)) * X(delta));
  }
  template <class X>
  X slope(X x, X t) const {
    const X d = x - t;
    return select(abs(d) <= X(delta), d, direction(d) * X(delta));
  }
  template <class X>
  X target_slope(X x, X t) const {
    return -slope(x, t);
  }
};

/// log(1 + exp(-t x)) for targets 1 and -1.
struct SoftMarginLoss {
  static constexpr auto node = "SoftMarginLossBackward0";
  template <class X>
  X value(X x, X t) const {
    const X z = -(t * x);
    return select(z > X(0), z, X(0)) + log1p(exp(-abs(z)));
  }
  template <class X>
  X slope(X x, X t) const {
    return -(t * sigmoid(-(t * x)));
  }
  template <class X>
  X target_slope(X x, X t) const {
    return -(x * sigmoid(-(t * x)));
  }
};

/// Logarithms are held above -100, so that a certain and wrong prediction costs much but not
/// infinitely.
struct BinaryCrossEntropy {
  static constexpr auto node = "BinaryCrossEntropyBackward0";
  template <class X>
  static X held(X log) {
    return select(log < X(-100), X(-100), log);
  }
  template <class X>
  X value(X x, X t) const {
    return (t - X(1)) * held(log1p(-x)) - t * held(log(x));
  }
  template <class X>
  X slope(X x, X t) const {
    const X spread = (X(1) - x) * x;
    return (x - t) / select(spread < X(1e-12), X(1e-12), spread);
  }
  template <class X>
  X target_slope(X x, X) const {
    return held(log1p(-x)) - held(log(x));
  }
};

struct BinaryCrossEntropyWithLogits {
  static constexpr auto node = "BinaryCrossEntropyWithLogitsBackward0";
  template <class X>
  X value(X x, X t) const {
    // x (1 - t) or -x t, not their difference: an infinite x would be taken from itself.
    const auto up = x > X(0);
    return select(up, x, X(0)) * (X(1) - t) - select(up, X(0), x) * t + log1p(exp(-abs(x)));
  }
  template <class X>
  X slope(X x, X t) const {
    return sigmoid(x) - t;
  }
  template <class X>
  X target_slope(X x, X) const {
    return -x;
  }
};

using PairLosses = List<MseLoss, SmoothL1Loss, HuberLoss, SoftMarginLoss, BinaryCrossEntropy,
                        BinaryCrossEntropyWithLogits>;

struct PairLossKernel {
  /// The sum over n elements.
  double (*sum)(const void* x, const void* t, int64_t n, const void* loss);
  void (*map)(const void* x, const void* t, int64_t n, const void* loss, void* out);
  /// out = g * scale * slope; g is one element for all if `splat`.
  void (*grad)(const void* g, bool splat, double scale, const void* x, const void* t, int64_t n,
               const void* loss, void* out);
};
struct PairLossTable {
  PairLossKernel f32[PairLosses::size];
  PairLossKernel f64[PairLosses::size];
};
CHAINRULE_KERNEL_TABLE(PairLossTable, pair_losses)

}  // namespace chainrule
