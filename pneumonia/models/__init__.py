"""The architectures, one per file, and the registry that names them.

An architecture is a function that builds a functional Keras model from grey images (n, size, size, 1) in [0, 255] to
one logit (n, 1), and the name of the layer whose output Grad-CAM explains. What lies between that layer and the logit
(the head) may use any layer that :mod:`pneumonia.training.export` can differentiate by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import keras

from pneumonia.errors import InvalidOption
from pneumonia.models import baseline, compact


@dataclass(frozen=True)
class Architecture:
    """How to make a network for a side of its input, that side in pixels, and where Grad-CAM looks."""

    name: str
    make: Callable[[int | None], keras.Model]
    size: int
    gradcam_layer: str
    #: Does its head pool over all positions, so that the same weights read inputs of any size?
    any_size: bool = True

    def build(self, *, any_size: bool = False) -> keras.Model:
        """A new network, for inputs of its own size or of any.

        Raises :class:`InvalidOption` where the architecture has one size only.
        """
        if any_size and not self.any_size:
            raise InvalidOption(f"Expected inputs of size {self.size} alone, the only one of {self.name}.")
        return self.make(None if any_size else self.size)


#: What the sides of an input of any size must be multiples of: a network halves them four times.
STEP = 16

ARCHITECTURES = {
    "compact": Architecture("compact", compact.build, compact.SIZE, compact.GRADCAM_LAYER),
    "baseline": Architecture("baseline", baseline.build, baseline.SIZE, baseline.GRADCAM_LAYER, any_size=False),
}


def architecture(name: str, size: int = 0) -> Architecture:
    """Look an architecture up by name, and give it another side of the input than its own.

    Raises :class:`InvalidOption` with the names there are, for a size that four halvings do not divide, or where the
    architecture has one size only.
    """
    if name not in ARCHITECTURES:
        raise InvalidOption(f"Expected an architecture out of {', '.join(ARCHITECTURES)}; received {name!r}.")
    found = ARCHITECTURES[name]
    if size in (0, found.size):
        return found
    if not found.any_size:
        raise InvalidOption(f"Expected size {found.size}, the only one of {name}; received {size}.")
    if size < STEP or size % STEP:
        raise InvalidOption(f"Expected a size that is a multiple of {STEP}; received {size}.")
    return replace(found, size=size)
