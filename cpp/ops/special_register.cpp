// The registration of `special` but for its polynomials: signatures and documentation.
#include "ops/special.h"
#include "ops/special_map.h"

namespace chainrule {

namespace {

const Op kBesselJ0 =
    Op(
        "special.bessel_j0(Tensor input)",
        +[](const Tensor& x) { return map<special::bessel_j0>("bessel_j0", x); })
        .doc(R"(The Bessel function of the first kind of order 0. Nothing flows back through it.

    J0(x) = sum (-1)^k (x / 2)^(2k) / k!^2 (DLMF 10.2.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.bessel_j0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([ 1.0000,  0.7652, -0.0484])
)");

const Op kBesselJ1 =
    Op(
        "special.bessel_j1(Tensor input)",
        +[](const Tensor& x) { return map<special::bessel_j1>("bessel_j1", x); })
        .doc(R"(The Bessel function of the first kind of order 1. Nothing flows back through it.

    J1(x) = x / 2 sum (-1)^k (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.2.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.bessel_j1(cr.tensor([0.0, 1.0, 2.5]))
    tensor([0.0000, 0.4401, 0.4971])
)");

const Op kBesselY0 =
    Op(
        "special.bessel_y0(Tensor input)",
        +[](const Tensor& x) { return map<special::bessel_y0>("bessel_y0", x); })
        .doc(
            R"(The Bessel function of the second kind of order 0; minus infinity at 0, NaN below. Nothing flows back through it.

    Y0(x), the solution of x^2 y'' + x y' + x^2 y = 0 of DLMF 10.2.3

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.bessel_y0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([  -inf, 0.0883, 0.4981])
)");

const Op kBesselY1 =
    Op(
        "special.bessel_y1(Tensor input)",
        +[](const Tensor& x) { return map<special::bessel_y1>("bessel_y1", x); })
        .doc(
            R"(The Bessel function of the second kind of order 1; minus infinity at 0, NaN below. Nothing flows back through it.

    Y1(x), the solution of x^2 y'' + x y' + (x^2 - 1) y = 0 of DLMF 10.2.3

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.bessel_y1(cr.tensor([0.0, 1.0, 2.5]))
    tensor([   -inf, -0.7812,  0.1459])
)");

const Op kModifiedBesselI0 =
    Op(
        "special.modified_bessel_i0(Tensor input)",
        +[](const Tensor& x) { return map<special::i0>("modified_bessel_i0", x); })
        .doc(
            R"(The modified Bessel function of the first kind of order 0, without a derivative; see i0. Nothing flows back through it.

    I0(x) = sum (x / 2)^(2k) / k!^2 (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.modified_bessel_i0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([1.0000, 1.2661, 3.2898])
)");

const Op kModifiedBesselI1 =
    Op(
        "special.modified_bessel_i1(Tensor input)",
        +[](const Tensor& x) { return map<special::i1>("modified_bessel_i1", x); })
        .doc(
            R"(The modified Bessel function of the first kind of order 1, without a derivative; see i1. Nothing flows back through it.

    I1(x) = x / 2 sum (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.modified_bessel_i1(cr.tensor([0.0, 1.0, 2.5]))
    tensor([0.0000, 0.5652, 2.5167])
)");

const Op kModifiedBesselK0 =
    Op(
        "special.modified_bessel_k0(Tensor input)",
        +[](const Tensor& x) { return map<special::k0>("modified_bessel_k0", x); })
        .doc(
            R"(The modified Bessel function of the second kind of order 0; infinity at 0, NaN below. Nothing flows back through it.

    K0(x) = integral over t > 0 of exp(-x cosh t) (DLMF 10.32.9)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.modified_bessel_k0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([   inf, 0.4210, 0.0623])
)");

const Op kModifiedBesselK1 =
    Op(
        "special.modified_bessel_k1(Tensor input)",
        +[](const Tensor& x) { return map<special::k1>("modified_bessel_k1", x); })
        .doc(
            R"(The modified Bessel function of the second kind of order 1; infinity at 0, NaN below. Nothing flows back through it.

    K1(x) = integral over t > 0 of exp(-x cosh t) cosh t (DLMF 10.32.9)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.modified_bessel_k1(cr.tensor([0.0, 1.0, 2.5]))
    tensor([   inf, 0.6019, 0.0739])
)");

const Op kScaledModifiedBesselK0 =
    Op(
        "special.scaled_modified_bessel_k0(Tensor x)",
        +[](const Tensor& x) { return map<special::scaled_k0>("scaled_modified_bessel_k0", x); })
        .doc(
            R"(The modified Bessel function of the second kind of order 0 without its decay. Nothing flows back through it.

    exp(x) K0(x) (DLMF 10.32.9)

Args:
    x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.scaled_modified_bessel_k0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([   inf, 1.1445, 0.7595])
)");

const Op kScaledModifiedBesselK1 =
    Op(
        "special.scaled_modified_bessel_k1(Tensor x)",
        +[](const Tensor& x) { return map<special::scaled_k1>("scaled_modified_bessel_k1", x); })
        .doc(
            R"(The modified Bessel function of the second kind of order 1 without its decay. Nothing flows back through it.

    exp(x) K1(x) (DLMF 10.32.9)

Args:
    x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.scaled_modified_bessel_k1(cr.tensor([0.0, 1.0, 2.5]))
    tensor([   inf, 1.6362, 0.9002])
)");

const Op kSphericalBesselJ0 =
    Op(
        "special.spherical_bessel_j0(Tensor x)",
        +[](const Tensor& x) {
          return map<special::spherical_bessel_j0>("spherical_bessel_j0", x);
        })
        .doc(
            R"(The spherical Bessel function of the first kind of order 0. Nothing flows back through it.

    j0(x) = sin(x) / x (DLMF 10.49.3), 1 at 0

Args:
    x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.spherical_bessel_j0(cr.tensor([0.0, 1.0, 2.5]))
    tensor([1.0000, 0.8415, 0.2394])
)");

const Op kAiryAi = Op(
                       "special.airy_ai(Tensor x)",
                       +[](const Tensor& x) { return map<special::airy_ai>("airy_ai", x); })
                       .doc(R"(The Airy function of the first kind. Nothing flows back through it.

    Ai(x) = 1 / pi integral over t > 0 of cos(t^3 / 3 + x t) (DLMF 9.5.1)

Args:
    x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.airy_ai(cr.tensor([-2.0, 0.0, 1.0]))
    tensor([0.2274, 0.3550, 0.1353])
)");

const Op kI0 = Op("i0(Tensor input)", i0)
                   .inplace()
                   .alias("special.i0")
                   .doc(R"(The modified Bessel function of the first kind of order 0.

    I0(x) = sum (x / 2)^(2k) / k!^2 (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.i0(cr.tensor([0.0, 1.0, -2.5]))
    tensor([1.0000, 1.2661, 3.2898])
)");

const Op kI0e =
    Op("special.i0e(Tensor input)", i0e)
        .doc(R"(The modified Bessel function of the first kind of order 0 without its growth.

    exp(-|x|) I0(x) (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.i0e(cr.tensor([0.0, 1.0, -2.5]))
    tensor([1.0000, 0.4658, 0.2700])
)");

const Op kI1 = Op("special.i1(Tensor input)", i1)
                   .doc(R"(The modified Bessel function of the first kind of order 1.

    I1(x) = x / 2 sum (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.i1(cr.tensor([0.0, 1.0, -2.5]))
    tensor([ 0.0000,  0.5652, -2.5167])
)");

const Op kI1e =
    Op("special.i1e(Tensor input)", i1e)
        .doc(R"(The modified Bessel function of the first kind of order 1 without its growth.

    exp(-|x|) I1(x) (DLMF 10.25.2)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.i1e(cr.tensor([0.0, 1.0, -2.5]))
    tensor([ 0.0000,  0.2079, -0.2066])
)");

const Op kLogNdtr = Op("special.log_ndtr(Tensor input)", log_ndtr)
                        .doc(R"(The logarithm of ndtr, precise where ndtr is nearly 0 or nearly 1.

    log(ndtr(x)) = log(erfcx(-x / sqrt(2)) / 2) - x^2 / 2

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.log_ndtr(cr.tensor([-40.0, 0.0, 2.0]))
    tensor([-8.0461e+02, -6.9315e-01, -2.3013e-02])
)");

const Op kNdtri =
    Op("special.ndtri(Tensor input)", ndtri)
        .doc(
            R"(The quantiles of the standard normal distribution: where ndtr is `input`. Infinite at 0 and 1, NaN
outside.

    x with ndtr(x) = input, by Halley's method from Abramowitz & Stegun 26.2.23

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.ndtri(cr.tensor([0.025, 0.5, 0.9]))
    tensor([-1.9600,  0.0000,  1.2816])
)");

const Op kEntr = Op("special.entr(Tensor input)", entr)
                     .doc(R"(The terms of an entropy; minus infinity for negative elements.

    -x log(x), 0 at 0

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.entr(cr.tensor([-0.5, 0.0, 0.5]))
    tensor([  -inf, 0.0000, 0.3466])
)");

const Op kErfcx = Op("special.erfcx(Tensor input)", erfcx)
                      .doc(R"(The complementary error function without its decay.

    exp(x^2) erfc(x) (DLMF 7.2.3)

Args:
    input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the same shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.erfcx(cr.tensor([-1.0, 0.0, 10.0]))
    tensor([5.0090, 1.0000, 0.0561])
)");

const Op kXlog1py = Op(
                        "special.xlog1py(Tensor input, ScalarOrTensor other)",
                        +[](const Tensor& x, const Operand& y) { return xlog1py(x, y); })
                        .doc(R"(x log(1 + y), which is 0 where x is 0, unless y is NaN.

    input * log1p(other)

Args:
    input, other: tensors of any real type, broadcast against each other; one may be a number. Integers
        become the default float. float16 and bfloat16 are computed in float32.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.xlog1py(cr.tensor([0.0, 1.0]), cr.tensor([-1.0, 1.0]))
    tensor([0.0000, 0.6931])
)");
const Op kXlog1pyOfNumber = Op(
    "special.xlog1py(Scalar self, Tensor other)",
    +[](const Scalar& x, const Tensor& y) { return xlog1py(x, y); });

const Op kZeta =
    Op(
        "special.zeta(Tensor input, ScalarOrTensor other)",
        +[](const Tensor& x, const Operand& y) { return zeta(x, y); })
        .doc(
            R"(Hurwitz' zeta function. Infinity at exponent 1 and where a term is infinite, NaN below. Differentiable in
`other` alone.

    zeta(s, q) = sum over k >= 0 of (k + q)^(-s) (DLMF 25.11.1), s = input, q = other

Args:
    input, other: tensors of any real type, broadcast against each other; one may be a number. Integers
        become the default float. float16 and bfloat16 are refused.

Returns:
    A tensor of the broadcast shape.

Example:
    >>> import chainrule as cr
    >>> cr.special.zeta(cr.tensor([2.0, 4.0]), cr.tensor([1.0, 1.0]))
    tensor([1.6449, 1.0823])
)");
const Op kZetaOfNumber = Op(
    "special.zeta(Scalar self, Tensor other)",
    +[](const Scalar& x, const Tensor& y) { return zeta(x, y); });

const Op kIgamma =
    Op("igamma(Tensor input, Tensor other)", igamma)
        .inplace()
        .alias("special.gammainc")
        .doc(
            R"(The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
alone.

    P(a, x) = 1 / gamma(a) integral from 0 to x of t^(a-1) exp(-t) (DLMF 8.2.4), a = input, x = other

Args:
    input, other: floating-point tensors, broadcast against each other.

Returns:
    A tensor of the broadcast shape.

Raises:
    NotImplementedError: for integers; for the derivative in `input`, when it is asked for.

Example:
    >>> import chainrule as cr
    >>> cr.igamma(cr.tensor([1.0, 4.0]), cr.tensor([1.0, 3.0]))
    tensor([0.6321, 0.3528])
)");

const Op kIgammac =
    Op("igammac(Tensor input, Tensor other)", igammac)
        .inplace()
        .alias("special.gammaincc")
        .doc(
            R"(The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
alone.

    Q(a, x) = 1 / gamma(a) integral from x on of t^(a-1) exp(-t) (DLMF 8.2.4), a = input, x = other

Args:
    input, other: floating-point tensors, broadcast against each other.

Returns:
    A tensor of the broadcast shape.

Raises:
    NotImplementedError: for integers; for the derivative in `input`, when it is asked for.

Example:
    >>> import chainrule as cr
    >>> cr.igammac(cr.tensor([1.0, 4.0]), cr.tensor([1.0, 3.0]))
    tensor([0.3679, 0.6472])
)");

}  // namespace

}  // namespace chainrule
