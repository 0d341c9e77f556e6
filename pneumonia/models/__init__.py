"""The architectures, one per file, and the registry that names them.

An architecture is a function that builds a functional Keras model from grey images (n, size, size, 1) in [0, 255] to
one logit (n, 1), and the name of the layer whose output Grad-CAM explains. What lies between that layer and the logit
(the head) may use any layer that :mod:`pneumonia.export` can differentiate by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import keras

from pneumonia.errors import InvalidOption
from pneumonia.models import baseline, compact


@dataclass(frozen=True)
class Architecture:
    """How to build a network, the side of its input in pixels, and where Grad-CAM looks."""

    name: str
    build: Callable[[], keras.Model]
    size: int
    gradcam_layer: str


ARCHITECTURES = {
    "compact": Architecture("compact", compact.build, compact.SIZE, compact.GRADCAM_LAYER),
    "baseline": Architecture("baseline", baseline.build, baseline.SIZE, baseline.GRADCAM_LAYER),
}


def architecture(name: str) -> Architecture:
    """Look an architecture up by name; raises :class:`InvalidOption` with the names there are."""
    if name not in ARCHITECTURES:
        raise InvalidOption(f"Expected an architecture out of {', '.join(ARCHITECTURES)}; received {name!r}.")
    return ARCHITECTURES[name]
