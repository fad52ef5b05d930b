"""Writes the stubs of the package: what type checkers and editors see of the C++ side.

    python tests/stubs/make.py           writes python/chainrule/_core.pyi and _registry/*.pyi
    python tests/stubs/make.py --check   fails where these files differ from what would be written

Types and their hand-described members come from core_types.pyi beside this file; everything else is
read
off the built extension: operations from the registry (``_core._functions``, ``describe_ops``),
methods that the package adds to ``Tensor`` from their Python signatures. Needs ruff, which formats.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import keyword
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import chainrule as cr
from chainrule import _core

TYPES = Path(__file__).with_name("core_types.pyi")
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "chainrule"
MADE = "Made by tests/stubs/make.py."

# A registered parameter type without its "?", as Python has it.
PARAMETERS = {
    "Tensor": "Tensor",
    "Tensor[]": "Sequence[Tensor]",
    "Tensor[*]": "Sequence[Tensor]",
    "Tensor?[]": "Sequence[Tensor | None]",
    "Scalar": "Number",
    "Scalar[]": "Sequence[Number]",
    "ScalarOrTensor": "Tensor | Number",
    "int": "_int",
    "int[]": "Sequence[_int]",
    "int[*]": "Sequence[_int]",
    "float": "_float",
    "float[]": "Sequence[_float]",
    "bool": "_bool",
    "bool[]": "Sequence[_bool]",
    "str": "str",
    "dtype": "_DType",
    "device": "_Device",
    "layout": "_layout",
    "memory_format": "_memory_format",
    "Generator": "Generator",
}
VARIADIC = {"int[*]": "_int", "Tensor[*]": "Tensor"}
# Results of which the registry knows only that they are tuples, or that they depend on arguments.
RESULTS = {
    "var_mean": "tuple[Tensor, Tensor]",
    "std_mean": "tuple[Tensor, Tensor]",
    "frexp": "tuple[Tensor, Tensor]",
    "nonzero": "Any",
    "unique": "Any",
    "unique_consecutive": "Any",
}
# Modules that show registered operations, and their names in the registry.
SPACES = {
    "root": ("", "chainrule"),
    "functional": ("nn.functional.", "chainrule.nn.functional"),
    "linalg": ("linalg.", "chainrule.linalg"),
    "fft": ("fft.", "chainrule.fft"),
    "special": ("special.", "chainrule.special"),
}
HEAD = """\
from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from typing import Any, overload

from .._core import Generator, Number, Tensor, _Device, _DType
from .._tensor import layout as _layout
from .._tensor import memory_format as _memory_format
from . import results as _results

"""


class Overload:
    """One registered signature."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.name: str = description["name"]
        self.params: list[tuple[str, str, bool, bool, str | None]] = description["params"]
        self.doc: str = description["doc"].strip("\n")
        self.out: bool = description["out"]
        self.kind: str = description["kind"]
        self.fields: list[str] = description["results"]

    @property
    def result(self) -> str:
        """The type of what comes back."""
        if self.fields:
            return f"_results.{result_class(self.name)}"
        kinds = {"tensor": "Tensor", "none": "None", "value": "Any"}
        return RESULTS.get(self.name) or kinds.get(self.kind, "tuple[Tensor, ...]")

    def _parameters(self, variadic: bool, method: bool, out: bool) -> Iterator[str]:
        params = self.params
        # Before a parameter named like a keyword of Python everything goes by position.
        odd = max((i for i, p in enumerate(params) if keyword.iskeyword(p[0])), default=-1)
        starred = False
        required_by_name = False
        for i, (name, kind, optional, keyword_only, default) in enumerate(params):
            if i == 0 and method:
                yield "self"
                continue
            if variadic and kind in VARIADIC:
                yield f"*{name}: {VARIADIC[kind]}"
                starred = True
                continue
            if keyword_only and not starred:
                yield "*"
                starred = True
            if not starred and default is None and required_by_name:
                yield "*"
                starred = True
            required_by_name |= default is not None
            text = parameter_type(kind) + (" | None" if optional else "")
            safe = f"{name}_" if keyword.iskeyword(name) else name
            yield f"{safe}: {text}" + ("" if default is None else f" = {default}")
            if i == odd:
                yield "/"
        if out:
            if not starred:
                yield "*"
            tensors = "Tensor" if self.kind == "tensor" else "Sequence[Tensor]"
            yield f"out: {tensors} | None = None"

    def forms(self, method: bool, inplace: bool) -> Iterator[str]:
        """Everything between the name and the colon; twice where a list may be spread out."""
        result = ("Self" if method else "Tensor") if inplace else self.result
        out = self.out and not method and not inplace
        spread = any(p[1] in VARIADIC for p in self.params)
        for variadic in (False, True) if spread else (False,):
            yield f"({', '.join(self._parameters(variadic, method, out))}) -> {result}"


def parameter_type(kind: str) -> str:
    """The Python type of a registered one."""
    if kind in PARAMETERS:
        return PARAMETERS[kind]
    if re.fullmatch(r"int\[\d+\]", kind):
        return "_int | Sequence[_int]"
    if re.fullmatch(r"int\?\[\d*\]", kind):
        return "_int | Sequence[_int | None] | None"
    raise SystemExit(f"tests/stubs/make.py: no Python type for the registry's '{kind}'")


def result_class(name: str) -> str:
    """The class of a named result, as chainrule.return_types calls it."""
    return name.replace(".", "_")


def quoted(doc: str, indent: str = "    ") -> str:
    """A docstring."""
    mark = 'r"""' if "\\" in doc else '"""'
    end = "\n" if "\n" in doc else ""
    return "\n".join((indent + line).rstrip() for line in f'{mark}{doc}{end}"""'.split("\n"))


def definition(name: str, forms: list[str], doc: str) -> str:
    """The function with all its overloads."""
    forms = list(dict.fromkeys(forms))
    text = ""
    for i, form in enumerate(forms):
        text += "@overload\n" if len(forms) > 1 else ""
        body = f"\n{quoted(doc)}\n" if i == 0 and doc else " ...\n"
        text += f"def {name}{form}:{body}"
    return text


def summary(doc: str) -> str:
    """The first paragraph."""
    return doc.split("\n\n")[0]


class Registry:
    """The registered operations, found by the texts of their signatures."""

    def __init__(self) -> None:
        self._by_text = {d["signature"]: Overload(d) for d in _core.describe_ops()}

    def overloads(self, function: Any) -> list[Overload]:
        """What stands behind a callable."""
        return [self._by_text[text] for text in function.signatures]

    def function(self, name: str, function: Any) -> str:
        """An operation as a function of a module."""
        overloads = self.overloads(function)
        inplace = name.endswith("_") and not overloads[0].name.endswith("_")
        doc = next((o.doc for o in overloads if o.doc), "")
        if inplace and doc:
            doc = f"{summary(doc)}\n\nThis form writes the result to the tensor itself."
        return definition(name, [f for o in overloads for f in o.forms(False, inplace)], doc)

    def method(self, name: str, function: Any) -> str:
        """An operation as a method of Tensor; its whole text stands with the function."""
        overloads = self.overloads(function)
        inplace = name.endswith("_")
        doc = next((o.doc for o in overloads if o.doc), "")
        if name in _core._functions and doc:
            doc = f"{summary(doc)}\n\nSee chainrule.{name}()."
        elif inplace and name[:-1] in _core._functions and doc:
            doc = f"{summary(doc)}\n\nIn place: see chainrule.{name[:-1]}()."
        return definition(name, [f for o in overloads for f in o.forms(True, inplace)], doc)

    def results(self) -> str:
        """The named tuples."""
        text = f'"""The named tuples that operations return. {MADE}"""\n\n'
        text += "from typing import NamedTuple\n\nfrom .._core import Tensor\n\n"
        fields = {result_class(o.name): o.fields for o in self._by_text.values() if o.fields}
        for name in sorted(fields):
            text += f"class {name}(NamedTuple):\n"
            text += "".join(f"    {field}: Tensor\n" for field in fields[name]) + "\n"
        return text


def python_method(name: str, function: FunctionType) -> str:
    """A method of Tensor that is written in Python, with types that Tensor's members do not
    hide."""
    hidden = {"int", "float", "bool", "complex", "bytes", "type", "device", "layout"}

    def visible(annotation: str) -> str:
        annotation = re.sub(r"\bdtype\b", "_DType", annotation)
        return re.sub(
            r"(?<![.\w])(\w+)\b", lambda m: "_" * (m[1] in hidden) + m[1], annotation
        ).replace("_type[", "_class[")

    signature = inspect.signature(function)
    parts, starred = [], False
    for i, p in enumerate(signature.parameters.values()):
        if p.kind is p.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred |= p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        stars = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        if i == 0:
            parts.append("self")
            continue
        default = "" if p.default is p.empty else f" = {p.default!r}"
        kind = "Any" if p.annotation is p.empty else visible(p.annotation)
        parts.append(f"{stars}{p.name}: {kind}{default}")
    result = signature.return_annotation
    returns = "Any" if result is inspect.Signature.empty else visible(result)
    doc = inspect.getdoc(function) if function.__doc__ else ""
    return definition(name, [f"({', '.join(parts)}) -> {returns}"], doc or "")


def declared(body: Iterable[ast.stmt]) -> set[str]:
    """The names that a stub declares."""
    names = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def indented(text: str) -> str:
    """One level to the right."""
    return "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())


def other_members(cls: type, known: set[str], registry: Registry) -> str:
    """What a class has beyond its description in core_types.pyi."""
    text = ""
    for name, member in sorted(vars(cls).items()):
        kind = type(member).__name__
        if name in known:
            continue
        if kind == "OpFunction":
            text += registry.method(name, member)
        elif isinstance(member, FunctionType):
            text += python_method(name, member)
        elif name.startswith("__"):
            continue
        elif isinstance(member, property) or kind == "getset_descriptor":
            text += f"@property\ndef {name}(self) -> Any:\n{quoted(inspect.getdoc(member) or '')}\n"
        elif callable(member):
            doc = inspect.getdoc(member) or ""
            text += definition(name, ["(self, *args: Any, **kwargs: Any) -> Any"], doc)
    return indented(text)


def other_functions(module: ModuleType, known: set[str]) -> str:
    """Functions of the extension beyond core_types.pyi, from the signatures that pybind11
    writes."""
    text = ""
    for name, member in sorted(vars(module).items()):
        if name in known or not callable(member) or isinstance(member, type):
            continue
        found = re.match(r"\w+\((.*)\) -> (.*)", member.__doc__ or "")
        takes = [] if not found or not found[1] else found[1].split(", ")
        parameters = [p.split(":")[0] + ": Any" for p in takes if ":" in p]
        returns = found[2] if found and found[2] in ("None", "str", "Tensor") else "Any"
        text += (
            f"def {name}({', '.join([*parameters, '/'] if parameters else [])}) -> {returns}: ...\n"
        )
    return text


def core_stub(registry: Registry) -> str:
    """_core.pyi: core_types.pyi, completed."""
    lines = TYPES.read_text().splitlines(keepends=True)
    tree = ast.parse("".join(lines))
    inserts = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in ("Tensor", "Node", "Generator"):
            more = other_members(getattr(_core, node.name), declared(node.body), registry)
            after = node.end_lineno or 0
            while lines[after].strip().startswith("#") or not lines[after].strip():
                after += 1
            inserts.append((after, more))
    for after, more in reversed(inserts):
        lines.insert(after, more)
    text = "".join(lines) + other_functions(_core, declared(tree.body))
    return text.replace("  # noqa: F401", "")  # needed by core_types.pyi alone


def space_stub(registry: Registry, prefix: str, shown_by: str) -> str:
    """The operations that one module shows, but for those that it replaces by Python functions."""
    __import__(shown_by)
    module = sys.modules[shown_by]
    text = f'"""The registered operations of ``{shown_by}``. {MADE}"""\n\n{HEAD}'
    for full, function in sorted(_core._functions.items()):
        name = full.removeprefix(prefix)
        if full.startswith(prefix) and "." not in name and vars(module).get(name) is function:
            text += registry.function(name, function)
    return text


def package_stub() -> str:
    """__init__.pyi: what __init__.py imports, at once or on first use, and the operations."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    text = f'"""{ast.get_docstring(tree)}\n\n{MADE}\n"""\n\n'
    text += "from ._registry.root import *\n"
    for name in sorted(_core._functions):
        if name.startswith("_") and "." not in name:
            text += f"from ._registry.root import {name} as {name}\n"
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level:
            for name in (alias.name for alias in node.names):
                text += f"from .{node.module or ''} import {name} as {name}\n"
    for name in sorted(cr._LAZY_MODULES):
        if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists():
            text += f"from . import {name} as {name}\n"
    for name, module in sorted(cr._LAZY_NAMES.items()):
        if (PACKAGE / module).is_dir() or (PACKAGE / f"{module}.py").exists():
            text += f"from .{module} import {name} as {name}\n"
    return text + "\n__version__: str\n"


def formatted(text: str) -> str:
    """As ruff writes it, without the imports that this file does not need."""
    for command in (
        ["check", "--fix-only", "--quiet", "--select", "F401,I"],
        ["format", "--quiet"],
    ):
        done = subprocess.run(
            ["ruff", *command, "--stdin-filename", "python/chainrule/a.pyi", "-"],
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        text = done.stdout
    return text


def stubs() -> dict[Path, str]:
    """Every file, with its text."""
    registry = Registry()
    folder = PACKAGE / "_registry"
    made = {
        PACKAGE / "__init__.pyi": package_stub(),
        PACKAGE / "_core.pyi": core_stub(registry),
        folder / "__init__.pyi": f'"""For type checkers: the registered operations. {MADE}"""\n',
        folder / "results.pyi": registry.results(),
    }
    for file, (prefix, shown_by) in SPACES.items():
        made[folder / f"{file}.pyi"] = space_stub(registry, prefix, shown_by)
    return {path: formatted(text) for path, text in made.items()}


def main() -> int:
    """Writes, or compares."""
    parser = argparse.ArgumentParser(description="Stubs of the package.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    stale = []
    for path, text in stubs().items():
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    if stale and check:
        print(f"not as tests/stubs/make.py writes them: {', '.join(stale)}", file=sys.stderr)
    return int(bool(stale) and check)


if __name__ == "__main__":
    raise SystemExit(main())
