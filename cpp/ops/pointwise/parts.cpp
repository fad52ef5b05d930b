// The operations of unary_parts.h and unary_gamma.h that have parameters or more than one result,
// and what is made of them.
#include <cmath>
#include <limits>

#include "ops/functions.h"
#include "ops/inplace.h"
#include "ops/pointwise/driver.h"
#include "ops/pointwise/gamma.h"
#include "ops/pointwise/register.h"
#include "ops/views.h"

namespace chainrule {

Tensor lgamma(const Tensor& x) { return registered_unary<Lgamma>(x); }
Tensor digamma(const Tensor& x) { return registered_unary<Digamma>(x); }
Tensor erfinv(const Tensor& x) { return registered_unary<Erfinv>(x); }
Tensor polygamma(int64_t n, const Tensor& x) {
  check(n >= 0, "polygamma(n, x) does not support negative n, got ", n);
  // The values of higher orders are those of the same parity: 0 and infinite. Derivatives go on.
  constexpr int64_t kHighest = int64_t{1} << 62;
  if (n > kHighest) n = kHighest + n % 2;
  return unary<Polygamma>("polygamma", "PolygammaBackward0", x, {Gamma{}, n});
}

Tensor Convert::on_complex(const Tensor&) {
  fail("deg2rad and rad2deg are not supported for complex tensors: angles are real");
}
Tensor Sinc::on_complex(const Tensor& z) {
  const Tensor zero = eq(z, 0), pi_z = where(zero, Scalar(1), z) * std::numbers::pi;
  return where(zero, Scalar(1), sin(pi_z) / pi_z);
}
Tensor Infinite::on_complex(const Tensor&) {
  fail("isposinf and isneginf do not support complex inputs: test x.real or x.imag");
}

namespace {

Tensor polygamma_method(const Tensor& x, int64_t n) { return polygamma(n, x); }

Tensor mvlgamma(const Tensor& x, int64_t p) {
  check(p >= 1, "p has to be greater than or equal to 1, got ", p);
  check(p <= int64_t{1} << 24, "mvlgamma: p is the order of a matrix and a sum has p terms, got ",
        p, ": expected at most 2^24");
  check<NotImplementedError>(!is_complex(x.dtype()),
                             "\"mvlgamma\" not implemented for complex numbers");
  check(x.dtype() != DType::bool_, "mvlgamma: The input tensor may not be a boolean tensor.");
  const auto sum = [p](const Tensor& x, Tensor (*f)(const Tensor&)) {
    Tensor total = f(x);
    for (int64_t j = 1; j < p; ++j) total = total + f(x - static_cast<double>(j) / 2);
    return total;
  };
  Tensor out;
  {
    const NoGrad off;
    out = sum(x, lgamma) + static_cast<double>(p * (p - 1)) / 4 * std::log(std::numbers::pi);
  }
  record("MvlgammaBackward0", out, {x}, {x},
         [sum](const Backward& b) -> Grads { return {b.grad() * sum(b.saved(0), digamma)}; });
  return out;
}

Tensor logit(const Tensor& x, std::optional<double> eps) {
  // Negative is "none", as in logit(x, -1).
  const bool bounded = eps && *eps >= 0;
  return unary<Logit>("logit", "LogitBackward0", x, {Gamma{}, bounded ? *eps : 0, bounded});
}

Tensor positive(const Tensor& x) {
  check(x.dtype() != DType::bool_,
        "The `+` operator, on a bool tensor is not supported: convert "
        "it first, as in x.int()");
  return x;
}

Tensor round_decimals(const Tensor& x, int64_t decimals) {
  if (is_integral(x.dtype())) {
    fail<NotImplementedError>("\"round_cpu\" not implemented for '",
                              kDTypes[static_cast<size_t>(x.dtype())].legacy,
                              "': integers have no decimals; use round(x)");
  }
  const double power = std::pow(10.0, std::abs(static_cast<double>(decimals)));
  return unary<RoundDecimals>("round", "RoundBackward1", x, {Unary{}, power, decimals < 0});
}

/// The largest finite number of a floating type.
double largest(DType dtype) {
  switch (dtype) {
    case DType::float16:
      return 65504;
    case DType::bfloat16:
      return 0x1.fep127;
    case DType::float32:
      return std::numeric_limits<float>::max();
    default:
      return std::numeric_limits<double>::max();
  }
}

Tensor nan_to_num(const Tensor& x, std::optional<double> nan, std::optional<double> positive,
                  std::optional<double> negative) {
  if (is_integral(x.dtype())) return clone(x);
  if (is_complex(x.dtype())) {
    return view_as_complex(nan_to_num(view_as_real(x), nan, positive, negative));
  }
  const double limit = largest(x.dtype());
  return unary<NanToNum>(
      "nan_to_num", "NanToNumBackward0", x,
      {Unary{}, nan.value_or(0), positive.value_or(limit), negative.value_or(-limit)});
}

std::tuple<Tensor, Tensor> frexp(const Tensor& x) {
  check(is_floating(x.dtype()), "torch.frexp() only supports floating-point dtypes, not ",
        full_name(x.dtype()));
  static const PointwiseInfo mantissas = detail::info_of<FrexpMantissa>("frexp", unary_parts());
  static const PointwiseInfo exponents = detail::info_of<FrexpExponent>("frexp", unary_parts());
  const FrexpMantissa op;
  const Tensor mantissa = run_unary(mantissas, &op, x);
  const Tensor exponent = empty_like(x, DType::int32);
  run_unary(exponents, &op, x, &exponent);
  record("FrexpBackward0", mantissa, {x}, {exponent},
         [](const Backward& b) -> Grads { return {ldexp(b.grad(), neg(b.saved(0)))}; });
  return {mantissa, exponent};
}

Tensor zero_op(const Tensor& x) {
  zero_inplace(x);
  return x;
}

const Op kPolygamma = Op(
                          "polygamma(int n, Tensor input)",
                          +[](int64_t n, const Tensor& x) { return polygamma(n, x); })
                          .function_only()
                          .alias("special.polygamma")
                          .doc(R"(The n-th derivative of digamma; digamma itself for n = 0.

Raises:
    RuntimeError: n is negative.

>>> import chainrule as cr
>>> cr.polygamma(1, cr.tensor([1.0, 0.5]))
tensor([1.6449, 4.9348]))");
const Op kPolygammaMethod =
    Op("polygamma(Tensor input, int n)", polygamma_method).method_only().inplace();
const Op kMvlgamma = Op("mvlgamma(Tensor input, int p)", mvlgamma)
                         .inplace()
                         .alias("special.multigammaln")
                         .doc(R"(The logarithm of the p-variate gamma function,
``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

Raises:
    RuntimeError: p is below 1.

>>> import chainrule as cr
>>> cr.mvlgamma(cr.tensor([4.0, 5.0]), 2)
tensor([3.5651, 6.2042]))");
const Op kLogit = Op("logit(Tensor input, float? eps=None)", logit)
                      .inplace()
                      .alias("special.logit")
                      .doc(R"(log(input / (1 - input)), the inverse of sigmoid.

Args:
    eps: if given, the input is brought into [eps, 1 - eps] first; else elements outside [0, 1]
        give NaN.

>>> import chainrule as cr
>>> cr.logit(cr.tensor([0.5, 0.9, 1.0]), eps=1e-6)
tensor([ 0.0000,  2.1972, 13.8023]))");
const Op kPositive =
    Op("positive(Tensor input)", positive).no_out().doc(R"(The tensor itself, as ``+input``.

Raises:
    RuntimeError: the input is a bool tensor.

>>> import chainrule as cr
>>> cr.positive(cr.tensor([-1.0, 2.0]))
tensor([-1.,  2.]))");
const Op kRound = Op(
                      "round(Tensor input)", +[](const Tensor& x) { return round(x); })
                      .inplace()
                      .alias("special.round")
                      .doc(R"(The nearest integer, halves to the even one; its derivative is 0.

Args:
    decimals: round to this many places after the point, or before it if negative (floats only).

>>> import chainrule as cr
>>> cr.round(cr.tensor([0.5, 1.5, 2.567]))
tensor([0., 2., 3.])
>>> cr.round(cr.tensor([2.567]), decimals=1)
tensor([2.6000]))");
const Op kRoundDecimals =
    Op("round(Tensor input, *, int decimals)", round_decimals).inplace().alias("special.round");
const Op kNanToNum =
    Op("nan_to_num(Tensor input, float? nan=0.0, float? posinf=None, float? neginf=None)",
       nan_to_num)
        .inplace()
        .doc(R"(NaN and infinities replaced by numbers.

Args:
    nan: instead of NaN.
    posinf, neginf: instead of the infinities; by default the largest and the lowest number of the
        element type.

>>> import chainrule as cr
>>> cr.nan_to_num(cr.tensor([float('nan'), float('inf'), 1.0]), posinf=9.0)
tensor([0., 9., 1.]))");
const Op kFrexp =
    Op("frexp(Tensor input) -> (Tensor mantissa, Tensor exponent)", frexp)
        .doc(R"(The parts of ``input = mantissa * 2 ** exponent``, with the mantissa in [0.5, 1) but
for its sign, and the exponent as int32. 0, infinities and NaN are their own mantissa.

Raises:
    RuntimeError: the elements are not floats.

>>> import chainrule as cr
>>> mantissa, exponent = cr.frexp(cr.tensor([1.0, -6.0]))
>>> mantissa, exponent
(tensor([ 0.5000, -0.7500]), tensor([1, 3], dtype=torch.int32)))");
const Op kZero = Op("zero_(Tensor input)", zero_op)
                     .function_only()
                     .no_out()
                     .doc(R"(Sets every element of the tensor to zero.

>>> import chainrule as cr
>>> cr.zero_(cr.tensor([1.0, 2.0]))
tensor([0., 0.]))");

}  // namespace

}  // namespace chainrule
