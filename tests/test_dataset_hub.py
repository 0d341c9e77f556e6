"""Data sets on the Hub: the real `datasets` library against a server on 127.0.0.1."""

import json
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tiny import FILES, NAMES, check_tiny, jpeg, write

from pneumonia import dataset
from pneumonia.dataset import POOL, load
from pneumonia.errors import DataError


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Hub(BaseHTTPRequestHandler):
    """As much of the Hugging Face Hub as ``datasets`` asks for: the data set user/films with the files in ``FILES``."""

    FILES: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        known, _, path = self.path.split("?")[0].partition("/datasets/user/films")
        name = path.split("/", 3)[-1]
        if path.startswith("/resolve/") and name in self.FILES:
            self.answer(self.FILES[name])
        elif path.startswith("/tree/") and path.count("/") == 2:
            sizes = {name: len(content) for name, content in self.FILES.items()}
            self.answer([{"type": "file", "path": name, "size": n, "oid": "0" * 40} for name, n in sizes.items()])
        elif known == "/api" and (path == "" or path.startswith("/revision/")):
            siblings = [{"rfilename": name} for name in self.FILES]
            self.answer({"id": "user/films", "sha": "a" * 40, "private": False, "tags": [], "siblings": siblings})
        else:
            self.answer(b"", 404, {"X-Error-Code": "EntryNotFound" if path else "RepoNotFound"})

    do_HEAD = do_GET  # noqa: N815

    def answer(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        usual = {"ETag": f'"{zlib.crc32(body)}"', "X-Repo-Commit": "a" * 40, "Content-Length": str(len(body))}
        for key, value in (usual | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Callable[[str], subprocess.CompletedProcess[str]]]:
    """Runs Python with ``load`` in a process for which 127.0.0.1 is the Hub: its address is read at import."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    places = {"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "hub"), "PNEUMONIA_CACHE": str(tmp_path / "cache")}

    def run(code: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-c", f"from pneumonia.dataset import load\n{code}"]
        root = Path(__file__).parents[1]
        return subprocess.run(command, cwd=root, env=os.environ | places, capture_output=True, text=True, check=False)

    with server:
        yield run
        server.shutdown()


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub")
    datasets.disable_progress_bars()


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_with_columns_of_any_name(
    tmp_path: Path, cache: Path, hub: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    """As it lies on the Hub: parquet, original bytes and names, and here odd columns in an odd order."""
    import datasets

    kinds = {"age": datasets.Value("int32"), "finding": datasets.ClassLabel(names=["Pneumonia", "Normal"])}
    features = datasets.Features(kinds | {"scan": datasets.Image()})
    for split, folder in (("train", "train"), ("validation", "val"), ("test", "test")):
        names = [name for name in NAMES if name.startswith(folder)]
        rows = {
            "age": [3] * len(names),
            "finding": [int("NORMAL/" in name) for name in names],
            "scan": [{"bytes": FILES[name], "path": Path(name).name} for name in names],
        }
        parquet = tmp_path / "split.parquet"
        datasets.Dataset.from_dict(rows, features=features).to_parquet(parquet)
        Hub.FILES[f"{split}-00000-of-00001.parquet"] = parquet.read_bytes()
    done = hub("d = load('user/films', expect=None); print(d.source, d.fingerprint, *d.official, *d.labels, *d.names)")
    folder_data = load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    check_tiny(folder_data)
    expected = [*folder_data.official, *map(str, folder_data.labels), *folder_data.names]
    assert done.stdout.split() == ["user/films", folder_data.fingerprint, *expected], done.stderr


def test_a_data_set_that_the_hub_does_not_know(hub: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    done = hub("load('user/nothing')")
    assert done.stderr.splitlines()[-1] == (
        "pneumonia.errors.DataError: The data set user/nothing could not be loaded from the Hugging Face Hub (Dataset "
        "'user/nothing' doesn't exist on the Hub or cannot be accessed.). Check the name and the network, or pass a "
        "folder or the Kaggle zip."
    )


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_of_plain_image_files(tmp_path: Path, cache: Path) -> None:
    """Copies that were uploaded as folders: the rows hold paths instead of bytes."""
    entries = sorted(dataset._from_hub(write(tmp_path / "films", FILES)), key=lambda entry: entry.key)
    assert dataset._fingerprint(entries) == load(str(tmp_path / "films"), expect=None, cache=cache).fingerprint


@pytest.mark.usefixtures("hub_cache")
def test_unlabelled_and_foreign_rows_of_a_hub_data_set_are_left_out(tmp_path: Path) -> None:
    import datasets

    features = datasets.Features(
        {"x": datasets.Image(), "y": datasets.ClassLabel(names=["NORMAL", "COVID", "PNEUMONIA"])}
    )
    images = [{"bytes": jpeg(i), "path": None} for i in range(5)]
    table = datasets.Dataset.from_dict({"x": images, "y": [0, 1, 2, -1, None]}, features=features)
    (tmp_path / "parquet").mkdir()
    table.to_parquet(tmp_path / "parquet" / "train.parquet")
    found = [(entry.split, entry.label, entry.name) for entry in dataset._from_hub(str(tmp_path / "parquet"))]
    assert found == [(POOL, "NORMAL", "train-0"), (POOL, "PNEUMONIA", "train-2")]


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_without_images_or_classes(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,score\nhello,1\n")
    with pytest.raises(DataError) as caught:
        list(dataset._from_hub(str(tmp_path)))
    assert str(caught.value) == (
        f"Expected an image column and a class-label column in {tmp_path}; received "
        "{'text': 'Value', 'score': 'Value'}."
    )


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_that_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "notes.xyz").write_text("nothing that datasets knows")
    with pytest.raises(DataError) as caught:
        list(dataset._from_hub(str(tmp_path)))
    message = str(caught.value)
    assert message.startswith(f"The data set {tmp_path} could not be loaded from the Hugging Face Hub (")
    assert message.endswith("Check the name and the network, or pass a folder or the Kaggle zip.")
