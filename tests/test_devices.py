"""What programs ask about GPUs and lower precision: the branches of a machine without a GPU."""

from __future__ import annotations

from types import ModuleType

import pytest
import torch

import chainrule as cr

BOTH = pytest.mark.parametrize("t", [torch, cr], ids=["torch", "chainrule"])


@BOTH
def test_a_program_chooses_the_cpu(t: ModuleType) -> None:
    device = t.device("cuda" if t.cuda.is_available() else "cpu")
    model = t.nn.Linear(2, 3).to(device)
    t.cuda.manual_seed_all(0)
    t.backends.cudnn.deterministic = True
    assert model(t.ones(1, 2, device=device)).shape == (1, 3)
    assert not t.backends.mps.is_available()
    assert t.accelerator.current_accelerator() is None


@BOTH
@pytest.mark.parametrize(
    "call",
    [
        lambda t: t.ones(2, device="cuda"),
        lambda t: t.ones(2).to(t.device("cuda:0")),
        lambda t: t.tensor([1.0]).cuda(),
        lambda t: t.nn.Linear(2, 2).cuda(),
        lambda t: t.cuda.current_device(),
        lambda t: t.cuda.synchronize(),
    ],
)
def test_a_gpu_is_refused(t: ModuleType, call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssertionError):
        call(t)


@BOTH
def test_a_scaler_without_gpu_is_disabled(t: ModuleType) -> None:
    with pytest.warns(UserWarning, match="not available"):
        scaler = t.amp.GradScaler("cuda")
    w = t.tensor([2.0], requires_grad=True)
    optimizer = t.optim.SGD([w], lr=0.5)
    scaler.scale((w * w).sum()).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    assert w.tolist() == [0.0]
    assert scaler.state_dict() == {}
    assert scaler.get_scale() == 1.0


@BOTH
def test_a_scaler_on_the_cpu(t: ModuleType) -> None:
    """An infinite gradient skips the step and halves the scale; enough good steps double it."""
    w = t.tensor([2.0], requires_grad=True)
    optimizer = t.optim.SGD([w], lr=0.25)
    scaler = t.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2)
    scales = []
    for factor in (1.0, 1.0, float("inf"), 1.0):
        optimizer.zero_grad()
        scaler.scale((w * w * factor).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        scales.append((scaler.get_scale(), w.item()))
    assert scales == [(8.0, 1.0), (16.0, 0.5), (8.0, 0.5), (8.0, 0.25)]
    assert scaler.state_dict()["_growth_tracker"] == 1
    with pytest.raises(AssertionError):
        scaler.update()
    scaler.unscale_(optimizer)
    with pytest.raises(RuntimeError):
        scaler.unscale_(optimizer)


@BOTH
def test_old_tensor_types(t: ModuleType) -> None:
    assert t.FloatTensor([1, 2]).tolist() == [1.0, 2.0]
    assert t.LongTensor([1.5]).dtype == t.int64
    assert t.FloatTensor(2, 0).shape == (2, 0)
    assert isinstance(t.ones(2), t.FloatTensor)
    assert not isinstance(t.ones(2), t.LongTensor)
    assert t.ones(2).type(t.DoubleTensor).dtype == t.float64
    with pytest.raises(TypeError):
        t.LongTensor(t.tensor([1.5]))


@BOTH
def test_assert_close(t: ModuleType) -> None:
    close = t.testing.assert_close
    close(t.tensor([1.0, 2.0]), t.tensor([1.0, 2.0 + 1e-7]))
    close({"a": [t.ones(2), 1.0]}, {"a": [t.ones(2), 1.0]})
    close(t.tensor(float("nan")), t.tensor(float("nan")), equal_nan=True)
    close(t.tensor([1.0]), t.tensor([1]), check_dtype=False)
    for a, b in [
        (t.tensor([1.0]), t.tensor([1.1])),
        (t.tensor([1.0]), t.tensor([1])),
        (t.ones(2), t.ones(3)),
        (t.tensor(float("nan")), t.tensor(float("nan"))),
        ([t.ones(1)], [t.ones(1), t.ones(1)]),
        ({"a": 1.0}, {"b": 1.0}),
        (None, t.ones(1)),
    ]:
        with pytest.raises(AssertionError):
            close(a, b)
    with pytest.raises(AssertionError, match="my text"):
        close(1.0, 2.0, msg="my text")
    with pytest.raises(ValueError, match="rtol"):
        close(1.0, 1.0, rtol=0.1)
    with pytest.raises(AssertionError, match=r"Mismatched elements: 1 / 2 \(50\.0%\)"):
        close(t.tensor([1.0, 2.0]), t.tensor([1.0, 3.0]))


def test_random_state_comes_back() -> None:
    with cr.random.fork_rng():
        first = cr.rand(3)
    assert cr.equal(first, cr.rand(3))
