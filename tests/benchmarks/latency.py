"""One image in one process: ours against the usual way, stage by stage, and in batches."""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image

from pneumonia import bundle, typical
from pneumonia.classifier import Classifier
from pneumonia.explain import overlay
from pneumonia.export import export_onnx
from pneumonia.image import read_image, to_input
from pneumonia.models import Architecture, architecture
from tests.benchmarks import films
from tests.benchmarks.table import fact, row, take_turns, timed


def measure() -> None:
    small, film = films.test_images()[0], films.full_size()
    for name in ("compact", "baseline"):
        latency(architecture(name), {"full-size film": film, "224 x 224 film": small})
    stages(film)
    throughput()


def latency(network: Architecture, films_by_size: dict[str, bytes]) -> None:
    """Bytes to report with Grad-CAM map, ours and the usual way, taking turns."""
    keras.utils.set_random_seed(0)
    model = network.build()
    with tempfile.TemporaryDirectory() as folder:
        classifier = Classifier(untrained_bundle(model, network, Path(folder)))
        usual = usual_way(model, network)
        for size, film in films_by_size.items():
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
    sources: list[Any] = films.test_images()
    classifier = Classifier.load()
    classifier.predict_batch(sources[:32])
    started = time.perf_counter()
    classifier.predict_batch(sources)
    rate = len(sources) / (time.perf_counter() - started)
    fact(f"batch: {len(sources)} images of 224 x 224", f"{rate:.0f} images/s")
