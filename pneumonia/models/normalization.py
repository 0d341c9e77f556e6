"""Batch normalisation in one operation on TensorFlow: Keras' own takes ten, each through all activations."""

from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("pneumonia")
class FusedBatchNormalization(layers.BatchNormalization):  # type: ignore[misc]
    """Keras' batch normalisation over the last of four axes (n, h, w, channels), faster while it trains.

    Weights, gradients and answers are the same, but for the moving variance: it is of the unbiased estimate, which is
    n / (n - 1) times as large. On other backends than TensorFlow, and outside training, it is Keras' own altogether.
    """

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if keras.backend.backend() != "tensorflow" or not (training and self.trainable):
            return super().call(inputs, training=training, mask=mask)
        from tensorflow.compat.v1 import nn  # TensorFlow 2 gives this operation no name of its own

        gamma, beta = ops.cast(self.gamma, "float32"), ops.cast(self.beta, "float32")
        outputs, *moments = nn.fused_batch_norm(inputs, gamma, beta, epsilon=self.epsilon, is_training=True)
        for moving, moment in zip((self.moving_mean, self.moving_variance), moments, strict=True):
            moving.assign(self.momentum * moving + (1.0 - self.momentum) * moment)
        return outputs
