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

import chainrule as cr

POINTS = 60
EPS = 2.0**-52
# name: the function, the range of arguments (drawn in their logarithm where it is positive), the
# amplitude of oscillation, the bound on the error in EPS
ONE: dict[str, tuple[Callable[[Any], Any], float, float, float, float]] = {
    "bessel_j0": (lambda x: mp.besselj(0, x), -60, 60, 1, 6),
    "bessel_j1": (lambda x: mp.besselj(1, x), -60, 60, 1, 6),
    "bessel_y0": (lambda x: mp.bessely(0, x), 1e-3, 60, 1, 6),
    "bessel_y1": (lambda x: mp.bessely(1, x), 1e-3, 60, 1, 6),
    "airy_ai": (mp.airyai, -40, 20, 0.3, 4),
    "i0": (lambda x: mp.besseli(0, x), -30, 30, 0, 4),
    "i0e": (lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), -100, 100, 0, 4),
    "i1": (lambda x: mp.besseli(1, x), -30, 30, 0, 6),
    "i1e": (lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), -100, 100, 0, 4),
    "modified_bessel_k0": (lambda x: mp.besselk(0, x), 1e-3, 500, 0, 6),
    "modified_bessel_k1": (lambda x: mp.besselk(1, x), 1e-3, 500, 0, 4),
    "scaled_modified_bessel_k0": (lambda x: mp.besselk(0, x) * mp.exp(x), 1e-3, 500, 0, 6),
    "scaled_modified_bessel_k1": (lambda x: mp.besselk(1, x) * mp.exp(x), 1e-3, 500, 0, 4),
    "spherical_bessel_j0": (lambda x: mp.sin(x) / x, -30, 30, 0, 2),
    "erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), -26, 40, 0, 2),
    "log_ndtr": (lambda x: mp.log(mp.ncdf(x)), -50, 10, 0, 4),
    "ndtri": (lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), 1e-9, 0.99, 0, 4),
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
