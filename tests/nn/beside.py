"""A module beside PyTorch's of the same name: same state, same inputs, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

import chainrule as cr


def ours(value: Any) -> Any:
    """A chainrule tensor for each torch tensor in ``value``, with the same values."""
    if isinstance(value, torch.Tensor):
        made = cr.from_numpy(value.detach().numpy().copy())
        return made.requires_grad_() if value.requires_grad else made
    if isinstance(value, (list, tuple)):
        return type(value)(ours(item) for item in value)
    if isinstance(value, dict):
        return {key: ours(item) for key, item in value.items()}
    return value


def close(mine: Any, theirs: Any, what: str = "output", **tolerance: float) -> None:
    """Same structure, shapes, dtypes and, nearly, values."""
    if isinstance(theirs, torch.Tensor):
        assert isinstance(mine, cr.Tensor), (what, type(mine))
        assert str(mine.dtype).split(".")[-1] == str(theirs.dtype).split(".")[-1], what
        found = torch.from_numpy(mine.detach().numpy().copy())
        expected = theirs.detach()
        torch.testing.assert_close(
            found, expected, equal_nan=True, msg=lambda text: f"{what}: {text}", **tolerance
        )
    elif isinstance(theirs, (list, tuple)):
        assert len(mine) == len(theirs), what
        for i, (a, b) in enumerate(zip(mine, theirs, strict=True)):
            close(a, b, f"{what}[{i}]", **tolerance)
    else:
        assert mine == theirs, what


def tensors(value: Any) -> list[Any]:
    """All tensors in ``value``, in order."""
    if isinstance(value, (torch.Tensor, cr.Tensor)):
        return [value]
    if isinstance(value, (list, tuple)):
        return [t for item in value for t in tensors(item)]
    return []


def copy_state(mine: Any, theirs: torch.nn.Module) -> None:
    """Give ``mine`` the state of ``theirs``, after a shake: ones would hide mistakes."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, tensor in theirs.state_dict().items():
            if tensor.is_floating_point():
                noise = torch.rand(tensor.shape, generator=generator, dtype=tensor.dtype)
                tensor += noise if "running_var" in name else 0.1 * noise
    state = {name: ours(tensor) for name, tensor in theirs.state_dict().items()}
    assert list(mine.state_dict()) == list(state)
    assert [n for n, _ in mine.named_parameters()] == [n for n, _ in theirs.named_parameters()]
    assert [n for n, _ in mine.named_buffers()] == [n for n, _ in theirs.named_buffers()]
    result = mine.load_state_dict(state)
    assert str(result) == "<All keys matched successfully>"


def agree(
    mine: Any,
    theirs: torch.nn.Module,
    inputs: Sequence[Any],
    kwargs: dict[str, Any] | None = None,
    *,
    train: bool = True,
    **tolerance: float,
) -> None:
    """Outputs, gradients of inputs and parameters, and buffers of the two modules are the same."""
    copy_state(mine, theirs)
    assert repr(mine) == repr(theirs)
    mine.train(train)
    theirs.train(train)
    given = ours(list(inputs))
    expected = theirs(*inputs, **(kwargs or {}))
    found = mine(*given, **ours(kwargs or {}))
    close(found, expected, **tolerance)
    for name, buffer in theirs.named_buffers():
        close(mine.get_buffer(name), buffer, f"buffer {name}", **tolerance)
    generator = torch.Generator().manual_seed(8)
    pairs = [
        (a, b) for a, b in zip(tensors(found), tensors(expected), strict=True) if b.requires_grad
    ]
    for i, (a, b) in enumerate(pairs):
        assert a.requires_grad
        weights = torch.rand(b.shape, generator=generator, dtype=b.dtype)
        more = i + 1 < len(pairs)
        b.backward(weights, retain_graph=more)
        a.backward(ours(weights), retain_graph=more)
    named = [(f"input {i}", a, b) for i, (a, b) in enumerate(zip(given, inputs, strict=True))]
    parameters = zip(mine.named_parameters(), theirs.parameters(), strict=True)
    named += [(f"parameter {name}", a, b) for (name, a), b in parameters]
    for what, a, b in named:
        if not isinstance(b, torch.Tensor) or not b.requires_grad:
            continue
        assert (a.grad is None) == (b.grad is None), what
        if b.grad is not None:
            close(a.grad, b.grad, f"gradient of {what}", **tolerance)
