// What loss functions share: how a loss is reduced, and the checks of their arguments.
#pragma once

#include <optional>
#include <string>

#include "core/tensor.h"
#include "ops/functions.h"
#include "ops/reduce.h"

namespace chainrule {

enum class LossReduction : uint8_t { none, mean, sum };

using OptBool = std::optional<bool>;

/// From reduction= and the two older arguments, which win (with a warning) where they are given.
LossReduction loss_reduction(const std::string& reduction,
                             const OptBool& size_average = std::nullopt,
                             const OptBool& reduce = std::nullopt);
/// The loss as it is, its mean, or its sum.
Tensor reduced(const Tensor& loss, LossReduction reduction);

/// nn.functional.cross_entropy with class indices along a last dimension is one pass each way
/// (loss_entropy.cpp).
Tensor cross_entropy(const Tensor& input, const Tensor& target, const OptTensor& weight,
                     LossReduction reduction, int64_t ignore_index, double label_smoothing);

}  // namespace chainrule
