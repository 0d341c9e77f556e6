"""Grad-CAM by automatic differentiation, from the weights in the serving graph: what its own map is held against.

Selvaraju et al., "Grad-CAM", ICCV 2017, equations 1 and 2, without the ReLU. The graph up to the explained feature map
is run as it is; the head from there to the logit is run again in TensorFlow, step by step under a gradient tape, so
that nothing of the gradient that :mod:`pneumonia.training.export` wrote into the graph is used.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow as tf

from pneumonia.errors import TrainingError
from pneumonia.evaluation import graph

if keras.backend.backend() != "tensorflow":
    tf.config.set_visible_devices([], "GPU")  # its memory is the trainer's


def gradcam(model: onnx.ModelProto, inputs: np.ndarray) -> np.ndarray:
    """Grey inputs (n, size, size) uint8 to signed maps (n, h, w) float32 in logit units.

    ``model`` comes from :func:`pneumonia.evaluation.graph.load`. Raises :class:`~pneumonia.errors.TrainingError` for a
    head with a step that is not known here.
    """
    name = graph.feature_map(model)
    values = graph.run(graph.part(model, "image", name), inputs[..., np.newaxis])  # (n, c, h, w)
    with tf.device("CPU"), tf.GradientTape() as tape:  # a GPU may multiply with fewer digits
        maps = tf.constant(values)
        tape.watch(maps)
        logits = _run(graph.part(model, name, "logit"), {name: maps})
        weights = tf.reduce_mean(tape.gradient(logits, maps), axis=(2, 3), keepdims=True)
        return np.asarray(tf.reduce_sum(weights * maps, axis=1).numpy())


def _run(head: onnx.ModelProto, values: dict[str, Any]) -> Any:
    """The last value of a chain of steps, each one TensorFlow operation."""
    unknown = sorted({node.op_type for node in head.graph.node} - set(STEPS))
    if unknown:
        raise TrainingError(f"The head of the graph has {', '.join(unknown)}; known are {', '.join(STEPS)}.")
    values |= {name: tf.constant(value) for name, value in graph.weights(head).items()}
    for node in head.graph.node:
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        values[node.output[0]] = STEPS[node.op_type](*(values[name] for name in node.input), **attributes)
    return values["logit"]


def _cast(value: Any, to: int) -> Any:
    return tf.cast(value, onnx.helper.tensor_dtype_to_np_dtype(to))


def _slice(value: Any, starts: Any, ends: Any, axes: Any) -> Any:
    where = [slice(None)] * len(value.shape)
    for start, end, axis in zip(starts.numpy(), ends.numpy(), axes.numpy(), strict=True):
        where[axis] = slice(start, end)
    return value[tuple(where)]


def _pool(pool: Callable[..., Any]) -> Callable[..., Any]:
    """Unpadded pooling of maps (n, c, h, w); TensorFlow's for the CPU wants the channels last."""

    def step(value: Any, kernel_shape: list[int], strides: list[int]) -> Any:
        last = pool(tf.transpose(value, (0, 2, 3, 1)), kernel_shape, strides, "VALID")
        return tf.transpose(last, (0, 3, 1, 2))

    return step


#: ONNX operators that a head is made of, as far as our architectures need them.
STEPS: dict[str, Callable[..., Any]] = {
    "Add": tf.add,
    "AveragePool": _pool(tf.nn.avg_pool2d),
    "Cast": _cast,
    "Concat": lambda *values, axis: tf.concat(values, axis),
    "Gather": tf.gather,
    "GlobalAveragePool": lambda value: tf.reduce_mean(value, axis=(2, 3), keepdims=True),
    "MatMul": tf.matmul,
    "MaxPool": _pool(tf.nn.max_pool2d),
    "Mul": tf.multiply,
    "Relu": tf.nn.relu,
    "Reshape": tf.reshape,
    "Shape": lambda value: tf.shape(value, out_type=tf.int64),
    "Slice": _slice,
    "Squeeze": lambda value, axes: tf.squeeze(value, axes.numpy().tolist()),
    "Transpose": lambda value, perm: tf.transpose(value, perm),
}
