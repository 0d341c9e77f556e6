"""The reference CNN: 27,000,801 parameters, four double-convolution blocks and three dense layers.

Input 224x224x1; blocks of two 3x3 convolutions with 32, 64, 128 and 256 filters (ReLU, then batch normalisation), 2x2
max pooling and dropout 0.25; flatten; dense 512 and 256 (ReLU, batch normalisation, dropout 0.5); dense 1. The sigmoid
is left to the loss and to serving, because Grad-CAM and calibration need the logit.
"""

import keras
from keras import layers

from pneumonia.models.normalization import FusedBatchNormalization

SIZE = 224
GRADCAM_LAYER = "block4_conv2"


def build(size: int | None = SIZE) -> keras.Model:
    """Grey images (n, 224, 224, 1) in [0, 255] to logits (n, 1)."""
    image = keras.Input((size, size, 1), name="image")
    x = layers.Rescaling(1 / 255)(image)
    for block, filters in enumerate((32, 64, 128, 256), start=1):
        for step in (1, 2):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"block{block}_conv{step}")(x)
            x = FusedBatchNormalization(name=f"block{block}_norm{step}")(x)
        x = layers.MaxPooling2D(name=f"block{block}_pool")(x)
        x = layers.Dropout(0.25)(x)
    x = layers.Flatten()(x)
    for units in (512, 256):
        x = layers.Dense(units, activation="relu", name=f"dense{units}")(x)
        x = layers.BatchNormalization(name=f"dense{units}_norm")(x)
        x = layers.Dropout(0.5)(x)
    logit = layers.Dense(1, dtype="float32", name="logit")(x)
    return keras.Model(image, logit, name="baseline")
