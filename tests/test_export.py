"""The exported graph against automatic differentiation, for every architecture, on real X-rays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import keras
import numpy as np
import onnx
import pytest
import tensorflow as tf

from pneumonia.classifier import Network
from pneumonia.errors import TrainingError
from pneumonia.evaluation import autodiff, graph
from pneumonia.image import read_image, to_input
from pneumonia.models import ARCHITECTURES, Architecture, architecture
from pneumonia.training.export import export_onnx, head


def untrained(network: Architecture) -> keras.Model:
    """Random weights, with batch statistics and offsets that are not the identity."""
    keras.utils.set_random_seed(1)
    model = network.build()
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if "moving_variance" in weight.path or "gamma" in weight.path:
            weight.assign(rng.uniform(0.7, 1.3, weight.shape))
        elif "moving_mean" in weight.path or "beta" in weight.path or "bias" in weight.path:
            weight.assign(rng.normal(0.0, 0.1, weight.shape))
    return model


def gradcam(model: keras.Model, layer: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits, signed maps and mean features the usual way, with a tape."""
    both = keras.Model(model.input, [model.get_layer(layer).output, model.output])
    with tf.GradientTape() as tape:
        maps, logits = both(tf.constant(images, tf.float32), training=False)
        total = tf.reduce_sum(logits)
    weights = tf.reduce_mean(tape.gradient(total, maps), axis=(1, 2), keepdims=True)
    return logits.numpy()[:, 0], tf.reduce_sum(weights * maps, axis=-1).numpy(), tf.reduce_mean(maps, (1, 2)).numpy()


@dataclass(frozen=True)
class Exported:
    """A Keras model, what it was made from, and the graph made from it."""

    network: Architecture
    model: keras.Model
    graph: Path


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Exported]:
    @cache
    def exported(name: str, size: int) -> Exported:
        network = replace(architecture(name), size=size)
        found = Exported(network, untrained(network), tmp_path_factory.mktemp(name) / "model.onnx")
        export_onnx(found.model, network, found.graph)
        return found

    return exported


@pytest.mark.parametrize(
    ("name", "size"),
    # Both have the same steps at any size, and the baseline at its own 103 MB of weights to write.
    [("compact", 96), ("baseline", 32), pytest.param("baseline", 224, marks=pytest.mark.slow)],
)
def test_the_graph_equals_automatic_differentiation(
    exported: Callable[[str, int], Exported], name: str, size: int, shared_data: Path
) -> None:
    made = exported(name, size)
    files = sorted(shared_data.glob("originals/*/*"))[::8]
    inputs = np.stack([to_input(read_image(file).pixels, size) for file in files])

    logits, cams, features = Network(made.graph).run(inputs)
    expected_logits, expected_cams, expected_features = gradcam(
        made.model, made.network.gradcam_layer, inputs[..., np.newaxis]
    )

    assert np.abs(expected_cams).max() > 1e-6  # else the comparison would hold for nothing
    assert np.abs(cams - expected_cams).max() / np.abs(expected_cams).max() < 1e-4
    np.testing.assert_allclose(logits, expected_logits, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(features, expected_features, rtol=1e-3, atol=1e-5)

    # The same from the graph alone, which is all that a released bundle has.
    again = autodiff.gradcam(graph.load(made.graph), inputs)
    assert np.abs(again - expected_cams).max() / np.abs(expected_cams).max() < 1e-4


def test_the_baseline_has_the_published_number_of_parameters() -> None:
    assert architecture("baseline").build().count_params() == 27_000_801


def test_the_map_is_fine_enough_to_point_at_something() -> None:
    for name, network in ARCHITECTURES.items():
        _, height, width, _ = network.build().get_layer(network.gradcam_layer).output.shape
        assert min(height, width) >= 10, name


def test_no_step_of_the_default_network_combines_a_film_value_by_value(
    exported: Callable[[str, int], Exported],
) -> None:
    """Over a last axis of one ONNX Runtime does, 20 times slower; only convolutions may have one."""
    made = exported("compact", 96)
    graph = onnx.shape_inference.infer_shapes(onnx.load(made.graph)).graph
    shapes = {value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in graph.value_info}
    combined = {
        node.output[0]: shapes[node.output[0]][1:]
        for node in graph.node
        if node.op_type in ("Add", "Sub", "Mul", "Div", "Min", "Max")
    }
    assert [96, 96] in combined.values()
    assert [96, 96, 1] not in combined.values()


def test_a_head_that_cannot_be_differentiated_by_hand_is_named() -> None:
    image = keras.Input((8, 8, 1))
    maps = keras.layers.Conv2D(4, 3, name="maps")(image)
    x = keras.layers.UnitNormalization()(keras.layers.Flatten()(maps))
    model = keras.Model(image, keras.layers.Dense(1)(x), name="strange")
    with pytest.raises(TrainingError, match="head of strange has UnitNormalization; Grad-CAM can explain Dense"):
        head(model, "maps")


def test_the_film_is_standardised_whatever_its_margin_and_exposure() -> None:
    from pneumonia.models.compact import StandardizeFilm

    film = np.random.default_rng(0).normal(130, 30, (1, 100, 100, 1)).clip(40, 220).astype("float32")
    padded = np.pad(film, ((0, 0), (20, 20), (20, 20), (0, 0)))
    layer = StandardizeFilm()
    alone, inside = np.asarray(layer(film)), np.asarray(layer(padded))[:, 20:-20, 20:-20]
    assert np.abs(alone - inside).max() < 0.05  # a black margin moves nothing
    assert np.abs(alone - np.asarray(layer(0.8 * film + 30))).max() < 0.05  # nor does exposure
