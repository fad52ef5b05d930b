"""Errors of the elementary and special functions, measured against mpmath.

    python -m bench.accuracy [--points N] [--only REGEX] [--dtype float32,float64] [--check]

For every function the largest error found, in units of the last place of the result's type, and
where. The points: over the whole domain evenly in the exponent, evenly where the function does
something, and hard ones: next to zeros, poles and overflow, subnormal numbers, multiples of pi/2.
Where a function oscillates (those marked ~) its error is counted in units of its amplitude there,
unless the value is larger: beside a zero nothing else is to be had of a rounded argument.
Public functions are called, on contiguous tensors; tests/test_same_bits.py shows that any other
element gets the same bits. ``--check`` ends with 1 where a function errs by more than it may. What
may not live here: times.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from mpmath import mp, mpf

import chainrule as cr

Array = np.ndarray[Any, Any]

ELEMENTARY, SPECIAL = 2.0, 4.0  # what is allowed
DIGITS = 50  # of the reference, more where it cancels


@dataclass(frozen=True)
class Format:
    dtype: str
    bits: int  # of the significand
    smallest: int  # exponent of the smallest number above 0

    def largest(self) -> float:
        return float(np.finfo(self.dtype).max)

    def ulp(self, value: Any) -> Any:
        """The distance of two numbers of this type around ``value``."""
        exponent = mp.frexp(abs(value))[1] if value else self.smallest
        return mpf(2) ** max(exponent - self.bits, self.smallest)


FORMATS = {"float32": Format("float32", 24, -149), "float64": Format("float64", 53, -1074)}


@dataclass(frozen=True)
class Domain:
    """Where one argument is drawn: between ``low`` and ``high``, in particular in ``ranges`` and at
    and around ``hard``."""

    low: float = -math.inf
    high: float = math.inf
    ranges: tuple[tuple[float, float], ...] = ((-4.0, 4.0),)
    hard: tuple[float, ...] = ()

    def draw(self, count: int, form: Format, rng: np.random.Generator) -> Array:
        kind = np.dtype(form.dtype)
        exponents = rng.uniform(form.smallest, math.log2(form.largest()), count // 3)
        spread = np.exp2(exponents) * rng.choice([-1.0, 1.0], len(exponents))
        share = (count - len(exponents)) // len(self.ranges)
        parts = [spread, *(rng.uniform(low, high, share) for low, high in self.ranges)]
        tiny = float(np.finfo(kind).smallest_normal)
        hard = [*self.hard, 0.0, tiny, -tiny, tiny / 64, -tiny / 64, 1.0, -1.0, form.largest()]
        for point in hard:
            with np.errstate(all="ignore"):
                near = np.asarray(point, kind)
                parts += [np.atleast_1d(near)]
                for end in (-np.inf, np.inf):
                    step = near
                    for _ in range(6):
                        step = np.nextafter(step, np.asarray(end, kind))
                        parts += [np.atleast_1d(step)]
                width = max(abs(point), 1.0) * np.exp2(-rng.uniform(4, form.bits, 16))
                parts += [point + width, point - width]
        with np.errstate(all="ignore"):
            points = np.concatenate([np.asarray(p, np.float64) for p in parts]).astype(kind)
        inside = np.isfinite(points) & (points >= self.low) & (points <= self.high)
        return points[inside]


@dataclass(frozen=True)
class Function:
    name: str
    reference: Callable[..., Any]
    domains: tuple[Domain, ...]
    limit: float = ELEMENTARY
    call: Callable[..., Any] | None = None
    weight: float = 1.0  # share of the points: below 1 where mpmath is slow
    # The error is counted in units of this function of the arguments, where it is the larger.
    amplitude: Callable[..., Any] | None = None
    # From two arguments drawn apart, two that belong together.
    couple: Callable[[Array, Array], tuple[Array, Array]] | None = None

    def run(self, *arguments: Any) -> Any:
        if self.call is not None:
            return self.call(*arguments)
        found: Any = cr
        for part in self.name.split("."):
            found = getattr(found, part)
        return found(*arguments)


ANY = Domain()
HALF_TURNS = tuple(k * math.pi / 2 for k in (1, 2, 3, 4, 10, 355, 1e5, 1e10))
TURNS = Domain(ranges=((-7.0, 7.0), (-1e4, 1e4)), hard=HALF_TURNS)
EXPONENT = Domain(
    -800, 800, ((-1.0, 1.0), (-110.0, 110.0), (-745.0, 709.0)), (88.72, -103.97, 709.78)
)
NORMAL = Domain(-85, 800, ((-1.0, 1.0), (-85.0, 100.0)))  # where exp(x) is
POSITIVE = Domain(0, math.inf, ((0.5, 2.0), (0.0, 100.0)), (math.e,))
UNIT = Domain(-1, 1, ((-1.0, 1.0),), (0.5, -0.5))
PROBABILITY = Domain(0, 1, ((0.0, 1.0),), (0.5,))
# Zeros of lgamma and digamma among them.
GAMMA = Domain(
    -1e6,
    math.inf,
    ((-6.0, 0.0), (0.0, 4.0), (4.0, 200.0)),
    (2.0, 0.5, 1.4616321449683622, -0.5040830082644554, -2.4570247382208006, -2.747682646727413),
)
TAIL = Domain(-40, 40, ((-1.0, 1.0), (-6.0, 6.0), (0.0, 27.0)), (0.5, 26.5, 9.19))


def sinc(x: Any) -> Any:
    return mpf(1) if x == 0 else mp.sinpi(x) / (mp.pi * x)


def lgamma(x: Any) -> Any:
    # log|Gamma|: mpmath's loggamma has the winding's imaginary part at negative arguments.
    return mp.loggamma(x) if x > 0 else mp.log(abs(mp.pi / (mp.sinpi(x) * x))) - mp.loggamma(-x)


def polygamma(n: int) -> Callable[[Any], Any]:
    def of(x: Any) -> Any:
        if x <= 0 and x == mp.floor(x):
            raise ZeroDivisionError("a pole")
        if x > 0:
            return (-1) ** (n + 1) * mp.factorial(n) * mp.zeta(n + 1, x)
        # Reflection: the n-th derivative of pi cot(pi x).
        cot = mp.diff(lambda t: mp.pi * mp.cospi(t) / mp.sinpi(t), x, n)
        return (-1) ** n * polygamma(n)(1 - x) - cot

    return of


def logit(x: Any) -> Any:
    return mp.log(x / (1 - x))


def ndtr(x: Any) -> Any:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def log_ndtr(x: Any) -> Any:
    # Above 0 the logarithm of 1 - ndtr(-x), which no number of digits of ndtr(x) would keep.
    return mp.log(ndtr(x)) if x < 0 else mp.log1p(-ndtr(-x))


def softplus(x: Any) -> Any:
    return x if x > 20 else mp.log1p(mp.exp(x))  # PyTorch's threshold


def igamma(a: Any, x: Any) -> Any:
    return mp.gammainc(a, 0, x, regularized=True)


def igammac(a: Any, x: Any) -> Any:
    return mp.gammainc(a, x, mp.inf, regularized=True)


def modulus(x: Any) -> Any:
    """The amplitude of the Bessel functions, DLMF 10.17.3, from where their zeros are."""
    return mp.sqrt(2 / (mp.pi * abs(x))) if abs(x) > 0.5 else mpf(0)


def airy_modulus(x: Any) -> Any:
    return 1 / (mp.sqrt(mp.pi) * mp.root(-x, 4)) if x < -1 else mpf(0)  # DLMF 9.7.9


Following = Callable[[Any, int, Any, Any], Any]


def polynomial(
    name: str, n: int, first: Callable[[Any], Any], following: Following, reach: float
) -> Function:
    """Of degree n by the recurrence of DLMF 18.9.1; the amplitude is that of lower degrees."""

    def values(x: Any) -> list[Any]:
        found = [mpf(1), first(x)]
        for k in range(1, n):
            found.append(following(x, k, found[-1], found[-2]))
        return found

    return Function(
        f"special.{name}(x, {n})",
        lambda x: values(x)[n],
        (Domain(-reach, reach, ((-1.0, 1.0), (-reach, reach)), (1.0, 0.5)),),
        SPECIAL,
        call=lambda x: getattr(cr.special, name)(x, n),
        weight=0.2,
        amplitude=lambda x: max(map(abs, values(x)[n - 2 : n])),
    )


def plain(x: Any, k: int, p: Any, before: Any) -> Any:
    return 2 * x * p - before


def shifted(x: Any, k: int, p: Any, before: Any) -> Any:
    return 2 * (2 * x - 1) * p - before


POLYNOMIALS: list[tuple[str, Callable[[Any], Any], Following, float]] = [
    ("chebyshev_polynomial_t", lambda x: x, plain, 2),
    ("chebyshev_polynomial_u", lambda x: 2 * x, plain, 2),
    ("chebyshev_polynomial_v", lambda x: 2 * x - 1, plain, 2),
    ("chebyshev_polynomial_w", lambda x: 2 * x + 1, plain, 2),
    ("shifted_chebyshev_polynomial_t", lambda x: 2 * x - 1, shifted, 2),
    ("shifted_chebyshev_polynomial_u", lambda x: 4 * x - 2, shifted, 2),
    ("shifted_chebyshev_polynomial_v", lambda x: 4 * x - 3, shifted, 2),
    ("shifted_chebyshev_polynomial_w", lambda x: 4 * x - 1, shifted, 2),
    ("hermite_polynomial_h", lambda x: 2 * x, lambda x, k, p, b: 2 * x * p - 2 * k * b, 5),
    ("hermite_polynomial_he", lambda x: x, lambda x, k, p, b: x * p - k * b, 7),
    (
        "laguerre_polynomial_l",
        lambda x: 1 - x,
        lambda x, k, p, b: ((2 * k + 1 - x) * p - k * b) / (k + 1),
        40,
    ),
    (
        "legendre_polynomial_p",
        lambda x: x,
        lambda x, k, p, b: ((2 * k + 1) * x * p - k * b) / (k + 1),
        2,
    ),
]
AXIS = Domain(0, 700, ((0.0, 3.0), (0.0, 30.0), (0.0, 700.0)), (2.0, 8.0))
WAVES = Domain(
    -1e6, 1e6, ((-10.0, 10.0), (-60.0, 60.0)), (2.404825557695773, 3.831705970207512, 8.0)
)
WAVES_RIGHT = Domain(
    0, 1e6, ((0.0, 10.0), (0.0, 60.0)), (0.8935769662791675, 2.197141326031017, 8.0)
)


FUNCTIONS = [
    Function("exp", mp.exp, (EXPONENT,)),
    Function("exp2", lambda x: mpf(2) ** x, (Domain(-1100, 1100, ((-1.0, 1.0), (-150.0, 130.0))),)),
    Function("expm1", mp.expm1, (EXPONENT,)),
    Function("log", mp.log, (POSITIVE,)),
    Function("log2", lambda x: mp.log(x, 2), (POSITIVE,)),
    Function("log10", mp.log10, (POSITIVE,)),
    Function("log1p", mp.log1p, (Domain(-1, math.inf, ((-1.0, 1.0), (1.0, 100.0))),)),
    Function("sin", mp.sin, (TURNS,)),
    Function("cos", mp.cos, (TURNS,)),
    Function("tan", mp.tan, (TURNS,)),
    Function("asin", mp.asin, (UNIT,), SPECIAL),
    Function("acos", mp.acos, (UNIT,)),
    Function("atan", mp.atan, (ANY,)),
    Function("sinh", mp.sinh, (EXPONENT,)),
    Function("cosh", mp.cosh, (EXPONENT,)),
    Function("tanh", mp.tanh, (EXPONENT,)),
    Function("asinh", mp.asinh, (ANY,)),
    Function("acosh", mp.acosh, (Domain(1, math.inf, ((1.0, 2.0), (1.0, 100.0))),)),
    Function("atanh", mp.atanh, (UNIT,)),
    Function("sqrt", mp.sqrt, (POSITIVE,)),
    Function("reciprocal", lambda x: 1 / x, (ANY,)),
    Function("square", lambda x: x * x, (ANY,)),
    Function("rsqrt", lambda x: 1 / mp.sqrt(x), (POSITIVE,)),
    Function("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), (EXPONENT,)),
    Function("nn.functional.logsigmoid", lambda x: -mp.log1p(mp.exp(-x)), (EXPONENT,)),
    Function("nn.functional.softplus", softplus, (EXPONENT,)),
    Function("nn.functional.silu", lambda x: x / (1 + mp.exp(-x)), (NORMAL,), SPECIAL),
    Function("nn.functional.mish", lambda x: x * mp.tanh(mp.log1p(mp.exp(x))), (NORMAL,), SPECIAL),
    Function("nn.functional.elu", lambda x: x if x > 0 else mp.expm1(x), (EXPONENT,)),
    Function("deg2rad", lambda x: x * mp.pi / 180, (ANY,)),
    Function("rad2deg", lambda x: x * 180 / mp.pi, (ANY,)),
    Function("pow", mp.power, (POSITIVE, Domain(ranges=((-3.0, 3.0), (-30.0, 30.0))))),
    Function("atan2", mp.atan2, (ANY, ANY)),
    Function("hypot", mp.hypot, (ANY, ANY)),
    Function("ldexp", lambda x, y: x * mpf(2) ** y, (ANY, Domain(-300, 300, ((-9.0, 9.0),)))),
    Function("xlogy", lambda x, y: x * mp.log(y), (ANY, POSITIVE)),
    Function(
        "logaddexp",
        lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y))),
        (Domain(ranges=((-9.0, 9.0),)), Domain(ranges=((-9.0, 9.0),))),
        amplitude=lambda x, y: max(abs(x), abs(y)),
    ),
    Function(
        "logaddexp2",
        lambda x, y: max(x, y) + mp.log1p(mpf(2) ** -abs(x - y)) / mp.log(2),
        (Domain(ranges=((-9.0, 9.0),)), Domain(ranges=((-9.0, 9.0),))),
        amplitude=lambda x, y: max(abs(x), abs(y)),
    ),
    Function("erf", mp.erf, (TAIL,)),
    Function("erfc", mp.erfc, (TAIL,), SPECIAL),
    Function("erfinv", mp.erfinv, (UNIT,), SPECIAL, weight=0.2),
    Function("lgamma", lgamma, (GAMMA,), SPECIAL),
    Function("digamma", mp.digamma, (GAMMA,), SPECIAL),
    *(
        Function(
            f"polygamma({n}, x)",
            polygamma(n),
            (Domain(-50, math.inf, ((-6.0, 0.0), (0.0, 4.0), (4.0, 200.0)), (2.0, 0.5)),),
            SPECIAL,
            call=lambda x, n=n: cr.polygamma(n, x),
            weight=0.1,
        )
        for n in (1, 2, 3, 6)
    ),
    Function("logit", logit, (PROBABILITY,), SPECIAL),
    Function(
        "sinc", sinc, (Domain(ranges=((-4.0, 4.0), (-100.0, 100.0)), hard=(0.5, 3.0)),), SPECIAL
    ),
    Function("special.ndtr", ndtr, (TAIL,), SPECIAL),
    Function("special.log_ndtr", log_ndtr, (TAIL,), SPECIAL),
    Function(
        "special.erfcx",
        lambda x: mp.exp(x * x) * mp.erfc(x),
        (Domain(-26, 1e8, ((-5.0, 5.0), (0.0, 100.0))),),
        SPECIAL,
    ),
    Function(
        "special.ndtri",
        lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1),
        (PROBABILITY,),
        SPECIAL,
        weight=0.2,
    ),
    Function(
        "special.xlog1py",
        lambda x, y: x * mp.log1p(y),
        (ANY, Domain(-1, math.inf, ((-1.0, 1.0), (0.0, 100.0)))),
        SPECIAL,
    ),
    Function(
        "special.zeta",
        mp.zeta,
        (
            Domain(1, 100, ((1.0, 2.0), (1.0, 30.0)), (2.0,)),
            Domain(1e-3, 1e4, ((0.001, 2.0), (0.001, 100.0))),
        ),
        SPECIAL,
        weight=0.2,
    ),
    *(
        Function(
            name,
            of,
            (
                Domain(1e-3, 300, ((0.001, 2.0), (1.0, 50.0), (1.0, 300.0))),
                Domain(0.01, 4, ((0.01, 1.0), (0.7, 1.3), (1.0, 4.0))),
            ),
            SPECIAL,
            weight=0.1,
            couple=lambda a, ratio: (a, a * ratio),
        )
        for name, of in (("igamma", igamma), ("igammac", igammac))
    ),
    Function(
        "mvlgamma(x, 3)",
        lambda x: mp.log(mp.pi) * 3 / 2 + sum(mp.loggamma(x - mpf(j) / 2) for j in range(3)),
        (Domain(1.01, math.inf, ((1.01, 4.0), (4.0, 200.0))),),
        SPECIAL,
        call=lambda x: cr.mvlgamma(x, 3),
        amplitude=lambda x: max(abs(mp.loggamma(x - mpf(j) / 2)) for j in range(3)) + 2,
    ),
    *(
        Function(
            f"special.bessel_{kind}{n}",
            lambda x, f=f, n=n: f(n, x),
            (domain,),
            SPECIAL,
            weight=0.2,
            amplitude=modulus,
        )
        for kind, f, domain in (("j", mp.besselj, WAVES), ("y", mp.bessely, WAVES_RIGHT))
        for n in (0, 1)
    ),
    *(
        Function(
            f"special.{name}{n}",
            lambda x, n=n, scaled=scaled: mp.besselk(n, x) * (mp.exp(x) if scaled else 1),
            (AXIS,),
            SPECIAL,
            weight=0.2,
        )
        for name, scaled in (("modified_bessel_k", False), ("scaled_modified_bessel_k", True))
        for n in (0, 1)
    ),
    Function(
        "special.spherical_bessel_j0", lambda x: mp.sin(x) / x if x else mpf(1), (TURNS,), SPECIAL
    ),
    Function(
        "special.airy_ai",
        mp.airyai,
        (Domain(-1e3, 110, ((-6.0, 3.0), (-60.0, 20.0)), (-2.338107410459767, -5.0, 2.0)),),
        SPECIAL,
        weight=0.2,
        amplitude=airy_modulus,
    ),
    *(
        polynomial(name, n, first, following, reach)
        for name, first, following, reach in POLYNOMIALS
        for n in (5, 30)
    ),
    Function("special.entr", lambda x: -x * mp.log(x) if x else mpf(0), (POSITIVE,), SPECIAL),
    Function("special.i0", lambda x: mp.besseli(0, x), (TAIL,), SPECIAL, weight=0.2),
    Function("special.i1", lambda x: mp.besseli(1, x), (TAIL,), SPECIAL, weight=0.2),
    Function(
        "special.i0e", lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), (TAIL,), SPECIAL, weight=0.2
    ),
    Function(
        "special.i1e", lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), (TAIL,), SPECIAL, weight=0.2
    ),
]


@dataclass
class Worst:
    error: float = 0.0
    at: tuple[float, ...] = ()
    points: int = 0


def judge(got: float, wanted: Any, scale: Any, form: Format) -> float:
    """The error of ``got`` in units of the last place."""
    if mp.isnan(wanted) or math.isnan(got):
        return 0.0 if mp.isnan(wanted) and math.isnan(got) else math.inf
    if math.isinf(got) or mp.isinf(wanted) or abs(wanted) > form.largest():
        # Overflow begins half a unit above the largest number.
        edge = mpf(form.largest()) + form.ulp(mpf(form.largest())) / 2
        beyond = mp.isinf(wanted) or abs(wanted) >= edge * (1 - mpf(2) ** (1 - form.bits))
        same_sign = (got > 0) == (wanted > 0)
        return 0.0 if beyond and same_sign else math.inf
    return float(abs(mpf(got) - wanted) / form.ulp(scale))


def measure(function: Function, form: Format, points: int) -> Worst:
    seed = sum(map(ord, function.name + form.dtype))
    rng = np.random.default_rng(seed)
    count = max(30, int(points * function.weight))
    drawn = [domain.draw(count, form, rng) for domain in function.domains]
    size = min(len(a) for a in drawn) if len(drawn) > 1 else len(drawn[0])
    if len(drawn) > 1:
        drawn = [rng.permutation(a)[:size] for a in drawn]
    if function.weight < 1:
        chosen = rng.permutation(size)[: 2 * count]
        drawn = [a[chosen] for a in drawn]
    if function.couple is not None:
        drawn = list(function.couple(*drawn))
    got = function.run(*(cr.tensor(a) for a in drawn)).numpy()
    worst = Worst()
    for values in zip(*(a.tolist() for a in drawn), got.tolist(), strict=True):
        arguments = values[:-1]
        wanted = reference(function, arguments)
        if wanted is None:
            continue
        scale = abs(wanted)
        if function.amplitude is not None:
            with mp.workdps(DIGITS):
                scale = max(scale, abs(function.amplitude(*map(mpf, arguments))))
        error = judge(values[-1], wanted, scale, form)
        worst.points += 1
        if error > worst.error:
            worst.error, worst.at = error, arguments
    return worst


def reference(function: Function, arguments: tuple[float, ...]) -> Any:
    """The true value; None at poles and where it is not real."""
    try:
        with mp.workdps(DIGITS):
            largest = max(abs(a) for a in arguments)
            # Reduction by pi and cancellation beside 1 take as many digits as the argument has.
            with mp.extradps(20 + int(abs(math.log10(largest))) if largest else 20):
                value = function.reference(*map(mpf, arguments))
    except (ZeroDivisionError, ValueError, OverflowError, mpmath.libmp.NoConvergence):
        return None
    if isinstance(value, mpmath.mpc):
        return value.real if value.imag == 0 else None
    return None if mp.isnan(value) else value


def available(pattern: str) -> Iterator[Function]:
    for function in FUNCTIONS:
        missing = function.name.startswith("special.") and not hasattr(
            cr.special, function.name.removeprefix("special.").split("(")[0]
        )
        if re.search(pattern, function.name) and not missing:
            yield function


def main() -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("--points", type=int, default=1000, help="per function and type")
    parser.add_argument("--only", default="", metavar="REGEX")
    parser.add_argument("--dtype", default="float32,float64")
    parser.add_argument("--check", action="store_true", help="fail above the allowed error")
    options = parser.parse_args()
    kinds = options.dtype.split(",")
    print(f"largest error in ULP ({cr.__version__}, instruction set {instruction_set()})")
    print(f"{'function':37}{'allowed':>7}" + "".join(f"{kind:>10}  {'at':28}" for kind in kinds))
    start, failed = time.time(), []
    for function in available(options.only):
        mark = "~" if function.amplitude is not None else " "
        line = f"{function.name:37}{mark}{function.limit:6.1f}"
        for kind in kinds:
            worst = measure(function, FORMATS[kind], options.points)
            at = ", ".join(f"{x:.10g}" for x in worst.at)
            line += f"{worst.error:10.2f}  {at:28}"
            if not worst.error <= function.limit:
                failed.append(f"{function.name} ({kind}): {worst.error:.2f} at {worst.at}")
        print(line.rstrip(), flush=True)
    print(f"{time.time() - start:.0f} s")
    if failed:
        print("above what is allowed:", *failed, sep="\n  ")
    return 1 if options.check and failed else 0


def instruction_set() -> str:
    return str(cr._core.isa_name())


if __name__ == "__main__":
    sys.exit(main())
