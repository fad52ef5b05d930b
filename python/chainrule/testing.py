"""assert_close: the comparison that tests are written with."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import Tensor, as_tensor, isclose
from ._core import bfloat16, complex32, complex64, complex128, float16, float32, float64

__all__ = ["assert_allclose", "assert_close"]

# Of the documentation of torch.testing.assert_close: rtol, atol by dtype.
_TOLERANCES = {
    float16: (1e-3, 1e-5),
    bfloat16: (1.6e-2, 1e-5),
    float32: (1.3e-6, 1e-5),
    float64: (1e-7, 1e-7),
    complex32: (1e-3, 1e-5),
    complex64: (1.3e-6, 1e-5),
    complex128: (1e-7, 1e-7),
}
# Those of assert_allclose, as measured.
_OLD_TOLERANCES = {float16: (1e-3, 1e-3), float32: (1e-4, 1e-5), float64: (1e-5, 1e-8)}


def assert_close(
    actual: Any,
    expected: Any,
    *,
    allow_subclasses: bool = True,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    check_device: bool = True,
    check_dtype: bool = True,
    check_layout: bool = True,
    check_stride: bool = False,
    msg: str | Callable[[str], str] | None = None,
) -> None:
    """Fails unless ``|actual - expected| <= atol + rtol * |expected|`` everywhere.

    Args:
        actual, expected: tensors, numbers, or sequences and mappings of them, of the same form.
        allow_subclasses: False asks for the same type.
        rtol, atol: both or none; by default what suits the dtypes.
        equal_nan: NaN equals NaN.
        check_device, check_layout: accepted: there is one device and one layout.
        check_dtype, check_stride: these must be equal as well.
        msg: the text of the error, or a function of the text that there would be.

    Raises:
        AssertionError: something differs; the text says where most.
        ValueError: one tolerance without the other.

    >>> import chainrule as cr
    >>> cr.testing.assert_close(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 2.0 + 1e-7]))
    >>> try:
    ...     cr.testing.assert_close(cr.tensor([1.0, 2.0]), cr.tensor([1.0, 3.0]))
    ... except AssertionError as error:
    ...     print(str(error).splitlines()[0])
    Tensor-likes are not close!
    """
    if (rtol is None) != (atol is None):
        raise ValueError(
            "Both 'rtol' and 'atol' must be either specified or unspecified, "
            f"but got no {'rtol' if rtol is None else 'atol'}"
        )
    options = (rtol, atol, equal_nan, check_dtype, check_stride, allow_subclasses)
    said = _difference(actual, expected, "", *options)
    if said is not None:
        raise AssertionError(said if msg is None else msg(said) if callable(msg) else msg)


def _difference(actual: Any, expected: Any, where: str, *options: Any) -> str | None:
    """What differs first, in words, or None."""
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        if actual.keys() != expected.keys():
            return f"The keys of the mappings do not match:{where}\n{set(actual)} {set(expected)}"
        pairs: list[tuple[Any, Any, Any]] = [(k, actual[k], expected[k]) for k in actual]
    elif _is_sequence(actual) and _is_sequence(expected):
        if len(actual) != len(expected):
            return f"The length of the sequences mismatch: {len(actual)} != {len(expected)}{where}"
        pairs = [(i, a, b) for i, (a, b) in enumerate(zip(actual, expected, strict=True))]
    else:
        return _leaf_difference(actual, expected, where, *options)
    for key, a, b in pairs:
        said = _difference(a, b, f"{where}\n\nThe failure occurred for item [{key!r}]", *options)
        if said is not None:
            return said
    return None


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _leaf_difference(
    actual: Any,
    expected: Any,
    where: str,
    rtol: float | None,
    atol: float | None,
    equal_nan: bool,
    check_dtype: bool,
    check_stride: bool,
    allow_subclasses: bool,
) -> str | None:
    if actual is None or expected is None:
        return None if actual is expected else f"None mismatch: {actual} is not {expected}{where}"
    if isinstance(actual, str) or isinstance(expected, str):
        return None if actual == expected else f"{actual!r} != {expected!r}{where}"
    if not allow_subclasses and type(actual) is not type(expected):
        return f"The types do not match: {type(actual)} and {type(expected)}{where}"
    tensors = isinstance(actual, Tensor) or isinstance(expected, Tensor)
    a, b = as_tensor(actual).detach(), as_tensor(expected).detach()
    if a.shape != b.shape:
        return f"The values for attribute 'shape' do not match: {a.shape} != {b.shape}.{where}"
    if check_dtype and tensors and a.dtype != b.dtype:
        return f"The values for attribute 'dtype' do not match: {a.dtype} != {b.dtype}.{where}"
    if check_stride and a.stride() != b.stride():
        return (
            "The values for attribute 'stride()' do not match: "
            f"{a.stride()} != {b.stride()}.{where}"
        )
    defaults = [_TOLERANCES.get(t.dtype, (0.0, 0.0)) for t in (a, b)]
    relative = max(d[0] for d in defaults) if rtol is None else rtol
    absolute = max(d[1] for d in defaults) if atol is None else atol
    if a.dtype != b.dtype:
        a, b = a + b.new_zeros(()), b + a.new_zeros(())
    close = isclose(a, b, rtol=relative, atol=absolute, equal_nan=equal_nan)
    wrong = int((~close).sum())
    if wrong == 0:
        return None
    return _report(a, b, wrong, absolute, relative, tensors) + where


def _report(
    a: Tensor, b: Tensor, wrong: int, absolute: float, relative: float, tensors: bool
) -> str:
    kind = "Tensor-likes" if tensors else "Scalars"
    same = absolute == relative == 0
    title = f"{kind} are not {'equal' if same else 'close'}!"
    apart = (a.to(float64) - b.to(float64)).abs() if not a.is_complex() else (a - b).abs()
    share = apart / b.abs().to(apart.dtype)
    if a.dim() == 0:
        return (
            f"{title}\n\nExpected {b.item()} but got {a.item()}.\n"
            f"Absolute difference: {apart.item()} (up to {absolute} allowed)\n"
            f"Relative difference: {share.item()} (up to {relative} allowed)"
        )
    lines = [title, "", f"Mismatched elements: {wrong} / {a.numel()} ({wrong / a.numel():.1%})"]
    for name, values, limit in (
        ("absolute", apart, absolute),
        ("relative", share, relative),
    ):
        at = _unravel(int(values.argmax()), a.shape)
        allowed = "" if same else f" (up to {limit} allowed)"
        lines.append(f"Greatest {name} difference: {values.max().item()} at index {at}{allowed}")
    return "\n".join(lines)


def _unravel(flat: int, shape: Sequence[int]) -> tuple[int, ...]:
    places = []
    for size in reversed(shape):
        flat, place = divmod(flat, size)
        places.append(place)
    return tuple(reversed(places))


def assert_allclose(
    actual: Any,
    expected: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = True,
    msg: str = "",
) -> None:
    """``assert_close``, where NaN equals NaN and dtypes may differ. Deprecated.

    >>> import warnings
    >>> import chainrule as cr
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     cr.testing.assert_allclose(cr.tensor([1.0]), [1.0])
    """
    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a "
        "future release. Please use `torch.testing.assert_close()` instead.",
        FutureWarning,
        stacklevel=2,
    )
    if rtol is None and atol is None:
        kinds = [as_tensor(x).dtype for x in (actual, expected)]
        rtol = max(_OLD_TOLERANCES.get(kind, (0.0, 0.0))[0] for kind in kinds)
        atol = max(_OLD_TOLERANCES.get(kind, (0.0, 0.0))[1] for kind in kinds)
    assert_close(
        as_tensor(actual),
        as_tensor(expected),
        rtol=rtol,
        atol=atol,
        equal_nan=equal_nan,
        check_dtype=False,
        msg=msg or None,
    )
