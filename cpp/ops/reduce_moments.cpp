// Variance and standard deviation: var, std, var_mean, std_mean.
#include <cmath>

#include "graph/record.h"
#include "ops/functions.h"
#include "ops/reduce.h"
#include "ops/reduce_util.h"
#include "ops/registry.h"

namespace chainrule {
namespace {

using OptScalar = std::optional<Scalar>;

struct Spread {
  uint64_t bits;
  bool keepdim;
  double freedom;  // elements of one result, less the correction
};

/// Checks, and what derivatives need to know.
Spread spread_of(const char* name, const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  check(!is_integral(x.dtype()), name,
        " only support floating point and complex dtypes, and the input is ", full_name(x.dtype()),
        "; convert it first, as in x.float()");
  const uint64_t bits = dim_bits(dims, x.dim());
  const double freedom = static_cast<double>(reduced_count(x.sizes(), bits)) - correction;
  const bool nothing = count(reduced_sizes(x.sizes(), bits, false)) == 0;
  if (freedom <= 0 || (nothing && correction >= 0)) {
    warn(concat(name,
                ": degrees of freedom is <= 0. Correction should be strictly less than the "
                "reduction factor "
                "(input numel divided by output numel)."));
  }
  return {bits, keepdim, freedom};
}

/// Variance (or its root) and mean, by one pass through memory; either may be left out.
void raw_moments(const Tensor& x, const Spread& spread, bool root, const Tensor& out,
                 const Tensor& mean) {
  ReduceTask task{};
  task.op = Reduction::moments;
  task.compute = compute_dtype(x.dtype());
  task.dtype = task.out_dtype = x.dtype();
  task.x = x.bytes();
  task.sizes = x.sizes();
  task.strides = x.strides();
  task.reduced = spread.bits;
  task.out = out.bytes();
  task.mean = mean.defined() ? mean.bytes() : nullptr;
  task.divisor = std::max(spread.freedom, 0.0);
  task.root = root;
  reduce(task);
}

/// d var / dx = 2 (x - mean) / freedom
Tensor var_slope(const Tensor& g, const Tensor& x, const Spread& s) {
  Dims dims;
  for (int64_t d = 0; d < x.dim(); ++d) {
    if ((s.bits >> d) & 1) dims.push_back(d);
  }
  const Tensor centred = x - mean(x, dims, true);
  const Tensor back = restore_dims(g, x.sizes(), s.bits, s.keepdim);
  if (s.freedom <= 0)
    return back * where(eq(centred, 0), std::nan(""), std::numeric_limits<double>::infinity());
  return back * (2 / s.freedom) * centred;
}

/// The cotangent of the variance from that of its root.
Tensor root_slope(const Tensor& g, const Tensor& root) {
  return where(eq(root, 0), 0, g / (root * 2));
}

/// Complex numbers spread as their parts do together.
Tensor complex_var(const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  const Tensor parts = view_as_real(x);
  const Dims wrapped = wrap_dims(dims, x.dim());
  const int64_t last = -1;
  if (wrapped.empty()) {  // one element, which lies 0 from its mean
    const double factor = 0 / std::max(1 - correction, 0.0);
    return sum((parts - parts) * 0 + factor, DimSpan(&last, 1));
  }
  return sum(var(parts, wrapped, correction, keepdim), DimSpan(&last, 1));
}

Tensor spread_op(const char* node, const char* name, bool root, const Tensor& x, DimSpan dims,
                 double correction, bool keepdim) {
  const Spread s = spread_of(name, x, dims, correction, keepdim);
  if (is_complex(x.dtype())) {
    const Tensor out = complex_var(x, dims, correction, keepdim);
    return root ? sqrt(out) : out;
  }
  Tensor out;
  if (s.bits == dim_bits({}, x.dim()) && !keepdim) {
    out = run_reduction(
        {Reduction::moments, compute_dtype(x.dtype()), x.dtype(), std::max(s.freedom, 0.0), root},
        x, s.bits, keepdim);
  } else {
    out = empty(reduced_sizes(x.sizes(), s.bits, keepdim), x.dtype());
    raw_moments(x, s, root, out, Tensor());
  }
  record(node, out, {x}, {x, root ? out : Tensor()}, [s, root](const Backward& b) -> Grads {
    return {var_slope(root ? root_slope(b.grad(), b.saved(1)) : b.grad(), b.saved(0), s)};
  });
  return out;
}

TensorPair spread_mean(const char* node, const char* name, bool root, const Tensor& x, DimSpan dims,
                       double correction, bool keepdim) {
  const Spread s = spread_of(name, x, dims, correction, keepdim);
  if (is_complex(x.dtype())) {
    const Tensor out = complex_var(x, dims, correction, keepdim);
    return {root ? sqrt(out) : out, mean(x, dims, keepdim)};
  }
  Tensor out = empty(reduced_sizes(x.sizes(), s.bits, keepdim), x.dtype());
  Tensor middle = empty(out.sizes(), x.dtype());
  raw_moments(x, s, root, out, middle);
  record(node, {out, middle}, {x}, {x, root ? out : Tensor()},
         [s, root](const Backward& b) -> Grads {
           const Tensor input = b.saved(0);
           const auto n = static_cast<double>(reduced_count(input.sizes(), s.bits));
           return {var_slope(root ? root_slope(b.grad(0), b.saved(1)) : b.grad(0), input, s) +
                   expand_back(b.grad(1) / n, input.sizes(), s.bits, s.keepdim)};
         });
  return {out, middle};
}

}  // namespace

Tensor var(const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  return spread_op("VarBackward0", "var()", false, x, dims, correction, keepdim);
}
Tensor std(const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  return spread_op("StdBackward0", "std()", true, x, dims, correction, keepdim);
}
TensorPair var_mean(const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  return spread_mean("VarMeanBackward0", "var_mean()", false, x, dims, correction, keepdim);
}

namespace {

TensorPair std_mean(const Tensor& x, DimSpan dims, double correction, bool keepdim) {
  return spread_mean("StdMeanBackward0", "std_mean()", true, x, dims, correction, keepdim);
}

// The three forms of each: (unbiased), (dim, unbiased, keepdim), (dim, *, correction, keepdim).
template <auto f>
auto of_all(const Tensor& x, bool unbiased) {
  return f(x, {}, unbiased ? 1.0 : 0.0, false);
}
template <auto f>
auto of_dims(const Tensor& x, const OptDims& dims, bool unbiased, bool keepdim) {
  return f(x, dims ? DimSpan(*dims) : DimSpan(), unbiased ? 1.0 : 0.0, keepdim);
}
template <auto f>
auto corrected(const Tensor& x, const OptDims& dims, const OptScalar& correction, bool keepdim) {
  return f(x, dims ? DimSpan(*dims) : DimSpan(), correction ? correction->to_double() : 1.0,
           keepdim);
}

const Op kVar = Op("var(Tensor input, bool unbiased=True)", of_all<var>).no_out().doc(R"(
The variance of all elements, or along the dimensions ``dim``: ``sum((x - mean) ** 2) / max(0, N - correction)``.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to reduce; None or () means everything.
    correction (number): subtracted from the number of elements; 1 by default (Bessel).
    unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
    keepdim (bool): keep the reduced dimensions, with size 1.

Raises:
    RuntimeError: the dtype is an integer's or bool.

Example:
    >>> import chainrule as cr
    >>> cr.var(cr.tensor([[1., 2.], [3., 5.]]), dim=1, correction=0)
    tensor([0.2500, 1.0000])
)");
const Op kVarDims =
    Op("var(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False)", of_dims<var>);
const Op kVarCorrection =
    Op("var(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)",
       corrected<var>);

const Op kStd = Op("std(Tensor input, bool unbiased=True)", of_all<std>).no_out().doc(R"(
The standard deviation of all elements, or along the dimensions ``dim``: the square root of :func:`var`.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to reduce; None or () means everything.
    correction (number): subtracted from the number of elements; 1 by default (Bessel).
    unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
    keepdim (bool): keep the reduced dimensions, with size 1.

Raises:
    RuntimeError: the dtype is an integer's or bool.

Example:
    >>> import chainrule as cr
    >>> cr.std(cr.tensor([1., 2., 3., 4.]))
    tensor(1.2910)
)");
const Op kStdDims =
    Op("std(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False)", of_dims<std>);
const Op kStdCorrection =
    Op("std(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)",
       corrected<std>);

const Op kVarMean = Op("var_mean(Tensor input, bool unbiased=True)", of_all<var_mean>)
                        .function_only()
                        .no_out()
                        .doc(R"(
Variance and mean at once; see :func:`var`.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to reduce; None or () means everything.
    correction (number): subtracted from the number of elements; 1 by default (Bessel).
    unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
    keepdim (bool): keep the reduced dimensions, with size 1.

Returns:
    (Tensor, Tensor): variance and mean.

Example:
    >>> import chainrule as cr
    >>> cr.var_mean(cr.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
)");
const Op kVarMeanDims =
    Op("var_mean(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False)",
       of_dims<var_mean>)
        .function_only()
        .no_out();
const Op kVarMeanCorrection =
    Op("var_mean(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)",
       corrected<var_mean>)
        .function_only()
        .no_out();

const Op kStdMean = Op("std_mean(Tensor input, bool unbiased=True)", of_all<std_mean>)
                        .function_only()
                        .no_out()
                        .doc(R"(
Standard deviation and mean at once; see :func:`std`.

Args:
    input (Tensor): of any shape, floating point or complex.
    dim (int or tuple of ints, optional): what to reduce; None or () means everything.
    correction (number): subtracted from the number of elements; 1 by default (Bessel).
    unbiased (bool): the older form: True is ``correction=1``, False ``correction=0``.
    keepdim (bool): keep the reduced dimensions, with size 1.

Returns:
    (Tensor, Tensor): standard deviation and mean.

Example:
    >>> import chainrule as cr
    >>> cr.std_mean(cr.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
)");
const Op kStdMeanDims =
    Op("std_mean(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False)",
       of_dims<std_mean>)
        .function_only()
        .no_out();
const Op kStdMeanCorrection =
    Op("std_mean(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False)",
       corrected<std_mean>)
        .function_only()
        .no_out();

}  // namespace
}  // namespace chainrule
