"""Does the map depend on what was learned? Cascading randomisation of the weights, from the logit down to the image.

Adebayo et al., "Sanity Checks for Saliency Maps", NeurIPS 2018, section 3: a map that stays as it was when the layers
are randomised, one after another from the top, shows edges of the picture and not what the network knows. Maps are
compared by Spearman's rank correlation, as they are and by their absolute values.
"""

import copy
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper
from scipy.stats import rankdata

from pneumonia.evaluation import graph
from pneumonia.evaluation.autodiff import gradcam


def cascade(model: onnx.ModelProto, inputs: np.ndarray, draws: int = 3, seed: int = 0) -> list[dict[str, Any]]:
    """After each layer, the last one first: its ``layer`` and the mean rank correlations ``signed`` and ``absolute``.

    ``inputs`` are grey (n, size, size) uint8; means are over films and ``draws`` independent cascades. A layer's
    weights are permuted: random, but with the very values that training found, so that nothing dies or explodes. The
    maps are made by automatic differentiation, because the gradient inside the graph has the old weights folded into
    its constants.
    """
    original = gradcam(model, inputs)
    layers = graph.layers(model)[::-1]
    found = np.zeros((len(layers), 2))
    for draw in range(draws):
        random = np.random.default_rng([seed, draw])
        randomised = copy.deepcopy(model)
        for stage, layer in enumerate(layers):
            permute(randomised, layer, random)
            maps = gradcam(randomised, inputs)
            found[stage] += rank_correlation(original, maps), rank_correlation(np.abs(original), np.abs(maps))
    return [
        {"layer": layer.name, "signed": float(signed), "absolute": float(absolute)}
        for layer, (signed, absolute) in zip(layers, found / draws, strict=True)
    ]


def permute(model: onnx.ModelProto, layer: graph.Layer, random: np.random.Generator) -> None:
    """Put each of the layer's arrays of weights into a random order, in the graph itself."""
    for constant in model.graph.initializer:
        if constant.name in layer.weights:
            values = numpy_helper.to_array(constant)
            shuffled = random.permutation(values.ravel()).reshape(values.shape)
            constant.CopyFrom(numpy_helper.from_array(shuffled, constant.name))


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """The mean over n pairs of maps (n, h, w) of Spearman's correlation, in [-1, 1]; a map of one value has none: 0."""
    ranks = [rankdata(maps.reshape(len(maps), -1), axis=1) for maps in (first, second)]
    left, right = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    spread = np.sqrt((left**2).sum(axis=1) * (right**2).sum(axis=1))
    return float(np.mean((left * right).sum(axis=1) / np.maximum(spread, 1e-12)))
