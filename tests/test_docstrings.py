"""Every public text has an example, the example prints what it says, and PyTorch prints the same.

Texts are those of the registered operations, and of the public functions and classes of the
package. An example imports ``chainrule as cr``; the second run puts PyTorch in its place, where
PyTorch has the name.
"""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
import re
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import torch

import chainrule as cr
from chainrule import _core

# Functions that PyTorch calls differently, or does not have: their examples run here alone.
OURS_ALONE = {
    "chainrule.show_config",
    "chainrule.viz",
    "chainrule.compile",  # needs a compiler there
    "chainrule.get_num_interop_threads",
    "chainrule.autograd.anomaly.current_trace",
    "chainrule.nn.parallel.data_parallel",  # wants a GPU there
    "chainrule.Tensor.cuda",
    "chainrule.cuda.reset_peak_memory_stats",  # fails there without a GPU
    "chainrule.distributed.is_available",  # there it is
    "chainrule.distributed.is_gloo_available",
    "chainrule.hub.help",  # there of what the net offers alone
    "chainrule.hub.load_state_dict_from_url",  # there it says what it fetches
    "chainrule.hub.list",
    "chainrule.nn.attention.bias.causal_lower_right",  # there it has no elements of its own
    "chainrule.nn.attention.bias.causal_upper_left",
    "chainrule.utils.benchmark.Compare",  # lays its tables out differently
}


def operations() -> dict[str, str]:
    """The texts in the registry, by full name."""
    texts: dict[str, str] = {}
    for operation in _core.describe_ops():
        name = operation["name"]
        if not name.rpartition(".")[2].startswith("_"):
            texts[name] = texts.get(name) or operation["doc"]
    return texts


def modules() -> Iterator[ModuleType]:
    """The public modules of the package; the examples are programs."""
    yield cr
    for found in pkgutil.walk_packages(cr.__path__, "chainrule."):
        parts = found.name.split(".")
        if parts[1] != "examples" and not any(part.startswith("_") for part in parts):
            yield importlib.import_module(found.name)


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Names that a module offers: all that it lists, or what was written in this package."""
    lazy = {**dict.fromkeys(getattr(module, "_LAZY_MODULES", ()), "")}
    lazy |= getattr(module, "_LAZY_NAMES", {}) if module is cr else {}
    for name in getattr(module, "__all__", None) or dir(module):
        home = f"chainrule.{lazy.get(name) or name}"
        if not name.startswith("_") and (name not in lazy or importlib.util.find_spec(home)):
            yield f"{module.__name__}.{name}", getattr(module, name)


def python_objects() -> dict[str, str]:
    """The texts of functions, classes and their methods, each once, by a public name."""
    texts: dict[str, str] = {}
    seen: set[int] = set()
    everything = [pair for module in modules() for pair in public(module)]
    everything += [
        (f"chainrule.Tensor.{name}", member)
        for name, member in vars(cr.Tensor).items()
        if inspect.isfunction(member) and not name.startswith("_")
    ]
    for name, member in everything:
        ours = str(getattr(member, "__module__", "")).split(".")[0] == "chainrule"
        kind = inspect.isfunction(member) or inspect.isclass(member)
        if ours and kind and id(member) not in seen:
            seen.add(id(member))
            texts[name] = inspect.getdoc(member) if member.__doc__ else ""
    return texts


def method_examples() -> dict[str, str]:
    """The texts of methods that have an example; they need not."""
    texts: dict[str, str] = {}
    for module in modules():
        for _, member in public(module):
            if inspect.isclass(member) and str(member.__module__).startswith("chainrule"):
                for inner, method in vars(member).items():
                    text = inspect.getdoc(method) if callable(method) else None
                    if text and ">>>" in text and not inner.startswith("_"):
                        texts[f"{member.__module__}.{member.__name__}.{inner}"] = text
    return texts


OPERATIONS = operations()
PYTHON = python_objects()
METHODS = method_examples()


def run(name: str, text: str, library: str) -> None:
    """Runs the examples of a text, with either library, and fails with what doctest says."""
    text = text.replace("import chainrule as cr", f"import {library} as cr")
    text = re.sub(r"(from|import) chainrule\b(?! as)", rf"\1 {library}", text)
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an example may show what is deprecated
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def torch_has(name: str) -> bool:
    """Whether PyTorch has something of this name, with ``torch`` in place of ``chainrule``."""
    target: Any = torch
    for part in name.split(".")[1:]:
        try:
            target = getattr(target, part)
        except AttributeError:
            return False
    return True


def check(name: str, text: str) -> None:
    """What this file is about, for one text."""
    assert text.strip(), f"{name} has no text"
    assert ">>>" in text, f"the text of {name} has no example"
    run(name, text, "chainrule")
    if not any(name == own or name.startswith(own + ".") for own in OURS_ALONE) and torch_has(name):
        run(name, text, "torch")


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation(name: str) -> None:
    check(f"chainrule.{name}", OPERATIONS[name])


@pytest.mark.parametrize("name", PYTHON)
def test_python(name: str) -> None:
    check(name, PYTHON[name])


@pytest.mark.parametrize("name", METHODS)
def test_method(name: str) -> None:
    run(name, METHODS[name], "chainrule")


def test_a_wrong_example_is_caught() -> None:
    with pytest.raises(AssertionError, match="Expected"):
        check("chainrule.add", ">>> import chainrule as cr\n>>> cr.ones(1) + 1\ntensor([3.])")
    with pytest.raises(AssertionError, match="no example"):
        check("chainrule.add", "Adds.")
