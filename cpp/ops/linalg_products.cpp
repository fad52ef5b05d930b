// Products of vectors and tensors that are no matrix product by name: cross, vecdot, kron,
// tensordot, vander; and the trace.
#include "ops/linalg.h"
#include "ops/long_work.h"
#include "ops/raw.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {

namespace linalg {

namespace {

// ---- cross ----

/// Both contiguous, of the same sizes; the triples lie `inner` elements apart.
template <class T>
void cross_loop(int64_t outer, int64_t inner, const T* a, const T* b, T* out) {
  using Wide = std::conditional_t<std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>, float, T>;
  const auto minor = [&](int64_t first, int64_t second) {
    const auto x = static_cast<Wide>(a[first]), y = static_cast<Wide>(b[second]);
    const auto z = static_cast<Wide>(a[second]), w = static_cast<Wide>(b[first]);
    if constexpr (std::is_integral_v<Wide>) {
      // Through unsigned arithmetic: integers wrap.
      return static_cast<T>(static_cast<uint64_t>(x) * static_cast<uint64_t>(y) -
                            static_cast<uint64_t>(z) * static_cast<uint64_t>(w));
    } else {
      return static_cast<T>(x * y - z * w);
    }
  };
  for (int64_t i = 0; i < outer; ++i) {
    for (int64_t j = 0; j < inner; ++j) {
      const int64_t p = i * 3 * inner + j, q = p + inner, r = q + inner;
      out[p] = minor(q, r);
      out[q] = minor(r, p);
      out[r] = minor(p, q);
    }
  }
}

Tensor cross_of(const Tensor& a, const Tensor& b, int64_t dim) {
  check(a.dtype() == b.dtype(),
        "linalg.cross: Expected both inputs to have the same dtype, but got ", full_name(a.dtype()),
        " and ", full_name(b.dtype()));
  check<NotImplementedError>(a.dtype() != DType::bool_, "\"cross\" not implemented for 'Bool'");
  const Dims sizes = broadcast_shapes(a.sizes(), b.sizes());
  Tensor out;
  {
    const NoGrad off;
    const Tensor x = contiguous(expand(a, sizes)), y = contiguous(expand(b, sizes));
    out = empty(sizes, a.dtype());
    int64_t inner = 1;
    for (size_t d = static_cast<size_t>(dim) + 1; d < sizes.size(); ++d) inner *= sizes[d];
    const int64_t outer = inner ? out.numel() / (3 * inner) : 0;
    const auto work = long_work(out.numel());
    visit(a.dtype(), [&]<class T>(T) {
      if constexpr (!std::is_same_v<T, bool>)
        cross_loop(outer, inner, x.data<T>(), y.data<T>(), out.data<T>());
    });
  }
  record("LinalgCrossBackward0", out, {a, b},
         {b.requires_grad() ? a : Tensor(), a.requires_grad() ? b : Tensor()},
         [dim](const Backward& g) -> Grads {
           return {g.needs(0) ? cross_of(conj(g.saved(1)), g.grad(), dim) : Tensor(),
                   g.needs(1) ? cross_of(g.grad(), conj(g.saved(0)), dim) : Tensor()};
         });
  return out;
}

Tensor cross(const Tensor& a, const Tensor& b, int64_t dim) {
  check(a.dim() == b.dim(),
        "linalg.cross: inputs must have the same number of dimensions, but got ", a.dim(), " and ",
        b.dim());
  const int64_t d = wrap_dim(dim, a.dim());
  const auto at = static_cast<size_t>(d);
  check(a.dim() > 0 && a.sizes()[at] == 3 && b.sizes()[at] == 3, "linalg.cross: inputs dimension ",
        dim, " must have length 3. Got ", a.size(dim), " and ", b.size(dim));
  return cross_of(a, b, d);
}

Tensor old_cross(const Tensor& a, const Tensor& b, const std::optional<int64_t>& dim) {
  if (dim) return cross(a, b, *dim);
  const Dims sizes = a.dim() == b.dim() ? broadcast_shapes(a.sizes(), b.sizes()) : a.sizes();
  for (size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] != 3) continue;
    warn(
        "Using torch.cross without specifying the dim arg is deprecated. Please either pass the "
        "dim "
        "explicitly or simply use torch.linalg.cross. The default value of dim will change to "
        "agree with that of linalg.cross in a future release.");
    return cross(a, b, static_cast<int64_t>(d));
  }
  fail("no dimension of size 3 in input: cross() found the shapes ", a.sizes(), " and ", b.sizes());
}

Tensor vecdot(const Tensor& x, const Tensor& y, int64_t dim) {
  check(!is_integral(x.dtype()),
        "linalg.vecdot: Expected a floating point or complex tensor as "
        "input. Got ",
        legacy(x.dtype()), "; convert it first, as in x.float()");
  check(x.dtype() == y.dtype(),
        "linalg.vecdot: Expected x and y to have the same dtype, but found x "
        "of type ",
        legacy(x.dtype()), " and y of type ", legacy(y.dtype()), " instead");
  const Tensor product = conj(x) * y;
  const int64_t d = wrap_dim(dim, product.dim());
  return sum(product, DimSpan(&d, 1));
}

// ---- kron, trace, vander ----

Tensor kron(const Tensor& a, const Tensor& b) {
  // Dimension by dimension: rows of a and b side by side, then the pairs joined.
  const int64_t n = std::max(a.dim(), b.dim());
  Dims of_a, of_b, joined_sizes;
  const auto size = [n](const Tensor& t, int64_t d) {
    const int64_t own = d - (n - t.dim());
    return own < 0 ? int64_t{1} : t.sizes()[static_cast<size_t>(own)];
  };
  for (int64_t d = 0; d < n; ++d) {
    of_a.push_back(size(a, d));
    of_a.push_back(1);
    of_b.push_back(1);
    of_b.push_back(size(b, d));
    joined_sizes.push_back(size(a, d) * size(b, d));
  }
  return reshape(reshape(a, of_a) * reshape(b, of_b), joined_sizes);
}

Tensor trace(const Tensor& a) {
  check(a.dim() == 2, "trace: expected a matrix, but got tensor with dim ", a.dim());
  if (a.dtype() == DType::bool_) not_implemented_for("trace", a.dtype());
  Tensor out;
  {
    const NoGrad off;
    out = sum(diagonal(a));
  }
  record("TraceBackward0", out, {a}, {}, [m = rows(a), n = columns(a)](const Backward& b) -> Grads {
    return {b.grad() * identity({}, m, n, b.grad().dtype())};
  });
  return out;
}

/// x to the powers 0 to n - 1, along a new last dimension.
Tensor powers(const Tensor& x, int64_t n) {
  const bool narrow_integer = is_integral(x.dtype()) && x.dtype() != DType::int64;
  const DType dtype = narrow_integer ? DType::int64 : x.dtype();
  const Dims batch(x.sizes());
  const Tensor first = ones(joined(batch, {std::min<int64_t>(n, 1)}), dtype);
  if (n <= 1) return first;
  const Tensor repeated = expand(unsqueeze(to(x, dtype), -1), joined(batch, {n - 1}));
  return cat({first, cumprod(repeated, -1)}, -1);
}

Tensor vander(const Tensor& x, const std::optional<int64_t>& count) {
  check(x.dtype() != DType::bool_ && !is_reduced_float(real_of(x.dtype())),
        "linalg.vander supports floating point, complex, and integer tensors, but got ",
        legacy(x.dtype()));
  const Tensor wide = x.dim() == 0 ? unsqueeze(x, -1) : x;
  const int64_t n = count.value_or(wide.sizes().back());
  check(n > 1, "N must be greater than 1, got ", n);
  return powers(wide, n);
}

Tensor old_vander(const Tensor& x, const std::optional<int64_t>& count, bool increasing) {
  check(x.dim() == 1, "x must be a one-dimensional tensor, but its shape is ", x.sizes());
  check(count.value_or(0) >= 0, "N must be non-negative, got ", count.value_or(0));
  const Tensor out = powers(x, count.value_or(x.numel()));
  return increasing ? out : flip(out, Dims{-1});
}

// ---- tensordot ----

/// Dims of `t` that are not summed, then those that are (or the other way round), as a matrix.
Tensor as_matrix(const Tensor& t, const Dims& summed, bool summed_last, Dims& kept_sizes,
                 int64_t inner) {
  Dims kept;
  int64_t outer = 1;
  for (int64_t d = 0; d < t.dim(); ++d) {
    if (std::find(summed.begin(), summed.end(), d) != summed.end()) continue;
    kept.push_back(d);
    kept_sizes.push_back(t.sizes()[static_cast<size_t>(d)]);
    outer *= kept_sizes.back();
  }
  Dims order(summed_last ? kept : summed);
  for (const int64_t d : summed_last ? summed : kept) order.push_back(d);
  const Tensor moved = permute(t, order);
  return reshape(moved, summed_last ? Dims{outer, inner} : Dims{inner, outer});
}

Tensor tensordot(const Tensor& a, const Tensor& b, const Dims& dims_a, const Dims& dims_b) {
  check(dims_a.size() == dims_b.size(), "both dimension lists should have same length");
  check(a.dtype() == b.dtype(), "both inputs should have same dtype, but got ",
        full_name(a.dtype()), " and ", full_name(b.dtype()));
  Dims of_a, of_b;
  Tensor x = a, y = b;
  int64_t inner = 1;
  for (size_t i = 0; i < dims_a.size(); ++i) {
    const int64_t d = wrap_dim(dims_a[i], a.dim()), e = wrap_dim(dims_b[i], b.dim());
    check(std::find(of_a.begin(), of_a.end(), d) == of_a.end(), "dim ", d,
          " appears multiple times in the list of dims");
    check(std::find(of_b.begin(), of_b.end(), e) == of_b.end(), "dim ", e,
          " appears multiple times in the list of dims");
    of_a.push_back(d);
    of_b.push_back(e);
    const int64_t left = x.size(d), right = y.size(e);
    // A dimension of size 1 against another is summed by itself first.
    if (left != right && right == 1) {
      x = sum(x, DimSpan(&d, 1), true, a.dtype());
    } else if (left != right && left == 1) {
      y = sum(y, DimSpan(&e, 1), true, b.dtype());
    } else {
      check(left == right, "contracted dimensions need to match, but first has size ", left,
            " in dim ", dims_a[i], " and second has size ", right, " in dim ", dims_b[i]);
    }
    inner *= x.size(d);
  }
  Dims sizes;
  const Tensor left = as_matrix(x, of_a, true, sizes, inner);
  const Tensor right = as_matrix(y, of_b, false, sizes, inner);
  return reshape(mm(left, right), sizes);
}

// clang-format off
const Op kCross = Op("linalg.cross(Tensor input, Tensor other, *, int dim=-1)", cross)
    .doc(R"(The cross product of vectors of three elements; its cotangents: ``cross(conj(b), g)`` and ``cross(g, conj(a))``.

Args:
    input, other (Tensor): with the same number of dimensions, of shapes that broadcast.
    dim (int): where the vectors lie; of size 3 in both.

Raises:
    RuntimeError: a size other than 3, or dtypes that differ.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.cross(cr.tensor([1., 0., 0.]), cr.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
)");
const Op kOldCross = Op("cross(Tensor input, Tensor other, int? dim=None)", old_cross)
    .doc(R"(The cross product of vectors of three elements.

Args:
    input, other (Tensor): with the same number of dimensions, of shapes that broadcast.
    dim (int, optional): where the vectors lie; the first dimension of size 3 by default, which is deprecated.

Raises:
    RuntimeError: a size other than 3, or dtypes that differ.

Example:
    >>> import chainrule as cr
    >>> cr.cross(cr.tensor([1, 0, 0]), cr.tensor([0, 1, 0]), dim=0)
    tensor([0, 0, 1])
)");
const Op kVecdot = Op("linalg.vecdot(Tensor x, Tensor y, *, int dim=-1)", vecdot)
    .doc(R"(The dot product of vectors, ``sum(conj(x) * y)`` along a dimension.

Args:
    x, y (Tensor): of the same dtype, of shapes that broadcast.
    dim (int): what is summed.

Raises:
    RuntimeError: dtypes that differ, or shapes that do not broadcast.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.vecdot(cr.tensor([[1., 2.], [3., 4.]]), cr.tensor([1., 1.]))
    tensor([3., 7.])
)");
const Op kKron = Op("kron(Tensor input, Tensor other)", kron)
    .doc(R"(The Kronecker product: every element of ``input`` times the whole of ``other``, as blocks.

Args:
    input, other (Tensor): any shapes; the one with fewer dimensions gets ones in front.

Example:
    >>> import chainrule as cr
    >>> cr.kron(cr.eye(2), cr.tensor([[1., 2.]]))
    tensor([[1., 2., 0., 0.],
            [0., 0., 1., 2.]])
)");
const Op kTrace = Op("trace(Tensor input)", trace).no_out()
    .doc(R"(The sum of a matrix's diagonal.

Args:
    input (Tensor): two-dimensional.

Raises:
    RuntimeError: another number of dimensions.
    NotImplementedError: bool.

Example:
    >>> import chainrule as cr
    >>> cr.trace(cr.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
)");
const Op kVander = Op("linalg.vander(Tensor x, *, int? N=None)", vander).no_out()
    .doc(R"(Vandermonde matrices: ``out[..., i, j] = x[..., i] ** j``.

Args:
    x (Tensor): (*, n).
    N (int, optional): the number of powers, above 1; n by default.

Raises:
    RuntimeError: no dimension, or ``N`` below 2.

Example:
    >>> import chainrule as cr
    >>> cr.linalg.vander(cr.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
)");
const Op kOldVander = Op("vander(Tensor x, int? N=None, bool increasing=False)", old_vander).no_out()
    .doc(R"(The Vandermonde matrix of a vector: its powers, falling.

Args:
    x (Tensor): one-dimensional.
    N (int, optional): the number of columns; as many as x has elements by default.
    increasing (bool): powers rise from left to right.

Raises:
    RuntimeError: another number of dimensions, or a negative ``N``.

Example:
    >>> import chainrule as cr
    >>> cr.vander(cr.tensor([2, 3]), N=3)
    tensor([[4, 2, 1],
            [9, 3, 1]])
)");
const Op kTensordot = Op("_tensordot(Tensor a, Tensor b, int[] dims_self, int[] dims_other)", tensordot)
    .no_out()
.doc(R"(What :func:`tensordot` is made of: the dimensions of each tensor that are paired and summed, as lists.)");
// clang-format on

}  // namespace
}  // namespace linalg
}  // namespace chainrule
