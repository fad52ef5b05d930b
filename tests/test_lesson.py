"""A first session with PyTorch, and the backpropagation lesson: the same text to the character.

The session runs once under each name, as a program of its own, and must print what is written
here. The lesson must print the same whichever library it is given.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

ONE_WEIGHT = """
x = torch.tensor(1.0)
y = torch.tensor(2.0)
w = torch.tensor(1.0, requires_grad=True)
loss = (w * x - y) ** 2
print(loss)
loss.backward()
print(w.grad)
"""

ONE_WEIGHT_PRINTS = """\
tensor(1., grad_fn=<PowBackward0>)
tensor(-2.)
"""

ROUNDS = """
x = torch.tensor([2.0, 3.0, 1.0])
w = torch.tensor([1.0, 1.0, 2.0], requires_grad=True)
y = torch.tensor(3.0)
for i in range(4):
    y_hat = w @ x
    loss = (y_hat - y) ** 2
    print(y_hat)
    print(loss)
    loss.backward()
    print(w.grad)
    w.data = w.data - 0.01 * w.grad.data
    print(w.data)
"""

ROUNDS_PRINT = """\
tensor(7., grad_fn=<DotBackward0>)
tensor(16., grad_fn=<PowBackward0>)
tensor([16., 24.,  8.])
tensor([0.8400, 0.7600, 1.9200])
tensor(5.8800, grad_fn=<DotBackward0>)
tensor(8.2944, grad_fn=<PowBackward0>)
tensor([27.5200, 41.2800, 13.7600])
tensor([0.5648, 0.3472, 1.7824])
tensor(3.9536, grad_fn=<DotBackward0>)
tensor(0.9094, grad_fn=<PowBackward0>)
tensor([31.3344, 47.0016, 15.6672])
tensor([ 0.2515, -0.1228,  1.6257])
tensor(1.7602, grad_fn=<DotBackward0>)
tensor(1.5371, grad_fn=<PowBackward0>)
tensor([26.3752, 39.5628, 13.1876])
tensor([-0.0123, -0.5184,  1.4939])
"""

LOOKING_AROUND = """
w = torch.tensor([[1.0, -2.0], [0.5, 4.0]], requires_grad=True)
print(w)
print(w.shape, w.size(0), w.dtype, w.device, w.requires_grad, w.is_leaf)
print(w.grad, w.grad_fn)
h = torch.tanh(w).sum(dim=1)
print(h)
print(torch.stack([h, h * 1e5]).detach())
print(torch.arange(6).reshape(2, 3), torch.arange(6) > 2)
print(torch.zeros(0), torch.zeros(2, 0, 3), torch.arange(2000.0))
print(torch.tensor(float("nan")), torch.tensor([1.0, float("inf")]), 1 / torch.tensor([3.0]))
print(torch.finfo(torch.float32).eps, torch.device("cpu"), repr(torch.device("cpu")))
"""


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("library", ["torch", "chainrule"])
@pytest.mark.parametrize(
    ("session", "prints"),
    [(ONE_WEIGHT, ONE_WEIGHT_PRINTS), (ROUNDS, ROUNDS_PRINT)],
    ids=["one weight", "rounds"],
)
def test_session(library: str, session: str, prints: str) -> None:
    assert run(f"import {library} as torch\n{session}") == prints


def test_looking_around() -> None:
    expected = run(f"import torch\n{LOOKING_AROUND}")
    assert run(f"import chainrule as torch\n{LOOKING_AROUND}") == expected


def test_the_lesson_is_the_same_with_both() -> None:
    ours = run("from chainrule.examples import backprop\nbackprop.main(['--rounds', '3'])")
    theirs = run(
        "import sys, torch, importlib.util\n"
        "path = importlib.util.find_spec('chainrule.examples.backprop').origin\n"
        "sys.modules['chainrule'] = torch\n"
        "source = compile(open(path).read(), path, 'exec')\n"
        "exec(source, names := {'__name__': 'lesson'})\n"
        "names['main'](['--rounds', '3'])\n"
    )
    assert ours == theirs
    for line in (
        "loss = error^2                 = (-1)^2                             = 1",
        "d loss / d w                   = (-2) * 1 * 1                       = -2",
        "round 3: loss 0.9094, w.grad (31.3344, 47.0016, 15.6672), w (0.2515, -0.1228, 1.6257)",
    ):
        assert line in ours


@pytest.mark.parametrize("rounds", ["0", "-1", "two"])
def test_bad_rounds(rounds: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chainrule.examples.backprop", "--rounds", rounds],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--rounds" in done.stderr
    assert "Traceback" not in done.stderr
