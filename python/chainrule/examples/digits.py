"""Learns to read handwritten digits: ``python -m chainrule.examples.digits``.

A network of one hidden layer on scikit-learn's 1,797 real digits, a quarter of them held out. Shows
its progress, keeps the best weights, draws the loss curve and some predictions, and measures the
time of a step: beside PyTorch's, where PyTorch is installed, by running the same code with both.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import chainrule as cr

WEIGHTS = "digits.safetensors"
HIDDEN = 256
SMOOTHING = 0.1  # of the labels: without it so few digits are learnt by heart
RATE = 3e-3
COMPARED_STEPS = 300
LOSS_TOLERANCE = 1e-3  # relative: rounding differs from step to step, and steps build on steps


class Digits(NamedTuple):
    """NumPy arrays: images are float32 of shape (n, 64) within 0 and 1, labels int64 of (n,)."""

    train_images: Any
    train_labels: Any
    test_images: Any
    test_labels: Any


class Record(NamedTuple):
    """What a training run leaves behind."""

    losses: list[float]
    accuracies: list[float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, saves, draws, compares; returns the exit status (130 after Ctrl-C)."""
    options = parse(arguments)
    record = Record([], [])
    try:
        return run(options, record)
    except KeyboardInterrupt:
        kept = f"the best weights are in {options.out / WEIGHTS}"
        print(f"\nStopped; {kept if record.accuracies else 'no epoch was finished'}.")
        return 130


def run(options: argparse.Namespace, record: Record) -> int:
    try:
        digits = load_digits()
        figure = importlib.import_module("matplotlib.figure").Figure
    except ImportError as error:
        missing = (error.name or "").split(".")[0]
        package = {"sklearn": "scikit-learn"}.get(missing, missing)
        return fail(
            f"This example needs {package}: pip install {package}\n"
            "(or everything the examples use: pip install 'chainrule[examples]')"
        )
    if options.batch > len(digits.train_labels):
        return fail(
            f"--batch {options.batch} is too large: there are {len(digits.train_labels)} digits "
            "to learn from"
        )
    if options.threads is not None:
        cr.set_num_threads(options.threads)

    cr.manual_seed(options.seed)
    model = network(cr)
    first = {name: value.detach().numpy().copy() for name, value in model.state_dict().items()}
    train(model, digits, options, record)
    report(model, digits, record, options.out / WEIGHTS)
    draw_losses(figure, record, options.out / "loss.png")
    draw_predictions(figure, model, digits, options.out / "predictions.png")
    print(f"Written to {options.out}: {WEIGHTS}, loss.png, predictions.png")
    return compare(first, digits, options)


def fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m chainrule.examples.digits",
        description="Learns to read handwritten digits, and compares the time with PyTorch's.",
    )
    positive, natural = whole(1), whole(0)
    parser.add_argument("--epochs", type=positive, default=40, help="passes over the digits (40)")
    parser.add_argument("--batch", type=positive, default=64, help="digits per step (64)")
    parser.add_argument("--seed", type=natural, default=0, help="of weights and batches (0)")
    parser.add_argument("--threads", type=positive, help="threads to use (the library's choice)")
    parser.add_argument("--out", type=Path, default=Path("digits_out"), help="where files go")
    parser.add_argument("--no-torch", action="store_true", help="do not compare with PyTorch")
    options = parser.parse_args(arguments)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"--out {options.out}: cannot make this folder ({error.strerror})")
    if not os.access(options.out, os.W_OK):
        parser.error(f"--out {options.out}: cannot write into this folder")
    return options


def whole(least: int) -> Callable[[str], int]:
    """A reader of whole numbers for argparse."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not least <= value < 2**32:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and 2**32 - 1")
        return value

    return read


def load_digits() -> Digits:
    """scikit-learn's digits, a quarter held out, each class in its proportion.

    The split does not depend on ``--seed``, so that accuracies of two runs can be compared.
    """
    datasets = importlib.import_module("sklearn.datasets")
    selection = importlib.import_module("sklearn.model_selection")
    images, labels = datasets.load_digits(return_X_y=True)
    parts = selection.train_test_split(
        (images / 16).astype("float32"),
        labels.astype("int64"),
        test_size=0.25,
        stratify=labels,
        random_state=0,
    )
    return Digits(parts[0], parts[2], parts[1], parts[3])


# The next three take the library, so that chainrule and PyTorch run the very same lines.


def network(lib: Any) -> Any:
    nn = lib.nn
    return nn.Sequential(nn.Linear(64, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))


def optimizer_of(lib: Any, model: Any) -> Any:
    return lib.optim.AdamW(model.parameters(), lr=RATE)


def train_step(lib: Any, model: Any, optimizer: Any, images: Any, labels: Any) -> Any:
    optimizer.zero_grad()
    loss = lib.nn.functional.cross_entropy(model(images), labels, label_smoothing=SMOOTHING)
    loss.backward()
    optimizer.step()
    return loss


def batches(digits: Digits, options: argparse.Namespace, epoch: int) -> Iterator[tuple[Any, Any]]:
    """The digits in an order that depends on the seed and the epoch, in NumPy arrays."""
    import numpy as np

    order = np.random.default_rng([options.seed, epoch]).permutation(len(digits.train_labels))
    for start in range(0, len(order), options.batch):
        chosen = order[start : start + options.batch]
        yield digits.train_images[chosen], digits.train_labels[chosen]


def predictions(model: Any, digits: Digits) -> Any:
    with cr.no_grad():
        return model(cr.from_numpy(digits.test_images)).argmax(1).numpy()


def accuracy(model: Any, digits: Digits) -> float:
    return float((predictions(model, digits) == digits.test_labels).mean())


def train(model: Any, digits: Digits, options: argparse.Namespace, record: Record) -> None:
    """Every epoch that does better than all before it writes its weights."""
    from tqdm import tqdm

    optimizer = optimizer_of(cr, model)
    steps = math.ceil(len(digits.train_labels) / options.batch)
    with tqdm(total=options.epochs * steps, unit="step", desc="learning") as progress:
        for epoch in range(options.epochs):
            for images, labels in batches(digits, options, epoch):
                inputs = cr.from_numpy(images), cr.from_numpy(labels)
                loss = train_step(cr, model, optimizer, *inputs)
                record.losses.append(loss.item())
                progress.update()
            score = accuracy(model, digits)
            if score > max(record.accuracies, default=-1.0):
                save(model, options.out / WEIGHTS)
            record.accuracies.append(score)
            progress.set_postfix_str(f"loss {record.losses[-1]:.3f}, held out {score:.1%}")


def save(model: Any, path: Path) -> None:
    """Writes beside the file and moves it into place: a reader finds the old or the new, whole."""
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        cr.save(model.state_dict(), beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def report(model: Any, digits: Digits, record: Record, weights: Path) -> None:
    last = record.accuracies[-1]
    model.load_state_dict(cr.load(weights))
    best = accuracy(model, digits)
    epoch = record.accuracies.index(max(record.accuracies)) + 1
    print(
        f"{len(digits.test_labels)} digits held out: {last:.1%} read right at the end, "
        f"{best:.1%} with the best weights (epoch {epoch}), as saved and read back."
    )


def draw_losses(figure: Any, record: Record, path: Path) -> None:
    """The loss of every step, and the held-out accuracy after every epoch."""
    sheet = figure(figsize=(7, 4), layout="constrained")
    left = sheet.add_subplot()
    left.plot(range(1, len(record.losses) + 1), record.losses, linewidth=0.8, color="tab:blue")
    left.set(xlabel="step", ylabel="loss")
    left.yaxis.label.set_color("tab:blue")
    right = left.twinx()
    per_epoch = len(record.losses) // len(record.accuracies)
    ends = [per_epoch * epoch for epoch in range(1, len(record.accuracies) + 1)]
    right.plot(ends, [100 * score for score in record.accuracies], color="tab:green")
    right.set_ylabel("held out, % right")
    right.yaxis.label.set_color("tab:green")
    sheet.savefig(path, dpi=120)


def draw_predictions(figure: Any, model: Any, digits: Digits, path: Path) -> None:
    """The mistakes first, in red with what the digit was, then others."""
    guesses = predictions(model, digits)
    right = guesses == digits.test_labels
    shown = sorted(range(len(guesses)), key=lambda i: bool(right[i]))[:32]
    sheet = figure(figsize=(8, 5), layout="constrained")
    for place, i in enumerate(shown, 1):
        axes = sheet.add_subplot(4, 8, place)
        axes.imshow(digits.test_images[i].reshape(8, 8), cmap="gray_r")
        axes.axis("off")
        if right[i]:
            axes.set_title(f"{guesses[i]}", fontsize=10)
        else:
            axes.set_title(f"{guesses[i]}, was {digits.test_labels[i]}", fontsize=9, color="red")
    sheet.savefig(path, dpi=120)


def compare(first: dict[str, Any], digits: Digits, options: argparse.Namespace) -> int:
    """Times steps from the same first weights over the same batches, with both libraries in turn.

    Each step runs once with each, so that whatever else the machine does meets both alike, and
    which goes first alternates. Returns 1 if the losses differ.
    """
    libraries: list[Any] = [cr]
    if not options.no_torch:
        try:
            torch = importlib.import_module("torch")
        except ImportError:
            print("PyTorch is not installed, so there is nothing to compare with.")
        else:
            if options.threads is not None:
                torch.set_num_threads(options.threads)
            libraries.append(torch)

    runs = []
    for lib in libraries:
        model = network(lib)
        model.load_state_dict({name: lib.from_numpy(a.copy()) for name, a in first.items()})
        runs.append((lib, model, optimizer_of(lib, model)))
    losses: list[list[float]] = [[] for _ in runs]
    times: list[list[float]] = [[] for _ in runs]
    for turn, (images, labels) in enumerate(some_batches(digits, options)):
        for i in range(len(runs)) if turn % 2 else reversed(range(len(runs))):
            lib, model, optimizer = runs[i]
            inputs = lib.from_numpy(images), lib.from_numpy(labels)
            start = time.perf_counter()
            loss = train_step(lib, model, optimizer, *inputs)
            times[i].append(time.perf_counter() - start)
            losses[i].append(loss.item())

    print(f"\nTime per step (batch {options.batch}, median of {COMPARED_STEPS}):")
    for (lib, *_), taken in zip(runs, times, strict=True):
        name = f"{'chainrule' if lib is cr else 'PyTorch'} {lib.__version__}"
        middle = statistics.median(taken) * 1e6
        print(f"    {name:<20} {middle:>8.1f} µs   ({lib.get_num_threads()} threads)")
    if len(runs) == 1:
        return 0
    ratio = statistics.median(times[1]) / statistics.median(times[0])
    print(f"    PyTorch takes {ratio:.2f} times as long.")
    worst = max(abs(a - b) / abs(b) for a, b in zip(*losses, strict=True))
    same = worst <= LOSS_TOLERANCE
    print(
        f"Losses over these steps, from the same weights and batches: {losses[0][0]:.6f} -> "
        f"{losses[0][-1]:.6f} and {losses[1][0]:.6f} -> {losses[1][-1]:.6f}; they "
        f"{'agree' if same else 'DIFFER'}, by {worst:.1e} of their size at most."
    )
    return 0 if same else 1


def some_batches(digits: Digits, options: argparse.Namespace) -> Iterator[tuple[Any, Any]]:
    """The first COMPARED_STEPS batches that training saw, epoch after epoch."""
    left, epoch = COMPARED_STEPS, 0
    while left:
        for batch in batches(digits, options, epoch):
            if left:
                yield batch
                left -= 1
        epoch += 1


if __name__ == "__main__":
    raise SystemExit(main())
