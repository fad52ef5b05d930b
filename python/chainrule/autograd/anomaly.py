"""Anomaly mode: remembers where every recorded operation was called, and refuses NaN gradients."""

from __future__ import annotations

from typing import Any

from .. import _core


def current_trace() -> str:
    """The user's part of the call stack, innermost line last.

    >>> import chainrule as cr
    >>> from chainrule.autograd.anomaly import current_trace
    >>> isinstance(current_trace(), str)
    True
    """
    import os
    import traceback

    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    frames = [
        f
        for f in traceback.extract_stack()
        if not os.path.abspath(f.filename).startswith(here + os.sep)
    ]
    return "".join(traceback.format_list(frames))


class detect_anomaly:
    """Inside, errors of the backward sweep show the forward line, and a NaN gradient is an error.
    Slow.

    >>> import chainrule as cr, warnings
    >>> warnings.simplefilter("ignore")
    >>> x = cr.tensor(0.0, requires_grad=True)
    >>> with cr.autograd.detect_anomaly(check_nan=True):
    ...     (cr.sqrt(x) * 0).backward()
    Traceback (most recent call last):
    RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan: bool = True) -> None:
        import warnings

        self._check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self._before = (_core.is_anomaly_enabled(), _core.is_anomaly_check_nan_enabled())
        _core.set_anomaly_mode(True, self._check_nan)

    def __exit__(self, *exc: object) -> None:
        _core.set_anomaly_mode(*self._before)


class set_detect_anomaly(detect_anomaly):
    """Switches anomaly mode at once; as a context manager puts the old setting back at the end.

    >>> import chainrule as cr
    >>> with cr.autograd.set_detect_anomaly(True):
    ...     x = cr.tensor(2.0, requires_grad=True)
    ...     (x * x).backward()
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._check_nan = check_nan
        self._before = (_core.is_anomaly_enabled(), _core.is_anomaly_check_nan_enabled())
        _core.set_anomaly_mode(mode, check_nan)

    def __enter__(self) -> Any:
        return None
