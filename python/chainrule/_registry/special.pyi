"""The registered operations of ``chainrule.special``. Made by tests/stubs/make.py."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from typing import overload

from .._core import Number, Tensor, _DType

def airy_ai(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Airy function of the first kind. Nothing flows back through it.

        Ai(x) = 1 / pi integral over t > 0 of cos(t^3 / 3 + x t) (DLMF 9.5.1)

    Args:
        x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.airy_ai(cr.tensor([-2.0, 0.0, 1.0]))
        tensor([0.2274, 0.3550, 0.1353])
    """

def bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the first kind of order 0. Nothing flows back through it.

        J0(x) = sum (-1)^k (x / 2)^(2k) / k!^2 (DLMF 10.2.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.bessel_j0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([ 1.0000,  0.7652, -0.0484])
    """

def bessel_j1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the first kind of order 1. Nothing flows back through it.

        J1(x) = x / 2 sum (-1)^k (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.2.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.bessel_j1(cr.tensor([0.0, 1.0, 2.5]))
        tensor([0.0000, 0.4401, 0.4971])
    """

def bessel_y0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the second kind of order 0; minus infinity at 0, NaN below. Nothing flows back through it.

        Y0(x), the solution of x^2 y'' + x y' + x^2 y = 0 of DLMF 10.2.3

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.bessel_y0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([  -inf, 0.0883, 0.4981])
    """

def bessel_y1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the second kind of order 1; minus infinity at 0, NaN below. Nothing flows back through it.

        Y1(x), the solution of x^2 y'' + x y' + (x^2 - 1) y = 0 of DLMF 10.2.3

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.bessel_y1(cr.tensor([0.0, 1.0, 2.5]))
        tensor([   -inf, -0.7812,  0.1459])
    """

@overload
def chebyshev_polynomial_t(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the first kind, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        T_n(cos a) = cos(n a) (DLMF 18.5.1)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.chebyshev_polynomial_t(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1.0000,  0.5000, -0.5000])
    """

@overload
def chebyshev_polynomial_t(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def chebyshev_polynomial_u(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the second kind, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        U_n(cos a) = sin((n + 1) a) / sin(a) (DLMF 18.5.2)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.chebyshev_polynomial_u(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1.,  1., -1.])
    """

@overload
def chebyshev_polynomial_u(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def chebyshev_polynomial_v(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the third kind, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        V_n(cos a) = cos((n + 1/2) a) / cos(a / 2) (DLMF 18.5.3)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.chebyshev_polynomial_v(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1., 0., 0.])
    """

@overload
def chebyshev_polynomial_v(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def chebyshev_polynomial_w(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the fourth kind, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        W_n(cos a) = sin((n + 1/2) a) / sin(a / 2) (DLMF 18.5.4)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.chebyshev_polynomial_w(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1.,  2., -2.])
    """

@overload
def chebyshev_polynomial_w(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    >>> import chainrule as cr
    >>> cr.digamma(cr.tensor([1.0, 0.5]))
    tensor([-0.5772, -1.9635])
    """

def digamma_(input: Tensor) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    This form writes the result to the tensor itself.
    """

def entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The terms of an entropy; minus infinity for negative elements.

        -x log(x), 0 at 0

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.entr(cr.tensor([-0.5, 0.0, 0.5]))
        tensor([  -inf, 0.0000, 0.3466])
    """

def erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complementary error function without its decay.

        exp(x^2) erfc(x) (DLMF 7.2.3)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.erfcx(cr.tensor([-1.0, 0.0, 10.0]))
        tensor([5.0090, 1.0000, 0.0561])
    """

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of the error function: infinite at -1 and 1, NaN beyond.

    >>> import chainrule as cr
    >>> cr.erfinv(cr.tensor([0.0, 0.5, -1.0]))
    tensor([0.0000, 0.4769,   -inf])
    """

def erfinv_(input: Tensor) -> Tensor:
    """The inverse of the error function: infinite at -1 and 1, NaN beyond.

    This form writes the result to the tensor itself.
    """

def gammainc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
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
    """

def gammainc_(input: Tensor, other: Tensor) -> Tensor:
    """The lower regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

    This form writes the result to the tensor itself.
    """

def gammaincc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
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
    """

def gammaincc_(input: Tensor, other: Tensor) -> Tensor:
    """The upper regularized incomplete gamma function. NaN where an argument is negative or both are 0. Differentiable in `other`
    alone.

    This form writes the result to the tensor itself.
    """

def gammaln(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

    >>> import chainrule as cr
    >>> cr.lgamma(cr.tensor([1.0, 4.0, 0.5]))
    tensor([0.0000, 1.7918, 0.5724])
    """

def gammaln_(input: Tensor) -> Tensor:
    """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2 ...

    This form writes the result to the tensor itself.
    """

@overload
def hermite_polynomial_h(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The physicists' Hermite polynomial, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        H_{k+1}(x) = 2 x H_k(x) - 2 k H_{k-1}(x) (DLMF 18.9.1)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.hermite_polynomial_h(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1., 1., 1.])
    """

@overload
def hermite_polynomial_h(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def hermite_polynomial_he(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The probabilists' Hermite polynomial, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        He_{k+1}(x) = x He_k(x) - k He_{k-1}(x) (DLMF 18.9.1)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.hermite_polynomial_he(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1.0000, 0.5000, 1.5625])
    """

@overload
def hermite_polynomial_he(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0.

        I0(x) = sum (x / 2)^(2k) / k!^2 (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.i0(cr.tensor([0.0, 1.0, -2.5]))
        tensor([1.0000, 1.2661, 3.2898])
    """

def i0_(input: Tensor) -> Tensor:
    """The modified Bessel function of the first kind of order 0.

    This form writes the result to the tensor itself.
    """

def i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0 without its growth.

        exp(-|x|) I0(x) (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.i0e(cr.tensor([0.0, 1.0, -2.5]))
        tensor([1.0000, 0.4658, 0.2700])
    """

def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 1.

        I1(x) = x / 2 sum (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.i1(cr.tensor([0.0, 1.0, -2.5]))
        tensor([ 0.0000,  0.5652, -2.5167])
    """

def i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 1 without its growth.

        exp(-|x|) I1(x) (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.i1e(cr.tensor([0.0, 1.0, -2.5]))
        tensor([ 0.0000,  0.2079, -0.2066])
    """

@overload
def laguerre_polynomial_l(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Laguerre's polynomial, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        (k + 1) L_{k+1}(x) = (2 k + 1 - x) L_k(x) - k L_{k-1}(x) (DLMF 18.9.1)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.laguerre_polynomial_l(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1.0000,  0.5000, -0.3307])
    """

@overload
def laguerre_polynomial_l(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def legendre_polynomial_p(x: Tensor, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Legendre's polynomial, of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        (k + 1) P_{k+1}(x) = (2 k + 1) x P_k(x) - k P_{k-1}(x) (DLMF 18.9.1)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.legendre_polynomial_p(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1.0000,  0.5000, -0.2891])
    """

@overload
def legendre_polynomial_p(x: Number, n: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of ndtr, precise where ndtr is nearly 0 or nearly 1.

        log(ndtr(x)) = log(erfcx(-x / sqrt(2)) / 2) - x^2 / 2

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.log_ndtr(cr.tensor([-40.0, 0.0, 2.0]))
        tensor([-8.0461e+02, -6.9315e-01, -2.3013e-02])
    """

def log_softmax(
    input: Tensor, dim: _int, dtype: _DType | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``x - log(sum(exp(x)))`` along a dimension: the logarithm of :func:`softmax`, but exact where that is tiny.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.log_softmax(cr.tensor([0., 1000.]), dim=0)
        tensor([-1000.,     0.])
    """

def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(input / (1 - input)), the inverse of sigmoid.

    Args:
        eps: if given, the input is brought into [eps, 1 - eps] first; else elements outside [0, 1]
            give NaN.

    >>> import chainrule as cr
    >>> cr.logit(cr.tensor([0.5, 0.9, 1.0]), eps=1e-6)
    tensor([ 0.0000,  2.1972, 13.8023])
    """

def logit_(input: Tensor, eps: _float | None = None) -> Tensor:
    """log(input / (1 - input)), the inverse of sigmoid.

    This form writes the result to the tensor itself.
    """

def logsumexp(
    input: Tensor, dim: _int | Sequence[_int], keepdim: _bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The logarithm of the sum of exponentials along the dimensions ``dim``, without overflow.

    Args:
        input (Tensor): of any shape and dtype.
        dim (int or tuple of ints): what to reduce.
        keepdim (bool): keep the reduced dimensions, with size 1.

    Example:
        >>> import chainrule as cr
        >>> cr.logsumexp(cr.tensor([[0., 0.], [1000., 0.]]), dim=1)
        tensor([6.9315e-01, 1.0000e+03])
    """

def modified_bessel_i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0, without a derivative; see i0. Nothing flows back through it.

        I0(x) = sum (x / 2)^(2k) / k!^2 (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.modified_bessel_i0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([1.0000, 1.2661, 3.2898])
    """

def modified_bessel_i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 1, without a derivative; see i1. Nothing flows back through it.

        I1(x) = x / 2 sum (x / 2)^(2k) / (k! (k + 1)!) (DLMF 10.25.2)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.modified_bessel_i1(cr.tensor([0.0, 1.0, 2.5]))
        tensor([0.0000, 0.5652, 2.5167])
    """

def modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 0; infinity at 0, NaN below. Nothing flows back through it.

        K0(x) = integral over t > 0 of exp(-x cosh t) (DLMF 10.32.9)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.modified_bessel_k0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([   inf, 0.4210, 0.0623])
    """

def modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 1; infinity at 0, NaN below. Nothing flows back through it.

        K1(x) = integral over t > 0 of exp(-x cosh t) cosh t (DLMF 10.32.9)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.modified_bessel_k1(cr.tensor([0.0, 1.0, 2.5]))
        tensor([   inf, 0.6019, 0.0739])
    """

def multigammaln(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the p-variate gamma function,
    ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

    Raises:
        RuntimeError: p is below 1.

    >>> import chainrule as cr
    >>> cr.mvlgamma(cr.tensor([4.0, 5.0]), 2)
    tensor([3.5651, 6.2042])
    """

def multigammaln_(input: Tensor, p: _int) -> Tensor:
    """The logarithm of the p-variate gamma function,
    ``p (p - 1) / 4 log(pi) + sum of lgamma(input - j / 2) for j = 0 ... p - 1``.

    This form writes the result to the tensor itself.
    """

def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The area under the standard normal density left of every element.

        erfc(-x / sqrt(2)) / 2 (DLMF 7.18)

    Args:
        input: tensor of any real type; integers become the default float. float16 and bfloat16 are computed in float32.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.ndtr(cr.tensor([-1.0, 0.0, 2.0]))
        tensor([0.1587, 0.5000, 0.9772])
    """

def ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The quantiles of the standard normal distribution: where ndtr is `input`. Infinite at 0 and 1, NaN
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
    """

def polygamma(n: _int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma; digamma itself for n = 0.

    Raises:
        RuntimeError: n is negative.

    >>> import chainrule as cr
    >>> cr.polygamma(1, cr.tensor([1.0, 0.5]))
    tensor([1.6449, 4.9348])
    """

def psi(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    >>> import chainrule as cr
    >>> cr.digamma(cr.tensor([1.0, 0.5]))
    tensor([-0.5772, -1.9635])
    """

def psi_(input: Tensor) -> Tensor:
    """The derivative of lgamma; NaN at -1, -2 ..., minus infinity at 0 (plus at -0).

    This form writes the result to the tensor itself.
    """

@overload
def round(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The nearest integer, halves to the even one; its derivative is 0.

    Args:
        decimals: round to this many places after the point, or before it if negative (floats only).

    >>> import chainrule as cr
    >>> cr.round(cr.tensor([0.5, 1.5, 2.567]))
    tensor([0., 2., 3.])
    >>> cr.round(cr.tensor([2.567]), decimals=1)
    tensor([2.6000])
    """

@overload
def round(input: Tensor, *, decimals: _int, out: Tensor | None = None) -> Tensor: ...
@overload
def round_(input: Tensor) -> Tensor:
    """The nearest integer, halves to the even one; its derivative is 0.

    This form writes the result to the tensor itself.
    """

@overload
def round_(input: Tensor, *, decimals: _int) -> Tensor: ...
def scaled_modified_bessel_k0(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 0 without its decay. Nothing flows back through it.

        exp(x) K0(x) (DLMF 10.32.9)

    Args:
        x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.scaled_modified_bessel_k0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([   inf, 1.1445, 0.7595])
    """

def scaled_modified_bessel_k1(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 1 without its decay. Nothing flows back through it.

        exp(x) K1(x) (DLMF 10.32.9)

    Args:
        x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.scaled_modified_bessel_k1(cr.tensor([0.0, 1.0, 2.5]))
        tensor([   inf, 1.6362, 0.9002])
    """

@overload
def shifted_chebyshev_polynomial_t(
    x: Tensor, n: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """Chebyshev's polynomial of the first kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        T_n(2 x - 1) (DLMF 18.7.19)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.shifted_chebyshev_polynomial_t(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1., 0., 1.])
    """

@overload
def shifted_chebyshev_polynomial_t(
    x: Number, n: Tensor, *, out: Tensor | None = None
) -> Tensor: ...
@overload
def shifted_chebyshev_polynomial_u(
    x: Tensor, n: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """Chebyshev's polynomial of the second kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        U_n(2 x - 1) (DLMF 18.1.3)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.shifted_chebyshev_polynomial_u(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1., 0., 1.])
    """

@overload
def shifted_chebyshev_polynomial_u(
    x: Number, n: Tensor, *, out: Tensor | None = None
) -> Tensor: ...
@overload
def shifted_chebyshev_polynomial_v(
    x: Tensor, n: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """Chebyshev's polynomial of the third kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        V_n(2 x - 1) (DLMF 18.5.3)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.shifted_chebyshev_polynomial_v(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([ 1., -1.,  1.])
    """

@overload
def shifted_chebyshev_polynomial_v(
    x: Number, n: Tensor, *, out: Tensor | None = None
) -> Tensor: ...
@overload
def shifted_chebyshev_polynomial_w(
    x: Tensor, n: Tensor | Number, *, out: Tensor | None = None
) -> Tensor:
    """Chebyshev's polynomial of the fourth kind, shifted to [0, 1], of the integer part of n as degree; 0 for negative
    degrees. Nothing flows back through it.

        W_n(2 x - 1) (DLMF 18.5.4)

    Args:
        x, n: tensors of any real type, broadcast against each other; one may be a number. Integers become
            the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the broadcast shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.shifted_chebyshev_polynomial_w(cr.tensor([0.5, 0.5, 0.5]), cr.tensor([0, 1, 4]))
        tensor([1., 1., 1.])
    """

@overload
def shifted_chebyshev_polynomial_w(
    x: Number, n: Tensor, *, out: Tensor | None = None
) -> Tensor: ...
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(pi x) / (pi x), 1 at 0.

    >>> import chainrule as cr
    >>> cr.sinc(cr.tensor([0.0, 0.5, 1.5]))
    tensor([ 1.0000,  0.6366, -0.2122])
    """

def sinc_(input: Tensor) -> Tensor:
    """sin(pi x) / (pi x), 1 at 0.

    This form writes the result to the tensor itself.
    """

def softmax(
    input: Tensor, dim: _int, dtype: _DType | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``exp(x) / sum(exp(x))`` along a dimension: positive numbers that add up to one. The largest element is subtracted first,
    so nothing overflows.

    Args:
        input (Tensor): of any shape, floating point.
        dim (int): along which.
        dtype (dtype, optional): the input is converted to it first.

    Raises:
        IndexError: the dimension is out of range.
        NotImplementedError: the dtype is not floating point.

    Example:
        >>> import chainrule as cr
        >>> cr.softmax(cr.tensor([0., 0., 0., 0.]), dim=0)
        tensor([0.2500, 0.2500, 0.2500, 0.2500])
    """

def spherical_bessel_j0(x: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The spherical Bessel function of the first kind of order 0. Nothing flows back through it.

        j0(x) = sin(x) / x (DLMF 10.49.3), 1 at 0

    Args:
        x: tensor of any real type; integers become the default float. float16 and bfloat16 are refused.

    Returns:
        A tensor of the same shape.

    Example:
        >>> import chainrule as cr
        >>> cr.special.spherical_bessel_j0(cr.tensor([0.0, 1.0, 2.5]))
        tensor([1.0000, 0.8415, 0.2394])
    """

@overload
def xlog1py(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """x log(1 + y), which is 0 where x is 0, unless y is NaN.

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
    """

@overload
def xlog1py(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def xlogy(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * log(other), and 0 where input is 0 (unless other is NaN).

    >>> import chainrule as cr
    >>> cr.xlogy(cr.tensor([0.0, 2.0]), cr.tensor([0.0, 3.0]))
    tensor([0.0000, 2.1972])
    """

@overload
def xlogy(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
def xlogy_(input: Tensor, other: Tensor | Number) -> Tensor:
    """input * log(other), and 0 where input is 0 (unless other is NaN).

    This form writes the result to the tensor itself.
    """

@overload
def zeta(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Hurwitz' zeta function. Infinity at exponent 1 and where a term is infinite, NaN below. Differentiable in
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
    """

@overload
def zeta(self: Number, other: Tensor, *, out: Tensor | None = None) -> Tensor: ...
