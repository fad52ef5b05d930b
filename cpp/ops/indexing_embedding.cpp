// nn.functional.embedding and embedding_bag: rows of a table by index, alone or combined in bags.
#include <algorithm>
#include <vector>

#include "core/thread_pool.h"
#include "graph/record.h"
#include "kernels/places.h"
#include "kernels/renorm.h"
#include "kernels/rows.h"
#include "kernels/search.h"
#include "ops/along.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/places.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Checked: integers within the table, as int64 and row-major.
Tensor checked_rows(const Tensor& indices, const Tensor& weight) {
  if (indices.dtype() != DType::int64 && indices.dtype() != DType::int32) {
    fail(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
        "Long, Int; "
        "but got torch.",
        info(indices.dtype()).legacy, "Tensor instead (while checking arguments for embedding)");
  }
  const Tensor wide = wide_index(indices);
  const int64_t rows = weight.sizes()[0];
  const auto* values = wide.data<int64_t>();
  const int64_t bad = first_outside(values, wide.numel(), 0, rows);
  if (bad >= 0) {
    fail<IndexError>("index out of range in self: embedding got index ", values[bad],
                     " for a table of ", rows, " rows");
  }
  return wide;
}

/// What the cotangent of each row that was taken is multiplied with: 0 for the padding row, 1 /
/// occurrences where gradients are scaled by frequency. Undefined where all are 1.
Tensor row_factors(const Tensor& indices, int64_t rows, int64_t padding_idx, bool by_frequency,
                   DType dtype) {
  if (padding_idx < 0 && !by_frequency) return {};
  const auto* index = indices.data<int64_t>();
  std::vector<int64_t> counts;
  if (by_frequency) {
    counts.assign(static_cast<size_t>(rows), 0);
    count_into(index, indices.numel(), counts.data());
  }
  Dims sizes = indices.sizes();
  sizes.push_back(1);
  Tensor factors = empty(sizes, DType::float64);
  for (int64_t i = 0; i < indices.numel(); ++i) {
    const double share = by_frequency ? 1.0 / static_cast<double>(counts[index[i]]) : 1.0;
    factors.data<double>()[i] = index[i] == padding_idx ? 0 : share;
  }
  return to(factors, dtype);
}

}  // namespace

Tensor embedding(const Tensor& indices, const Tensor& weight, int64_t padding_idx,
                 bool scale_grad_by_freq) {
  check(weight.dim() == 2, "'weight' must be 2-D, but its shape is ", weight.sizes());
  const Tensor rows = checked_rows(indices, weight);
  const PlacedIndex placed{0, rows};
  Tensor out;
  {
    const NoGrad off;
    out = take_at(weight, Places(weight.sizes(), {&placed, 1}));
  }
  record("EmbeddingBackward0", out, {weight}, {rows},
         [padding_idx, scale_grad_by_freq, sizes = weight.sizes()](const Backward& b) -> Grads {
           const Tensor rows = b.saved(0);
           const Tensor& g = b.grad();
           const Tensor factors =
               row_factors(rows, sizes[0], padding_idx, scale_grad_by_freq, g.dtype());
           const PlacedIndex placed{0, rows};
           return {add_to_zeros_at(factors.defined() ? mul(g, factors) : g,
                                   Places(sizes, {&placed, 1}), "EmbeddingDenseBackward0")};
         });
  return out;
}

namespace {

int64_t wrapped_padding(std::optional<int64_t> padding_idx, const Tensor& weight) {
  if (!padding_idx) return -1;
  const int64_t rows = weight.dim() > 0 ? weight.sizes()[0] : 0;
  check(*padding_idx >= -rows && *padding_idx < rows,
        "Padding_idx must be within num_embeddings: it is ", *padding_idx, ", the table has ", rows,
        " rows");
  return *padding_idx < 0 ? *padding_idx + rows : *padding_idx;
}

/// Scales the rows of the table that are used and longer than max_norm, in place and unrecorded.
void renorm_used(const Tensor& indices, const Tensor& weight, double max_norm, double norm_type) {
  check(weight.dim() == 2, "'weight' must be 2-D, but its shape is ", weight.sizes());
  check(is_floating(weight.dtype()), "embedding: max_norm needs a floating-point table, not ",
        full_name(weight.dtype()));
  const NoGrad off;
  check_inplace(weight, "embedding_renorm_");
  const Tensor rows = checked_rows(indices, weight);
  std::vector<int64_t> used(rows.data<int64_t>(), rows.data<int64_t>() + rows.numel());
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  renorm_rows(weight.dtype(), weight.bytes(), weight.strides()[0], weight.strides()[1],
              weight.sizes()[1], used.data(), static_cast<int64_t>(used.size()), max_norm,
              norm_type);
  weight.bump_version();
}

Tensor embedding_op(const Tensor& input, const Tensor& weight, std::optional<int64_t> padding_idx,
                    std::optional<double> max_norm, double norm_type, bool scale_grad_by_freq,
                    bool) {
  const int64_t padding = wrapped_padding(padding_idx, weight);
  if (max_norm) renorm_used(input, weight, *max_norm, norm_type);
  return embedding(input, weight, padding, scale_grad_by_freq);
}

// ---- bags ----

/// The indices without padding, and where each bag of them begins.
struct Bags {
  Tensor indices;
  Tensor kept;  // where they stand among all; undefined: all are kept
  std::vector<int64_t> starts;
  int64_t count() const { return static_cast<int64_t>(starts.size()) - 1; }

  /// A bag's number for each index.
  Tensor numbers() const {
    Tensor t = empty(Dims{starts.back()}, DType::int64);
    for (int64_t b = 0; b < count(); ++b) {
      std::fill(t.data<int64_t>() + starts[b], t.data<int64_t>() + starts[b + 1], b);
    }
    return t;
  }
};

std::vector<int64_t> bag_starts(const Tensor& offsets, int64_t length, bool include_last_offset) {
  check(offsets.dtype() == DType::int64 || offsets.dtype() == DType::int32,
        "Expected tensor for argument #1 'offsets' to have one of the following scalar types: "
        "Long, Int; but "
        "got ",
        full_name(offsets.dtype()));
  const Tensor wide = wide_index(offsets);
  std::vector<int64_t> starts(wide.data<int64_t>(), wide.data<int64_t>() + wide.numel());
  check(!include_last_offset || !starts.empty(),
        "include_last_offset: number of offsets should be at least 1");
  if (!starts.empty()) {
    check(starts.front() == 0,
          "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start "
          "from position 0. However, got ",
          starts.front());
    check(starts.back() <= length, "offsets[-1] can not be greater than input's length ", length,
          " but got offsets[-1] of ", starts.back());
  }
  for (size_t i = 1; i < starts.size(); ++i) {
    check(starts[i] >= starts[i - 1], "offsets have to increase, but offsets[", i,
          "] = ", starts[i], " follows ", starts[i - 1]);
  }
  if (!include_last_offset) starts.push_back(length);
  return starts;
}

Bags sort_bags(const Tensor& indices, std::vector<int64_t> starts, int64_t padding_idx) {
  Bags bags{indices, Tensor(), std::move(starts)};
  const bool all = bags.starts.front() == 0 && bags.starts.back() == indices.numel();
  if (padding_idx < 0 && all) return bags;
  const auto* values = indices.data<int64_t>();
  std::vector<int64_t> kept;
  int64_t i = bags.starts.front();
  for (int64_t& start : bags.starts) {
    for (; i < start; ++i) {
      if (values[i] != padding_idx) kept.push_back(i);
    }
    start = static_cast<int64_t>(kept.size());
  }
  if (static_cast<int64_t>(kept.size()) != indices.numel()) {
    bags.kept = empty(Dims{static_cast<int64_t>(kept.size())}, DType::int64);
    std::copy(kept.begin(), kept.end(), bags.kept.data<int64_t>());
    bags.indices = index_select(indices, 0, bags.kept);
  }
  return bags;
}

/// Sums of float rows, each times its factor where there are factors.
Tensor sum_of_bags(const Bags& bags, const Tensor& weight, const Tensor& factors,
                   bool scale_grad_by_freq) {
  const Tensor rows = checked_rows(bags.indices, weight);
  const int64_t n = weight.sizes()[1];
  Tensor out = empty(Dims{bags.count(), n}, weight.dtype());
  if (out.numel() > 0) {
    const NoGrad off;
    const Tensor table = n == 1 || weight.strides()[1] == 1 ? weight : contiguous(weight);
    const Tensor scale = factors.defined() ? contiguous(factors) : factors;
    const BagTask task{n,
                       bags.starts.data(),
                       out.bytes(),
                       table.bytes(),
                       table.strides()[0] * table.item_size(),
                       rows.data<int64_t>(),
                       scale.defined() ? scale.bytes() : nullptr};
    constexpr int64_t kGrain = 1 << 14;  // elements
    const int64_t work = std::max<int64_t>(1, bags.starts.back() * n / bags.count());
    const LongWork unlocked(work * bags.count() > 4 * kGrain);
    const auto kernel = row_kernels().sum_bags[weight.dtype() == DType::float64];
    parallel_for(0, bags.count(), std::max<int64_t>(1, kGrain / work),
                 [&](int64_t from, int64_t to) { kernel(task, from, to); });
  }
  if (!any_requires_grad(weight, factors)) return out;
  const bool scaled = factors.defined();
  record("EmbeddingBagBackward0", out, {weight, factors},
         {rows, bags.numbers(), factors, scaled && factors.requires_grad() ? weight : Tensor()},
         [scale_grad_by_freq, scaled, sizes = weight.sizes()](const Backward& b) -> Grads {
           const Tensor rows = b.saved(0);
           const Tensor g = index_select(b.grad(), 0, b.saved(1));
           Grads grads(2);
           if (b.needs(0)) {
             const Tensor shares = row_factors(rows, sizes[0], -1, scale_grad_by_freq, g.dtype());
             Tensor each = scaled ? mul(g, unsqueeze(b.saved(2), 1)) : g;
             if (shares.defined()) each = mul(each, shares);
             const PlacedIndex placed{0, rows};
             grads[0] =
                 add_to_zeros_at(each, Places(sizes, {&placed, 1}), "EmbeddingDenseBackward0");
           }
           if (b.needs(1)) {
             const int64_t along = 1;
             grads[1] = sum(mul(g, embedding(rows, b.saved(3), -1, false)), DimSpan(&along, 1));
           }
           return grads;
         });
  return out;
}

Tensor embedding_bag(const Tensor& input, const Tensor& weight,
                     const std::optional<Tensor>& offsets, std::optional<double> max_norm,
                     double norm_type, bool scale_grad_by_freq, const std::string& mode, bool,
                     const std::optional<Tensor>& per_sample_weights, bool include_last_offset,
                     std::optional<int64_t> padding_idx) {
  check<ValueError>(
      !per_sample_weights || per_sample_weights->sizes() == input.sizes(),
      "embedding_bag: If per_sample_weights is not None, then it must have the same shape as "
      "the input ",
      input.sizes());
  check(weight.dim() == 2, "weight has to be a 2D Tensor, but got Tensor of dimension ",
        weight.dim());
  check<ValueError>(input.dim() == 1 || input.dim() == 2,
                    "input has to be 1D or 2D Tensor, but got Tensor of dimension ", input.dim());
  check<ValueError>(
      input.dim() == 1 || !offsets,
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of "
      "fixed length sequences. However, found offsets of type Tensor");
  check<ValueError>(input.dim() == 2 || (offsets && offsets->dim() == 1),
                    "offsets has to be a 1D Tensor but got ",
                    offsets ? "a Tensor of another shape" : "None");
  check<ValueError>(mode == "sum" || mode == "mean" || mode == "max",
                    "mode has to be one of sum, mean or max, but is ", mode);
  if (per_sample_weights && mode != "sum") {
    fail<NotImplementedError>(
        "embedding_bag: per_sample_weights was not None. per_sample_weights is only "
        "supported for mode='sum' (got mode='",
        mode, "').");
  }
  const int64_t padding = wrapped_padding(padding_idx, weight);
  if (max_norm) renorm_used(input, weight, *max_norm, norm_type);
  const Tensor flat = reshape(wide_index(input), Dims{-1});
  std::vector<int64_t> starts;
  if (offsets) {
    starts = bag_starts(*offsets, flat.numel(), include_last_offset);
  } else {
    for (int64_t b = 0; b <= input.sizes()[0]; ++b) starts.push_back(b * input.sizes()[1]);
  }
  const Bags bags = sort_bags(flat, std::move(starts), padding);
  const int64_t n = bags.count();
  Tensor factors;
  if (per_sample_weights) {
    factors = reshape(*per_sample_weights, Dims{-1});
    check(factors.dtype() == weight.dtype(), "expected scalar type ", info(weight.dtype()).legacy,
          " but found ", info(factors.dtype()).legacy, " for per_sample_weights");
    if (bags.kept.defined()) factors = index_select(factors, 0, bags.kept);
  }
  Tensor sums;
  if (mode != "max" && (weight.dtype() == DType::float32 || weight.dtype() == DType::float64)) {
    sums = sum_of_bags(bags, weight, factors, scale_grad_by_freq);
  } else {
    Tensor rows = embedding(bags.indices, weight, -1, scale_grad_by_freq);
    if (factors.defined()) rows = mul(rows, unsqueeze(factors, 1));
    const Tensor none = zeros(Dims{n, weight.sizes()[1]}, weight.dtype());
    if (mode == "max") {
      return scatter_reduce(none, 0, expand(unsqueeze(bags.numbers(), 1), rows.sizes()), rows,
                            "amax", false, "EmbeddingBagBackward0");
    }
    sums = index_add(none, 0, bags.numbers(), rows);
  }
  if (mode == "sum") return sums;
  Tensor counts =
      empty(Dims{n, 1}, weight.dtype() == DType::float64 ? DType::float64 : DType::float32);
  for (int64_t b = 0; b < n; ++b) {
    const auto size =
        static_cast<double>(std::max<int64_t>(bags.starts[b + 1] - bags.starts[b], 1));
    if (counts.dtype() == DType::float64) {
      counts.data<double>()[b] = size;
    } else {
      counts.data<float>()[b] = static_cast<float>(size);
    }
  }
  return div(sums, to(counts, weight.dtype()));
}

const Op kEmbedding = Op("nn.functional.embedding(Tensor input, Tensor weight, int? "
                         "padding_idx=None, float? max_norm=None, "
                         "float norm_type=2.0, bool scale_grad_by_freq=False, bool sparse=False)",
                         embedding_op)
                          .no_out()
                          .doc(R"(Rows of a table by index.

Args:
    input: int64 or int32 indices of any shape.
    weight: the table, one row for each index.
    padding_idx: a row whose gradient is zero.
    max_norm: scales rows that are used and longer than this down to it, in the table itself.
    norm_type: the p of the norm.
    scale_grad_by_freq: divides the gradient of a row by how often it is used.
    sparse: accepted for compatibility; gradients are dense.

Returns:
    A new tensor: the shape of ``input`` and one dimension more, that of the rows.

Raises:
    IndexError: an index is out of range.
    RuntimeError: the table has not two dimensions, or the indices are not integers.

Example:
    >>> import chainrule as cr
    >>> table = cr.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> cr.nn.functional.embedding(cr.tensor([2, 0]), table)
    tensor([[5., 6.],
            [1., 2.]])
)");

const Op kEmbeddingBag =
    Op("nn.functional.embedding_bag(Tensor input, Tensor weight, Tensor? offsets=None, float? "
       "max_norm=None, "
       "float norm_type=2, bool scale_grad_by_freq=False, str mode='mean', bool sparse=False, "
       "Tensor? per_sample_weights=None, bool include_last_offset=False, int? padding_idx=None)",
       embedding_bag)
        .no_out()
        .doc(R"(Sums, means or maxima of rows of a table, for bags of indices.

Args:
    input: int64 or int32 indices: a matrix, each row a bag, or a vector cut into bags by
        ``offsets``.
    weight: the table, one row for each index.
    offsets: where each bag begins in a vector; the first at 0.
    max_norm: scales rows that are used and longer than this down to it, in the table itself.
    norm_type: the p of the norm.
    scale_grad_by_freq: divides the gradient of a row by how often it is used.
    mode: ``"sum"``, ``"mean"`` or ``"max"``. An empty bag gives zeros.
    sparse: accepted for compatibility; gradients are dense.
    per_sample_weights: a factor for each index, for ``"sum"`` only.
    include_last_offset: the last offset is the end of the last bag.
    padding_idx: an index that takes no part.

Returns:
    A matrix with one row for each bag.

Raises:
    ValueError: input, offsets and weights do not fit one another, or another mode.
    IndexError: an index is out of range.

Example:
    >>> import chainrule as cr
    >>> table = cr.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> cr.nn.functional.embedding_bag(cr.tensor([0, 1, 2]), table, cr.tensor([0, 2]))
    tensor([[2., 3.],
            [5., 6.]])
)");

}  // namespace

}  // namespace chainrule
