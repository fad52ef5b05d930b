// Overlapping memory (overlap.h).
#include "ops/overlap.h"

#include <algorithm>
#include <array>

namespace chainrule {
namespace {

using namespace std::string_view_literals;

// In place, without the underscore: those whose indices lead to other places,
constexpr std::array kMoves = {
    "index_add"sv, "index_copy"sv, "index_fill"sv,  "index_put"sv,      "index_reduce"sv,
    "put"sv,       "scatter"sv,    "scatter_add"sv, "scatter_reduce"sv,
};
// and those that are whole before they are written.
constexpr std::array kApart = {
    "addbmm"sv, "addmm"sv, "addmv"sv, "baddbmm"sv, "ldexp"sv, "masked_scatter"sv, "resize_as"sv,
};
static_assert(std::ranges::is_sorted(kMoves) && std::ranges::is_sorted(kApart));

/// The run of elements that a tensor fills without gaps or repetition; none where it does not.
std::optional<std::pair<int64_t, int64_t>> filled(const Tensor& t) {
  SmallVec<std::pair<int64_t, int64_t>, 6> dims;
  for (size_t d = 0; d < t.sizes().size(); ++d) {
    if (t.sizes()[d] != 1) dims.push_back({t.strides()[d], t.sizes()[d]});
  }
  std::sort(dims.begin(), dims.end());
  int64_t next = 1;
  for (const auto& [stride, size] : dims) {
    if (stride != next || size == 0) return std::nullopt;
    next *= size;
  }
  return std::pair{t.offset(), t.offset() + next};
}

}  // namespace

bool overlaps_itself(const Tensor& t) {
  for (size_t d = 0; d < t.sizes().size(); ++d) {
    if (t.sizes()[d] > 1 && t.strides()[d] == 0) return t.numel() > 0;
  }
  return false;
}

void check_overlap(const Tensor& written, const Tensor& read, Reads reads) {
  if (read.storage() != written.storage() || read.dtype() != written.dtype()) return;
  const bool same = read.is_same(written);
  if (reads == Reads::before || (same && reads == Reads::in_place) || read.numel() == 0) return;
  const auto to = filled(written), from = filled(read);
  const bool meet = to && from && from->first < to->second && to->first < from->second;
  if (!meet && !same) return;
  check(reads == Reads::in_place && *from == *to && read.strides() == written.strides(),
        "unsupported operation: some elements of the input tensor and the written-to tensor refer "
        "to a single memory location. Please clone() the tensor before performing the operation.");
}

void check_overlap(const Tensor& written, std::span<const Value> args, Reads reads) {
  if (reads == Reads::before) return;
  const auto look_at = [&](const Tensor& t) { check_overlap(written, t, reads); };
  for (const Value& value : args) {
    if (const auto* t = std::get_if<Tensor>(&value)) {
      if (*t) look_at(*t);
    } else if (const auto* operand = std::get_if<Operand>(&value)) {
      if (operand->is_tensor()) look_at(operand->tensor());
    } else if (const auto* list = std::get_if<TensorList>(&value)) {
      for (const Tensor& t : *list) look_at(t);
    } else if (const auto* some = std::get_if<std::vector<std::optional<Tensor>>>(&value)) {
      for (const auto& t : *some) {
        if (t && t->defined()) look_at(*t);
      }
    }
  }
}

void check_overlap_inplace(const OpDef& def, std::span<const Value> args) {
  std::string_view name = def.signature.name;
  if (name.ends_with('_')) name.remove_suffix(1);
  const Reads reads = std::ranges::binary_search(kMoves, name)   ? Reads::elsewhere
                      : std::ranges::binary_search(kApart, name) ? Reads::before
                                                                 : Reads::in_place;
  const Tensor& self = std::get<Tensor>(args[0]);
  for (size_t i = 1; i < args.size(); ++i) {
    // A single value is read before all else.
    if (def.signature.params[i].name != "value") check_overlap(self, args.subspan(i, 1), reads);
  }
}

}  // namespace chainrule
