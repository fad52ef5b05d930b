// Memory that an operation reads while it writes it. Results are made apart and copied here, so
// that none of this would go wrong; but a program that relies on it would fail, or compute
// something else, with PyTorch.
#pragma once

#include <span>

#include "ops/registry.h"

namespace chainrule {

/// More than one element on a single place of memory: an expanded tensor.
bool overlaps_itself(const Tensor& t);

/// How an operation reads what it writes: an element where it writes one, places other than those,
/// or everything before it writes anything.
enum class Reads : uint8_t { in_place, elsewhere, before };

/// Refuses a tensor that shares memory with the one that is written, but for one that is read in
/// place and lies there exactly. As in PyTorch only tensors without gaps are looked at.
void check_overlap(const Tensor& written, const Tensor& read, Reads reads = Reads::in_place);
/// Refuses such tensors among an operation's arguments.
void check_overlap(const Tensor& written, std::span<const Value> args, Reads reads);
/// Refuses them in a call that writes to its first argument.
void check_overlap_inplace(const OpDef& def, std::span<const Value> args);

}  // namespace chainrule
