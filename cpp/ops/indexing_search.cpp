// Search and counting: searchsorted, bucketize, bincount, histc, unique, unique_consecutive, isin.
// None of them has a derivative.
#include <cmath>
#include <limits>

#include "kernels/places.h"
#include "kernels/search.h"
#include "ops/creation.h"
#include "ops/functions.h"
#include "ops/indexing.h"
#include "ops/long_work.h"
#include "ops/masks.h"
#include "ops/order.h"
#include "ops/raw.h"
#include "ops/registry.h"
#include "ops/views.h"

namespace chainrule {

namespace {

/// Row-major values of a dtype, without history.
Tensor dense_as(const Tensor& x, DType dtype) {
  if (x.dtype() == dtype && x.is_contiguous()) return detach(x);
  Tensor out = empty(x.sizes(), dtype);
  copy_into(out, x);
  return out;
}

// ---- searchsorted ----

void check_search(const Tensor& boundaries, const Tensor& values, bool scalar,
                  const Tensor& sorter) {
  check(boundaries.dim() > 0,
        "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 "
        "dimension");
  check((!scalar && values.dim() > 0) || boundaries.dim() == 1,
        "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension "
        "is 1, but "
        "we got boundaries tensor dim(",
        boundaries.dim(), ") and input value's dim(", values.dim(), ") numel(", values.numel(),
        ")");
  bool same = boundaries.dim() == 1 || boundaries.dim() == values.dim();
  for (int64_t d = 0; same && boundaries.dim() > 1 && d + 1 < boundaries.dim(); ++d) {
    same = boundaries.sizes()[d] == values.sizes()[d];
  }
  check(same,
        "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions "
        "of "
        "boundaries tensor and input value tensor must match, but we got boundaries tensor ",
        boundaries.sizes(), " and input value tensor ", values.sizes());
  for (const Tensor* t : {&boundaries, &values}) {
    if (is_complex(t->dtype()))
      not_implemented_for("searchsorted_out_cpu", t->dtype(), "there is no order");
  }
  if (!sorter.defined()) return;
  check(
      sorter.sizes() == boundaries.sizes(),
      "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor ",
      boundaries.sizes(), " and got sorter tensor ", sorter.sizes());
  check(sorter.dtype() == DType::int64,
        "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype ",
        info(sorter.dtype()).legacy);
  const Tensor order = dense_as(sorter, DType::int64);
  check(first_outside(order.data<int64_t>(), order.numel(), 0, boundaries.sizes().back()) < 0,
        "torch.searchsorted(): sorter index out of range");
}

Tensor search(const Tensor& boundaries, const Tensor& values, bool scalar, bool out_int32,
              bool right, const Tensor& sorter) {
  check_search(boundaries, values, scalar, sorter);
  const int64_t size = boundaries.sizes().back();
  check(!out_int32 || size < std::numeric_limits<int32_t>::max(),
        "torch.searchsorted(): the size of boundaries' last dimension should be less than "
        "2147483647 for "
        "int32 output, but got ",
        size);
  const DType common = promote(boundaries.dtype(), values.dtype());
  const Tensor sorted = as_ordered(dense_as(boundaries, common));
  const Tensor wanted = as_ordered(dense_as(values, common));
  const Tensor order = sorter.defined() ? dense_as(sorter, DType::int64) : Tensor();
  Tensor out = empty(values.sizes(), DType::int64);
  const bool shared = boundaries.dim() == 1;
  const int64_t count = shared ? wanted.numel() : values.sizes().back();
  const int64_t rows = count == 0 ? 0 : wanted.numel() / count;
  {
    const auto work = long_work(wanted.numel() * 8);
    search_sorted(
        {sorted.dtype(), sorted.bytes(), order.defined() ? order.data<int64_t>() : nullptr,
         wanted.bytes(), rows, size, count, shared, right},
        out.data<int64_t>());
  }
  return out_int32 ? to(out, DType::int32) : out;
}

bool right_side(bool right, const std::optional<std::string>& side) {
  if (!side) return right;
  check(*side == "left" || *side == "right",
        "torch.searchsorted(): side can only be 'left' or 'right' but got ", *side);
  check(!right || *side == "right",
        "torch.searchsorted(): side and right can't be set to opposites, got side of ", *side,
        " while right was True");
  return *side == "right";
}

/// A number as a tensor that does not force its type on the boundaries more than it has to.
Tensor number(const Scalar& value, DType like) {
  const bool fits = category(like) >= value.category();
  Tensor out = empty(Dims{}, fits ? like : value.is_integral() ? DType::int64 : DType::float64);
  fill_into(out, value);
  return out;
}

Tensor searchsorted(const Tensor& sorted, const Operand& input, bool out_int32, bool right,
                    const std::optional<std::string>& side, const std::optional<Tensor>& sorter) {
  const bool scalar = !input.is_tensor();
  return search(sorted, scalar ? number(input.scalar(), sorted.dtype()) : input.tensor(), scalar,
                out_int32, right_side(right, side), sorter.value_or(Tensor()));
}

Tensor bucketize(const Operand& input, const Tensor& boundaries, bool out_int32, bool right) {
  check(boundaries.dim() == 1, "boundaries tensor must be 1 dimension, but got dim(",
        boundaries.dim(), ")");
  return searchsorted(boundaries, input, out_int32, right, std::nullopt, std::nullopt);
}

// ---- counting ----

Tensor bincount(const Tensor& x, const std::optional<Tensor>& weights, int64_t minlength) {
  if (!is_integral(x.dtype()) || x.dtype() == DType::bool_) {
    not_implemented_for("bincount_cpu", x.dtype(), "bincount counts integers");
  }
  check(minlength >= 0, "minlength should be >= 0, got ", minlength);
  check(x.dim() == 1, "bincount only supports 1-d non-negative integral inputs. Got shape ",
        x.sizes());
  check(!weights || (weights->dim() == 1 && weights->numel() == x.numel()),
        "weights should be 1-d and have the same length as input");
  const Tensor index = dense_as(x, DType::int64);
  const auto* values = index.data<int64_t>();
  int64_t length = minlength;
  for (int64_t i = 0; i < index.numel(); ++i) {
    check(values[i] >= 0, "bincount only supports 1-d non-negative integral inputs. Element ", i,
          " is ", values[i]);
    length = std::max(length, values[i] + 1);
  }
  if (!weights) {
    Tensor out = zeros(Dims{length}, DType::int64);
    count_into(values, index.numel(), out.data<int64_t>());
    return out;
  }
  const Tensor terms = dense_as(*weights, DType::float64);
  Tensor out = zeros(Dims{length}, DType::float64);
  count_into(values, terms.data<double>(), index.numel(), out.data<double>());
  return weights->dtype() == DType::float32 ? to(out, DType::float32) : out;
}

Tensor histc(const Tensor& x, int64_t bins, const Scalar& min, const Scalar& max) {
  if (!is_floating(x.dtype())) not_implemented_for("histogram_cpu", x.dtype());
  check(bins > 0, "torch.histogram(): bins must be > 0, but got ", bins, " for dimension 0");
  const Tensor values = dense_as(x, DType::float64);
  const double* v = values.data<double>();
  double low = min.to_double();
  double high = max.to_double();
  if (low == high && values.numel() > 0) {
    low = high = v[0];
    for (int64_t i = 0; i < values.numel(); ++i) {
      low = std::isnan(v[i]) ? v[i] : std::min(low, v[i]);
      high = std::isnan(v[i]) ? v[i] : std::max(high, v[i]);
      if (std::isnan(v[i])) break;
    }
  }
  if (low == high) {
    low -= 1;
    high += 1;
  }
  check(std::isfinite(low) && std::isfinite(high), "torch.histc: range of [", low, ", ", high,
        "] is not finite");
  check(low < high, "torch.histc: max must be larger than min");
  Tensor out = zeros(Dims{bins}, DType::float64);
  {
    const auto work = long_work(values.numel());
    histogram(v, values.numel(), low, high, bins, out.data<double>());
  }
  return to(out, x.dtype());
}

// ---- sets ----

/// Values, and where they were asked for, inverse and counts.
Value unique_results(Tensor values, Tensor inverse, Tensor counts) {
  if (!inverse.defined() && !counts.defined()) return values;
  TensorList list{std::move(values)};
  if (inverse.defined()) list.push_back(std::move(inverse));
  if (counts.defined()) list.push_back(std::move(counts));
  return list;
}

Tensor first_elements(const Tensor& t, int64_t n) {
  Tensor out = empty(Dims{n}, t.dtype());
  copy_into(out, alias(t, Dims{n}, Dims{1}, 0));
  return out;
}

Value unique_of(const char* name, const Tensor& input, bool sort, bool return_inverse,
                bool return_counts, std::optional<int64_t> dim) {
  const Tensor x = as_ordered(input);
  if (is_complex(x.dtype())) not_implemented_for(name, x.dtype(), "complex numbers have no order");
  check<IndexError>(!dim || x.dim() > 0, "Dimension specified as ", dim.value_or(0),
                    " but tensor has no dimensions");
  // Items are rows: all elements one by one, or the slices along `dim`.
  int64_t n = x.numel();
  int64_t width = 1;
  Tensor rows;
  int64_t at = 0;
  Dims order;
  if (dim) {
    at = wrap_dim(*dim, x.dim());
    n = x.sizes()[at];
    width = n == 0 ? 1 : x.numel() / n;
    for (int64_t d = 0; d < x.dim(); ++d) {
      check(d == at || x.sizes()[d] > 0,
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
    }
    order.push_back(at);
    for (int64_t d = 0; d < x.dim(); ++d) {
      if (d != at) order.push_back(d);
    }
    const NoGrad off;
    rows = dense_as(permute(detach(x), order), x.dtype());
  } else {
    rows = dense_as(x, x.dtype());
  }
  Tensor first = empty(Dims{n}, DType::int64);
  Tensor inverse = return_inverse ? empty(dim ? Dims{n} : x.sizes(), DType::int64) : Tensor();
  Tensor counts = return_counts ? empty(Dims{n}, DType::int64) : Tensor();
  int64_t found = 0;
  {
    const auto work = long_work(x.numel() * 8);
    found = find_unique({x.dtype(), rows.bytes(), n, width, sort}, first.data<int64_t>(),
                        inverse.defined() ? inverse.data<int64_t>() : nullptr,
                        counts.defined() ? counts.data<int64_t>() : nullptr);
  }
  const NoGrad off;
  Tensor values;
  if (dim) {
    values = index_select(detach(x), at, first_elements(first, found));
  } else {
    values = index_select(reshape(rows, Dims{-1}), 0, first_elements(first, found));
  }
  return unique_results(from_ordered(values, input.dtype()), inverse,
                        counts.defined() ? first_elements(counts, found) : Tensor());
}

Value unique(const Tensor& x, bool, bool return_inverse, bool return_counts,
             std::optional<int64_t> dim) {
  return unique_of("unique", x, true, return_inverse, return_counts, dim);
}

Value unique_consecutive(const Tensor& x, bool return_inverse, bool return_counts,
                         std::optional<int64_t> dim) {
  return unique_of("unique_consecutive", x, false, return_inverse, return_counts, dim);
}

Tensor member(const Tensor& elements, const Tensor& tests, bool invert) {
  const DType dtype = promote(elements.dtype(), tests.dtype());
  for (const Tensor* t : {&elements, &tests}) {
    check(t->dtype() != DType::bool_ && !is_complex(t->dtype()),
          "Unsupported input type encountered for isin(): ", info(t->dtype()).legacy);
  }
  const Tensor values = as_ordered(dense_as(elements, dtype));
  const Tensor others = as_ordered(dense_as(tests, dtype));
  Tensor out = empty(elements.sizes(), DType::bool_);
  const auto work = long_work((values.numel() + others.numel()) * 8);
  is_member(values.dtype(), values.bytes(), values.numel(), others.bytes(), others.numel(), invert,
            out.data<bool>());
  return out;
}

Tensor isin(const Operand& elements, const Operand& tests, bool, bool invert) {
  check<TypeError>(elements.is_tensor() || tests.is_tensor(),
                   "isin(): at least one argument must be a tensor");
  const Tensor a =
      elements.is_tensor() ? elements.tensor() : number(elements.scalar(), tests.tensor().dtype());
  const Tensor b = tests.is_tensor() ? tests.tensor() : number(tests.scalar(), a.dtype());
  return member(a, b, invert);
}

const Op kSearchsorted =
    Op("searchsorted(Tensor sorted_sequence, ScalarOrTensor input, *, bool out_int32=False, "
       "bool right=False, str? side=None, Tensor? sorter=None)",
       searchsorted)
        .function_only()
        .doc(R"(Where values would have to be inserted to keep a sequence sorted.

Args:
    sorted_sequence: sorted along the last dimension.
    input: the values: a number, or a tensor that agrees with the sequence in all but the last
        dimension.
    out_int32: gives int32 instead of int64.
    right: behind equal elements instead of before them.
    side: ``"left"`` or ``"right"``; the same as ``right``, in words.
    sorter: int64 indices that sort the sequence, if it is not sorted itself.

Returns:
    Indices, in the shape of ``input``.

Raises:
    RuntimeError: the shapes do not fit, or ``side`` contradicts ``right``.

Example:
    >>> import chainrule as cr
    >>> cr.searchsorted(cr.tensor([1, 3, 5]), cr.tensor([3, 4]))
    tensor([1, 2])
)");

const Op kBucketize =
    Op("bucketize(ScalarOrTensor input, Tensor boundaries, *, bool out_int32=False, "
       "bool right=False)",
       bucketize)
        .function_only()
        .doc(R"(The number of the interval between boundaries in which each value lies.

Args:
    input: a number or a tensor.
    boundaries: a sorted vector.
    out_int32: gives int32 instead of int64.
    right: intervals are closed on the left instead of on the right.

Returns:
    Indices, in the shape of ``input``.

Raises:
    RuntimeError: the boundaries are not a vector.

Example:
    >>> import chainrule as cr
    >>> cr.bucketize(cr.tensor([1, 4, 9]), cr.tensor([1, 3, 5]))
    tensor([0, 2, 3])
)");

const Op kBincount = Op("bincount(Tensor input, Tensor? weights=None, int minlength=0)", bincount)
                         .no_out()
                         .doc(R"(How often each integer occurs.

Args:
    input: a vector of integers that are not negative.
    weights: added up instead of ones; as many as the input has elements.
    minlength: the least length of the result.

Returns:
    A vector of ``max(input) + 1`` counts: int64; with weights float64, or float32 where they are.

Raises:
    RuntimeError: an element is negative, or the weights do not fit.

Example:
    >>> import chainrule as cr
    >>> cr.bincount(cr.tensor([0, 1, 1, 3]))
    tensor([1, 2, 0, 1])
)");

const Op kHistc = Op("histc(Tensor input, int bins=100, Scalar min=0, Scalar max=0)", histc)
                      .doc(R"(A histogram: how many elements lie in each of equally wide bins.

Args:
    input: floating point.
    bins: how many.
    min, max: the range; if they are equal, that of the data. What lies outside, and NaN, is not
        counted.

Returns:
    A vector of ``bins`` counts, of the input's dtype.

Raises:
    RuntimeError: ``max`` is less than ``min``, or the range is not finite.

Example:
    >>> import chainrule as cr
    >>> cr.histc(cr.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
)");

const Op kUnique = Op("unique(Tensor input, bool sorted=True, bool return_inverse=False, "
                      "bool return_counts=False, int? dim=None)",
                      unique)
                       .no_out()
                       .doc(R"(The different elements, or slices, of a tensor in ascending order.

Args:
    input: any real dtype. NaN is different from itself.
    sorted: accepted for compatibility: the result is always sorted.
    return_inverse: also gives, for each element, its index in the result.
    return_counts: also gives, for each element of the result, how often it occurs.
    dim: compares slices along this dimension instead of elements.

Returns:
    A tensor; with inverse or counts a tuple.

Raises:
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.unique(cr.tensor([3, 1, 2, 1]))
    tensor([1, 2, 3])
    >>> cr.unique(cr.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
)");

const Op kUniqueConsecutive = Op("unique_consecutive(Tensor input, bool return_inverse=False, "
                                 "bool return_counts=False, int? dim=None)",
                                 unique_consecutive)
                                  .no_out()
                                  .doc(R"(One element of each run of equal neighbours.

Args:
    input: any real dtype.
    return_inverse: also gives, for each element, the number of its run.
    return_counts: also gives the length of each run.
    dim: compares slices along this dimension instead of elements.

Returns:
    A tensor; with inverse or counts a tuple.

Raises:
    IndexError: ``dim`` is out of range.

Example:
    >>> import chainrule as cr
    >>> cr.unique_consecutive(cr.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
)");

const Op kIsin = Op("isin(ScalarOrTensor elements, ScalarOrTensor test_elements, *, "
                    "bool assume_unique=False, bool invert=False)",
                    isin)
                     .function_only()
                     .doc(R"(Whether each element is among the test elements.

Args:
    elements: a tensor or a number.
    test_elements: a tensor or a number; one of the two must be a tensor.
    assume_unique: accepted for compatibility.
    invert: whether it is not.

Returns:
    A bool tensor in the shape of ``elements``. NaN is never found.

Raises:
    RuntimeError: a dtype is bool or complex.

Example:
    >>> import chainrule as cr
    >>> cr.isin(cr.tensor([1, 2, 3]), cr.tensor([2, 3]))
    tensor([False,  True,  True])
)");

}  // namespace

}  // namespace chainrule
