"""The static twin, staged once and handed out by the web server that comes with Python; shared by its tests."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pneumonia import bundle
from pneumonia.errors import HubError
from space.twin.offline import WORKER
from space.twin.stage import stage

#: Below the address of ``twin``: the same page, whose model never comes. For tests that only look, because to start the
#: network takes a browser 2 s of the processor, and all the rest of the page 1 s.
IDLE = "idle/"
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
    with handed_out(twin_folder, Idle) as address:
        yield f"{address}/"


@pytest.fixture
def blank(browser: Browser, twin: str) -> Iterator[Page]:
    """A page of the same origin that does nothing by itself."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{twin}manifest.webmanifest")
        yield page


class Files(SimpleHTTPRequestHandler):
    """Hands out files as ``python -m http.server`` does, without its log."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Idle(Files):
    """Hands the page out a second time at ``IDLE``, without its model."""

    def do_GET(self) -> None:
        idle = self.path.startswith(f"/{IDLE}")
        self.path = self.path.replace(f"/{IDLE}", "/", 1) if idle else self.path
        if idle and self.path.startswith(("/model/", "/vendor/ort/ort-wasm")):
            with suppress(OSError):
                self.rfile.read()  # until the visitor leaves
        else:
            super().do_GET()


@contextmanager
def handed_out(folder: Path, handler: type[Files] = Files) -> Iterator[str]:
    """Any folder, by the web server that comes with Python."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


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
