"""hub: what is fetched, from a server of files, and what a folder offers."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest
import torch

import chainrule as cr


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An address, and the folder whose files are found there."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def test_weights_are_fetched_once(served: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = served
    torch.save({"w": torch.arange(3.0)}, folder / "raw.pth")
    digest = hashlib.sha256((folder / "raw.pth").read_bytes()).hexdigest()[:8]
    file = (folder / "raw.pth").rename(folder / f"net-{digest}.pth")
    options = {"model_dir": str(tmp_path / "kept"), "check_hash": True, "progress": False}
    for _ in range(2):  # the second time from the kept file
        found = cr.hub.load_state_dict_from_url(f"{address}/{file.name}", **options)
        assert found["w"].tolist() == [0, 1, 2]
        file.unlink(missing_ok=True)
    assert [p.name for p in (tmp_path / "kept").iterdir()] == [file.name]


def test_what_arrives_damaged_or_not_at_all_leaves_nothing(
    served: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = served
    (folder / "a.bin").write_bytes(b"data")
    kept = tmp_path / "kept"
    kept.mkdir()
    with pytest.raises(RuntimeError, match="invalid hash value"):
        cr.hub.download_url_to_file(f"{address}/a.bin", kept / "a", "00000000", progress=False)
    with pytest.raises(HTTPError):
        cr.hub.download_url_to_file(f"{address}/b.bin", kept / "b", progress=False)
    assert list(kept.iterdir()) == []


def test_the_folder_is_chosen_as_by_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in (("TORCH_HOME", "/a"), ("XDG_CACHE_HOME", "~/b")):
        monkeypatch.delenv("TORCH_HOME", raising=False)
        monkeypatch.setenv(variable, value)
        assert cr.hub.get_dir() == torch.hub.get_dir()


def test_models_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "hubconf.py").write_text(
        "dependencies = ['math']\nimport helper\n"
        "def net(n, *, k=1):\n    'A net.'\n    return n * k"
    )
    (tmp_path / "helper.py").write_text("")
    folder = str(tmp_path)
    assert cr.hub.load(folder, "net", 3, source="local", k=2) == 6
    assert cr.hub.load(folder, "net", 3, source="local", k=2) == torch.hub.load(
        folder, "net", 3, source="local", k=2
    )
    assert (cr.hub.list(folder), cr.hub.help(folder, "net")) == (["net"], "A net.")
    (tmp_path / "hubconf.py").write_text("dependencies = ['no_such_package']\ndef net(): pass")
    refused = [
        (folder, "other", "local", RuntimeError),
        (folder, "net", "local", RuntimeError),
        (folder + "/none", "net", "local", FileNotFoundError),
        (folder, "net", "zip", ValueError),
    ]
    for place, name, source, kind in refused:
        for t in (cr, torch):
            with pytest.raises(kind):
                t.hub.load(place, name, source=source)
    with pytest.raises(ValueError, match="clone"):
        cr.hub.load("owner/repository", "net")
