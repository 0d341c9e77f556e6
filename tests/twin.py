"""The static twin, staged once and handed out by ``python -m http.server``; shared by its tests."""

import base64
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from pneumonia import bundle
from pneumonia.errors import HubError
from space.twin.offline import WORKER
from space.twin.stage import stage

#: Reads one file in the page, with the module that anybody may import.
PREDICT = """async ({ data, options }) => {
  const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
  const classifier = await (window.classifier ??= Classifier.load());
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  try {
    const { report, notes, cam, film } = await classifier.predict(bytes, options);
    return { report, notes, cam: { ...cam, data: [...cam.data] }, shape: [film.height, film.width] };
  } catch (error) { return { error: error.name, message: error.message }; }
}"""
#: Waits until a service worker keeps the page that is shown.
KEPT = """() => new Promise((done, failed) => {
  setTimeout(() => failed(new Error('nothing keeps this page')), 30_000);
  if (navigator.serviceWorker.controller) done();
  navigator.serviceWorker.addEventListener('controllerchange', () => done());
})"""


@pytest.fixture(scope="session")
def twin_folder(release: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with the embedded model and the sixteen originals as its gallery."""
    folder = tmp_path_factory.mktemp("twin")
    try:
        stage(folder, bundle.load(release), shared_data / "originals")
    except HubError as error:
        pytest.skip(f"NO STATIC PAGE: {error}")
    return folder


@pytest.fixture(scope="session")
def twin(twin_folder: Path) -> Iterator[str]:
    """The page's address."""
    with handed_out(twin_folder) as address:
        yield f"{address}/"


@pytest.fixture
def blank(browser: Browser, twin: str) -> Iterator[Page]:
    """A page of the same origin that does nothing by itself."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{twin}manifest.webmanifest")
        yield page


@contextmanager
def handed_out(folder: Path) -> Iterator[str]:
    """Any folder, by the web server that comes with Python."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def staged(folder: Path) -> dict[str, Any]:
    """Version and files, as the service worker of a staged folder has them."""
    first = (folder / WORKER).read_text().split("\n", 1)[0]
    found: dict[str, Any] = json.loads(first.removeprefix("const STAGED = ").removesuffix(";"))
    return found


def predict(page: Page, content: bytes, **options: Any) -> dict[str, Any]:
    """What the page's own module says about a file: report, notes, map, and the film's shape; or an error."""
    data = base64.b64encode(content).decode()
    answer: dict[str, Any] = page.evaluate(PREDICT, {"data": data, "options": options})
    return answer
