"""Results that come later, under PyTorch's names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

__all__ = ["Future", "collect_all", "wait_all"]

T = TypeVar("T")
S = TypeVar("S")


class Future(Generic[T]):
    """A result that another thread, or a callback, will give.

    >>> import chainrule as cr
    >>> future = cr.futures.Future()
    >>> doubled = future.then(lambda done: 2 * done.wait())
    >>> future.set_result(4)
    >>> future.wait(), doubled.wait()
    (4, 8)
    """

    def __init__(self, *, devices: Any = None) -> None:
        self._changed = threading.Condition()
        self._done = False
        self._result: Any = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[], None]] = []

    def done(self) -> bool:
        """Whether there is a result or an error."""
        return self._done

    def wait(self) -> T:
        """The result, once it is there; an error is raised."""
        with self._changed:
            self._changed.wait_for(lambda: self._done)
        return self.value()

    def value(self) -> T:
        """The result, which must be there; an error is raised."""
        if not self._done:
            raise RuntimeError("the Future is not complete yet: wait() for it")
        if self._error is not None:
            raise self._error
        result: T = self._result
        return result

    def then(self, callback: Callable[[Future[T]], S]) -> Future[S]:
        """The future result of ``callback(self)``, which is called once this one is done."""
        following: Future[S] = Future()

        def call() -> None:
            try:
                following.set_result(callback(self))
            except Exception as error:
                following.set_exception(error)

        self._when_done(call)
        return following

    def add_done_callback(self, callback: Callable[[Future[T]], None]) -> None:
        """Calls ``callback(self)`` once this one is done, at once if it is."""
        self._when_done(lambda: callback(self))

    def set_result(self, result: T) -> None:
        """Completes it; once only."""
        self._complete(result, None)

    def set_exception(self, result: BaseException) -> None:
        """Completes it with an error, which ``wait`` and ``value`` raise."""
        if not isinstance(result, BaseException):
            raise AssertionError(f"{result} is of type {type(result)}, not an Exception.")
        self._complete(None, result)

    def _when_done(self, call: Callable[[], None]) -> None:
        with self._changed:
            if not self._done:
                self._callbacks.append(call)
                return
        call()

    def _complete(self, result: Any, error: BaseException | None) -> None:
        with self._changed:
            if self._done:
                raise RuntimeError(
                    "Attempting to mark a completed Future as complete again. Note that a Future "
                    "can only be marked completed once."
                )
            self._result, self._error, self._done = result, error, True
            self._changed.notify_all()
        for call in self._callbacks:
            call()


def collect_all(futures: Sequence[Future[Any]]) -> Future[list[Future[Any]]]:
    """One that is done when all are; its result is their list.

    >>> import chainrule as cr
    >>> first, second = cr.futures.Future(), cr.futures.Future()
    >>> both = cr.futures.collect_all([first, second])
    >>> first.set_result(1)
    >>> both.done()
    False
    >>> second.set_result(2)
    >>> [each.wait() for each in both.wait()]
    [1, 2]
    """
    together: Future[list[Future[Any]]] = Future()
    lock = threading.Lock()
    missing = len(futures)

    def one_less(_: Future[Any]) -> None:
        nonlocal missing
        with lock:
            missing -= 1
            last = missing == 0
        if last:
            together.set_result([*futures])

    if not futures:
        together.set_result([])
    for future in futures:
        future.add_done_callback(one_less)
    return together


def wait_all(futures: Sequence[Future[T]]) -> list[T]:
    """The results of all, once they are there; the first error is raised.

    >>> import chainrule as cr
    >>> future = cr.futures.Future()
    >>> future.set_result(3)
    >>> cr.futures.wait_all([future, future])
    [3, 3]
    """
    return [future.wait() for future in collect_all(futures).wait()]
