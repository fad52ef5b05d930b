"""The digits example as a user meets it: results, files, Ctrl-C, bad options, missing packages."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.numpy import load_file

DIGITS = [sys.executable, "-m", "chainrule.examples.digits"]
NAMES = {"0.weight": (256, 64), "0.bias": (256,), "2.weight": (10, 256), "2.bias": (10,)}


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def without(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the example where ``module`` cannot be imported."""
    program = (
        "import importlib.abc, sys\n"
        "class Absent(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {module!r}:\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from chainrule.examples import digits\n"
        f"raise SystemExit(digits.main({list(arguments)!r}))"
    )
    return run([sys.executable, "-c", program])


def check_weights(out: Path) -> None:
    weights = load_file(out / "digits.safetensors")
    assert {name: value.shape for name, value in weights.items()} == NAMES


def test_learns_and_agrees_with_pytorch(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    done = run([*DIGITS, "--out", str(out)])
    assert done.returncode == 0, done.stderr
    shares = [float(share) for share in re.findall(r"([\d.]+)% (?:read|with)", done.stdout)]
    assert len(shares) == 2
    assert min(shares) >= 97.5
    assert re.search(r"chainrule \S+ +[\d.]+ µs", done.stdout)
    assert re.search(r"PyTorch 2\.13\S* +[\d.]+ µs", done.stdout)
    assert "they agree" in done.stdout
    assert "learning: 100%" in done.stderr
    check_weights(out)
    assert sorted(file.name for file in out.iterdir()) == [
        "digits.safetensors",
        "loss.png",
        "predictions.png",
    ]
    for name in ("loss.png", "predictions.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_the_seed_decides(tmp_path: Path) -> None:
    common = [*DIGITS, "--epochs", "2", "--no-torch", "--threads", "1", "--batch", "100"]
    weights = []
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        done = run([*common, "--seed", seed, "--out", str(tmp_path / name)])
        assert done.returncode == 0, done.stderr
        assert "PyTorch" not in done.stdout
        assert "(1 threads)" in done.stdout
        weights.append((tmp_path / name / "digits.safetensors").read_bytes())
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]


def test_ctrl_c_keeps_the_best_weights(tmp_path: Path) -> None:
    # A shell starts what runs in the background with interrupts ignored: as in the foreground.
    program = (
        "import runpy, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "runpy.run_module('chainrule.examples.digits', run_name='__main__')"
    )
    command = [sys.executable, "-c", program, "--epochs", "100000", "--out", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 120
        while not (tmp_path / "digits.safetensors").exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped; the best weights are in" in out
    assert "Traceback" not in err
    check_weights(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["digits.safetensors"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--epochs", "0"], "--epochs"),
        (["--epochs", "many"], "'many' is not a whole number"),
        (["--batch", "-3"], "--batch"),
        (["--seed", "-1"], "--seed"),
        (["--threads", "0"], "--threads"),
        (["--speed", "9"], "--speed"),
    ],
)
def test_wrong_options(options: list[str], says: str, tmp_path: Path) -> None:
    done = run([*DIGITS, "--out", str(tmp_path), *options])
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_more_per_batch_than_there_are(tmp_path: Path) -> None:
    done = run([*DIGITS, "--batch", "5000", "--out", str(tmp_path)])
    assert done.returncode == 1
    assert "--batch 5000 is too large: there are 1347 digits" in done.stderr


def test_out_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for out in (file, file / "below"):
        done = run([*DIGITS, "--out", str(out)])
        assert done.returncode == 2
        assert "cannot make this folder" in done.stderr


@pytest.mark.parametrize(
    ("module", "package"), [("sklearn", "scikit-learn"), ("matplotlib", "matplotlib")]
)
def test_missing_packages(module: str, package: str, tmp_path: Path) -> None:
    done = without(module, "--out", str(tmp_path))
    assert done.returncode == 1
    assert f"pip install {package}\n" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_pytorch(tmp_path: Path) -> None:
    done = without("torch", "--out", str(tmp_path), "--epochs", "1")
    assert done.returncode == 0, done.stderr
    assert "PyTorch is not installed" in done.stdout
    assert re.search(r"chainrule \S+ +[\d.]+ µs", done.stdout)
