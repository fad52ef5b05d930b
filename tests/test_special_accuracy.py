"""Special functions against their values to 40 digits: within a few units in the last place.

Where a function oscillates the error is measured against its amplitude: beside a zero nothing else
is to be had from an argument that is itself rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from bench import accuracy

import chainrule as cr

POINTS = 60
EPS = 2.0**-52
# name: the function, the range of arguments (drawn in their logarithm where it is positive), the
# amplitude of oscillation, the bound on the error in EPS
ONE: dict[str, tuple[Callable[[Any], Any], float, float, float, float]] = {
    "bessel_j0": (lambda x: mp.besselj(0, x), -60, 60, 1, 2),
    "bessel_j1": (lambda x: mp.besselj(1, x), -60, 60, 1, 2),
    "bessel_y0": (lambda x: mp.bessely(0, x), 1e-3, 60, 1, 2),
    "bessel_y1": (lambda x: mp.bessely(1, x), 1e-3, 60, 1, 2),
    "airy_ai": (mp.airyai, -40, 20, 0.3, 4),
    "i0": (lambda x: mp.besseli(0, x), -30, 30, 0, 1),
    "i0e": (lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), -100, 100, 0, 1),
    "i1": (lambda x: mp.besseli(1, x), -30, 30, 0, 1),
    "i1e": (lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), -100, 100, 0, 1),
    "modified_bessel_k0": (lambda x: mp.besselk(0, x), 1e-3, 500, 0, 1),
    "modified_bessel_k1": (lambda x: mp.besselk(1, x), 1e-3, 500, 0, 1),
    "scaled_modified_bessel_k0": (lambda x: mp.besselk(0, x) * mp.exp(x), 1e-3, 500, 0, 1),
    "scaled_modified_bessel_k1": (lambda x: mp.besselk(1, x) * mp.exp(x), 1e-3, 500, 0, 1),
    "spherical_bessel_j0": (lambda x: mp.sin(x) / x, -30, 30, 0, 2),
    "erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), -26, 40, 0, 1),
    "ndtr": (mp.ncdf, -38, 9, 0, 2),
    "log_ndtr": (lambda x: mp.log(mp.ncdf(x)), -50, 10, 0, 1),
    "ndtri": (lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), 1e-9, 0.99, 0, 1),
}
TWO: dict[str, tuple[Callable[[Any, Any], Any], float, float]] = {
    "gammainc": (lambda a, x: mp.gammainc(a, 0, x, regularized=True), 1e-3, 150),
    "gammaincc": (lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True), 1e-3, 150),
}


def drawn(name: str, low: float, high: float) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(len(name))
    if low > 0:
        return np.exp(rng.uniform(np.log(low), np.log(high), POINTS))
    return rng.uniform(low, high, POINTS)


def check(result: list[float], exact: list[Any], amplitude: float, bound: float) -> None:
    for value, truth in zip(result, exact, strict=True):
        error = abs(mp.mpf(value) - truth)
        assert error <= bound * EPS * max(abs(truth), amplitude), (value, float(truth))


@pytest.mark.parametrize("name", ONE)
def test_one_argument(name: str) -> None:
    function, low, high, amplitude, bound = ONE[name]
    x = drawn(name, low, high)
    with mp.workdps(40):
        result = getattr(cr.special, name)(cr.tensor(x.tolist(), dtype=cr.float64)).tolist()
        check(result, [function(mp.mpf(v)) for v in x.tolist()], amplitude, bound)


@pytest.mark.parametrize("name", TWO)
def test_incomplete_gamma(name: str) -> None:
    function, low, high = TWO[name]
    a = drawn(name, low, high)
    x = a * drawn(name + "x", 0.2, 3)
    with mp.workdps(60):
        tensors = [cr.tensor(v.tolist(), dtype=cr.float64) for v in (a, x)]
        result = getattr(cr.special, name)(*tensors).tolist()
        exact = [
            function(mp.mpf(p), mp.mpf(q)) for p, q in zip(a.tolist(), x.tolist(), strict=True)
        ]
        check(result, exact, 0, 4)


def test_zeta() -> None:
    s, q = 1 + drawn("s", 1e-2, 40), drawn("zeta", 1e-2, 1e3)
    with mp.workdps(200):  # its absolute precision is what mpmath goes by
        result = cr.special.zeta(
            cr.tensor(s.tolist(), dtype=cr.float64), cr.tensor(q.tolist(), dtype=cr.float64)
        )
        exact = [mp.zeta(mp.mpf(u), mp.mpf(v)) for u, v in zip(s.tolist(), q.tolist(), strict=True)]
        check(result.tolist(), exact, 0, 2)


def test_gamma_draws_move_with_their_shape() -> None:
    """The derivative of a draw is that of a fixed quantile: -(dP/da) / density."""
    cr.manual_seed(5)
    shape = cr.tensor([0.05, 0.4, 1.0, 3.0, 17.0, 90.0], dtype=cr.float64, requires_grad=True)
    drawn_ = cr._standard_gamma(shape)
    (slope,) = cr.autograd.grad(drawn_.sum(), shape)
    with mp.workdps(50):
        for a, x, got in zip(shape.tolist(), drawn_.tolist(), slope.tolist(), strict=True):
            a, x = mp.mpf(a), mp.mpf(x)
            step = mp.mpf(10) ** -15
            moved = mp.diff(lambda b, x=x: mp.gammainc(b, 0, x, regularized=True), a, h=step)
            density = x ** (a - 1) * mp.exp(-x) / mp.gamma(a)
            assert got == pytest.approx(float(-moved / density), rel=1e-9)


# By name: p_1(x), and p_{k+1} from x, k, p_k and p_{k-1}.
POLYNOMIALS = {name: (first, following) for name, first, following, _ in accuracy.POLYNOMIALS}


def recurrence(name: str, n: int, x: Any) -> Any:
    first, following = POLYNOMIALS[name]
    before, p = mp.mpf(1), first(x)
    for k in range(1, n):
        before, p = p, following(x, k, p, before)
    return p if n else before


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_polynomials(name: str) -> None:
    x = [-3.0, -1.0000001, -1.0, -0.99999, -0.7, -1e-10, 0.0, 0.3, 0.999999999, 1.0, 1.00001, 2.5]
    with mp.workdps(60):
        for n in (0, 1, 2, 7, 8, 9, 20, 101, 300):
            result = getattr(cr.special, name)(cr.tensor(x, dtype=cr.float64), n).tolist()
            exact = [recurrence(name, n, mp.mpf(v)) for v in x]
            for value, truth in zip(result, exact, strict=True):
                if abs(truth) > np.finfo(np.float64).max:
                    assert not np.isfinite(value)
                else:
                    check([value], [truth], 1, 2)


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("legendre_polynomial_p", (-0.9, 0.3, 0.9999999, -1.0000000001, 1.00000001)),
        ("laguerre_polynomial_l", (0.5, 30.0, 700.0, -1e-3, -0.1)),
    ],
)
def test_asymptotic_expansions_go_on_where_the_recurrence_ends(
    name: str, x: tuple[float, ...]
) -> None:
    n = 2**20  # the first degree without a recurrence
    function = getattr(cr.special, name)
    for v in x:
        degrees = cr.tensor([n - 2.0, n - 1.0, n], dtype=cr.float64)
        before, p, found = function(cr.tensor(v, dtype=cr.float64), degrees).tolist()
        wanted = POLYNOMIALS[name][1](v, n - 1, p, before)
        assert abs(found - wanted) < 1e-9 * max(map(abs, (before, p)))


def test_orders_beyond_every_loop_end() -> None:
    """What grows with an order is bounded: each of these would take years one step at a time."""
    x = cr.tensor([0.5, 1.0, 2.0, -1.00000000001, 1e-300, float("nan")], dtype=cr.float64)
    for name in POLYNOMIALS:
        assert getattr(cr.special, name)(x, 1e18).shape == x.shape
    inf = float("inf")
    order = 2**62
    assert cr.polygamma(order, cr.tensor([1.5, -1.5, -0.7, -0.2, 0.0])).tolist() == [
        -inf,
        -inf,
        -inf,
        inf,
        -inf,
    ]
    assert cr.polygamma(2**63 - 1, cr.tensor([1.5, inf], requires_grad=True)).tolist() == [inf, 0]
    q = cr.tensor([-1e10 - 0.5, -1e6 - 0.25, -40.5, -31.5], dtype=cr.float64)
    for s in (2, 3):
        with mp.workdps(40):
            right = [mp.zeta(s, v % 1) for v in q.tolist()]
            left = [mp.zeta(s, 1 - v % 1) - mp.zeta(s, 1 - mp.mpf(v)) for v in q.tolist()]
            exact = [r + (-1) ** s * t for r, t in zip(right, left, strict=True)]
            check(cr.special.zeta(s, q).tolist(), exact, 0.01, 2)
    with pytest.raises(RuntimeError, match="order of a matrix"):
        cr.mvlgamma(cr.ones(2), 2**40)
    with mp.workdps(60):
        for n, v in (
            (6, 1.807e51),
            (2, 1e150),
            (1023, 400.5),
            (1024, 400.5),
            (5000, 1900.0),
            (5001, 2100.0),
        ):
            truth = (-1) ** (n + 1) * mp.factorial(n) * mp.zeta(n + 1, v)
            found = cr.polygamma(n, cr.tensor(v, dtype=cr.float64)).item()
            assert abs(found / truth - 1) < 1e-11
