"""README.md and CONTRIBUTING.md tell the truth: their Python runs, here and with PyTorch, and what
they name exists."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
import torch  # noqa: F401 (the second run of the examples)

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "CONTRIBUTING.md"]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


@pytest.mark.parametrize("library", ["chainrule", "torch"])
@pytest.mark.parametrize("page", PAGES)
def test_python_blocks(page: str, library: str) -> None:
    ours = "cr.viz" if library == "torch" else None  # what PyTorch does not have
    text = "\n".join(b for b in blocks(page, "python") if ours is None or ours not in b)
    text = text.replace("import chainrule as cr", f"import {library} as cr")
    test = doctest.DocTestParser().get_doctest(text, {}, page, None, None)
    assert page != "README.md" or len(test.examples) > 5
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def paths(page: str) -> list[str]:
    """What a page writes as code and is a path of this repository."""
    words = re.findall(
        r"`([^`\n]+)`", re.sub(r"```.*?```", "", (ROOT / page).read_text(), flags=re.S)
    )
    tops = "cpp/", "python/", "tests/", "bench/", "cmake/", ".ci/"
    return [word.split("::")[0] for word in words if word.startswith(tops)]


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page: str) -> None:
    named = paths(page)
    assert len(named) > 5
    missing = [name for name in named if not re.search("[*<]", name) and not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_names_are_where_the_page_says(page: str) -> None:
    """Every ``name`` that is followed by its file in brackets."""
    text = re.sub(r"\s+", " ", (ROOT / page).read_text())
    found = re.findall(r"`([^`]+)` \(`((?:cpp|python|tests)/[^`]+)`\)", text)
    assert len(found) > 3
    for name, path in found:
        pattern = r"\b" + r"\s+".join(map(re.escape, name.split())) + r"\b"
        assert re.search(pattern, (ROOT / path).read_text()), f"{page}: no {name} in {path}"


def test_quotations_are_verbatim() -> None:
    """C++ and rows of the table that CONTRIBUTING.md shows stand so in the sources."""
    files = [*(ROOT / "cpp").rglob("*.h"), *(ROOT / "cpp").rglob("*.cpp")]
    files += (ROOT / "tests" / "op_table").glob("*.py")
    sources = [path.read_text() for path in files]
    quoted = blocks("CONTRIBUTING.md", "cpp") + blocks("CONTRIBUTING.md", "text")
    assert len(quoted) >= 3
    for block in quoted:
        assert any(block in source for source in sources), f"not in any source:\n{block}"


def test_commands_of_the_readme_are_marked() -> None:
    """.ci/run takes the two commands out of the page by these marks."""
    text = (ROOT / "README.md").read_text()
    assert "<!-- command: main job -->\n```sh\n" in text
    assert "<!-- command: tests -->\n```sh\n" in text
