"""The app as `make run` starts it: seconds to the first answer, memory, size on disk."""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.benchmarks import films
from tests.benchmarks.app import PYTHON, SERVE_PYTHON, running
from tests.benchmarks.films import ROOT
from tests.benchmarks.load import Client
from tests.benchmarks.table import fact


def measure() -> None:
    """The served app in the environment that `make run` makes: seconds to the first answer, and memory."""
    film = films.full_size()
    usual, imports = ([run_seconds(f"import {name}") for _ in range(3)] for name in ("gradio", "pneumonia.ui"))
    command = (
        "import sys; from pneumonia.classifier import Classifier; Classifier.load().predict(sys.stdin.buffer.read())"
    )
    alone = [run_seconds(command, film) for _ in range(3)]
    answers, peak = [], 0.0
    for _ in range(3):
        seconds, megabytes = app_seconds(film)
        answers.append(seconds)
        peak = max(peak, megabytes)
    extra = statistics.median(answers) - statistics.median(imports)
    fact("start: `import gradio` alone", f"{statistics.median(usual):.2f} s")
    fact("start: the same without its stubs for editors", f"{statistics.median(imports):.2f} s")
    fact("start: a Python process to its first report, without Gradio", f"{statistics.median(alone):.2f} s")
    fact("start: `app.py` to its first answer over HTTP", f"{statistics.median(answers):.2f} s")
    fact("start: of that, beyond this import of Gradio", f"{extra:.2f} s")
    fact("memory: peak of the app after 50 answers", f"{peak:.0f} MB")
    environment = SERVE_PYTHON.parents[1]
    if environment.exists():
        size = sum(path.lstat().st_size for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
        fact("size: what `space/requirements.txt` installs, on disk", f"{size / 1e6:.0f} MB")


def run_seconds(code: str, stdin: bytes = b"") -> float:
    started = time.perf_counter()
    subprocess.run([PYTHON, "-c", code], cwd=ROOT, input=stdin, check=True, capture_output=True)
    return time.perf_counter() - started


def app_seconds(film: bytes) -> tuple[float, float]:
    """Start the app, ask as soon as it serves, ask 49 times more; seconds to the first answer and peak memory in MB."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as app:
        client = Client(app.port)
        client.round_trip(film, "predict")
        seconds = time.perf_counter() - started
        for _ in range(49):
            client.round_trip(film, "predict")
        return seconds, app.megabytes("VmHWM")
