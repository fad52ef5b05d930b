// The memory orders that callers ask for by name: memory_format= of clone, contiguous, empty, to
// ...
#pragma once

#include <optional>
#include <string>

#include "core/tensor.h"

namespace chainrule {

using FormatName = std::optional<std::string>;

/// The strides of dense elements in the order named: channels_last for four dimensions,
/// channels_last_3d for five, else row-major. RuntimeError for another number of dimensions.
Dims strides_in(DimSpan sizes, const FormatName& format);
/// Whether the elements lie as strides_in() says (dimensions of one do not count).
bool lies_in(const Tensor& x, const FormatName& format);
/// Whether the name asks for an order at all: preserve_format, like no name, does not.
bool asks_for_order(const FormatName& format);

/// x.clone(memory_format=...) and x.contiguous(memory_format=...).
Tensor clone(const Tensor& x, const FormatName& format);
Tensor contiguous(const Tensor& x, const FormatName& format);

}  // namespace chainrule
