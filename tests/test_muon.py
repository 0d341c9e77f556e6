"""Kernels of convolutions move by orthogonal steps, everything else as with AdamW."""

import keras
import numpy as np
import pytest

from pneumonia.training.muon import ConvolutionMuon

RATE = 1e-2
SHAPES = {"wide": (3, 3, 4, 6), "tall": (1, 1, 5, 20), "bias": (7,), "dense": (8, 1)}


def moved(steps: int = 1, **options: float) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Variables of these shapes, all ones, before and after steps by the same random gradients; returns both."""
    rng = np.random.default_rng(0)
    gradients = [rng.normal(size=shape).astype("float32") for shape in SHAPES.values()]
    variables = [keras.Variable(np.ones(shape, "float32"), name=name) for name, shape in SHAPES.items()]
    optimizer = ConvolutionMuon(RATE, **options)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build(variables)
    for _ in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients])
    after = {v.name: keras.ops.convert_to_numpy(v) for v in variables}
    return dict(zip(SHAPES, gradients, strict=True)), after


@pytest.mark.parametrize("name", ["wide", "tall"])
@pytest.mark.parametrize("steps", [1, 3])
def test_a_kernel_moves_alike_in_every_direction(name: str, steps: int) -> None:
    """Newton and Schulz's iteration brings singular values to between 0.7 and 1.2, not to 1. The same gradient again
    and again makes the same step."""
    gradients, after = moved(steps, weight_decay=0.0)
    step = (1 - after[name]).reshape(-1, SHAPES[name][-1]) / steps
    u, values, v = np.linalg.svd(step, full_matrices=False)
    scale = RATE * 0.2 * np.sqrt(max(step.shape))  # so the mean square of its entries is AdamW's
    assert values.min() > 0.6 * scale
    assert values.max() < 1.3 * scale
    # Downhill, in the directions of the gradient: its own singular vectors, in some order.
    matrix = gradients[name].reshape(step.shape)
    own = np.linalg.svd(matrix, full_matrices=False)
    np.testing.assert_allclose(u @ v, own[0] @ own[2], atol=0.05)


def test_all_else_moves_as_with_adamw() -> None:
    gradients, after = moved(weight_decay=0.0, adam_weight_decay=0.0)
    for name in ("bias", "dense"):
        np.testing.assert_allclose(after[name], 1 - RATE * np.sign(gradients[name]), atol=1e-5)


def test_weights_decay_and_biases_do_not() -> None:
    before, after = moved(weight_decay=0.0, adam_weight_decay=0.0)[1], moved(weight_decay=0.5, adam_weight_decay=0.5)[1]
    for name in ("wide", "tall", "dense"):
        np.testing.assert_allclose(before[name] - after[name], RATE * 0.5, atol=1e-5)
    np.testing.assert_array_equal(before["bias"], after["bias"])


def test_it_is_stored_and_read_again() -> None:
    first = ConvolutionMuon(RATE, weight_decay=0.05, momentum=0.9, use_ema=True, ema_momentum=0.998)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(first))
    assert isinstance(again, ConvolutionMuon)
    assert again.get_config() == first.get_config()
