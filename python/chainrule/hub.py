"""Weights from the net, and models that a folder with a ``hubconf.py`` offers.

Files are kept where PyTorch keeps its own: one that it has fetched is not fetched again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlparse
from urllib.request import Request, urlopen

__all__ = [
    "HASH_REGEX",
    "download_url_to_file",
    "get_dir",
    "help",
    "list",
    "load",
    "load_state_dict_from_url",
    "set_dir",
]

# resnet18-5c106cde.pth: the first digits of the file's SHA-256.
HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")

_CHUNK = 1 << 17
_chosen: str | None = None


def get_dir() -> str:
    """The folder of fetched files: ``set_dir``'s, ``$TORCH_HOME/hub`` or ``~/.cache/torch/hub``.

    >>> import chainrule as cr
    >>> isinstance(cr.hub.get_dir(), str)
    True
    """
    if _chosen is not None:
        return _chosen
    cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    home = os.environ.get("TORCH_HOME", os.path.join(cache, "torch"))
    return os.path.join(os.path.expanduser(home), "hub")


def set_dir(d: str | os.PathLike[str]) -> None:
    """Chooses the folder of fetched files.

    >>> import chainrule as cr
    >>> before = cr.hub.get_dir()
    >>> cr.hub.set_dir("weights")
    >>> cr.hub.get_dir()
    'weights'
    >>> cr.hub.set_dir(before)
    """
    global _chosen
    _chosen = os.path.expanduser(os.fspath(d))


def download_url_to_file(
    url: str, dst: str | os.PathLike[str], hash_prefix: str | None = None, progress: bool = True
) -> None:
    """Fetches a file, which appears whole or not at all.

    Args:
        url: where it is.
        dst: the path that it gets.
        hash_prefix: what its SHA-256 has to begin with.
        progress: show how far it is.

    Raises:
        RuntimeError: another SHA-256.
        urllib.error.URLError: it cannot be had.

    >>> import pathlib, tempfile
    >>> import chainrule as cr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = pathlib.Path(folder, "a.txt")
    ...     _ = source.write_text("data")
    ...     copy = pathlib.Path(folder, "b.txt")
    ...     cr.hub.download_url_to_file(source.as_uri(), str(copy), progress=False)
    ...     print(copy.read_text())
    data
    """
    from tqdm import tqdm

    target = Path(os.path.expanduser(os.fspath(dst)))
    digest = hashlib.sha256()
    handle, partial = tempfile.mkstemp(dir=target.parent, suffix=".partial")
    try:
        with (
            os.fdopen(handle, "wb") as file,
            urlopen(Request(url, headers={"User-Agent": "chainrule.hub"})) as answer,
            tqdm(
                total=int(answer.headers.get("Content-Length") or 0) or None,
                disable=not progress,
                unit="B",
                unit_scale=True,
                unit_divisor=1024,
            ) as bar,
        ):
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
                bar.update(len(chunk))
        if hash_prefix and not digest.hexdigest().startswith(hash_prefix):
            raise RuntimeError(
                f'invalid hash value (expected "{hash_prefix}", got "{digest.hexdigest()}"): '
                "the file is not the one that was asked for, or it arrived damaged; fetch it again"
            )
        shutil.move(partial, target)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = False,
) -> dict[str, Any]:
    """What a file on the net holds, by ``chainrule.load``; fetched once.

    Args:
        url: where it is; the last part is the file's name.
        model_dir: where it is kept; ``checkpoints`` in ``get_dir()`` by default.
        map_location: as for ``load``.
        progress: show how far it is.
        check_hash: the name holds the first digits of the SHA-256, ``name-<digits>.pth``.
        file_name: another name to keep it under.
        weights_only: as for ``load``.

    Raises:
        RuntimeError: ``check_hash``, and another SHA-256.
        urllib.error.URLError: it cannot be had.

    >>> import pathlib, tempfile
    >>> import chainrule as cr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = pathlib.Path(folder, "w.pt")
    ...     cr.save({"w": cr.ones(2)}, source)
    ...     cr.hub.load_state_dict_from_url(
    ...         source.as_uri(), model_dir=folder + "/kept", progress=False
    ...     )
    {'w': tensor([1., 1.])}
    """
    from .serialization import load as load_file

    folder = model_dir or os.path.join(get_dir(), "checkpoints")
    os.makedirs(folder, exist_ok=True)
    name = file_name or os.path.basename(urlparse(url).path)
    kept = os.path.join(folder, name)
    if not os.path.exists(kept):
        found = HASH_REGEX.search(name) if check_hash else None
        sys.stderr.write(f'Downloading: "{url}" to {kept}\n')
        download_url_to_file(url, kept, found[1] if found else None, progress)
    loaded: dict[str, Any] = load_file(kept, map_location=map_location, weights_only=weights_only)
    return loaded


def _entries(folder: str, source: str) -> ModuleType:
    """The module ``hubconf.py`` of a folder."""
    if source == "github":
        raise ValueError(
            "chainrule fetches no programs: clone the repository, look at it, and name its folder "
            'with source="local"'
        )
    if source != "local":
        raise ValueError(f'Unknown source: "{source}". Allowed values: "github" | "local".')
    path = os.path.join(folder, "hubconf.py")
    if not os.path.exists(path):
        raise FileNotFoundError(f"no hubconf.py in {folder}: {path}")
    spec = importlib.util.spec_from_file_location("hubconf", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, os.fspath(folder))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(os.fspath(folder))
    return module


def _entry(folder: str, source: str, name: str) -> Callable[..., Any]:
    module = _entries(folder, source)
    found: Callable[..., Any] | None = getattr(module, name, None)
    if not callable(found):
        raise RuntimeError(
            f"Cannot find callable {name} in hubconf: it offers {', '.join(_names(module))}"
        )
    missing = [
        package
        for package in getattr(module, "dependencies", ())
        if importlib.util.find_spec(package) is None
    ]
    if missing:
        raise RuntimeError(f"Missing dependencies: {', '.join(missing)}")
    return found


def _names(module: ModuleType) -> Any:
    return [name for name, x in vars(module).items() if callable(x) and not name.startswith("_")]


def load(
    repo_or_dir: str,
    model: str,
    *args: Any,
    source: str = "github",
    trust_repo: Any = "check",
    force_reload: bool = False,
    verbose: bool = True,
    skip_validation: bool = False,
    **kwargs: Any,
) -> Any:
    """Calls the function ``model`` of ``hubconf.py`` in a folder (``source="local"``).

    Raises:
        ValueError: another source: programs are not fetched.
        FileNotFoundError: no such folder.
        RuntimeError: no such function, or a package in its ``dependencies`` is missing.

    >>> import pathlib, tempfile
    >>> import chainrule as cr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "hubconf.py").write_text("def double(x): return 2 * x")
    ...     cr.hub.load(folder, "double", 4, source="local")
    8
    """
    return _entry(repo_or_dir, source, model)(*args, **kwargs)


def list(
    github: str,
    force_reload: bool = False,
    skip_validation: bool = False,
    trust_repo: Any = "check",
    verbose: bool = True,
) -> Any:
    """The names that ``hubconf.py`` in the folder ``github`` offers.

    >>> import pathlib, tempfile
    >>> import chainrule as cr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "hubconf.py").write_text("def double(x): return 2 * x")
    ...     cr.hub.list(folder)
    ['double']
    """
    return _names(_entries(github, "local" if os.path.isdir(github) else "github"))


def help(
    github: str,
    model: str,
    force_reload: bool = False,
    skip_validation: bool = False,
    trust_repo: Any = "check",
) -> Any:
    """The text of a function of ``hubconf.py`` in the folder ``github``.

    >>> import pathlib, tempfile
    >>> import chainrule as cr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "hubconf.py").write_text("def one():\\n    'It is 1.'")
    ...     cr.hub.help(folder, "one")
    'It is 1.'
    """
    return _entry(github, "local" if os.path.isdir(github) else "github", model).__doc__
