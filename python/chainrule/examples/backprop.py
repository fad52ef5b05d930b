"""The first lesson of backpropagation, step by step: ``python -m chainrule.examples.backprop``.

Five parts: one weight, a vector of weights, what happens when gradients are not cleared, one
neuron with an activation, two layers. Each shows the forward values, the local gradients, the
products of the chain rule and the update. Every number comes from the engine and is asserted
against the formula that a hand would use.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence

import chainrule as cr


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the lesson; ``arguments`` are those of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m chainrule.examples.backprop",
        description="The first lesson of backpropagation, step by step.",
    )
    parser.add_argument("--rounds", type=int, default=4, help="rounds of learning to show (4)")
    rounds = parser.parse_args(arguments).rounds
    if rounds < 1:
        parser.error(f"--rounds must be at least 1, not {rounds}")
    print("Backpropagation, step by step\n=============================")
    one_weight(rounds)
    weight_vector(rounds)
    not_cleared(rounds)
    one_neuron()
    two_layers(rounds)
    return 0


def one_weight(rounds: int) -> None:
    title("1. One weight: y_hat = w * x,  loss = (y_hat - y)^2")
    rate = 0.1
    x, y, w = given(1.0), given(2.0), leaf(1.0)
    print(f"""
For x = {n(x)} the answer should be y = {n(y)}. The weight starts at w = {n(w)}.

    w --(* x)--> y_hat --(- y)--> error --(^2)--> loss""")
    table = []
    for turn in range(1, rounds + 1):
        y_hat = w * x
        error = y_hat - y
        loss = error**2
        error.retain_grad()
        y_hat.retain_grad()
        loss.backward()

        by_hand = 2 * (w.item() * x.item() - y.item())
        check(loss, (w.item() * x.item() - y.item()) ** 2)
        check(gradient(error), by_hand)
        check(gradient(y_hat), by_hand * 1)
        check(gradient(w), by_hand * 1 * x.item())

        after = w.detach() - rate * gradient(w)
        if turn == 1:
            print("\nForward, from left to right. Each step keeps what the way back will need:")
            row("y_hat = w * x", f"{n(w)} * {n(x)}", y_hat)
            row("error = y_hat - y", f"{n(y_hat)} - {n(y)}", error)
            row("loss = error^2", f"{n(error)}^2", loss)
            print("\nLocal gradients: how far a step's result moves when its input moves a little.")
            row("d loss / d error", "2 * error", 2 * error)
            row("d error / d y_hat", "", 1.0)
            row("d y_hat / d w", "x", x)
            print("\nBackward, from right to left: the chain rule multiplies them along the way.")
            row("d loss / d error", "", gradient(error))
            row("d loss / d y_hat", f"{n(gradient(error))} * 1", gradient(y_hat))
            row("d loss / d w", f"{n(gradient(error))} * 1 * {n(x)}", gradient(w))
            print("\nA negative gradient: a larger w means a smaller loss. Step against it:")
            row(f"w - {rate} * d loss / d w", f"{n(w)} - {rate} * {n(gradient(w))}", after)
        table.append([w, y_hat, loss, gradient(w), after])
        w = after.requires_grad_()
    print("\nThe same again, round after round:")
    columns(["w", "y_hat", "loss", "gradient", "new w"], table)
    print(f"\nThe error shrinks by the same factor every round: w nears y / x = {n(y / x)}.")


def weight_vector(rounds: int) -> None:
    title("2. A vector of weights: y_hat = w . x = w1 x1 + w2 x2 + w3 x3")
    rate = 0.01
    x, y, w = given([2.0, 3.0, 1.0]), given(3.0), leaf([1.0, 1.0, 2.0])
    print(f"""
x = {v(x)}, y = {n(y)}, and the weights start at w = {v(w)}.
The sum hands its gradient to every product, and each product multiplies it by its own input:
    d loss / d wi = 2 * (y_hat - y) * xi
so a weight behind a larger input has a larger share in the error.""")
    for turn in range(1, rounds + 1):
        y_hat = w @ x
        loss = (y_hat - y) ** 2
        loss.backward()

        error = dot(w.tolist(), x.tolist()) - y.item()
        check(loss, error**2)
        check_all(gradient(w), [2 * error * xi for xi in x.tolist()])

        print(f"\nRound {turn}")
        row("y_hat", "", y_hat)
        row("loss", f"({n(y_hat)} - {n(y)})^2", loss)
        row("d loss / d w", f"2 * {n(y_hat - y)} * {v(x)}", gradient(w))
        w = w.detach() - rate * gradient(w)
        row("new w", f"w - {rate} * gradient", w)
        w.requires_grad_()


def not_cleared(rounds: int) -> None:
    title("3. The same, but nobody clears the gradient")
    rate = 0.01
    x, y, w = given([2.0, 3.0, 1.0]), given(3.0), leaf([1.0, 1.0, 2.0])
    print("""
backward() adds to w.grad, so that several losses can share a weight. Where w is kept from round
to round and w.grad is not set back to None, each step follows the sum of all gradients so far:
""")
    total = [0.0, 0.0, 0.0]
    for turn in range(1, rounds + 1):
        y_hat = w @ x
        loss = (y_hat - y) ** 2
        loss.backward()
        error = dot(w.tolist(), x.tolist()) - y.item()
        total = [t + 2 * error * xi for t, xi in zip(total, x.tolist(), strict=True)]
        check_all(gradient(w), total)
        w.data = w.data - rate * gradient(w)
        print(f"    round {turn}: loss {n(loss)}, w.grad {v(gradient(w))}, w {v(w)}")
    print("""
Each step is longer than its own gradient asks, until it overshoots. In a training loop,
optimizer.zero_grad() does the clearing.""")


def one_neuron() -> None:
    title("4. One neuron: y = a(z),  z = w . x,  L = (y - t)^2")
    x, ws, t = given([1.0, -2.0, 0.5]), [0.5, -0.25, 1.0], 0.25
    z_by_hand = dot(ws, x.tolist())
    sig, tan = sigmoid_by_hand(z_by_hand), math.tanh(z_by_hand)
    print(f"""
An activation a bends the answer; its slope a'(z) joins the chain as one more factor:
    dL/dw = 2 * (y - t) * a'(z) * x
x = {v(x)}, w = {v(ws)}, t = {n(t)}, so z = w . x = {n(z_by_hand)}.""")
    # The name, the formula of the slope, the function, and value and slope worked out by hand.
    activations: list[tuple[str, str, Callable[[cr.Tensor], cr.Tensor], float, float]] = [
        ("z", "", lambda z: 1.0 * z, z_by_hand, 1.0),
        ("sigmoid(z)", "a(z) * (1 - a(z))", cr.sigmoid, sig, sig * (1 - sig)),
        ("tanh(z)", "1 - a(z)^2", cr.tanh, tan, 1 - tan**2),
        ("relu(z)", "1 if z > 0 else 0", cr.relu, max(z_by_hand, 0.0), float(z_by_hand > 0)),
    ]
    for name, slope_name, activation, y_by_hand, slope in activations:
        w = leaf(ws)
        z = w @ x
        y = activation(z)
        z.retain_grad()
        y.retain_grad()
        ((y - t) ** 2).backward()
        check(z, z_by_hand)
        check(y, y_by_hand)
        check(gradient(y), 2 * (y_by_hand - t))
        check(gradient(z), 2 * (y_by_hand - t) * slope)
        check_all(gradient(w), [2 * (y_by_hand - t) * slope * xi for xi in x.tolist()])
        print(f"\na(z) = {name}")
        row("y", "", y)
        row("a'(z)", slope_name, slope)
        row("dL/dy", "2 * (y - t)", gradient(y))
        row("dL/dz", "dL/dy * a'(z)", gradient(z))
        row("dL/dw", "dL/dz * x", gradient(w))
    print("\nFor every activation the engine's gradient is the formula's.")


def two_layers(rounds: int) -> None:
    title("5. Two layers: who had what share in the error?")
    rate, target = 0.5, 2.0
    print(f"""
Four weights, and a sigmoid s(z) = 1 / (1 + exp(-z)) in every neuron, whose slope is s * (1 - s):

    x1 --w1--> h1 = s(w1 x1) --w3--+
                                   +--> y_hat = s(w3 h1 + w4 h2),  loss = (y_hat - y)^2
    x2 --w2--> h2 = s(w2 x2) --w4--+

One example: x = (1, 1), y = {n(target)}. Only the last neuron sees the error itself. Those before
it learn their share from the layer that comes after them: the error travels back.""")
    x1, x2 = given(1.0), given(1.0)
    w1, w2, w3, w4 = leaf(0.5), leaf(-0.3), leaf(0.8), leaf(0.4)
    table = []
    for turn in range(1, rounds + 1):
        z1, z2 = w1 * x1, w2 * x2
        h1, h2 = cr.sigmoid(z1), cr.sigmoid(z2)
        z3 = w3 * h1 + w4 * h2
        y_hat = cr.sigmoid(z3)
        loss = (y_hat - target) ** 2
        for step in (z1, z2, z3, y_hat):
            step.retain_grad()
        loss.backward()

        s1, s2 = sigmoid_by_hand(w1.item()), sigmoid_by_hand(w2.item())
        out = sigmoid_by_hand(w3.item() * s1 + w4.item() * s2)
        share3 = 2 * (out - target) * out * (1 - out)
        share1 = share3 * w3.item() * s1 * (1 - s1)
        share2 = share3 * w4.item() * s2 * (1 - s2)
        check(loss, (out - target) ** 2)
        check(gradient(y_hat), 2 * (out - target))
        for z, share in ((z1, share1), (z2, share2), (z3, share3)):
            check(gradient(z), share)
        check(gradient(w1), share1 * x1.item())
        check(gradient(w2), share2 * x2.item())
        check(gradient(w3), share3 * s1)
        check(gradient(w4), share3 * s2)

        if turn == 1:
            print("\nForward")
            row("h1 = s(w1 x1)", f"s({plain(z1)})", h1)
            row("h2 = s(w2 x2)", f"s({plain(z2)})", h2)
            row("z3 = w3 h1 + w4 h2", f"{n(w3)} * {n(h1)} + {n(w4)} * {n(h2)}", z3)
            row("y_hat = s(z3)", f"s({plain(z3)})", y_hat)
            row("loss = (y_hat - y)^2", f"({n(y_hat)} - {n(target)})^2", loss)
            print("\nBackward, the last layer first. Its share in the error is d loss / d z3:")
            row("2 * (y_hat - y)", "", gradient(y_hat))
            row("slope = y_hat (1 - y_hat)", "", out * (1 - out))
            row("share3", f"{n(gradient(y_hat))} * {n(out * (1 - out))}", gradient(z3))
            print("Each of its weights answers for what came in through it:")
            row("d loss / d w3", f"share3 * h1 = {n(gradient(z3))} * {n(h1)}", gradient(w3))
            row("d loss / d w4", f"share3 * h2 = {n(gradient(z3))} * {n(h2)}", gradient(w4))
            print(
                "\nThen the layer before. The share comes back through the weight that carried the"
                "\nsignal forward, and through the neuron's own sigmoid:"
            )
            for i, w, h, z in ((1, w3, h1, z1), (2, w4, h2, z2)):
                working = f"{n(gradient(z3))} * {n(w)} * {n(h * (1 - h))}"
                row(f"share{i} = share3 w{i + 2} h{i} (1 - h{i})", working, gradient(z))
            row("d loss / d w1", "share1 * x1", gradient(w1))
            row("d loss / d w2", "share2 * x2", gradient(w2))
            print(
                "\nNothing was worked out twice: share3 serves all four weights. This is why one"
                "\nbackward sweep costs about as much as a forward pass, for any number of weights."
            )
        weights = [w1, w2, w3, w4]
        after = [w.detach() - rate * gradient(w) for w in weights]
        table.append([y_hat, loss, *after])
        w1, w2, w3, w4 = (w.requires_grad_() for w in after)
    print(f"\nUpdate, w - {rate} * gradient, round after round:")
    columns(["y_hat", "loss", "new w1", "new w2", "new w3", "new w4"], table)
    print("""
The loss falls, but towards 1, not 0: a sigmoid stays below 1, so y_hat can never be 2. The
gradients are right all the same; it is this network that cannot say the answer.""")


# What follows only prints and checks.


def title(line: str) -> None:
    print(f"\n{line}\n{'-' * len(line)}")


def row(what: str, working: str, value: cr.Tensor | float) -> None:
    """One line of a calculation: what = working = value."""
    shown = plain(value) if isinstance(value, float) or value.dim() == 0 else v(value)
    print(f"    {what:<31}= " + (f"{working:<35}= {shown}" if working else shown))


def columns(names: list[str], table: list[list[cr.Tensor]]) -> None:
    print("    round" + "".join(f"{name:>11}" for name in names))
    for turn, values in enumerate(table, 1):
        print(f"    {turn:>5}" + "".join(f"{value.item():>11.4f}" for value in values))


def plain(value: cr.Tensor | float) -> str:
    """A number with four decimals, without them where it is whole."""
    x = value if isinstance(value, float) else value.item()
    return f"{x:.0f}" if x == round(x) else f"{x:.4f}"


def n(value: cr.Tensor | float) -> str:
    """The same inside a formula: brackets round a negative number."""
    text = plain(value)
    return f"({text})" if text.startswith("-") else text


def v(values: cr.Tensor | Sequence[float]) -> str:
    items = values.tolist() if isinstance(values, cr.Tensor) else values
    return "(" + ", ".join(plain(item) for item in items) + ")"


def leaf(values: float | Sequence[float]) -> cr.Tensor:
    """A tensor whose gradient is wanted."""
    return cr.tensor(values, dtype=cr.float64, requires_grad=True)


def given(values: float | Sequence[float]) -> cr.Tensor:
    return cr.tensor(values, dtype=cr.float64)


def gradient(t: cr.Tensor) -> cr.Tensor:
    """What the sweep left in ``t.grad``."""
    assert t.grad is not None, "backward() has not reached this tensor"
    return t.grad


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))


def sigmoid_by_hand(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def check(value: cr.Tensor, by_hand: float) -> None:
    """The engine's number must be the hand formula's, in double precision."""
    if not math.isclose(value.item(), by_hand, rel_tol=1e-12, abs_tol=1e-14):
        raise AssertionError(f"the engine says {value.item()!r}, the formula {by_hand!r}")


def check_all(values: cr.Tensor, by_hand: Sequence[float]) -> None:
    for value, expected in zip(values, by_hand, strict=True):
        check(value, expected)


if __name__ == "__main__":
    raise SystemExit(main())
