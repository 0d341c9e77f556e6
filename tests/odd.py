"""An app that is not quite the one that is served: it waits, hurries and asks as its tests want it to."""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from gradio_client import Client
from served import NO_IMAGE, serving

#: ``/predict_batch`` waits for as long as a file lies there, and so does the reading of a single film for one of the
#: film's name beside it. Slow or large requests are ended soon, and the fetcher may ask one port of this machine, which
#: only code can say, no setting of the app.
ODD = """
import os, time
from pathlib import Path
import app
from pneumonia.classifier import Classifier
from pneumonia.fetch import Fetcher
from pneumonia.ui import inputs
from pneumonia.ui.server import receiving

answer, answer_one, gate = Classifier.predict_batch, Classifier.predict, Path(os.environ["GATE"])
gate.with_name("pid").write_text(str(os.getpid()))

def predict_batch(*args, **options):
    while gate.exists():
        time.sleep(0.02)
    return answer(*args, **options)

def predict(self, source, *args, **options):
    while isinstance(source, Path) and gate.with_name(source.name).exists():
        time.sleep(0.02)
    return answer_one(self, source, *args, **options)

Classifier.predict_batch, Classifier.predict = predict_batch, predict
receiving.GRACE, receiving.MAX_BODY = 2, 8 << 20
inputs.Blocks.fetch = Fetcher(allowed="127.0.0.1".__eq__, ports=frozenset([int(os.environ["PORT"])]))
app.main()
"""


@pytest.fixture(scope="session")
def web(films: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A web server with a film on it, and the paths that it was asked for."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "film.jpeg").write_bytes(films[1].read_bytes())
    (folder / "notes.txt").write_bytes(NO_IMAGE)
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, *_: object) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


@pytest.fixture(scope="session")
def odd(web: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app's address, and the folder with its ``log``, its ``uploads``, its ``pid`` and, if closed, its ``gate``."""
    folder, port = tmp_path_factory.mktemp("odd"), web[0].rpartition(":")[2]
    with serving(folder, "-c", ODD, GATE=str(folder / "gate"), PORT=port, PNEUMONIA_MODEL="") as address:
        yield address, folder


@pytest.fixture(scope="session")
def client_of_odd(odd: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with redirect_stdout(io.StringIO()):
        client = Client(odd[0], verbose=False, download_files=str(tmp_path_factory.mktemp("downloads")))
    yield client
    client.close()
