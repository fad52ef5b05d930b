"""autocast: the types of results and gradients are PyTorch's, for every kind of operation."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import pytest
import torch

import chainrule as cr


def numbers(t: Any) -> Any:
    return t.arange(12.0).reshape(3, 4) / 7


# Each takes the library, a float32 matrix (3, 4) and the same in bfloat16.
OPERATIONS: dict[str, Any] = {
    "@": lambda t, x, b: x @ x.T,
    "@ mixed": lambda t, x, b: x @ b.T,
    "@ float16": lambda t, x, b: x.half() @ b.T,
    "@ float64": lambda t, x, b: x.double() @ x.T.double(),
    "@ complex": lambda t, x, b: x.cfloat() @ x.T.cfloat(),
    "@ int64": lambda t, x, b: x.long() @ x.T.long(),
    "matmul": lambda t, x, b: t.matmul(x, x.T),
    ".matmul": lambda t, x, b: x.matmul(x.T),
    "mm": lambda t, x, b: t.mm(x, x.T),
    "mm out": lambda t, x, b: t.mm(x, x.T, out=t.empty(3, 3)),
    "addmm": lambda t, x, b: t.addmm(x[:, :3], x, x.T),
    "addmm_": lambda t, x, b: t.zeros(3, 3).addmm_(x, x.T),
    "bmm": lambda t, x, b: t.bmm(x[None], x.T[None]),
    "baddbmm": lambda t, x, b: t.baddbmm(x[None], x[None], t.ones(1, 4, 4)),
    "mv": lambda t, x, b: t.mv(x, x[0]),
    "dot": lambda t, x, b: t.dot(x[0], x[0]),
    "outer": lambda t, x, b: t.outer(x[0], x[0]),
    "einsum": lambda t, x, b: t.einsum("ij,kj->ik", x, b),
    "einsum sum": lambda t, x, b: t.einsum("ij->i", x),
    "tensordot": lambda t, x, b: t.tensordot(x, x, dims=([1], [1])),
    "chain_matmul": lambda t, x, b: t.chain_matmul(x, x.T, x),
    "multi_dot": lambda t, x, b: t.linalg.multi_dot([x, x.T, x]),
    "vecdot": lambda t, x, b: t.linalg.vecdot(x, x),
    "cov": lambda t, x, b: t.cov(x),
    "linear": lambda t, x, b: t.nn.functional.linear(x, x, x[:3, 0]),
    "conv1d": lambda t, x, b: t.nn.functional.conv1d(x[None], t.ones(2, 3, 2)),
    "conv2d": lambda t, x, b: t.conv2d(x[None, None], t.ones(1, 1, 2, 2)),
    "conv_transpose1d": lambda t, x, b: t.nn.functional.conv_transpose1d(x[None], t.ones(3, 2, 2)),
    "prelu": lambda t, x, b: t.nn.functional.prelu(x, t.ones(1)),
    "attention": lambda t, x, b: t.nn.functional.scaled_dot_product_attention(
        x[None], b[None], b[None], attn_mask=t.zeros(3, 3)
    ),
    "mse_loss": lambda t, x, b: t.nn.functional.mse_loss(b, b),
    "cross_entropy": lambda t, x, b: t.nn.functional.cross_entropy(b, t.tensor([0, 1, 2])),
    "nll_loss": lambda t, x, b: t.nn.functional.nll_loss(b, t.tensor([0, 1, 2])),
    "bce": lambda t, x, b: t.nn.functional.binary_cross_entropy(b.sigmoid(), b.sigmoid()),
    "gaussian_nll": lambda t, x, b: t.nn.functional.gaussian_nll_loss(b, b, b.abs() + 1),
    "multilabel": lambda t, x, b: t.nn.functional.multilabel_soft_margin_loss(b, b),
    "triplet": lambda t, x, b: t.nn.functional.triplet_margin_loss(b, b, b),
    "softmax": lambda t, x, b: t.softmax(b, -1),
    "layer_norm": lambda t, x, b: t.nn.functional.layer_norm(b, (4,)),
    "sum": lambda t, x, b: b.sum(),
    "prod": lambda t, x, b: b.prod(),
    "prod dim": lambda t, x, b: b.prod(0),
    "norm": lambda t, x, b: b.norm(),
    "trace": lambda t, x, b: t.trace(b),
    "quantile": lambda t, x, b: t.quantile(b, 0.5),
    "cdist": lambda t, x, b: t.cdist(b, b),
    "inv": lambda t, x, b: t.linalg.inv(t.eye(3).bfloat16()),
    "svd": lambda t, x, b: t.linalg.svd(b)[1],
    "solve": lambda t, x, b: t.linalg.solve(t.eye(3).bfloat16(), b),
    "lu": lambda t, x, b: t.lu(t.eye(3).bfloat16())[0],
    "fft": lambda t, x, b: t.fft.fft(b),
    "irfft": lambda t, x, b: t.fft.irfft(b),
    "polar": lambda t, x, b: t.polar(b, b),
    "view_as_complex": lambda t, x, b: t.view_as_complex(b.reshape(3, 2, 2)),
    "grid_sample": lambda t, x, b: t.nn.functional.grid_sample(
        b[None, None], t.zeros(1, 2, 2, 2).bfloat16()
    ),
    "avg_pool2d": lambda t, x, b: t.nn.functional.avg_pool2d(b[None], 2),
    "avg_pool3d": lambda t, x, b: t.nn.functional.avg_pool3d(b[None, None], (1, 2, 2)),
    "max_pool3d": lambda t, x, b: t.nn.functional.max_pool3d(b[None, None], (1, 2, 2)),
    "max_unpool1d": lambda t, x, b: t.nn.functional.max_unpool1d(
        *t.nn.functional.max_pool1d(b[None], 2, return_indices=True), 2
    ),
    "pad": lambda t, x, b: t.nn.functional.pad(b, (1, 1)),
    "pad reflect": lambda t, x, b: t.nn.functional.pad(b[None], (1, 1), mode="reflect"),
    "pad replicate": lambda t, x, b: t.nn.functional.pad(b[None], (1, 1), mode="replicate"),
    "pad circular": lambda t, x, b: t.nn.functional.pad(b[None], (1, 1), mode="circular"),
    "cat": lambda t, x, b: t.cat([x, b]),
    "cat lower": lambda t, x, b: t.cat([b, b]),
    "cat other half": lambda t, x, b: t.cat([b.half(), b.half()]),
    "cat float64": lambda t, x, b: t.cat([x.double(), b]),
    "stack": lambda t, x, b: t.stack([x, b]),
    "hstack": lambda t, x, b: t.hstack([x, b]),
    "index_copy": lambda t, x, b: x.index_copy(0, t.tensor([0]), b[:1]),
    "add": lambda t, x, b: b + x,
    "exp": lambda t, x, b: b.exp(),
    "LSTM": lambda t, x, b: t.nn.LSTM(4, 5)(x)[0],
    "LSTM lower": lambda t, x, b: t.nn.LSTM(4, 5, bidirectional=True)(b)[0],
    "GRU": lambda t, x, b: t.nn.GRU(4, 5)(x)[0],
    "GRU lower": lambda t, x, b: t.nn.GRU(4, 5)(b)[0],
    "RNN": lambda t, x, b: t.nn.RNN(4, 5)(x)[0],
    "LSTMCell": lambda t, x, b: t.nn.LSTMCell(4, 5)(x)[0],
    "MultiheadAttention": lambda t, x, b: t.nn.MultiheadAttention(4, 2)(x, x, x)[0],
    "TransformerEncoderLayer": lambda t, x, b: t.nn.TransformerEncoderLayer(4, 2, 8)(x),
    "PReLU": lambda t, x, b: t.nn.PReLU()(x),
}


def outcome(t: Any, name: str, lower: str) -> Any:
    x = numbers(t)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with t.autocast("cpu", dtype=getattr(t, lower)):
                result = OPERATIONS[name](t, x, x.bfloat16())
        except Exception as error:
            return type(error)
    return str(result.dtype), result.detach().to(t.complex128).tolist()


RANDOM = {"LSTM", "LSTM lower", "GRU", "GRU lower", "RNN", "LSTMCell", "MultiheadAttention"}
RANDOM |= {"TransformerEncoderLayer"}


# PyTorch's LSTM has a kernel for bfloat16 only, its GRU no rule for a mixture of the halves.
CASES = [(name, "bfloat16") for name in OPERATIONS]
CASES += [
    (name, "float16") for name in OPERATIONS if name not in ("LSTM", "LSTM lower", "GRU lower")
]


@pytest.mark.parametrize(("name", "lower"), CASES)
def test_the_type_of_a_result(name: str, lower: str) -> None:
    ours, theirs = outcome(cr, name, lower), outcome(torch, name, lower)
    if isinstance(theirs, type) or isinstance(ours, type):
        assert ours == theirs
        return
    assert ours[0] == theirs[0]
    if name not in RANDOM:
        found, wanted = torch.tensor(ours[1]), torch.tensor(theirs[1])
        # Results and half of the arguments have the 8 bits of bfloat16; sums of a few of them.
        torch.testing.assert_close(found, wanted, rtol=0.05, atol=0.05, equal_nan=True)


def trained(t: Any) -> list[Any]:
    layer = t.nn.Linear(4, 3)
    with t.no_grad():
        layer.weight.copy_(numbers(t))
        layer.bias.zero_()
    with t.autocast("cpu"):
        first, second = layer(numbers(t)), layer(numbers(t))
        loss = t.nn.functional.cross_entropy(first, t.tensor([0, 1, 2]))
    loss.backward()
    seen = [
        first.dtype,
        loss.dtype,
        layer.weight.grad.dtype,
        layer.bias.grad.dtype,
        loss.grad_fn.name(),
        first.grad_fn.name(),
        # One conversion of a weight serves the region.
        first.grad_fn.next_functions[-1][0] is second.grad_fn.next_functions[-1][0],
    ]
    return [*map(str, seen), layer.weight.grad.tolist()]


def test_gradients_arrive_in_the_type_of_the_parameters() -> None:
    ours, theirs = trained(cr), trained(torch)
    assert ours[:-1] == theirs[:-1]
    torch.testing.assert_close(
        torch.tensor(ours[-1]), torch.tensor(theirs[-1]), rtol=0.05, atol=0.02
    )


def regions(t: Any) -> list[Any]:
    x = numbers(t)
    w = x.clone().requires_grad_()
    seen: list[Any] = []

    def note(*tensors: Any) -> None:
        seen.extend(str(z.dtype) for z in tensors)
        seen.extend([t.is_autocast_enabled("cpu"), str(t.get_autocast_dtype("cpu"))])

    with t.autocast("cpu") as region:
        note(x @ x.T)
        seen.append(type(region).__name__)
        with t.autocast("cpu", enabled=False):
            note(x @ x.T)
        with t.amp.autocast("cpu", dtype=t.float16):
            note(x @ x.T)
        with t.no_grad():
            x @ w.T
        product = x @ w.T  # not the one converted without a graph
        seen.append(product.requires_grad)
        note(product)
        with pytest.raises(ValueError), t.autocast("cpu", dtype=t.float16):
            raise ValueError
        note(x @ x.T)
    note(x @ x.T)

    @t.autocast("cpu")
    def decorated(a: Any) -> Any:
        """text"""
        return a @ a.T

    note(decorated(x))
    seen.append((decorated.__name__, decorated.__doc__))
    t.set_autocast_enabled("cpu", True)
    t.set_autocast_dtype("cpu", t.float16)
    note(x @ x.T)
    t.set_autocast_dtype("cpu", t.bfloat16)
    t.set_autocast_enabled("cpu", False)
    seen.append(t.is_autocast_cache_enabled())
    for wrong in (
        lambda: t.autocast("nowhere"),
        lambda: t.autocast(t.device("cpu")),
        lambda: t.autocast("meta"),
        lambda: t.is_autocast_enabled("nowhere"),
        lambda: t.is_autocast_enabled(3),
        lambda: t.set_autocast_enabled("cpu"),
        lambda: t.set_autocast_dtype("cpu"),
        lambda: t.autocast("cpu", dtype=t.float64),
        lambda: t.autocast("cuda"),
        lambda: t.cpu.amp.autocast(),
        lambda: t.cpu.amp.GradScaler(),
        lambda: t.is_autocast_cpu_enabled(),
        lambda: t.get_autocast_cpu_dtype(),
    ):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                wrong()
            except Exception as error:
                seen.append(type(error))
        seen.extend(w.category for w in heard)
    return seen


def test_regions() -> None:
    assert regions(cr) == regions(torch)


def custom(t: Any, cast: bool) -> list[str]:
    seen = []

    class Product(t.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        @t.amp.custom_fwd(device_type="cpu", **({"cast_inputs": t.float32} if cast else {}))
        def forward(ctx: Any, a: Any) -> Any:
            ctx.save_for_backward(a)
            out = a @ a.T
            seen.extend([str(a.dtype), str(out.dtype)])
            return out

        @staticmethod
        @t.amp.custom_bwd(device_type="cpu")
        def backward(ctx: Any, grad: Any) -> Any:
            (a,) = ctx.saved_tensors
            seen.append(str((grad.float() @ a.float()).dtype))
            return grad @ a

    for dtype in (t.float32, t.bfloat16):
        x = numbers(t).to(dtype).requires_grad_()
        with t.autocast("cpu"):
            out = Product.apply(x)
        out.float().sum().backward()
        seen.append(str(x.grad.dtype))
    Product.apply(numbers(t).requires_grad_()).sum().backward()
    return seen


@pytest.mark.parametrize("cast", [True, False])
def test_custom_functions(cast: bool) -> None:
    assert custom(cr, cast) == custom(torch, cast)


def test_a_thread_has_a_region_of_its_own() -> None:
    found = []
    with cr.autocast("cpu"):
        thread = threading.Thread(target=lambda: found.append(cr.is_autocast_enabled("cpu")))
        thread.start()
        thread.join()
    assert found == [False]


def test_a_weight_changed_inside_is_converted_again() -> None:
    w = cr.ones(1, 1, requires_grad=True)
    with cr.autocast("cpu"):
        w @ w
        with cr.no_grad():
            w += 1
        assert (w @ w).item() == 4.0


def scaled(t: Any) -> list[Any]:
    seen: list[Any] = []
    scaler = t.amp.GradScaler("cpu", init_scale=2.0**17, growth_interval=2)
    w = t.ones(3, requires_grad=True)
    optimizer = t.optim.SGD([w], lr=0.1)
    for factor in (1.0, float("inf"), 2.0, 3.0):
        optimizer.zero_grad()
        with t.autocast("cpu", dtype=t.float16):
            loss = (w * factor).half().sum()
        scaled_loss = scaler.scale(loss)
        seen.append(str(scaled_loss.dtype))
        scaler.scale((w * factor).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        seen.extend([w.tolist(), scaler.get_scale(), scaler.state_dict()])
    half = t.ones(1, dtype=t.float16, requires_grad=True)
    half.sum().backward()
    for wrong in (
        lambda: scaler.unscale_(t.optim.SGD([half], lr=0.1)),
        lambda: scaler.step(t.optim.SGD([t.ones(1, requires_grad=True)], lr=0.1)),
    ):
        with pytest.raises(Exception) as error:
            wrong()
        seen.append((error.type, str(error.value)))
    return seen


def test_grad_scaler() -> None:
    assert scaled(cr) == scaled(torch)
