"""Steps of every optimizer beside PyTorch's: parameters and state, all dtypes, all layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import chainrule as cr

STEPS = 8

# Optimizer, arguments. The fractions are such that float32 does not hide a difference.
RULES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.4, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "maximize": True}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": (0.7, 0.8), "eps": 1e-3, "weight_decay": 0.2}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "maximize": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.2, "decoupled_weight_decay": True}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.3, "amsgrad": True}),
    ("RMSprop", {"lr": 0.02}),
    ("RMSprop", {"lr": 0.02, "alpha": 0.8, "centered": True, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.7, "maximize": True}),
    ("RMSprop", {"lr": 0.02, "momentum": 0.7, "centered": True}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "initial_accumulator_value": 0.3}),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("Adadelta", {"lr": 0.5}),
    ("Adadelta", {"lr": 0.5, "rho": 0.7, "eps": 1e-3, "weight_decay": 0.1, "maximize": True}),
    ("Adamax", {"lr": 0.1}),
    ("Adamax", {"lr": 0.1, "betas": (0.6, 0.7), "weight_decay": 0.1, "maximize": True}),
    ("NAdam", {"lr": 0.1}),
    ("NAdam", {"lr": 0.1, "momentum_decay": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"lr": 0.1}),
    ("RAdam", {"lr": 0.1, "betas": (0.8, 0.7), "weight_decay": 0.1, "maximize": True}),
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Rprop", {"lr": 0.1}),
    ("Rprop", {"lr": 0.1, "etas": (0.3, 1.7), "step_sizes": (0.05, 0.2), "maximize": True}),
    ("ASGD", {"lr": 0.1}),
    ("ASGD", {"lr": 0.1, "lambd": 0.1, "alpha": 0.5, "t0": 3.0, "weight_decay": 0.1}),
    ("Adafactor", {"lr": 0.1}),
    ("Adafactor", {"lr": 0.1, "eps": (1e-2, 0.1), "d": 1.5, "weight_decay": 0.2}),
    ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "maximize": True}),
]
ELEMENTWISE = [rule for rule in RULES if rule[0] != "Adafactor"]
SHAPES = ((), (1,), (5,), (3, 4), (2, 3, 5), (70,), (0, 3))


def ids(rules: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [f"{name}-{'-'.join(f'{k}={v}' for k, v in kwargs.items())}" for name, kwargs in rules]


def to_lib(lib: Any, array: np.ndarray[Any, Any], dtype: str) -> Any:
    return lib.tensor(array).to(getattr(lib, dtype))


def to_numpy(t: Any) -> np.ndarray[Any, Any]:
    wide = {"torch.bfloat16": "float32", "torch.float16": "float32"}.get(str(t.dtype))
    lib = torch if isinstance(t, torch.Tensor) else cr
    array: np.ndarray[Any, Any] = t.detach().to(getattr(lib, wide) if wide else t.dtype).numpy()
    return array


def draw(seed: int, shapes: tuple[tuple[int, ...], ...], kind: str) -> list[np.ndarray[Any, Any]]:
    generator = np.random.default_rng(seed)
    drawn = [generator.standard_normal(shape) for shape in shapes]
    if kind.startswith("complex"):
        drawn = [x + 1j * generator.standard_normal(x.shape) for x in drawn]
    return drawn


def run(
    lib: Any,
    name: str,
    kwargs: dict[str, Any],
    dtype: str = "float32",
    shapes: tuple[tuple[int, ...], ...] = SHAPES,
    arrange: Callable[[Any, int], Any] = lambda t, i: t,
    steps: int = STEPS,
) -> tuple[list[Any], Any]:
    """Parameters after the steps, and the optimizer; the gradients are drawn, not computed."""
    params = [
        arrange(to_lib(lib, x, dtype), i).requires_grad_()
        for i, x in enumerate(draw(1, shapes, dtype))
    ]
    optimizer = getattr(lib.optim, name)(params, **kwargs)
    for step in range(steps):
        for i, (p, g) in enumerate(zip(params, draw(10 + step, shapes, dtype), strict=True)):
            p.grad = arrange(to_lib(lib, g, dtype), i + step)
        optimizer.step()
    return params, optimizer


def assert_same(ours: Any, theirs: Any, rtol: float, atol: float) -> None:
    """Parameters and states of two runs."""
    for mine, other in zip(ours[0], theirs[0], strict=True):
        assert mine.dtype == getattr(cr, str(other.dtype).split(".")[-1])
        np.testing.assert_allclose(to_numpy(mine), to_numpy(other), rtol=rtol, atol=atol)
        my_state, their_state = ours[1].state.get(mine), theirs[1].state.get(other)
        assert list(my_state or {}) == list(their_state or {})
        for key, value in (their_state or {}).items():
            held = my_state[key]
            assert str(held.dtype) == str(value.dtype), key
            assert tuple(held.shape) == tuple(value.shape), key
            np.testing.assert_allclose(to_numpy(held), to_numpy(value), rtol, atol, err_msg=key)


@pytest.mark.isa
@pytest.mark.parametrize(("name", "kwargs"), RULES, ids=ids(RULES))
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_real(name: str, kwargs: dict[str, Any], dtype: str) -> None:
    shapes = SHAPES if name != "Adafactor" else SHAPES[:-1]
    tolerance = {"float64": (1e-12, 1e-13), "float32": (2e-5, 2e-6)}[dtype]
    ours, theirs = (run(lib, name, kwargs, dtype, shapes) for lib in (cr, torch))
    assert_same(ours, theirs, *tolerance)


@pytest.mark.isa
@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_sixteen_bits(name: str, kwargs: dict[str, Any], dtype: str) -> None:
    """One step is the float32 step rounded once; PyTorch rounds after each operation."""
    # States that start at an option start at what 16 bits hold of it.
    kwargs = {**kwargs, "lr": 0.125}
    if "initial_accumulator_value" in kwargs:
        kwargs["initial_accumulator_value"] = 0.25
    ours = run(cr, name, kwargs, dtype, steps=1)
    params = [to_lib(torch, x, dtype).float().requires_grad_() for x in draw(1, SHAPES, dtype)]
    optimizer = getattr(torch.optim, name)(params, **kwargs)
    for p, g in zip(params, draw(10, SHAPES, dtype), strict=True):
        p.grad = to_lib(torch, g, dtype).float()
    optimizer.step()
    unit = {"float16": 2.0**-11, "bfloat16": 2.0**-8}[dtype]
    for mine, exact in zip(ours[0], params, strict=True):
        np.testing.assert_allclose(to_numpy(mine), to_numpy(exact), rtol=1.01 * unit, atol=1e-6)


@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
def test_complex(name: str, kwargs: dict[str, Any]) -> None:
    shapes = ((), (5,), (3, 4))
    ours, theirs = (run(lib, name, kwargs, "complex128", shapes) for lib in (cr, torch))
    assert_same(ours, theirs, 1e-11, 1e-12)


def odd_layouts(t: Any, i: int) -> Any:
    """Transposed, with gaps, offset, in turn; never the same for gradient and parameter."""
    if t.dim() < 2 or t.numel() == 0:
        if t.dim() != 1:
            return t.clone()
        lib = torch if isinstance(t, torch.Tensor) else cr
        base = lib.zeros(2 * t.numel() + 1, dtype=t.dtype)
        base[1::2] = t
        return base[1::2].detach()
    if i % 3 == 0:
        return t.transpose(0, 1).contiguous().transpose(0, 1).detach()
    if i % 3 == 1:
        lib = torch if isinstance(t, torch.Tensor) else cr
        base = lib.zeros((*t.shape[:-1], 2 * t.shape[-1]), dtype=t.dtype)
        base[..., ::2] = t
        return base[..., ::2].detach()
    return t.clone()


@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_layouts(name: str, kwargs: dict[str, Any], dtype: str) -> None:
    ours, theirs = (run(lib, name, kwargs, dtype, arrange=odd_layouts) for lib in (cr, torch))
    assert_same(ours, theirs, 1e-11, 1e-12)


@pytest.mark.parametrize("name", ["SGD", "Adam", "RMSprop", "ASGD"])
def test_channels_last(name: str) -> None:
    """Parameter, gradient and state keep their memory order."""
    x = cr.randn(2, 3, 4, 5).to(memory_format=cr.channels_last).requires_grad_()
    start = x.detach().clone()
    optimizer = getattr(cr.optim, name)([x], lr=0.1, **({"momentum": 0.9} if name == "SGD" else {}))
    x.grad = cr.ones(2, 3, 4, 5)
    optimizer.step()
    assert x.stride() == start.stride()
    for value in optimizer.state[x].values():
        if value.dim() == 4:
            assert value.stride() == x.stride()
    assert bool((x < start).all())


@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
def test_threads_do_not_matter(name: str, kwargs: dict[str, Any]) -> None:
    """Large tensors are cut for the threads: the same bits with one and with several."""
    shapes = ((70_001,), (300, 201), (3,), (40_000,))
    before = cr.get_num_threads()
    try:
        cr.set_num_threads(1)
        alone = run(cr, name, kwargs, shapes=shapes, steps=2)
        cr.set_num_threads(4)
        together = run(cr, name, kwargs, shapes=shapes, steps=2)
    finally:
        cr.set_num_threads(before)
    for a, b in zip(alone[0], together[0], strict=True):
        assert to_numpy(a).tobytes() == to_numpy(b).tobytes()
    theirs = run(torch, name, kwargs, shapes=shapes, steps=2)
    assert_same(together, theirs, 1e-4, 2e-6)


SPECIAL = [float("nan"), float("inf"), float("-inf"), -1.0, 0.0, -0.0, 1e30, 1e-30]


@pytest.mark.isa
@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
def test_special_values(name: str, kwargs: dict[str, Any]) -> None:
    def scenario(lib: Any) -> tuple[list[Any], Any]:
        p = lib.ones(len(SPECIAL), dtype=lib.float64).requires_grad_()
        optimizer = getattr(lib.optim, name)([p], **kwargs)
        for _ in range(3):
            p.grad = lib.tensor(SPECIAL, dtype=lib.float64)
            optimizer.step()
        return [p], optimizer

    assert_same(scenario(cr), scenario(torch), 1e-11, 0)


@pytest.mark.parametrize(("name", "kwargs"), ELEMENTWISE, ids=ids(ELEMENTWISE))
def test_formula_and_kernel_agree(name: str, kwargs: dict[str, Any]) -> None:
    """The readable formulas, which differentiable=True runs, against the C++ kernels."""
    fast = run(cr, name, kwargs, "float64")

    params = [to_lib(cr, x, "float64") for x in draw(1, SHAPES, "float64")]
    optimizer = getattr(cr.optim, name)(params, **kwargs, differentiable=True)
    for step in range(STEPS):
        for p, g in zip(params, draw(10 + step, SHAPES, "float64"), strict=True):
            p.grad = to_lib(cr, g, "float64")
        optimizer.step()
    for mine, formula in zip(fast[0], params, strict=True):
        np.testing.assert_allclose(to_numpy(mine), to_numpy(formula), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta"])
def test_differentiable(name: str) -> None:
    """Derivatives of the loss after two steps with respect to start and gradients, as PyTorch's."""

    def scenario(lib: Any) -> list[Any]:
        start = lib.tensor([1.0, -2.0, 3.0], dtype=lib.float64, requires_grad=True)
        push = lib.tensor([0.3, 0.2, -0.1], dtype=lib.float64, requires_grad=True)
        p = start.clone()
        optimizer = getattr(lib.optim, name)([p], lr=0.1, differentiable=True)
        for _ in range(2):
            p.grad = push * push
            optimizer.step()
        return [g.detach().numpy() for g in lib.autograd.grad((p * p).sum(), [start, push])]

    for mine, theirs in zip(scenario(cr), scenario(torch), strict=True):
        # PyTorch computes the corrections of this path in float32.
        np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-9)


def test_differentiable_learning_rate() -> None:
    """What the learning rate is for: a derivative of the loss after the step with respect to it."""
    lr = cr.tensor(0.1, dtype=cr.float64, requires_grad=True)
    start = cr.tensor([2.0], dtype=cr.float64, requires_grad=True)
    p = start.clone()
    p.grad = 2 * start
    cr.optim.SGD([p], lr=lr, differentiable=True).step()
    (p * p).sum().backward()
    # d/dlr (x - 2 lr x)^2 = -4 x^2 (1 - 2 lr)
    assert lr.grad is not None
    assert lr.grad.item() == pytest.approx(-4 * 4 * 0.8)


def test_versions_count() -> None:
    p = cr.ones(3, requires_grad=True)
    optimizer = cr.optim.Adam([p], lr=0.1)
    p.grad = cr.ones(3)
    before = p._version
    optimizer.step()
    assert p._version > before
    loss = (p * p).sum()
    optimizer.step()
    with pytest.raises(RuntimeError, match=r"in-?place"):
        loss.backward()


def test_shared_parameter_is_updated_twice() -> None:
    def scenario(lib: Any, n: int) -> Any:
        p = lib.ones(n, requires_grad=True)
        with pytest.warns(UserWarning, match="duplicate"):
            optimizer = lib.optim.SGD([p, p], lr=0.1, weight_decay=0.5)
        for _ in range(2):
            p.grad = lib.full((n,), 0.5)
            optimizer.step()
        return to_numpy(p)

    for n in (3, 100_000):
        np.testing.assert_allclose(scenario(cr, n), scenario(torch, n), rtol=1e-5)


@pytest.mark.parametrize("line_search", [None, "strong_wolfe"])
def test_lbfgs(line_search: str | None) -> None:
    """Rosenbrock's valley, step by step."""

    def scenario(lib: Any) -> tuple[list[float], Any]:
        p = lib.tensor([-1.5, 2.0], dtype=lib.float64, requires_grad=True)
        optimizer = lib.optim.LBFGS(
            [p], lr=0.1 if line_search is None else 1, history_size=5, line_search_fn=line_search
        )

        def closure() -> Any:
            optimizer.zero_grad()
            loss = (1 - p[0]) ** 2 + 5 * (p[1] - p[0] ** 2) ** 2
            loss.backward()
            return loss

        losses = [optimizer.step(closure).item() for _ in range(6)]
        return losses, optimizer.state[p]

    (mine, my_state), (theirs, their_state) = scenario(cr), scenario(torch)
    np.testing.assert_allclose(mine, theirs, rtol=1e-7, atol=1e-14)
    assert list(my_state) == list(their_state)
    assert my_state["func_evals"] == their_state["func_evals"]
    assert my_state["n_iter"] == their_state["n_iter"]


@pytest.mark.parametrize("shape", [(4, 4), (3, 7), (9, 2)])
@pytest.mark.parametrize("adjust", [None, "original", "match_rms_adamw"])
def test_muon(shape: tuple[int, int], adjust: str | None) -> None:
    kwargs = {"lr": 0.1, "adjust_lr_fn": adjust}
    ours, theirs = (run(lib, "Muon", kwargs, shapes=(shape,), steps=3) for lib in (cr, torch))
    start = draw(1, (shape,), "float32")[0]
    moved = np.abs(to_numpy(theirs[0][0]) - start).max()
    # The iteration works in bfloat16: what it gives depends on the order of sums by as much.
    np.testing.assert_allclose(
        to_numpy(ours[0][0]), to_numpy(theirs[0][0]), rtol=0, atol=0.05 * moved
    )
