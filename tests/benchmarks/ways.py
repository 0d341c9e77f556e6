"""The two ways that are compared, for one architecture: ours, and what demos on the Hub do per request."""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image

from pneumonia import bundle, typical
from pneumonia.classifier import Classifier
from pneumonia.models import Architecture, architecture
from pneumonia.training.export import export_onnx

Usual = Callable[[bytes], Any]


@contextmanager
def both_ways(name: str) -> Iterator[tuple[Classifier, Usual]]:
    """Ours and the usual way of reading a film: the embedded model where it has this architecture, else random weights.

    Speed does not depend on what a network has learned.
    """
    keras.utils.set_random_seed(0)
    network = architecture(name)
    model = network.build()
    embedded = Classifier.load()
    with tempfile.TemporaryDirectory() as folder:
        known = embedded.model.architecture == name
        ours = embedded if known else Classifier(untrained_bundle(model, network, Path(folder)))
        yield ours, usual_way(model, network)


def usual_way(model: keras.Model, network: Architecture) -> Usual:
    """Pillow, Keras ``predict()`` for the answer, then an eager ``GradientTape`` for the map."""
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
    """A complete bundle around random weights."""
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
