"""The default network: a small residual network with global average pooling.

Basic residual blocks (He et al., "Deep Residual Learning", CVPR 2016, figure 5 left) whose shortcuts average before
they project (He et al., "Bag of Tricks", CVPR 2019, figure 2c, ResNet-D), so that a shift by a pixel changes little.
The last stage keeps the resolution of the one before, which makes the Grad-CAM map 12x12 at 192 pixels. With global
average pooling and one dense layer, Grad-CAM's weights are the dense weights (Selvaraju et al. 2017, appendix A).
"""

from typing import Any

import keras
from keras import layers, ops

from pneumonia.models.normalization import FusedBatchNormalization

SIZE = 192
STEM = 24
#: (filters, stride of the first block, blocks)
STAGES = ((32, 2, 2), (64, 2, 2), (128, 2, 2), (256, 1, 1))
GRADCAM_LAYER = "stage4_block1"


@keras.saving.register_keras_serializable("pneumonia")
class StandardizeFilm(layers.Layer):  # type: ignore[misc]
    """Per image: subtract the mean and divide by the standard deviation of the film, not of its black margins.

    Nearly black pixels (below ``DARK`` of 255) count in proportion to their grey value, so a black border or collimated
    corner does not shift the exposure of the lungs. The result is clipped to +-3 standard deviations: what is painted
    on a film (markers, white frames) stays bounded.
    """

    DARK = 24.0
    LIMIT = 3.0

    def __init__(self, **kwargs: Any) -> None:
        # Sums over 36,864 pixels (192 x 192) need float32 under mixed precision too.
        super().__init__(**({"dtype": "float32"} | kwargs))

    def call(self, image: Any) -> Any:
        # Without the last axis: over an axis of one, ONNX Runtime combines picture and constant value by value, and the
        # whole network takes 1.3 times as long.
        film = ops.squeeze(image, axis=-1)  # (n, h, w)
        weight = ops.clip(film / self.DARK, 1e-3, 1.0)
        total = _sum(weight)
        mean = _sum(weight * film) / total
        variance = _sum(weight * ops.square(film - mean)) / total
        standard = ops.clip((film - mean) / ops.sqrt(variance + 1.0), -self.LIMIT, self.LIMIT)
        return ops.expand_dims(standard, axis=-1)  # (n, h, w, 1)


def _sum(image: Any) -> Any:
    """Over rows, then columns: in one step ONNX Runtime adds all pixels of a single image one by one, off by 5e-5."""
    return ops.sum(ops.sum(image, axis=2, keepdims=True), axis=1, keepdims=True)


def build(size: int | None = SIZE) -> keras.Model:
    """Grey images (n, size, size, 1) in [0, 255] to logits (n, 1); the weights are the same for every size."""
    image = keras.Input((size, size, 1), name="image")
    x = StandardizeFilm(name="standardize")(image)
    x = _conv(x, STEM, stride=2, name="stem")
    x = layers.ReLU(name="stem_relu")(x)
    for stage, (filters, stride, blocks) in enumerate(STAGES, start=1):
        for block in range(1, blocks + 1):
            x = _block(x, filters, stride if block == 1 else 1, name=f"stage{stage}_block{block}")
    x = layers.GlobalAveragePooling2D(name="features")(x)
    x = layers.Dropout(0.2)(x)
    logit = layers.Dense(1, dtype="float32", name="logit")(x)
    return keras.Model(image, logit, name="compact")


def _conv(x: Any, filters: int, *, name: str, kernel: int = 3, stride: int = 1) -> Any:
    x = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False, name=f"{name}_conv")(x)
    return FusedBatchNormalization(momentum=0.95, name=f"{name}_norm")(x)


def _block(x: Any, filters: int, stride: int, *, name: str) -> Any:
    shortcut = x
    if stride > 1:
        shortcut = layers.AveragePooling2D(stride, name=f"{name}_pool")(shortcut)
    if shortcut.shape[-1] != filters:
        shortcut = _conv(shortcut, filters, kernel=1, name=f"{name}_shortcut")
    x = layers.ReLU(name=f"{name}_relu")(_conv(x, filters, stride=stride, name=f"{name}_1"))
    x = _conv(x, filters, name=f"{name}_2")
    return layers.ReLU(name=name)(layers.Add(name=f"{name}_add")([x, shortcut]))
