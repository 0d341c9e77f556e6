"""Grad-CAM by automatic differentiation of a graph; tests/test_export.py holds it to Keras' for both architectures."""

from pathlib import Path

import keras
import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from test_export import gradcam as from_keras

from pneumonia.classifier import Network
from pneumonia.errors import BundleCorrupt, TrainingError
from pneumonia.evaluation import graph
from pneumonia.evaluation.autodiff import STEPS, gradcam
from pneumonia.image import read_image, to_input
from pneumonia.models import Architecture
from pneumonia.models.normalization import FusedBatchNormalization
from pneumonia.training.export import BACKWARD, export_onnx, head


@pytest.fixture(scope="module")
def films(shared_data: Path) -> np.ndarray:
    return np.stack([to_input(read_image(file).pixels, 192) for file in sorted(shared_data.glob("originals/*/*"))[::5]])


def small() -> keras.Model:
    """Its head has every kind of layer that export can explain, but for global pooling, which the compact one has."""
    keras.utils.set_random_seed(3)
    image = x = keras.Input((16, 16, 1))
    x = keras.layers.Conv2D(4, 3, padding="same", name="maps")(keras.layers.Rescaling(1 / 255)(x))
    x = keras.layers.AveragePooling2D(2)(keras.layers.MaxPooling2D()(FusedBatchNormalization()(x)))
    x = keras.layers.Dropout(0.5)(keras.layers.Dense(5, activation="relu")(keras.layers.Flatten()(x)))
    model = keras.Model(image, keras.layers.Dense(1)(keras.layers.BatchNormalization()(x)))
    for weight in model.weights:
        weight.assign(np.random.default_rng(3).uniform(-0.5, 1.0, weight.shape) ** 2)
    return model


def test_every_kind_of_head_that_export_knows_is_differentiated(tmp_path: Path) -> None:
    model = small()
    assert {type(layer) for layer in head(model, "maps")} | {keras.layers.GlobalAveragePooling2D} == set(BACKWARD)
    export_onnx(model, Architecture("small", small, 16, "maps"), tmp_path / "model.onnx")
    noise = np.random.default_rng(0).integers(0, 256, (3, 16, 16)).astype(np.uint8)
    _, expected, _ = from_keras(model, "maps", noise[..., np.newaxis])
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(gradcam(graph.load(tmp_path / "model.onnx"), noise), expected, rtol=1e-4, atol=1e-6)


def test_it_owes_nothing_to_the_gradient_in_the_graph(release: Path, tmp_path: Path, films: np.ndarray) -> None:
    """A graph whose own map is wrong is found out."""
    model = graph.load(release / "model.onnx")
    right = gradcam(model, films)
    np.testing.assert_allclose(Network(release / "model.onnx").run(films)[1], right, rtol=1e-4, atol=1e-6)

    forward = graph.weights(graph.part(model, "image", "logit"))
    for constant in model.graph.initializer:
        values = numpy_helper.to_array(constant)
        if constant.name not in forward and values.dtype == np.float32:
            constant.CopyFrom(numpy_helper.from_array(np.float32(1.5) * values, constant.name))
    onnx.save(model, tmp_path / "wrong.onnx")
    np.testing.assert_allclose(gradcam(graph.load(tmp_path / "wrong.onnx"), films), right, rtol=1e-4, atol=1e-6)
    logits, wrong, _ = Network(tmp_path / "wrong.onnx").run(films)
    np.testing.assert_allclose(logits, Network(release / "model.onnx").run(films)[0], rtol=1e-4)
    assert np.abs(wrong - right).max() > 0.1 * np.abs(right).max()


def test_a_step_that_is_not_known_is_named(release: Path, films: np.ndarray) -> None:
    model = graph.load(release / "model.onnx")
    [last] = [node for node in model.graph.node if "logit" in node.output]
    last.op_type = "Sigmoid"
    assert "Sigmoid" not in STEPS
    with pytest.raises(TrainingError, match="The head of the graph has Sigmoid; known are Add, "):
        gradcam(model, films)


def test_a_graph_without_pooled_features_is_refused(release: Path) -> None:
    model = graph.load(release / "model.onnx")
    for node in model.graph.node:
        node.op_type = "GlobalMaxPool" if node.op_type == "GlobalAveragePool" else node.op_type
    with pytest.raises(BundleCorrupt, match="Expected a graph whose output 'features' is a mean over positions"):
        graph.feature_map(model)
