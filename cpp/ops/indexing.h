// Indexing: x[...] and x[...] = v, and the operations that move elements to or from places named by
// integer or bool tensors. What lives here: what the bindings and other operations call. What may
// not: views by numbers alone (views.h).
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>

#include "core/tensor.h"
#include "ops/registry.h"

namespace chainrule {

/// One item between the brackets of x[...].
struct Index {
  enum class Kind : uint8_t { integer, slice, none, ellipsis, tensor, boolean };

  static constexpr int64_t kAbsent = std::numeric_limits<int64_t>::min();  // of a slice: not given

  Kind kind = Kind::ellipsis;
  bool truth = false;       // boolean
  int64_t start = kAbsent;  // integer: the index. slice: its first value
  int64_t stop = kAbsent;
  int64_t step = kAbsent;
  Tensor tensor = {};  // bool or uint8 mask, int32 or int64 indices

  static Index at(int64_t i) { return {.kind = Kind::integer, .start = i}; }
  static Index range(int64_t start, int64_t stop, int64_t step) {
    return {.kind = Kind::slice, .start = start, .stop = stop, .step = step};
  }
  static Index new_dim() { return {.kind = Kind::none}; }
  static Index rest() { return {.kind = Kind::ellipsis}; }
  static Index by(Tensor t) { return {.kind = Kind::tensor, .tensor = std::move(t)}; }
  static Index by(bool truth) { return {.kind = Kind::boolean, .truth = truth}; }
};

/// x[items]: a view where no tensor or bool indexes (one node for the whole expression), else a
/// copy.
Tensor index_get(const Tensor& x, std::span<const Index> items);
/// x[items] = value, differentiable in both.
void index_set(const Tensor& x, std::span<const Index> items, const Operand& value);

using TensorOrNone = std::vector<std::optional<Tensor>>;

/// x[indices] for tensors only; an absent one stands for a whole dimension.
Tensor index(const Tensor& x, const TensorOrNone& indices);
Tensor index_put(const Tensor& x, const TensorOrNone& indices, const Tensor& values,
                 bool accumulate = false);

/// Integers as int64, row-major, without history.
Tensor wide_index(const Tensor& index);

Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index);
Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha = 1);
Tensor gather(const Tensor& x, int64_t dim, const Tensor& index);
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Operand& source);
Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source);
Tensor take_along_dim(const Tensor& x, const Tensor& indices, std::optional<int64_t> dim);

Tensor masked_fill(const Tensor& x, const Tensor& mask, const Operand& value);
Tensor masked_select(const Tensor& x, const Tensor& mask);
/// The indices of the elements that are not zero, one row each.
Tensor nonzero(const Tensor& x);

Tensor embedding(const Tensor& indices, const Tensor& weight, int64_t padding_idx = -1,
                 bool scale_grad_by_freq = false);

}  // namespace chainrule
