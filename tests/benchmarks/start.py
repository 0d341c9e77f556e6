"""The app as `make run` starts it: seconds to the first answer, memory, size on disk."""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.benchmarks import films
from tests.benchmarks.films import ROOT
from tests.benchmarks.table import fact

SERVE_PYTHON = ROOT / ".venv-serve" / "bin" / "python"


def measure() -> None:
    """The served app in the environment that `make run` makes: seconds to the first answer, and memory."""
    film = films.full_size()
    python = SERVE_PYTHON if SERVE_PYTHON.exists() else Path(sys.executable)
    imports = [run_seconds(python, "import gradio") for _ in range(3)]
    command = (
        "import sys; from pneumonia.classifier import Classifier; Classifier.load().predict(sys.stdin.buffer.read())"
    )
    alone = [run_seconds(python, command, film) for _ in range(3)]
    answers, peak = [], 0.0
    for _ in range(3):
        seconds, megabytes = app_seconds(python, film)
        answers.append(seconds)
        peak = max(peak, megabytes)
    extra = statistics.median(answers) - statistics.median(imports)
    fact("start: `import gradio` alone", f"{statistics.median(imports):.2f} s")
    fact("start: a Python process to its first report, without Gradio", f"{statistics.median(alone):.2f} s")
    fact("start: `app.py` to its first answer over HTTP", f"{statistics.median(answers):.2f} s")
    fact("start: of that, beyond Gradio's own import", f"{extra:.2f} s")
    fact("memory: peak of the app after 50 answers", f"{peak:.0f} MB")
    environment = SERVE_PYTHON.parents[1]
    if environment.exists():
        size = sum(path.lstat().st_size for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
        fact("size: what `space/requirements.txt` installs, on disk", f"{size / 1e6:.0f} MB")


def run_seconds(python: Path, code: str, stdin: bytes = b"") -> float:
    started = time.perf_counter()
    subprocess.run([python, "-c", code], cwd=ROOT, input=stdin, check=True, capture_output=True)
    return time.perf_counter() - started


def app_seconds(python: Path, film: bytes) -> tuple[float, float]:
    """Start the app, ask until it answers, ask 49 times more; seconds to the first answer and peak memory in MB."""
    port = 17861
    environment = os.environ | {"GRADIO_SERVER_PORT": str(port), "PNEUMONIA_MODEL": ""}
    started = time.perf_counter()
    app = subprocess.Popen([python, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}/gradio_api"
        while True:
            try:
                ask(base, film)
                break
            except OSError:
                if time.perf_counter() - started > 120:
                    raise
                time.sleep(0.02)
        seconds = time.perf_counter() - started
        for _ in range(49):
            ask(base, film)
        status = Path(f"/proc/{app.pid}/status").read_text()
        peak = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    finally:
        app.terminate()
        app.wait()
    return seconds, peak


def ask(base: str, film: bytes) -> dict[str, Any]:
    """Upload a film and read its report, as a client without any library does."""
    boundary = "pneumonia"
    body = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="film.jpeg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        + film
        + f"\r\n--{boundary}--\r\n".encode()
    )
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    path = json.loads(fetch(f"{base}/upload", body, kind))[0]
    question = {"image": {"path": path, "meta": {"_type": "gradio.FileData"}}}
    event = json.loads(
        fetch(f"{base}/call/v2/predict", json.dumps(question).encode(), {"Content-Type": "application/json"})
    )
    stream = fetch(f"{base}/call/predict/{event['event_id']}").decode()
    report = json.loads(stream.split("event: complete\ndata: ")[1].split("\n")[0])[0]
    if report["label"] is None:
        raise RuntimeError(f"expected a judged film, received {report}")
    return dict(report)


def fetch(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=60) as response:
        return bytes(response.read())
