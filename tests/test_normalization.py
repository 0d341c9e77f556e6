"""Batch normalisation in one operation computes what Keras' own computes."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pneumonia.models.normalization import FusedBatchNormalization

FILMS, CHANNELS = 8, 24


def trained(kind: type[keras.layers.Layer], inputs: np.ndarray, weights: np.ndarray) -> tuple[list[Any], Any]:
    """Outputs, gradients for input, gamma and beta, and moving moments after one step; and the layer."""
    layer = kind(momentum=0.95)
    layer.build(inputs.shape)
    layer.gamma.assign(np.linspace(0.5, 2.0, CHANNELS))
    layer.beta.assign(np.linspace(-1.0, 1.0, CHANNELS))
    x = tf.Variable(inputs)
    with tf.GradientTape() as tape:
        outputs = layer(x, training=True)
        loss = tf.reduce_sum(outputs * weights)
    gradients = tape.gradient(loss, [x, layer.gamma.value, layer.beta.value])
    moving = [layer.moving_mean.numpy(), layer.moving_variance.numpy()]
    return [np.asarray(part) for part in (outputs, *gradients, *moving)], layer


def test_it_trains_as_keras_own_does() -> None:
    rng = np.random.default_rng(0)
    inputs, weights = rng.normal(1.0, 3.0, (2, FILMS, 6, 5, CHANNELS)).astype(np.float32)
    expected, _ = trained(keras.layers.BatchNormalization, inputs, weights)
    found, layer = trained(FusedBatchNormalization, inputs, weights)
    for ours, theirs in zip(found[:-1], expected[:-1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    values = inputs.size // CHANNELS
    unbiased = 0.95 + (expected[-1] - 0.95) * values / (values - 1)
    np.testing.assert_allclose(found[-1], unbiased, rtol=1e-5)
    still = layer(inputs, training=False)
    own = keras.layers.BatchNormalization.call(layer, inputs, training=False)
    np.testing.assert_array_equal(still, own)
    np.testing.assert_array_equal(layer.moving_mean, found[-2])  # outside training nothing moves


def test_it_does_not_train_where_it_is_frozen() -> None:
    layer = FusedBatchNormalization()
    inputs = np.full((FILMS, 2, 2, CHANNELS), 9.0, np.float32)
    layer(inputs)
    layer.trainable = False
    layer(inputs, training=True)
    np.testing.assert_array_equal(layer.moving_mean, 0.0)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_it_follows_the_precision_of_the_training(policy: str) -> None:
    layer = FusedBatchNormalization(dtype=keras.DTypePolicy(policy))
    outputs = layer(np.ones((FILMS, 2, 2, CHANNELS), np.float32), training=True)
    assert keras.backend.standardize_dtype(outputs.dtype) == layer.compute_dtype
    assert layer.moving_mean.dtype == "float32"
