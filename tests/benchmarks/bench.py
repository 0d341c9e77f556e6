"""``make bench``: how fast a report with Grad-CAM is, against the usual way, in one run on one machine.

The usual way is what demos on the Hub do per request: Pillow, Keras ``predict()`` for the answer, then an eager
``GradientTape`` for the map. Both ways see the same bytes of a full-size X-ray and networks of the same architecture;
they take turns, so that whatever else the machine does falls on both alike. Only ratios carry over to other machines.
"""

import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from PIL import Image

from pneumonia import bundle, typical
from pneumonia.classifier import Classifier
from pneumonia.explain import overlay
from pneumonia.export import export_onnx
from pneumonia.image import read_image, to_input
from pneumonia.models import Architecture, architecture

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PNEUMONIA_SHARED", ROOT.parent / "shared")) / "data"
SERVE_PYTHON = ROOT / ".venv-serve" / "bin" / "python"
ROUNDS = 40


def main() -> None:
    """Print one Markdown table."""
    film = next(iter(sorted(SHARED.glob("originals/*/*")))).read_bytes()
    small = next(iter(sorted(SHARED.glob("chest_xray/test/*/*")))).read_bytes()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | median | p95 | against the usual way |\n|---|---|---|---|")
    for name in ("compact", "baseline"):
        latency(architecture(name), {"full-size film": film, "224 x 224 film": small})
    stages(film)
    throughput()
    start(film)


def latency(network: Architecture, films: dict[str, bytes]) -> None:
    """Bytes to report with Grad-CAM map, ours and the usual way, taking turns."""
    keras.utils.set_random_seed(0)
    model = network.build()
    with tempfile.TemporaryDirectory() as folder:
        classifier = Classifier(untrained_bundle(model, network, Path(folder)))
        usual = usual_way(model, network)
        for size, film in films.items():
            ours_ms, usual_ms = take_turns(partial(classifier.predict, film), partial(usual, film))
            ratio = statistics.median(usual_ms) / statistics.median(ours_ms)
            row(f"{network.name}, {size}: bytes to report with Grad-CAM", ours_ms, f"{ratio:.1f} times faster")
            row(f"{network.name}, {size}: the usual way", usual_ms, "1")


def usual_way(model: keras.Model, network: Architecture) -> Callable[[bytes], Any]:
    import tensorflow as tf

    both = keras.Model(model.input, [model.get_layer(network.gradcam_layer).output, model.output])

    def read(content: bytes) -> tuple[Any, Any]:
        picture = Image.open(io.BytesIO(content)).convert("L").resize((network.size, network.size))
        x = np.asarray(picture, dtype=np.float32)[np.newaxis, ..., np.newaxis]
        answer = model.predict(x, verbose=0)
        with tf.GradientTape() as tape:
            maps, logit = both(x, training=False)
            total = tf.reduce_sum(logit)
        weights = tf.reduce_mean(tape.gradient(total, maps), axis=(1, 2), keepdims=True)
        return answer, tf.reduce_sum(weights * maps, axis=-1).numpy()

    return read


def untrained_bundle(model: keras.Model, network: Architecture, folder: Path) -> bundle.Bundle:
    """A complete bundle around random weights: speed does not depend on what a network has learned."""
    export_onnx(model, network, folder / bundle.MODEL)
    rng = np.random.default_rng(0)
    inputs = rng.integers(0, 256, (200, network.size, network.size), dtype=np.uint8)
    features = rng.normal(size=(200, 256))
    info = {
        "id": "benchmark",
        "architecture": {"name": network.name},
        "input": {"size": network.size},
        "labels": ["NORMAL", "PNEUMONIA"],
        "calibration": {"temperature": 1.0, "offset": 0.0},
        "operating_points": {"balanced": 0.5},
        "default": "balanced",
    }
    bundle.save(folder, info, {}, typical.fit((inputs, features), (inputs, features), plain=100))
    return bundle.load(folder)


def stages(film: bytes) -> None:
    """Where the time of the embedded model goes."""
    classifier = Classifier.load()
    xray = read_image(film)
    inputs = to_input(xray.pixels, classifier.size)[np.newaxis]
    prediction = classifier.predict(film)
    for name, step in {
        f"decode {xray.info.width} x {xray.info.height} JPEG": lambda: read_image(film),
        "resize to the model's input": lambda: to_input(xray.pixels, classifier.size),
        "network with Grad-CAM and features": lambda: classifier.network.run(inputs),
        "draw the overlay (not part of a report)": lambda: overlay(xray.pixels, prediction.cam),
    }.items():
        row(f"stage: {name}", timed(step), "")


def throughput() -> None:
    """Images per second of ``predict_batch`` on the official test images, 224 x 224."""
    files = sorted(SHARED.glob("chest_xray/test/*/*"))
    sources: list[Any] = [file.read_bytes() for file in files]
    classifier = Classifier.load()
    classifier.predict_batch(sources[:32])
    started = time.perf_counter()
    classifier.predict_batch(sources)
    rate = len(sources) / (time.perf_counter() - started)
    print(f"| batch: {len(sources)} images of 224 x 224 | {rate:.0f} images/s | | |")


def start(film: bytes) -> None:
    """The served app in the environment that `make run` makes: seconds to the first answer, and memory."""
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
    print(f"| start: `import gradio` alone | {statistics.median(imports):.2f} s | | |")
    print(f"| start: a Python process to its first report, without Gradio | {statistics.median(alone):.2f} s | | |")
    print(f"| start: `app.py` to its first answer over HTTP | {statistics.median(answers):.2f} s | | |")
    print(f"| start: of that, beyond Gradio's own import | {extra:.2f} s | | |")
    print(f"| memory: peak of the app after 50 answers | {peak:.0f} MB | | |")
    environment = SERVE_PYTHON.parents[1]
    if environment.exists():
        size = sum(path.lstat().st_size for path in environment.rglob("*") if path.is_file() and not path.is_symlink())
        print(f"| size: what `space/requirements.txt` installs, on disk | {size / 1e6:.0f} MB | | |")


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


def take_turns(ours: Callable[[], Any], usual: Callable[[], Any]) -> tuple[list[float], list[float]]:
    for warm_up in (ours, usual, ours, usual):
        warm_up()
    rounds = [(rested(ours), rested(usual)) for _ in range(ROUNDS)]
    return [a for a, _ in rounds], [b for _, b in rounds]


def rested(step: Callable[[], Any]) -> float:
    """Milliseconds of one call, after the threads of the other way have stopped waiting for more work."""
    time.sleep(0.05)
    return timed(step, 1)[0]


def timed(step: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        step()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def row(what: str, milliseconds: list[float], ratio: str) -> None:
    p95 = float(np.percentile(milliseconds, 95))
    print(f"| {what} | {statistics.median(milliseconds):.1f} ms | {p95:.1f} ms | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
    print(f"\nPeak memory of this benchmark itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
