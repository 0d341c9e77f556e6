"""Cascading randomisation on the released graph: what is permuted, in which order, and what it does to the maps."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from scipy.stats import spearmanr

from pneumonia.evaluation import graph
from pneumonia.evaluation.randomise import cascade, permute, rank_correlation
from pneumonia.image import read_image, to_input
from pneumonia.models.compact import STAGES

RANDOM = np.random.default_rng(5)


@pytest.fixture
def model(release: Path) -> onnx.ModelProto:
    return graph.load(release / "model.onnx")


def test_the_rank_correlation_is_spearmans() -> None:
    first, second = RANDOM.normal(size=(2, 6, 12, 12)).round(1)  # rounded, so that there are ties
    expected = [spearmanr(a.ravel(), b.ravel()).statistic for a, b in zip(first, second, strict=True)]
    assert rank_correlation(first, second) == pytest.approx(np.mean(expected))
    assert rank_correlation(first, np.exp(first)) == pytest.approx(1)
    assert rank_correlation(first, -first) == pytest.approx(-1)
    assert rank_correlation(first, np.zeros_like(first)) == 0


def test_every_weight_of_the_network_is_in_one_layer(model: onnx.ModelProto) -> None:
    layers = graph.layers(model)
    # A stem, two convolutions a block and one per shortcut that projects, a dense layer.
    assert len(layers) == 1 + 2 * sum(blocks for *_, blocks in STAGES) + len(STAGES) + 1
    assert [layer.name for layer in layers][:: len(layers) - 1] == ["stem_conv", "logit"]
    assert len({layer.name for layer in layers}) == len(layers)
    names = [name for layer in layers for name in layer.weights]
    assert len(names) == len(set(names))
    kernels = [node.input[1] for node in model.graph.node if node.op_type == "Conv"]
    assert set(kernels) < set(names)
    # What standardises the film, the bias of the logit and the sums over positions are no layer's.
    constants = graph.weights(model)
    assert all(constants[name].size <= 4 for name in set(constants) - set(names))


def test_only_one_layers_weights_change_and_keep_their_values(model: onnx.ModelProto) -> None:
    before, layer = graph.weights(model), graph.layers(model)[7]
    permute(model, layer, np.random.default_rng(0))
    after = graph.weights(model)
    for name, values in before.items():
        assert np.array_equal(values, after[name]) != (name in layer.weights), name
        assert np.array_equal(np.sort(values, axis=None), np.sort(after[name], axis=None)), name


def test_the_maps_follow_the_weights(model: onnx.ModelProto, shared_data: Path) -> None:
    """With the logit's weights permuted much of the map's shape is left, with all of them permuted far less."""
    files = sorted(shared_data.glob("originals/*/*"))[::8]
    films = np.stack([to_input(read_image(file).pixels, 192) for file in files])
    weights = graph.weights(model)
    found = cascade(model, films, draws=1)
    assert [row["layer"] for row in found] == [layer.name for layer in graph.layers(model)[::-1]]
    assert all(-1 <= row[kind] <= 1 for row in found for kind in ("signed", "absolute"))
    assert found[-1]["absolute"] < found[0]["absolute"] - 0.1
    assert all(abs(row["signed"]) < 0.6 for row in found)
    assert all(np.array_equal(values, weights[name]) for name, values in graph.weights(model).items())
