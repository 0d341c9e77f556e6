"""From a trained Keras model to the ONNX graph that serves: logit, signed Grad-CAM map and features in one pass.

Grad-CAM (Selvaraju et al. 2017, equations 1 and 2) weighs each channel of a feature map by the mean gradient of the
logit over all positions, and sums. Autodiff is not needed for that: between the feature map and the logit lies a short
chain of layers, and each kind of layer has a few lines below that take the gradient from its output to its input. The
result is ordinary tensor algebra, so it is exported together with the forward pass and costs next to nothing to serve.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import keras
import numpy as np
from keras import layers, ops

from pneumonia.errors import BundleCorrupt, TrainingError
from pneumonia.files import write_beside
from pneumonia.models import Architecture, architecture
from pneumonia.models.normalization import FusedBatchNormalization
from pneumonia.training.hardware import layers_in

#: ONNX operator set; 17 is read by every ONNX Runtime and onnxruntime-web since 2022.
OPSET = 17


class ServingModel(keras.Model):  # type: ignore[misc]
    """Grey images (n, size, size, 1) uint8 to a dictionary of float32 arrays.

    ``logit`` (n,), ``cam`` (n, h, w) in logit units: positive where the image speaks for PNEUMONIA, negative where it
    speaks for NORMAL, ``features`` (n, c), the mean over positions of the explained feature map.
    """

    def __init__(self, model: keras.Model, gradcam_layer: str) -> None:
        super().__init__()
        self.head = head(model, gradcam_layer)
        self.trunk = keras.Model(model.input, [model.get_layer(gradcam_layer).output, *(x.output for x in self.head)])

    def call(self, image: Any) -> dict[str, Any]:
        maps, *outputs = self.trunk(ops.cast(image, "float32"))
        weights = channel_weights(self.head, maps, outputs)  # (n, 1, 1, c)
        return {
            "logit": outputs[-1][:, 0],
            "cam": ops.sum(weights * maps, axis=-1),
            "features": ops.mean(maps, axis=(1, 2)),
        }


def head(model: keras.Model, gradcam_layer: str) -> list[layers.Layer]:
    """The chain of layers from the explained feature map (exclusive) to the logit, in forward order."""
    names = [layer.name for layer in model.layers]
    chain = model.layers[names.index(gradcam_layer) + 1 :]
    unknown = sorted({type(layer).__name__ for layer in chain} - {kind.__name__ for kind in BACKWARD})
    if unknown:
        known = ", ".join(kind.__name__ for kind in BACKWARD)
        raise TrainingError(f"The head of {model.name} has {', '.join(unknown)}; Grad-CAM can explain {known}.")
    return list(chain)


def channel_weights(chain: list[layers.Layer], maps: Any, outputs: list[Any]) -> Any:
    """Grad-CAM's alpha (n, 1, 1, c): the mean over positions of d logit / d maps, by hand through ``chain``."""
    gradient = ops.ones_like(outputs[-1])
    inputs = [maps, *outputs[:-1]]
    below = [None, *chain[:-1]]
    for layer, under, before, after in reversed(list(zip(chain, below, inputs, outputs, strict=True))):
        if isinstance(layer, layers.Dense) and isinstance(under, layers.Flatten):
            gradient = _dense_over_positions(layer, under, after, gradient)
        else:
            gradient = BACKWARD[type(layer)](layer, before, after, gradient)
    height, width = maps.shape[1:3]
    return ops.sum(gradient, axis=(1, 2), keepdims=True) / (height * width)


# Each takes a layer, its input, its output and d logit / d output, and returns d logit / d input.


def _dense(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    # The kernel stands as it is: transposed, it would be folded into a second copy (103 MB for the baseline).
    return ops.transpose(ops.matmul(layer.kernel, ops.transpose(_activation(layer, after, gradient))))


def _dense_over_positions(layer: Any, flatten: Any, after: Any, gradient: Any) -> Any:
    """Through a dense layer on flattened maps, summed over positions at once (Grad-CAM needs no more): (n, 1, 1, c).

    The sum moves to the kernel, where it is a constant, and the large kernel is read once per image instead of twice:
    25,690,112 multiply-adds and 103 MB less for the baseline.
    """
    _, height, width, channels = flatten.input.shape
    kernel = ops.sum(ops.reshape(layer.kernel, (height * width, channels, -1)), axis=0)  # (c, units)
    summed = ops.matmul(_activation(layer, after, gradient), ops.transpose(kernel))
    return summed[:, None, None, :]


def _activation(layer: Any, after: Any, gradient: Any) -> Any:
    if layer.activation is keras.activations.linear:
        return gradient
    return gradient * ops.cast(after > 0, "float32")  # ReLU


def _batch_normalization(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    return gradient * (layer.gamma / ops.sqrt(layer.moving_variance + layer.epsilon))


def _same(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    return gradient


def _flatten(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    if len(gradient.shape) == 4:  # the dense layer above has taken it here already
        return gradient
    return ops.reshape(gradient, (-1, *before.shape[1:]))


def _pool(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    """Pooling hands each output's gradient to positions of its own window, so the sum over positions, which is all
    that Grad-CAM needs, stays the same; which position won does not matter. Kept as a map of one position.
    """
    return ops.sum(gradient, axis=(1, 2), keepdims=True)


def _global_average(layer: Any, before: Any, after: Any, gradient: Any) -> Any:
    return gradient[:, None, None, :]  # the sum over positions of gradient / (h w)


BACKWARD: dict[type[layers.Layer], Callable[[Any, Any, Any, Any], Any]] = {
    layers.Dense: _dense,
    layers.BatchNormalization: _batch_normalization,
    FusedBatchNormalization: _batch_normalization,
    layers.Dropout: _same,
    layers.Flatten: _flatten,
    layers.MaxPooling2D: _pool,
    layers.AveragePooling2D: _pool,
    layers.GlobalAveragePooling2D: _global_average,
}


def to_float32(model: keras.Model, network: Architecture) -> keras.Model:
    """The same weights in float32: what was trained in mixed precision is served, and fine-tuned, in full."""
    with layers_in("float32"):
        copy = network.build()
    copy.set_weights(model.get_weights())
    return copy


def export_onnx(model: keras.Model, network: Architecture, path: Path) -> None:
    """Write ``model`` (float32) as the serving graph; its input ``image`` is (n, size, size, 1) uint8.

    Only Keras' TensorFlow backend names the graph's outputs, so a model trained on another one is handed, as the
    backend-independent file that Keras writes, to a process that has it.
    """
    if keras.backend.backend() != "tensorflow":
        _export_elsewhere(model, network, path)
        return
    serving = ServingModel(model, network.gradcam_layer)
    serving(ops.zeros((1, network.size, network.size, 1), "uint8"))  # Keras exports only what was called once
    signature = [keras.InputSpec(shape=(None, network.size, network.size, 1), dtype="uint8", name="image")]
    with write_beside(path) as temporary, redirect_stdout(io.StringIO()):
        serving.export(temporary, format="onnx", input_signature=signature, opset_version=OPSET, verbose=False)


def keras_logits(path: Path, inputs: np.ndarray) -> np.ndarray:
    """What a saved Keras model answers: (n, size, size) uint8 to logits (n,). No code inside the file is run.

    Raises :class:`~pneumonia.errors.BundleCorrupt` for a file that brings code, or is no model.
    """
    try:
        model = keras.models.load_model(path, safe_mode=True, compile=False)
    except (ValueError, TypeError, KeyError, OSError, BadZipFile) as error:
        raise BundleCorrupt(
            f"{path.name} is no Keras model, or one that brings code, which is never run. Export the bundle again."
        ) from error
    return np.asarray(model.predict(inputs[..., np.newaxis], verbose=0), dtype=np.float32)[:, 0]


def _export_elsewhere(model: keras.Model, network: Architecture, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "model.keras")
        model.save(source)
        # The graph is made on the CPU: the GPU's memory may still be the trainer's.
        environment = os.environ | {"KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": ""}
        command = [sys.executable, "-m", "pneumonia.training.export", network.name, str(network.size)]
        command += [str(source), str(path.resolve())]
        root = Path(__file__).parents[2]  # where the package is, wherever training was started from
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TrainingError(f"The ONNX export, which needs TensorFlow, failed: {done.stderr.strip()[-500:]}")


if __name__ == "__main__":
    name, size, keras_model, onnx_model = sys.argv[1:]
    network = architecture(name, int(size))
    export_onnx(keras.models.load_model(keras_model, safe_mode=True), network, Path(onnx_model))
