"""The app as a process, shared by the tests of its API and of its page."""

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import cv2
import pytest
from gradio_client import Client

from pneumonia.classifier import Classifier
from pneumonia.image import read_image
from pneumonia.report import LABELS

ROOT = Path(__file__).parents[1]
NO_IMAGE = b"hello world!"
UNREADABLE = "Expected an image of a chest X-ray; received a 12-byte file that is no image format we read"


@pytest.fixture(scope="session")
def films(shared_data: Path) -> list[Path]:
    """A healthy and an ill child's X-ray at full size."""
    return first_of_each(shared_data)


def first_of_each(shared_data: Path) -> list[Path]:
    return [sorted((shared_data / "originals" / label).glob("*"))[0] for label in LABELS]


@pytest.fixture(scope="session")
def doubtful(classifier: Classifier, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An X-ray whose answer depends on the operating point: an ill film over a healthy one, as strong as it takes."""
    films = (read_image(film).pixels for film in first_of_each(shared_data))
    healthy, ill = (cv2.resize(film, (800, 600), interpolation=cv2.INTER_AREA) for film in films)
    path = tmp_path_factory.mktemp("doubtful") / "doubtful.png"
    lowest, highest = min(classifier.operating_points.values()), max(classifier.operating_points.values())
    weak, strong = 0.0, 1.0
    for _ in range(16):
        share = (weak + strong) / 2
        cv2.imwrite(str(path), cv2.addWeighted(healthy, 1 - share, ill, share, 0))
        probability = classifier.predict(path).report.probability
        assert probability is not None
        if lowest <= probability < highest:
            return path
        weak, strong = (share, strong) if probability < lowest else (weak, share)
    pytest.skip("NO SUCH FILM: every answer of the model is the same at all of its operating points")


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the app at ``address`` writes its log and its uploads."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def address(classifier: Classifier, shared_data: Path, app_folder: Path) -> Iterator[str]:
    """The app's address; it serves the very model that ``classifier`` holds."""
    model, gallery = str(classifier.bundle.folder), str(shared_data / "originals")
    with serving(app_folder, PNEUMONIA_MODEL=model, PNEUMONIA_GALLERY=gallery) as address:
        yield address


@contextmanager
def serving(folder: Path, *python: str, **environment: str) -> Iterator[str]:
    """Start the app in a process and give its address; ``folder`` takes its log and uploads.

    ``python`` are the arguments of Python, if not just the app's file.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(folder / "uploads"),
    }
    with (folder / "log").open("wb") as log:
        command, variables = [sys.executable, *(python or ["app.py"])], os.environ | places | environment
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address + "/config", timeout=5):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def client(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with redirect_stdout(io.StringIO()):
        client = Client(address, verbose=False, download_files=str(tmp_path_factory.mktemp("downloads")))
    yield client
    client.close()


def same_but_time(report: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Probabilities may differ in the last digits, because threads share the sums differently."""
    close = report["probability"] == pytest.approx(expected["probability"], abs=1e-5)
    inexact = ("probability", "confidence", "elapsed_ms", "chest_xray")
    return close and all(report[key] == expected[key] for key in expected if key not in inexact)
