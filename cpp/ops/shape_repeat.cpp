// One tensor several times, or combined with others element by element: repeat, tile,
// repeat_interleave, meshgrid, broadcast_tensors, atleast_*, cartesian_prod, combinations.
// What may not live here: joining (shape_join.cpp).
#include <algorithm>

#include "graph/record.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/reduce.h"
#include "ops/registry.h"
#include "ops/shape.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Sizes in pairs (times, size) for each dimension: the shape in which a repetition is a broadcast.
struct Pairs {
  Dims whole;   // r0, s0, r1, s1, ...
  Dims single;  // 1, s0, 1, s1, ...
  Dims times;   // 0, 2, 4, ...
  Dims sizes;   // of the result
};

Pairs pairs_of(const Tensor& x, DimSpan repeats) {
  check(
      static_cast<int64_t>(repeats.size()) >= x.dim(),
      "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
      "got ",
      repeats.size(), " repeats for shape ", x.sizes());
  Pairs pairs;
  const auto lead = static_cast<int64_t>(repeats.size()) - x.dim();
  for (size_t d = 0; d < repeats.size(); ++d) {
    const auto at = static_cast<int64_t>(d) - lead;
    const int64_t size = at < 0 ? 1 : x.sizes()[at];
    int64_t total = 0;
    check(!__builtin_mul_overflow(size, repeats[d], &total), "repeat: ", x.sizes(), " times ",
          repeats, " is too large");
    check(repeats[d] >= 0, "Trying to create tensor with negative dimension ", total,
          ": repeats are ", repeats);
    pairs.times.push_back(static_cast<int64_t>(pairs.whole.size()));
    pairs.whole.push_back(repeats[d]);
    pairs.whole.push_back(size);
    pairs.single.push_back(1);
    pairs.single.push_back(size);
    pairs.sizes.push_back(total);
  }
  return pairs;
}

}  // namespace

Tensor repeat(const Tensor& x, DimSpan repeats) {
  const Pairs pairs = pairs_of(x, repeats);
  Tensor out = empty(pairs.sizes, x.dtype());
  Dims strides;
  for (size_t d = 0; d < repeats.size(); ++d) {
    const auto at = static_cast<int64_t>(d) - (static_cast<int64_t>(repeats.size()) - x.dim());
    strides.push_back(0);
    strides.push_back(at < 0 ? 0 : x.strides()[at]);
  }
  {
    const auto work = long_work(out.numel());
    copy_into(alias(out, pairs.whole, contiguous_strides(pairs.whole), 0),
              alias(x, pairs.whole, strides, x.offset()));
  }
  record("RepeatBackward0", out, {x}, {}, [pairs, from = x.sizes()](const Backward& b) -> Grads {
    return {reshape(sum(reshape(b.grad(), pairs.whole), pairs.times), from)};
  });
  return out;
}

Tensor at_least(const Tensor& x, int n) {
  if (x.dim() >= n) return x;
  if (n == 1) return reshape(x, Dims{1});
  if (n == 2) return x.dim() == 0 ? reshape(x, Dims{1, 1}) : unsqueeze(x, 0);
  if (x.dim() == 0) return reshape(x, Dims{1, 1, 1});
  return x.dim() == 1 ? unsqueeze(unsqueeze(x, 0), -1) : unsqueeze(x, -1);
}

TensorList broadcast_tensors(const TensorList& tensors) {
  Dims sizes;
  for (const Tensor& t : tensors) sizes = broadcast_shapes(sizes, t.sizes());
  TensorList out;
  out.reserve(tensors.size());
  for (const Tensor& t : tensors) out.push_back(t.sizes() == sizes ? t : expand(t, sizes));
  return out;
}

namespace {

Tensor tile(const Tensor& x, const Dims& dims) {
  Dims repeats = dims;
  while (static_cast<int64_t>(repeats.size()) < x.dim()) repeats.insert(repeats.begin(), 1);
  return repeat(x, repeats);
}

// ---- repeat_interleave ----

/// The index of each element as often as `repeats` says.
Tensor interleaved_indices(const Tensor& repeats, std::optional<int64_t> output_size) {
  check(repeats.dim() == 1, "repeat_interleave only accept 1D vector as repeat");
  if (repeats.dtype() != DType::int64 && repeats.dtype() != DType::int32) {
    not_implemented_for("repeat_interleave_cpu", repeats.dtype(), "repeats must be int32 or int64");
  }
  const Tensor wide = contiguous(to(repeats, DType::int64));
  const int64_t* times = wide.data<int64_t>();
  int64_t total = 0;
  for (int64_t i = 0; i < wide.numel(); ++i) {
    check(times[i] >= 0, "repeats can not be negative, but element ", i, " is ", times[i]);
    check(!__builtin_add_overflow(total, times[i], &total), "repeats add up to too many elements");
  }
  check(output_size.value_or(total) == total,
        "allocated size does not match required size: "
        "output_size is ",
        output_size.value_or(total), ", repeats add up to ", total);
  Tensor out = empty(Dims{total}, DType::int64);
  auto* to_index = out.data<int64_t>();
  for (int64_t i = 0; i < wide.numel(); ++i) to_index = std::fill_n(to_index, times[i], i);
  return to(out, repeats.dtype());
}

Tensor interleave_one(const Tensor& repeats, std::optional<int64_t> output_size) {
  return interleaved_indices(repeats, output_size);
}

Tensor interleave_number(const Tensor& x, int64_t repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  const Tensor self = dim ? x : flatten(x);
  const int64_t at = wrap_dim(dim.value_or(0), self.dim());
  check(repeats >= 0, "Repeats must be non-negative, got ", repeats);
  const Tensor each = self.dim() == 0 ? reshape(self, Dims{1}) : self;
  Dims sizes = each.sizes();
  int64_t total = 0;
  check(!__builtin_mul_overflow(sizes[at], repeats, &total), "repeat_interleave: ", sizes[at],
        " times ", repeats, " is too large");
  check(output_size.value_or(total) == total, "repeat_interleave: Invalid output_size, expected ",
        total, " but got ", output_size.value_or(total));
  sizes.insert(sizes.begin() + at + 1, repeats);
  const Tensor many = expand(unsqueeze(each, at + 1), sizes);
  return flatten(repeats == 1 ? clone(many) : many, at, at + 1);
}

Tensor interleave_tensor(const Tensor& x, const Tensor& repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  const Tensor self = dim ? x : flatten(x);
  const int64_t at = wrap_dim(dim.value_or(0), self.dim());
  check(repeats.dim() <= 1, "repeats must be 0-dim or 1-dim tensor");
  const Tensor each = self.dim() == 0 ? reshape(self, Dims{1}) : self;
  const int64_t size = each.sizes()[at];
  Tensor times = repeats;
  if (repeats.numel() == 1 && (repeats.dim() == 0 || size != 1)) {
    times = expand(reshape(repeats, Dims{1}), Dims{size});
  }
  check(times.dim() == 1 && times.sizes()[0] == size,
        "repeats must have the same size as input along dim, but got repeats.size(0) = ",
        times.sizes()[0], " and input.size(", at, ") = ", size);
  return index_select(each, at, interleaved_indices(times, output_size));
}

// ---- grids ----

TensorList meshgrid(const TensorList& tensors, const std::optional<std::string>& indexing) {
  check(!tensors.empty(), "meshgrid expects a non-empty TensorList");
  for (const Tensor& t : tensors) {
    check(t.dim() <= 1,
          "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got shape ", t.sizes());
    check(t.dtype() == tensors[0].dtype(),
          "meshgrid expects all tensors to have the same dtype, but got ",
          full_name(tensors[0].dtype()), " and ", full_name(t.dtype()));
  }
  const std::string order = indexing.value_or("ij");
  if (!indexing) {
    warn(
        "torch.meshgrid: in an upcoming release, it will be required to pass the indexing "
        "argument.");
  }
  check(order == "xy" || order == "ij",
        "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: ", order);
  TensorList list = tensors;
  const bool swapped = order == "xy" && tensors.size() >= 2;
  if (swapped) std::swap(list[0], list[1]);
  Dims sizes;
  for (const Tensor& t : list) sizes.push_back(t.numel());
  TensorList grids;
  for (size_t i = 0; i < list.size(); ++i) {
    Dims own(list.size(), 1);
    own[i] = sizes[i];
    grids.push_back(expand(view(list[i], own), sizes));
  }
  if (swapped) std::swap(grids[0], grids[1]);
  return grids;
}

Tensor cartesian_prod(const TensorList& tensors) {
  check(!tensors.empty(), "cartesian_prod expects a non-empty TensorList");
  for (const Tensor& t : tensors) {
    check(t.dim() == 1, "Expect a 1D vector, but got shape ", t.sizes());
  }
  if (tensors.size() == 1) return tensors[0];
  TensorList columns;
  for (const Tensor& grid : meshgrid(tensors, "ij")) columns.push_back(flatten(grid));
  return stack(columns, 1);
}

Tensor combinations(const Tensor& x, int64_t r, bool with_replacement) {
  check(x.dim() == 1, "Expect a 1D vector, but got shape ", x.sizes());
  check(r >= 0, "Expect a non-negative number, but got ", r);
  if (r == 0) return empty(Dims{0}, x.dtype());
  const int64_t n = x.numel();
  // Counts up in lexicographic order; digit i runs from that of i - 1 (or the one after it) on.
  std::vector<int64_t> rows;
  std::vector<int64_t> at(r);
  for (int64_t i = 0; i < r; ++i) at[i] = with_replacement ? 0 : i;
  bool more = n > 0 && (with_replacement || r <= n);
  while (more) {
    rows.insert(rows.end(), at.begin(), at.end());
    int64_t i = r - 1;
    while (i >= 0 && at[i] == (with_replacement ? n - 1 : n - r + i)) --i;
    more = i >= 0;
    if (more) {
      ++at[i];
      for (int64_t k = i + 1; k < r; ++k) at[k] = with_replacement ? at[i] : at[k - 1] + 1;
    }
  }
  Tensor index = empty(Dims{static_cast<int64_t>(rows.size())}, DType::int64);
  std::copy(rows.begin(), rows.end(), index.data<int64_t>());
  return view(index_select(x, 0, index), Dims{static_cast<int64_t>(rows.size()) / r, r});
}

template <int N>
Tensor raise_one(const Tensor& x) {
  return at_least(x, N);
}
template <int N>
TensorList raise_all(const TensorList& tensors) {
  TensorList out;
  for (const Tensor& t : tensors) out.push_back(at_least(t, N));
  return out;
}

const Op kRepeat = Op(
                       "repeat(Tensor input, int[*] repeats)",
                       +[](const Tensor& x, const Dims& repeats) { return repeat(x, repeats); })
                       .method_only()
                       .doc(R"(The tensor several times along each dimension, as a copy.

Args:
    repeats: how often, for each dimension of the result; more than the tensor has add dimensions in
        front.

Returns:
    A new tensor.

Raises:
    RuntimeError: fewer numbers than dimensions, or a negative one.

Example:
    >>> import chainrule as cr
    >>> cr.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
)");

const Op kTile = Op("tile(Tensor input, int[*] dims)", tile)
                     .no_out()
                     .doc(R"(The tensor several times along each dimension, as a copy.

Args:
    input: any shape and dtype.
    dims: how often, counted from the last dimension; what is missing in front is 1.

Returns:
    A new tensor.

Raises:
    RuntimeError: a number is negative.

Example:
    >>> import chainrule as cr
    >>> cr.tile(cr.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
)");

const char* const kInterleaveDoc = R"(Each element several times in a row.

Args:
    input: any shape and dtype. A lone int32 or int64 vector is taken as ``repeats``, and the result
        has each of its indices that often.
    repeats: how often: one number for all, or a tensor with one for each index along ``dim``.
    dim: the dimension; by default the input is flattened first.
    output_size: the size of the result along ``dim``, if known; it is checked.

Returns:
    A new tensor.

Raises:
    RuntimeError: a number is negative, or there are not as many as ``dim`` has indices.
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.repeat_interleave(cr.tensor([1, 2, 3]), 2)
    tensor([1, 1, 2, 2, 3, 3])
    >>> cr.repeat_interleave(cr.tensor([[1, 2], [3, 4]]), cr.tensor([1, 2]), dim=0)
    tensor([[1, 2],
            [3, 4],
            [3, 4]])
)";

const Op kInterleave[] = {
    Op("repeat_interleave(Tensor repeats, *, int? output_size=None)", interleave_one)
        .function_only()
        .no_out()
        .doc(kInterleaveDoc),
    Op("repeat_interleave(Tensor input, Tensor repeats, int? dim=None, *, int? output_size=None)",
       interleave_tensor)
        .no_out()
        .doc(kInterleaveDoc),
    Op("repeat_interleave(Tensor input, int repeats, int? dim=None, *, int? output_size=None)",
       interleave_number)
        .no_out()
        .doc(kInterleaveDoc),
};

const Op kMeshgrid =
    Op("meshgrid(Tensor[*] tensors, *, str? indexing=None)", meshgrid)
        .view()
        .doc(R"(Grids of coordinates: each vector expanded along the dimensions of the others.

Args:
    tensors: vectors or scalars of one dtype, as separate arguments or one list.
    indexing: ``"ij"``: the i-th vector runs along dimension i. ``"xy"``: the first two are
        exchanged.

Returns:
    A tuple of views, one for each vector.

Raises:
    RuntimeError: a tensor has more than one dimension, or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.meshgrid(cr.tensor([1, 2]), cr.tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
)");

const Op kBroadcastTensors = Op("broadcast_tensors(Tensor[*] tensors)", broadcast_tensors)
                                 .view()
                                 .doc(R"(Broadcasts tensors to their common shape.

Args:
    tensors: any number of tensors.

Returns:
    A tuple of views.

Raises:
    RuntimeError: the shapes do not broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.broadcast_tensors(cr.tensor([1, 2]), cr.tensor([[3], [4]]))
    (tensor([[1, 2],
            [1, 2]]), tensor([[3, 3],
            [4, 4]]))
)");

const char* const kAtLeastDoc =
    R"(Views with at least one, two or three dimensions (by the name); more stay.

Args:
    input: a tensor, or several as separate arguments or one list.

Returns:
    A view, or a tuple of them where several are given.

Example:
    >>> import chainrule as cr
    >>> cr.atleast_2d(cr.tensor([1, 2]))
    tensor([[1, 2]])
)";

const Op kAtLeast[] = {
    Op("atleast_1d(Tensor input)", raise_one<1>).function_only().view().doc(kAtLeastDoc),
    Op("atleast_1d(Tensor[*] tensors)", raise_all<1>).view().doc(kAtLeastDoc),
    Op("atleast_2d(Tensor input)", raise_one<2>).function_only().view().doc(kAtLeastDoc),
    Op("atleast_2d(Tensor[*] tensors)", raise_all<2>).view().doc(kAtLeastDoc),
    Op("atleast_3d(Tensor input)", raise_one<3>).function_only().view().doc(kAtLeastDoc),
    Op("atleast_3d(Tensor[*] tensors)", raise_all<3>).view().doc(kAtLeastDoc),
};

const Op kCartesianProd = Op("cartesian_prod(Tensor[*] tensors)", cartesian_prod)
                              .no_out()
                              .doc(R"(All combinations of one element of each vector, as rows.

Args:
    tensors: vectors of one dtype; one alone comes back as it is.

Returns:
    A matrix with a column for each vector.

Raises:
    RuntimeError: a tensor is not a vector, or the dtypes differ.

Example:
    >>> import chainrule as cr
    >>> cr.cartesian_prod(cr.tensor([1, 2]), cr.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
)");

const Op kCombinations =
    Op("combinations(Tensor input, int r=2, bool with_replacement=False)", combinations)
        .function_only()
        .no_out()
        .doc(R"(All combinations of ``r`` elements of a vector, as rows in order of their indices.

Args:
    input: a vector, any dtype.
    r: elements of a combination.
    with_replacement: whether an element may stand in one more than once.

Returns:
    A matrix of ``r`` columns.

Raises:
    RuntimeError: the input is not a vector, or ``r`` is negative.

Example:
    >>> import chainrule as cr
    >>> cr.combinations(cr.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
)");

}  // namespace

}  // namespace chainrule
