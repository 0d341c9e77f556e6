"""Uploads, and all that is made of them, are gone after their time; nobody's disk runs full for good.

(What the app says on a full disk: test_load.py.)
"""

import io
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from dicoms import FILM, dicom
from gradio_client import Client, handle_file
from rawhttp import form, post, upload
from served import serving
from test_mcp import call, data_uri

from pneumonia.ui import page
from pneumonia.ui.server import guard, uploads
from pneumonia.ui.server.receiving import MAX_BODY

#: The app, but what lives for most of an hour lives for seconds.
HASTY = """
import app
from pneumonia.ui import page
from pneumonia.ui.server import guard, uploads
page.DELETE_CACHE = (1, 2)
uploads.KEPT, uploads.EVERY = 4, 1
app.main()
"""


def left(folder: Path) -> list[str]:
    """What lies in the folders of uploads, folders included."""
    tops = [top for top in folder.glob(f"{uploads.PREFIX}*") if not top.is_symlink()]
    return [str(path.relative_to(folder)) for top in tops for path in top.rglob("*")]


def wait_until_gone(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while left(folder) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left(folder) == []


@contextmanager
def half_an_upload(address: str, content: bytes, folder: Path) -> Iterator[None]:
    """Begin an upload, and go on once a part of it has been written; who is still there then, sees it broken off."""
    before = set(loose(folder))  # what was broken off a moment ago may still lie there
    headers, body = form("film.dcm", content)
    lines = {"Host": "x", "Content-Length": str(2 * len(body))} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST /gradio_api/upload HTTP/1.1\r\n{head}\r\n".encode() + body)
        deadline = time.monotonic() + 60
        while not set(loose(folder)) - before:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield


def loose(folder: Path) -> list[str]:
    """Files that have no folder of their own: uploads that have not ended."""
    return [name for name in left(folder) if name.count("/") == 1 and (folder / name).is_file()]


def use(address: str, films: list[Path], tmp_path: Path, folder: Path) -> None:
    """Leave something of every kind on the server's disk."""
    (tmp_path / "film.dcm").write_bytes(dicom(FILM))
    with redirect_stdout(io.StringIO()):
        client = Client(address, verbose=False, download_files=str(tmp_path / "downloads"))
    client.predict(handle_file(films[0]), api_name="/predict")
    client.predict(handle_file(films[1]), api_name="/gradcam")
    client.predict([handle_file(film) for film in (*films, tmp_path / "film.dcm")], api_name="/predict_batch")
    client.close()
    call(address, "predict", image=data_uri(films[0].read_bytes()))
    with half_an_upload(address, films[0].read_bytes(), folder):
        pass


def test_all_of_it_is_gone_in_time_while_the_app_goes_on_and_when_it_ends(films: list[Path], tmp_path: Path) -> None:
    """What a killed process has left goes with the app's own, and at its end all."""
    folder, places = tmp_path / "app", tmp_path / "app" / "uploads"
    dead = places / f"{uploads.PREFIX}dead" / "hash" / "film.dcm"
    dead.parent.mkdir(parents=True)
    dead.touch()
    with serving(folder, "-c", HASTY) as address:
        use(address, films, tmp_path, places)
        wait_until_gone(places)
        with half_an_upload(address, films[0].read_bytes(), places):
            assert Path(upload(address, "film.jpeg", films[0].read_bytes())).is_file()
            assert loose(places), "half an upload"
    assert left(places) == []


def test_of_an_uploads_progress_nothing_is_kept(address: str) -> None:
    """Whoever may ask for it, and whatever else is in the form; Gradio fails where that is no file."""
    headers, body = form("film.jpeg", b"no film")
    field = body.split(b"\r\n")[0] + b'\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
    status, told = post(f"{address}/gradio_api/upload?upload_id=a", field + body, headers)
    assert (status, told.count("film.jpeg")) == (200, 1), told


def test_uploads_are_gone_within_the_hour_as_the_page_says() -> None:
    every, age = page.DELETE_CACHE
    assert every + age <= 3600
    assert age < uploads.KEPT
    # A file goes at the look after its time, its folder at one of the two after that.
    assert uploads.KEPT + 3 * uploads.EVERY <= 3600


def test_a_look_that_fails_is_not_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [OSError("the disk does not answer"), None, KeyboardInterrupt()]
    monkeypatch.setattr(uploads, "sweep", Mock(side_effect=looks))
    monkeypatch.setattr(uploads, "EVERY", 0)
    with pytest.raises(KeyboardInterrupt):
        uploads._keep_clean(tmp_path)
    assert uploads.sweep.call_count == len(looks)  # type: ignore[attr-defined]


def test_the_folder_may_vanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the system tidies its temporary files."""
    own = tmp_path / "gone" / f"{uploads.PREFIX}x"
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(own))
    uploads.sweep(own.parent)
    assert own.is_dir()


def test_only_folders_of_ours_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "KEPT", -1)
    monkeypatch.setattr(uploads, "EVERY", -1)
    own = tmp_path / f"{uploads.PREFIX}own"
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(own))
    for name in (f"{uploads.PREFIX}dead/hash/film.dcm", "gradio/hash/film.dcm", "notes.txt", "elsewhere/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / f"{uploads.PREFIX}link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"{uploads.PREFIX}dead" / "link").symlink_to(tmp_path / "elsewhere")
    uploads.sweep(tmp_path)
    assert own.is_dir(), "made again, should the system have tidied it away"
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"gradio/hash/film.dcm", "notes.txt", "elsewhere/notes.txt"}
    assert left(tmp_path) == []


def test_a_disk_is_not_filled_to_the_last_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, status in ((MAX_BODY, None), (MAX_BODY - 1, 507)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        refusal = guard._refusal("/gradio_api/upload", None)
        assert (refusal.status_code if refusal else None) == status
        assert guard._refusal("/gradio_api/queue/join", None) is None
