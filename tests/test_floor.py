"""The benchmark's floor: the multiply-adds that it counts in the ONNX graph are those of the Keras layers."""

import math
from pathlib import Path

import keras
import pytest

from pneumonia.models import architecture
from pneumonia.training.export import export_onnx
from tests.benchmarks.floor import multiply_adds


@pytest.mark.parametrize("name", ["compact", pytest.param("baseline", marks=pytest.mark.slow)])
def test_multiply_adds_are_those_of_the_layers_and_a_little_for_gradcam(name: str, tmp_path: Path) -> None:
    network = architecture(name)
    model = network.build()
    export_onnx(model, network, tmp_path / "model.onnx")
    positions = {layer.name: math.prod(layer.output.shape[1:-1]) for layer in model.layers}  # 1 for a dense layer
    of_layers = sum(
        positions[layer.name] * math.prod(layer.kernel.shape)
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)
    )
    assert 0 <= multiply_adds(tmp_path / "model.onnx") - of_layers < 0.001 * of_layers
