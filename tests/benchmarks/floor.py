"""How near a report comes to the floor: its network's multiply-adds at the machine's peak, and the JPEG's decoding.

The peak is that of ONNX Runtime's own product of two float32 matrices, on as many threads as serve. All times here are
the best of many rounds: a floor is what the machine can do, not what it does while busy with something else.
"""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper, shape_inference

from pneumonia.classifier import Classifier
from tests.benchmarks import films
from tests.benchmarks.table import fact, take_turns
from tests.benchmarks.ways import Usual, both_ways

#: Sides of the matrices: one product that stays in the cores' own caches, and one that does not.
SIDES = (512, 1024)


def measure() -> None:
    for name in ("compact", "baseline"):
        with both_ways(name) as (classifier, usual):
            for size, film in films.by_size().items():
                floor(f"{name}, {size}", classifier, usual, film)


def floor(what: str, classifier: Classifier, usual: Usual, film: bytes) -> None:
    """The floor, ours and the usual way in one run, taking turns."""
    steps = [partial(classifier.predict, film), partial(usual, film), partial(decode, film), *map(product, SIDES)]
    ours, others, jpeg, *products = (min(milliseconds) for milliseconds in take_turns(*steps))
    rate = max(side**3 / best for side, best in zip(SIDES, products, strict=True))  # multiply-adds per millisecond
    count = multiply_adds(classifier.bundle.model)
    lowest = count / rate + jpeg
    fact(f"{what}: {count / 1e6:,.0f} million multiply-adds at {rate / 1e6:.0f} billion/s", f"{count / rate:.1f} ms")
    fact(f"{what}: the floor, with {jpeg:.1f} ms for the JPEG", f"{lowest:.1f} ms")
    fact(f"{what}: ours, best of all rounds", f"{ours:.1f} ms, {ours / lowest:.2f} times the floor")
    fact(f"{what}: the usual way, likewise", f"{others:.1f} ms, {others / lowest:.1f} times the floor")


def decode(film: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(film, np.uint8), cv2.IMREAD_UNCHANGED)


def product(side: int) -> Callable[[], Any]:
    """A float32 matrix product of this side, in ONNX Runtime."""
    matrix = np.random.default_rng(0).random((side, side), np.float32)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, matrix.shape) for name in ("x", "y")]
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "product", ends[:1], ends[1:], [numpy_helper.from_array(matrix, "w")])
    model = helper.make_model(graph, ir_version=10, opset_imports=[helper.make_opsetid("", 17)])
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return partial(session.run, None, {"x": matrix})


def multiply_adds(path: Path) -> int:
    """Of the convolutions and matrix products of an ONNX graph, for one image."""
    model = onnx.load(path)
    for end in model.graph.input:
        end.type.tensor_type.shape.dim[0].dim_value = 1
    graph = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    values = (*graph.input, *graph.value_info, *graph.output)
    shapes = {value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in values}
    shapes |= {weight.name: list(weight.dims) for weight in graph.initializer}
    return sum(_of_node(node, shapes) for node in graph.node if node.op_type in ("Conv", "MatMul", "Gemm"))


def _of_node(node: onnx.NodeProto, shapes: dict[str, list[int]]) -> int:
    """The values that come out, times the products that each is the sum of."""
    first, second = (shapes[name] for name in node.input[:2])
    transposed = any(attribute.name == "transA" and attribute.i for attribute in node.attribute)
    summed = math.prod(second[1:]) if node.op_type == "Conv" else first[-2 if transposed else -1]
    return math.prod(shapes[node.output[0]]) * summed
