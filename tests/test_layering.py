"""The arrows between the folders, read off every #include and import; the form of every source.

`python -> bindings -> engine -> ops -> graph -> core` and `ops -> kernels -> simd`; only
cpp/bindings knows Python. Nothing here imports chainrule: the sources alone are read, so that a
forgotten build cannot hide a violation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 800

# What each folder of cpp/ may include, beside itself. Downstream of an arrow is allowed as well.
CPP_MAY_INCLUDE = {
    "core": set(),
    "simd": set(),
    "kernels": {"simd", "core"},
    "graph": {"core"},
    "ops": {"graph", "core", "kernels", "simd"},
    "engine": {"ops", "graph", "core", "kernels", "simd"},
    "bindings": {"engine", "ops", "graph", "core", "kernels", "simd"},
}
# Kernels are loops over raw pointers. They and everything that is compiled once per instruction set
# may use the plain headers of core (dtypes, errors, threads), but must not reach these, however
# indirectly.
TENSOR_HEADERS = {"core/tensor.h", "core/storage.h"}
TENSOR_FOLDERS = {"graph", "engine", "bindings"}
PYTHON_HEADERS = re.compile(r"^(Python\.h|structmember\.h|pybind11/.*|numpy/.*)$")

# Which packages of python/chainrule a package must not import; "" is the top level itself.
PYTHON_MUST_NOT_IMPORT = {
    "": {"examples"},
    "autograd": {"examples", "nn", "optim", "utils", "distributions"},
    "linalg": {"examples", "nn", "optim", "utils", "distributions"},
    "fft": {"examples", "nn", "optim", "utils", "distributions"},
    "special": {"examples", "nn", "optim", "utils", "distributions"},
    "nn": {"examples", "optim", "distributions"},
    "optim": {"examples", "distributions"},
    "distributions": {"examples", "optim"},
    "utils": {"examples", "distributions"},
}
# Leaves: any package may import them, as they import nothing of chainrule but the extension.
# PyTorch puts the handle that every hook returns into utils.
PYTHON_LEAVES = {("utils", "hooks")}
# Optional extras: imported where they are used, so that chainrule imports fast and without them.
OPTIONAL_PACKAGES = {"scipy", "sklearn", "matplotlib", "mpi4py", "opt_einsum"}
NEVER_IMPORTED = {"torch", "jax", "tests", "bench"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def cpp_files(root: Path) -> list[Path]:
    """All C++ sources below cpp/ and tests/cpp."""
    found = [*(root / "cpp").rglob("*"), *(root / "tests").rglob("*")]
    return sorted(path for path in found if path.suffix in {".cpp", ".h"})


def python_files(root: Path) -> list[Path]:
    """All Python sources that people write (stubs are generated)."""
    return sorted(
        path
        for folder in ("python", "tests", "bench")
        for path in (root / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def included(root: Path, path: Path) -> tuple[list[str], list[str]]:
    """The project's headers that a file includes, relative to cpp/, and the names of all others."""
    own, other = [], []
    for quoted, angled in INCLUDE.findall(path.read_text()):
        name = quoted or angled
        candidates = [root / "cpp" / name]
        if quoted:
            candidates.insert(0, path.parent / name)
        for candidate in candidates:
            resolved = candidate.resolve()
            if candidate.is_file() and resolved.is_relative_to(root / "cpp"):
                own.append(resolved.relative_to(root / "cpp").as_posix())
                break
        else:
            other.append(name)
    return own, other


def reached(root: Path, path: Path) -> set[str]:
    """Every header of the project that a file includes, directly or not."""
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        for name in included(root, waiting.pop())[0]:
            if name not in seen:
                seen.add(name)
                waiting.append(root / "cpp" / name)
    return seen


def cpp_violations(root: Path) -> Iterator[str]:
    """Includes that run against the arrows."""
    for path in cpp_files(root):
        if not path.is_relative_to(root / "cpp"):
            continue
        name = path.relative_to(root / "cpp").as_posix()
        folder = name.split("/")[0]
        if folder not in CPP_MAY_INCLUDE:
            yield f"cpp/{name}: no folder of this name is in the design"
            continue
        own, other = included(root, path)
        for header in own:
            target = header.split("/")[0]
            if target != folder and target not in CPP_MAY_INCLUDE[folder]:
                yield f"cpp/{name}: {folder} must not include {header}"
        for header in other:
            if folder != "bindings" and PYTHON_HEADERS.match(header):
                yield f"cpp/{name}: only cpp/bindings may include {header}"
        if folder in {"kernels", "simd"} or name.endswith(".isa.cpp"):
            for header in sorted(reached(root, path)):
                if header in TENSOR_HEADERS or header.split("/")[0] in TENSOR_FOLDERS:
                    yield f"cpp/{name}: a kernel knows no Tensor and no graph, but reaches {header}"


def imports(path: Path, package: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Line, absolute name, and whether it runs on import; without those for type checkers alone."""

    def walk(node: ast.AST, top: bool) -> Iterator[tuple[int, str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield child.lineno, alias.name, top
            elif isinstance(child, ast.ImportFrom):
                start = package[: len(package) - child.level + 1] if child.level else []
                base = ".".join([*start, *([child.module] if child.module else [])])
                for alias in child.names:
                    yield child.lineno, f"{base}.{alias.name}", top
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                for other in child.orelse:
                    yield from walk(other, top)
            else:
                function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                yield from walk(child, top and not function)

    yield from walk(ast.parse(path.read_text()), True)


def python_violations(root: Path) -> Iterator[str]:
    """Imports of python/chainrule that run against the arrows."""
    base = root / "python"
    for path in python_files(root):
        if not path.is_relative_to(base):
            continue
        name = path.relative_to(root).as_posix()
        parts = list(path.relative_to(base).with_suffix("").parts)
        package = parts[:-1]  # the same for a/__init__.py and a/b.py: what "from ." means there
        room = parts[1] if len(parts) > 2 else ""
        forbidden = PYTHON_MUST_NOT_IMPORT.get(room, {"examples"}) - {room}
        for line, target, top in imports(path, package):
            first, *rest = target.split(".")
            where = f"{name}:{line}"
            if first in NEVER_IMPORTED:
                yield f"{where}: chainrule must not import {first}"
            elif first in OPTIONAL_PACKAGES and top and room != "examples":
                yield f"{where}: {first} is optional; import it in the function that needs it"
            elif first == "chainrule" and tuple(parts[1:]) in PYTHON_LEAVES:
                if rest[:1] != ["_core"]:
                    yield f"{where}: a leaf must not import {target}"
            elif first == "chainrule" and tuple(rest[:2]) in PYTHON_LEAVES:
                continue
            elif first == "chainrule" and rest and rest[0] in forbidden:
                yield f"{where}: chainrule.{room or '__init__'} must not import {target}"


def too_long(name: str, text: str) -> Iterator[str]:
    """A file that holds more than one subject."""
    lines = len(text.splitlines())
    if lines > MAX_LINES:
        yield f"{name}: {lines} lines, {MAX_LINES} are allowed; split it by subject"


def form_violations(root: Path) -> Iterator[str]:
    """Files that are too long, or do not begin by saying what they are."""
    for path in cpp_files(root):
        name, text = path.relative_to(root).as_posix(), path.read_text()
        yield from too_long(name, text)
        if not text.startswith("//"):
            yield f"{name}: the first line must be a comment that says what lives here"
        if path.suffix == ".h" and "\n#pragma once\n" not in text:
            yield f"{name}: no '#pragma once'"
    for path in python_files(root):
        name, text = path.relative_to(root).as_posix(), path.read_text()
        yield from too_long(name, text)
        if text.strip() and ast.get_docstring(ast.parse(text)) is None:
            yield f"{name}: no docstring that says what lives here"


@pytest.mark.parametrize("check", [cpp_violations, python_violations, form_violations])
def test_project(check):
    assert list(check(ROOT)) == []


FORGED = [
    # file, its text, what must be said about it (None: nothing)
    (
        "cpp/core/a.h",
        '// A.\n#pragma once\n#include "graph/node.h"\n',
        "core must not include graph/node.h",
    ),
    ("cpp/core/a.cpp", "// A.\n#include <Python.h>\n", "only cpp/bindings may include Python.h"),
    (
        "cpp/ops/a.cpp",
        "// A.\n#  include <pybind11/pybind11.h>\n",
        "only cpp/bindings may include pybind11",
    ),
    ("cpp/ops/a.cpp", '// A.\n#include "engine/sweep.h"\n', "ops must not include engine/sweep.h"),
    (
        "cpp/ops/a.cpp",
        '// A.\n#include "../engine/sweep.h"\n',
        "ops must not include engine/sweep.h",
    ),
    ("cpp/graph/a.cpp", '// A.\n#include "ops/add.h"\n', "graph must not include ops/add.h"),
    (
        "cpp/simd/a.h",
        '// A.\n#pragma once\n#include "core/dtype.h"\n',
        "simd must not include core/dtype.h",
    ),
    (
        "cpp/kernels/a.isa.cpp",
        '// A.\n#include "kernels/b.h"\n',
        "a kernel knows no Tensor and no graph",
    ),
    ("cpp/ops/a.isa.cpp", '// A.\n#include "ops/add.h"\n', "a kernel knows no Tensor and no graph"),
    ("cpp/tensor/a.cpp", "// A.\n", "no folder of this name"),
    ("cpp/core/a.h", "// A.\n", "no '#pragma once'"),
    ("cpp/core/a.cpp", "\nint a;\n", "first line must be a comment"),
    ("cpp/core/a.cpp", "// A.\n" + "int a;\n" * MAX_LINES, "801 lines"),
    ("cpp/engine/a.cpp", '// A.\n#include "ops/add.h"\n#include <vector>\n', None),
    ("cpp/bindings/a.cpp", '// A.\n#include <Python.h>\n#include "engine/sweep.h"\n', None),
    ("cpp/kernels/a.cpp", '// A.\n#include "core/dtype.h"\n', None),
    (
        "python/chainrule/nn/a.py",
        '"""A."""\nfrom chainrule import optim\n',
        "must not import chainrule.optim",
    ),
    (
        "python/chainrule/nn/a.py",
        '"""A."""\nfrom ..optim.sgd import SGD\n',
        "must not import chainrule.optim",
    ),
    (
        "python/chainrule/nn/__init__.py",
        '"""A."""\nfrom .. import examples\n',
        "must not import chainrule.examples",
    ),
    (
        "python/chainrule/a.py",
        '"""A."""\ndef f():\n  import chainrule.examples.digits\n',
        "must not import",
    ),
    (
        "python/chainrule/a.py",
        '"""A."""\nfrom .examples import digits\n',
        "must not import chainrule.examples",
    ),
    ("python/chainrule/a.py", '"""A."""\ndef f():\n  import torch\n', "must not import torch"),
    ("python/chainrule/a.py", '"""A."""\nimport scipy.linalg\n', "scipy is optional"),
    (
        "python/chainrule/a.py",
        '"""A."""\ntry:\n  import scipy\nexcept ImportError:\n  pass\n',
        "scipy is optional",
    ),
    (
        "python/chainrule/autograd/a.py",
        '"""A."""\nfrom ..utils import checkpoint\n',
        "must not import chainrule.utils.checkpoint",
    ),
    (
        "python/chainrule/utils/hooks.py",
        '"""A."""\nfrom .. import autograd\n',
        "a leaf must not import chainrule.autograd",
    ),
    ("python/chainrule/autograd/a.py", '"""A."""\nfrom ..utils.hooks import Handle\n', None),
    ("python/chainrule/utils/hooks.py", '"""A."""\nfrom chainrule import _core\n', None),
    ("python/chainrule/a.py", "x = 1\n", "no docstring"),
    ("tests/test_a.py", '"""A."""\n' + "x = 1\n" * MAX_LINES, "801 lines"),
    ("python/chainrule/a.py", '"""A."""\ndef f():\n  import scipy\n', None),
    ("python/chainrule/nn/a.py", '"""A."""\nfrom .b import c\nfrom .. import autograd\n', None),
    (
        "python/chainrule/examples/a.py",
        '"""A."""\nimport sklearn\nfrom .. import nn, optim\n',
        None,
    ),
    (
        "python/chainrule/a.py",
        '"""A."""\nimport typing\nif typing.TYPE_CHECKING:\n  from .examples import x\n',
        None,
    ),
]


@pytest.mark.parametrize(("name", "text", "said"), FORGED)
def test_a_forged_violation_is_caught(tmp_path, name, text, said):
    for header, include in [
        ("core/dtype.h", ""),
        ("core/tensor.h", '#include "core/dtype.h"\n'),
        ("graph/node.h", '#include "core/tensor.h"\n'),
        ("ops/add.h", '#include "graph/node.h"\n'),
        ("engine/sweep.h", '#include "ops/add.h"\n'),
        ("kernels/b.h", '#include "core/tensor.h"\n' if name == "cpp/kernels/a.isa.cpp" else ""),
    ]:
        path = tmp_path / "cpp" / header
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"// {header}.\n#pragma once\n{include}")
    forged = tmp_path / name
    forged.parent.mkdir(parents=True, exist_ok=True)
    forged.write_text(text)
    found = [
        violation
        for check in (cpp_violations, python_violations, form_violations)
        for violation in check(tmp_path)
        if violation.startswith(name)
    ]
    if said is None:
        assert found == []
    else:
        assert len(found) >= 1
        assert said in found[0]
