"""futures beside PyTorch's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.futures

import chainrule as cr


def chained(t: Any) -> Any:
    future, seen = t.futures.Future(), []
    future.add_done_callback(lambda done: seen.append(done.value()))
    after = future.then(lambda done: done.value() + 1).then(lambda done: done.value() * 10)
    future.set_result(3)
    future.add_done_callback(lambda done: seen.append(-done.value()))
    return seen, after.wait(), future.done()


def failed(t: Any) -> Any:
    future = t.futures.Future()
    future.set_exception(ValueError("no"))
    return future.wait()


def fails_later(t: Any) -> Any:
    future = t.futures.Future()
    after = future.then(lambda done: 1 / done.value())
    future.set_result(0)
    return after.wait()


def completed_twice(t: Any) -> Any:
    future = t.futures.Future()
    future.set_result(1)
    future.set_result(2)


def read_early(t: Any) -> Any:
    return t.futures.Future().value()


def from_a_thread(t: Any) -> Any:
    futures = [t.futures.Future() for _ in range(4)]
    threads = [
        threading.Thread(target=future.set_result, args=(i,)) for i, future in enumerate(futures)
    ]
    for thread in threads:
        thread.start()
    found = t.futures.wait_all(futures)
    for thread in threads:
        thread.join()
    return found


def outcome(work: Callable[[Any], Any], t: Any) -> Any:
    try:
        return work(t)
    except Exception as error:
        return RuntimeError if isinstance(error, RuntimeError) else type(error)


@pytest.mark.parametrize("work", [chained, failed, completed_twice, read_early, from_a_thread])
def test_as_pytorch(work: Callable[[Any], Any]) -> None:
    assert outcome(work, cr) == outcome(work, torch)


def test_an_error_in_a_callback_is_that_of_the_result() -> None:
    with pytest.raises(ZeroDivisionError):
        fails_later(cr)
    assert cr.futures.wait_all([]) == []
