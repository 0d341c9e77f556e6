"""The serving graph taken apart: what lies before and after its Grad-CAM feature map, and its weights layer by layer.

For measurements on ``model.onnx`` alone (:mod:`pneumonia.evaluation.trust`): a released bundle need not carry the Keras
model.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnx.utils import Extractor

from pneumonia.classifier import BATCH
from pneumonia.errors import BundleCorrupt

#: What multiplies by a kernel; its second input is the kernel.
KERNELS = ("Conv", "MatMul", "Gemm")


@dataclass(frozen=True)
class Layer:
    """A convolution or dense layer, by its Keras name where the graph kept that, and the names of its weights.

    Batch normalisation belongs to the layer before it, as far as export has not folded it into that layer's kernel.
    """

    name: str
    weights: list[str]


def load(path: Path) -> onnx.ModelProto:
    """The graph with the shapes of what is computed on the way, which files do not store."""
    return onnx.shape_inference.infer_shapes(onnx.load(path))


def feature_map(model: onnx.ModelProto) -> str:
    """The name of the map (n, c, h, w) that Grad-CAM explains: what the output ``features`` is the mean of."""
    makers = {name: node for node in model.graph.node for name in node.output}
    name = "features"
    while name in makers:
        node, name = makers[name], makers[name].input[0]
        if node.op_type == "GlobalAveragePool":
            return str(name)
    raise BundleCorrupt("Expected a graph whose output 'features' is a mean over positions; export the model again.")


def part(model: onnx.ModelProto, start: str, end: str) -> onnx.ModelProto:
    """All that lies between two values, as a graph of its own."""
    return Extractor(model).extract_model([start], [end])


def run(model: onnx.ModelProto, values: np.ndarray) -> np.ndarray:
    """The only output of a graph of one input, n values in and out, in chunks."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    chunks = [session.run(None, {name: values[start : start + BATCH]})[0] for start in range(0, len(values), BATCH)]
    return np.concatenate(chunks)


def weights(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every constant of the graph, by name."""
    return {constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer}


def layers(model: onnx.ModelProto) -> list[Layer]:
    """The layers between image and logit, the first first."""
    known = weights(model)
    found: list[Layer] = []
    for node in part(model, "image", "logit").graph.node:
        # A single number is no weight: it is part of how the film is standardised.
        own = [
            name for name in node.input if name in known and known[name].dtype == np.float32 and known[name].size > 1
        ]
        if node.op_type in KERNELS and node.input[1] in own:
            found.append(Layer(_keras_name(node) or f"{node.op_type} {len(found) + 1}", own))
        elif own and found:
            found[-1].weights.extend(own)
    return found


def _keras_name(node: onnx.NodeProto) -> str:
    """Export leaves paths like ``serving_model_1/functional_1/stem_conv_1/convolution`` on outputs or weights."""
    named = re.search(r"/functional\w*/(\w+?)(_\d+)?/", " ".join([*node.output, *node.input[1:]]))
    return named[1] if named else ""
