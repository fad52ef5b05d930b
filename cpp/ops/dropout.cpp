// Dropout and its kin. Srivastava et al., "Dropout: a simple way to prevent neural networks from
// overfitting", 2014.
#include <cmath>

#include "core/random.h"
#include "graph/record.h"
#include "kernels/random.h"
#include "ops/functions.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

void check_probability(double p) {
  check<ValueError>(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
}

/// 1 where an element is kept, in the type of x; `shape` broadcasts to x.
Tensor keep_mask(DimSpan shape, double p) {
  Tensor mask = empty(shape, DType::bool_);
  fill_bernoulli(default_generator(), mask.data<uint8_t>(), mask.numel(), 1 - p);
  return mask;
}

Tensor drop(const Tensor& x, DimSpan shape, double p) {
  if (p == 0) return x;
  if (p == 1) return x * 0;
  const Tensor mask = to(keep_mask(shape, p), x.dtype()) * (1 / (1 - p));
  return x * mask;
}

/// Whole channels: one decision for everything behind the first two dimensions.
Dims channel_shape(const Tensor& x, size_t lead) {
  Dims shape(x.sizes().size(), 1);
  for (size_t d = 0; d < std::min(lead, shape.size()); ++d) shape[d] = x.sizes()[d];
  return shape;
}

Tensor dropout(const Tensor& x, double p, bool training, bool) {
  check_probability(p);
  return training && x.numel() > 0 ? drop(x, x.sizes(), p) : x;
}

/// What PyTorch says to an input that is no image of n dimensions, with or without a batch.
void warn_of_dims(const Tensor& x, int n) {
  const std::string name = "dropout" + std::to_string(n) + "d: Received a ";
  const auto dim = static_cast<int64_t>(x.dim());
  if (dim != n + 1 && dim != n + 2) {
    warn(name + std::to_string(dim) + "-D input to dropout" + std::to_string(n) +
             "d, which is deprecated and will result in an error in a future release. To retain "
             "the behavior and silence this warning, please use dropout instead. Note that "
             "dropout" +
             std::to_string(n) + "d exists to provide channel-wise dropout on inputs with " +
             std::to_string(n) +
             " spatial dimensions, a channel dimension, and an optional batch dimension (i.e. " +
             std::to_string(n + 1) + "D or " + std::to_string(n + 2) + "D inputs).",
         WarningKind::kUser);
  }
  if (n == 2 && dim == 3) {
    warn(name +
             "3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
             "- input is interpreted as shape (N, C, L), where C is the channel dim. This behavior "
             "will change in a future release to interpret the input as one without a batch "
             "dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, "
             "please switch to using dropout1d instead.",
         WarningKind::kUser);
  }
}

template <int n>
Tensor feature_dropout(const Tensor& x, double p, bool training, bool) {
  check_probability(p);
  check(n != 1 || x.dim() == 2 || x.dim() == 3,
        "dropout1d: Expected 2D or 3D input, but received a ", x.dim(),
        "D input: channels and one spatial dimension, with or without a batch before them");
  if constexpr (n != 1) warn_of_dims(x, n);
  if (!training || x.numel() == 0) return x;
  // (C, ...) without a batch decides for each channel; three dimensions are a batch to dropout2d.
  const bool unbatched = n == 1 ? x.dim() == 2 : n == 3 && x.dim() != 5;
  return drop(x, channel_shape(x, unbatched ? 1 : 2), p);
}

/// Klambauer et al., "Self-normalizing neural networks", 2017: what is dropped becomes SELU's
/// negative limit, and the affine map a x + b brings mean and variance back.
Tensor alpha_drop(const Tensor& x, DimSpan shape, double p) {
  constexpr double limit = -1.7580993408473766;
  if (p == 0) return x;
  if (p == 1) return x * 0;
  const double a = 1 / std::sqrt((1 - p) * (1 + p * limit * limit));
  const double b = -a * limit * p;
  const Tensor mask = to(keep_mask(shape, p), x.dtype());
  return x * (mask * a) + ((1 - mask) * (a * limit) + b);
}
Tensor alpha_dropout(const Tensor& x, double p, bool training, bool) {
  check_probability(p);
  return training && x.numel() > 0 ? alpha_drop(x, x.sizes(), p) : x;
}
Tensor feature_alpha_dropout(const Tensor& x, double p, bool training, bool) {
  check_probability(p);
  check(!training || x.dim() >= 2, "Feature dropout requires at least 2 dimensions in the input");
  return training && x.numel() > 0 ? alpha_drop(x, channel_shape(x, 2), p) : x;
}

const Op kDropout =
    Op("nn.functional.dropout(Tensor input, float p=0.5, bool training=True, bool inplace=False)",
       dropout)
        .no_out()
        .doc(R"(Zeroes elements at random and scales the rest: ``input * keep / (1 - p)``.

``keep`` is 1 with probability ``1 - p`` for every element on its own, else 0; the mean stays.
Hinton et al. 2012, arXiv:1207.0580.

Args:
    input: any shape.
    p: the probability of a zero.
    training: with False the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.nn.functional.dropout(cr.ones(3), p=0.0)
    tensor([1., 1., 1.])
    >>> y = cr.nn.functional.dropout(cr.ones(1000), p=0.5)
    >>> sorted(set(y.tolist()))
    [0.0, 2.0]
)");
const Op kDropoutTop =
    Op(
        "dropout(Tensor input, float p, bool train)",
        +[](const Tensor& x, double p, bool train) {
          check(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
          return dropout(x, p, train, false);
        })
        .function_only()
        .inplace()
        .no_out()
        .doc(R"(As nn.functional.dropout(), with ``train`` by position.

Args:
    input: any shape.
    p: the probability of a zero.
    train: with False the input is returned as it is.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> cr.dropout(cr.ones(3), 0.5, False)
    tensor([1., 1., 1.])
)");
const Op kDropout1 =
    Op("nn.functional.dropout1d(Tensor input, float p=0.5, bool training=True, bool inplace=False)",
       feature_dropout<1>)
        .no_out()
        .doc(R"(Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
Tompson et al. 2015, arXiv:1411.4280.

Args:
    input: ``(N, C, L)`` or ``(C, L)``.
    p: the probability of a zero, for every channel of every sample on its own.
    training: with False the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> y = cr.nn.functional.dropout1d(cr.ones(2, 8, 5), p=0.5)
    >>> bool((y.amin(-1) == y.amax(-1)).all())
    True
)");
const Op kDropout2 =
    Op("nn.functional.dropout2d(Tensor input, float p=0.5, bool training=True, bool inplace=False)",
       feature_dropout<2>)
        .no_out()
        .doc(R"(Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
Tompson et al. 2015, arXiv:1411.4280.

Args:
    input: ``(N, C, H, W)`` or ``(N, C, L)``.
    p: the probability of a zero, for every channel of every sample on its own.
    training: with False the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> y = cr.nn.functional.dropout2d(cr.ones(2, 8, 3, 3), p=0.5)
    >>> bool((y.amin((-2, -1)) == y.amax((-2, -1))).all())
    True
)");
const Op kDropout3 =
    Op("nn.functional.dropout3d(Tensor input, float p=0.5, bool training=True, bool inplace=False)",
       feature_dropout<3>)
        .no_out()
        .doc(R"(Zeroes whole channels at random and scales the rest by ``1 / (1 - p)``.

Neighbours within a channel tell almost the same: zeroing them one by one would hide nothing.
Tompson et al. 2015, arXiv:1411.4280.

Args:
    input: ``(N, C, D, H, W)`` or ``(C, D, H, W)``.
    p: the probability of a zero, for every channel of every sample on its own.
    training: with False the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> y = cr.nn.functional.dropout3d(cr.ones(2, 8, 2, 2, 2), p=0.5)
    >>> bool((y.amin((-3, -2, -1)) == y.amax((-3, -2, -1))).all())
    True
)");
const Op kAlpha =
    Op("nn.functional.alpha_dropout(Tensor input, float p=0.5, bool training=False, "
       "bool inplace=False)",
       alpha_dropout)
        .no_out()
        .doc(R"(Dropout that keeps mean and variance of activations that come from selu().

Elements are set to selu's limit ``-1.7581`` instead of 0, and the result is scaled and shifted.
Klambauer et al. 2017, arXiv:1706.02515, section 3.

Args:
    input: any shape.
    p: the probability that an element is replaced.
    training: with False (the default here) the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> len(set(cr.nn.functional.alpha_dropout(cr.ones(1000), p=0.5, training=True).tolist()))
    2
)");
const Op kFeatureAlpha =
    Op("nn.functional.feature_alpha_dropout(Tensor input, float p=0.5, bool "
       "training=False, bool inplace=False)",
       feature_alpha_dropout)
        .no_out()
        .doc(R"(alpha_dropout() of whole channels: all elements of a channel share their fate.

Args:
    input: ``(N, C, ...)``.
    p: the probability that a channel is replaced.
    training: with False (the default here) the input is returned as it is.
    inplace: write to the input.

Raises:
    ValueError: ``p`` is not in [0, 1].

Example:
    >>> import chainrule as cr
    >>> y = cr.nn.functional.feature_alpha_dropout(cr.ones(2, 8, 5), p=0.5, training=True)
    >>> bool((y.amin(-1) == y.amax(-1)).all())
    True
)");

}  // namespace

}  // namespace chainrule
