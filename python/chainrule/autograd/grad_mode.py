"""Switches for recording: ``no_grad``, ``enable_grad``, ``set_grad_enabled``, ``inference_mode``.

Each works with ``with`` and as a decorator (of functions and generators); the mode belongs to the
thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .. import _core

F = TypeVar("F", bound=Callable[..., Any])


class _Mode:
    """A context manager that is also a decorator; every use starts from a fresh copy."""

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, *exc: object) -> None:
        raise NotImplementedError

    def clone(self) -> _Mode:
        return type(self)()

    def __call__(self, function: F) -> F:
        import functools
        import inspect

        if inspect.isclass(function):
            import warnings

            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You "
                "should only decorate functions "
                "or methods. To preserve the current behavior of class decoration, you can "
                "directly decorate the `__init__` "
                "method and nothing else.",
                FutureWarning,
                stacklevel=2,
            )
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def steps(*args: Any, **kwargs: Any) -> Any:
                # The mode holds while the generator runs, not while its consumer does.
                generator = function(*args, **kwargs)
                value, send = None, generator.send
                while True:
                    try:
                        with self.clone():
                            out = send(value)
                    except StopIteration as stop:
                        return stop.value
                    try:
                        value, send = (yield out), generator.send
                    except GeneratorExit:
                        with self.clone():
                            generator.close()
                        raise
                    except BaseException as error:
                        value, send = error, generator.throw

            return steps  # type: ignore[return-value]

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


class no_grad(_Mode):
    """Nothing is recorded inside.

    >>> import chainrule as cr
    >>> x = cr.ones(1, requires_grad=True)
    >>> with cr.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    def __new__(cls, orig_func: Any = None) -> Any:
        self = super().__new__(cls)
        return self if orig_func is None else self(orig_func)  # @no_grad without parentheses

    def __enter__(self) -> None:
        self._before = _core.ask_grad_mode(False)

    def __exit__(self, *exc: object) -> None:
        _core.ask_grad_mode(self._before)


class enable_grad(_Mode):
    """Recording goes on inside, also within no_grad.

    >>> import chainrule as cr
    >>> x = cr.ones(1, requires_grad=True)
    >>> with cr.no_grad(), cr.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """

    def __new__(cls, orig_func: Any = None) -> Any:
        self = super().__new__(cls)
        return self if orig_func is None else self(orig_func)

    def __enter__(self) -> None:
        self._before = _core.ask_grad_mode(True)

    def __exit__(self, *exc: object) -> None:
        _core.ask_grad_mode(self._before)


class set_grad_enabled(_Mode):
    """Sets the mode at once; as a context manager puts the old one back at the end.

    >>> import chainrule as cr
    >>> with cr.set_grad_enabled(False):
    ...     cr.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        self.mode = bool(mode)
        self._before = _core.ask_grad_mode(self.mode)

    def __enter__(self) -> None:
        _core.ask_grad_mode(self.mode)

    def __exit__(self, *exc: object) -> None:
        _core.ask_grad_mode(self._before)

    def __call__(self, function: F) -> F:
        _core.ask_grad_mode(self._before)  # decorating must not change the mode here
        return super().__call__(function)

    def clone(self) -> _Mode:
        return set_grad_enabled(self.mode)


class inference_mode(_Mode):
    """Nothing is recorded, and what is made inside can never take part in a graph.

    >>> import chainrule as cr
    >>> with cr.inference_mode():
    ...     y = cr.ones(1)
    >>> y.is_inference()
    True
    """

    def __new__(cls, mode: Any = True) -> Any:
        if isinstance(mode, bool):
            return super().__new__(cls)
        return cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        self._before = _core.set_inference_mode(self.mode)
        self._grad = _core.ask_grad_mode(not self.mode)

    def __exit__(self, *exc: object) -> None:
        _core.set_inference_mode(self._before)
        _core.ask_grad_mode(self._grad)

    def clone(self) -> _Mode:
        return inference_mode(self.mode)


class set_multithreading_enabled(_Mode):
    """Accepted for programs that ask for it: a sweep always runs on the thread that calls
    backward().

    >>> import chainrule as cr
    >>> with cr.autograd.grad_mode.set_multithreading_enabled(False):
    ...     x = cr.tensor(2.0, requires_grad=True)
    ...     (x * x).backward()
    >>> x.grad
    tensor(4.)
    """

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None

    def clone(self) -> _Mode:
        return set_multithreading_enabled(self.mode)


class _unsafe_preserve_version_counter(_Mode):
    """What happens inside to these tensors counts as no change: for those who know that values stay
    right."""

    def __init__(self, tensors: Any) -> None:
        self.tensors = (tensors,) if isinstance(tensors, _core.Tensor) else tuple(tensors)

    def __enter__(self) -> None:
        self._versions = [t._version for t in self.tensors]

    def __exit__(self, *exc: object) -> None:
        for tensor, version in zip(self.tensors, self._versions, strict=True):
            _core.set_version(tensor, version)

    def clone(self) -> _Mode:
        return _unsafe_preserve_version_counter(self.tensors)
