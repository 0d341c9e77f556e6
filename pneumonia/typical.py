"""Is this a frontal chest X-ray at all, and is it like those the model learned from?

Four descriptions of an image are compared with those of the training films: a 12x12 thumbnail (where is it bright and
dark?), its edges (where do they run, and which way?), the network's own pooled features, and texture (how strong are
structures of which size?). Margins and even corners are left out, but for the features, which see what the network
sees. Each description is modelled by a Gaussian in its leading principal components, and gives two distances: the
Mahalanobis distance inside them (Lee et al., "A Simple Unified Framework for Detecting Out-of-Distribution Samples",
NeurIPS 2018) and the length of what they leave over. All eight are logarithms, counted in standard deviations above
held-out films. Two measures are made of them:

- coarse: all that lies above the average, added up, with the features' half as much. Far out, the image is refused.
- fine: what edges leave over, and texture inside its axes. A film of another kind of patient or of another hospital is
  bright and dark in the same places, but has edges that no training film has, and the texture of another machine.
  Further out than nearly all held-out films, it is judged with a warning.

Which distances make up a measure, and the shares below, were chosen by held-out films, by the tuned kinds of strangers
(:mod:`pneumonia.evaluation.out_of_distribution`) and by eight films of adults. The shares of test films and of the
kinds kept out decided on none of them, but were seen whenever a measure had been changed, and some changes were made
for films that are turned or have margins after test films had shown the need: these shares are not blind.
"""

import cv2
import numpy as np

from pneumonia.descriptions import BLANK, edges, textures, thumbnails, without_margins
from pneumonia.gaussian import Gaussian
from pneumonia.image import XRay
from pneumonia.report import ChestXRayCheck, Note

#: Refused: further out, coarsely, than this share of held-out films under stress.
REFUSE_QUANTILE = 0.996
#: Refused if coloured: further out, coarsely, than this share of held-out films as they are.
COLOUR_QUANTILE = 0.99
#: Warned: further out, finely, than this share of held-out films as they are. Fewer than the 5 % of films that may be
#: warned about, because of films whose numbers no training film is near up to twice as many are (six runs of numbers,
#: each held out: 2 to 6 %).
WARN_QUANTILE = 0.97
#: Mean spread between the colour channels, of 255, from which on a picture is coloured: a grey film stored as colour
#: JPEG or WebP has at most 0.03 (300 training films, qualities 10 to 75), one in sepia 10.
TINTED = 3.0
#: The same for a picture of things: above it, only what looks as typical as a film itself is taken for one in colour.
COLOURFUL = 25.0
#: Standard deviations beyond held-out films up to which a thumbnail is that of an ordinary film.
ORDINARY = 2.0
#: Shorter side, as a share of the network's input, below which a film is small. Measured on the 523 validation films,
#: network 192 wide: shrunk to 128 pixels, 1 % change their label at an operating point and 95 % of the probabilities
#: move by less than 0.06; at 96, by less than 0.09; at 64, 3 % and 0.17; at 48, 6 % and 0.42; at 32, 18 % and 0.84.
SMALL = 2 / 3
#: Width by height of a frontal film. The 16 training films that we have at full size lie between 1.12 and 1.73, and the
#: bounds 3.5 standard deviations of their logarithms from the mean, or further: 1 in 1,000 lies beyond, if logarithms
#: of aspects are normal. An adult's film is as narrow as an upright cassette (35 x 43 cm, 0.81); a side view, narrower.
TALL, WIDE = 0.8, 2.2
#: The descriptions and how many principal components each has at most, in the order of their distances, two each:
#: inside the axes, and of the rest.
DESCRIPTIONS = {"thumbnail": 64, "edges": 64, "feature": 64, "texture": 16}
#: How much each of the eight distances counts in the coarse measure. Features half: an adult's film is as far out by
#: them as a photograph, and by thumbnail and edges it is not. Texture not: it tells hospitals, not things.
COARSE = (1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.0, 0.0)
#: Which of the eight distances make up the fine measure: the rest of edges, and texture inside its axes. Features have
#: no part: the better a network ignores what films of other hospitals have of their own, the less they show it.
FINE = (3, 6)


class Typicality:
    """Judges images by the arrays that :func:`fit` made and the bundle stores.

    ``population`` and ``ages`` (years: from the first on, below the second) are those of the training films' patients.
    """

    def __init__(
        self, arrays: dict[str, np.ndarray], population: str = "", ages: tuple[int, int] | None = None
    ) -> None:
        self._population, self._ages = population, ages if population else None
        self._unfamiliar = Note("unfamiliar", {"population": f" ({population})" if population else ""})
        self._gaussians = [
            Gaussian(*(arrays[f"{name}_{part}"].astype(np.float64) for part in ("mean", "axes", "deviations", "rest")))
            for name in DESCRIPTIONS
        ]
        self._centre, self._spread = arrays["centre"], arrays["spread"]
        self._held_out = arrays["held_out"]
        self.refuse_above, self.colour_above, self.warn_above = (
            float(arrays[f"{name}_above"]) for name in ("refuse", "colour", "warn")
        )

    def beyond(self, inputs: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Standard deviations above held-out films of all distances: (n, s, s) uint8, (n, c) to (n, 8)."""
        return self._beyond(_described(inputs, features))

    def _beyond(self, described: list[np.ndarray]) -> np.ndarray:
        return np.asarray((_distances(self._gaussians, described) - self._centre) / self._spread)

    def check(
        self, xray: XRay, model_input: np.ndarray, features: np.ndarray
    ) -> tuple[ChestXRayCheck, tuple[Note, ...]]:
        """Accept or refuse one image (size, size) uint8 with its features (c,), and say what to keep in mind."""
        described = _described(model_input[np.newaxis], features[np.newaxis])
        beyond = self._beyond(described)
        strange, unlike = float(coarse(beyond)[0]), float(fine(beyond)[0])
        score = float(1.0 - np.searchsorted(self._held_out, strange, side="left") / len(self._held_out))
        reason = self._reason(xray, model_input, described[0], beyond[0], strange)
        check = ChestXRayCheck(ok=reason is None, score=score, reason=reason)
        return check, (reason,) if reason else self._warnings(xray, model_input, unlike)

    def _warnings(self, xray: XRay, model_input: np.ndarray, unlike: float) -> tuple[Note, ...]:
        size = {"width": xray.info.width, "height": xray.info.height}
        aspect, least = xray.info.width / xray.info.height, round(SMALL * len(model_input))
        noted = [
            (Note("negative"), xray.inverted),
            (self._unfamiliar, unlike > self.warn_above),
            *((note, True) for note in self._of_another_age(xray.age)),
            (Note("tinted"), xray.colour > TINTED),
            (Note("small", size | {"least": least}), min(size.values()) < least),
            (Note("tall", size), aspect < TALL),
            (Note("wide", size), aspect > WIDE),
        ]
        return tuple(note for note, applies in noted if applies)

    def _of_another_age(self, age: float | None) -> tuple[Note, ...]:
        """A film may look like a child's; where the file says that it is not, no look at it helps.

        The notes give the bound and not the age, which the oldest patients can be known by.
        """
        if age is None or self._ages is None:
            return ()
        (least, below), population = self._ages, {"population": self._population}
        if age >= below:
            return (Note("older", {"below": below} | population),)
        return (Note("younger", {"least": least} | population),) if age < least else ()

    def _reason(
        self, xray: XRay, model_input: np.ndarray, thumbnail: np.ndarray, beyond: np.ndarray, strange: float
    ) -> Note | None:
        if xray.colour > COLOURFUL and strange > self.colour_above:
            return Note("colour")
        _, deviation = cv2.meanStdDev(model_input)
        if float(deviation[0, 0]) < BLANK:
            return Note("blank")
        if self._looks_inverted(thumbnail, beyond):
            return Note("inverted")
        return Note("other") if strange > self.refuse_above else None

    def _looks_inverted(self, thumbnail: np.ndarray, beyond: np.ndarray) -> bool:
        """By the thumbnails' distances alone, is the negative an ordinary film while the image itself is not?

        Of the 5,232 training films none is, of their negatives all but six are. ``thumbnail`` is (1, 144), ``beyond``
        (8,).
        """
        negative = self._gaussians[0].distances(-thumbnail)[0]  # (2,)
        of_negative = (negative - self._centre[:2]) / self._spread[:2]
        return bool(of_negative.max() < ORDINARY < beyond[:2].max())


def coarse(beyond: np.ndarray) -> np.ndarray:
    """(n, 8) to (n,), 0 for the typical: being extremely ordinary in one respect excuses nothing."""
    return np.asarray(np.maximum(beyond, 0.0) @ COARSE)


def fine(beyond: np.ndarray) -> np.ndarray:
    """(n, 8) to (n,), of either sign."""
    return np.asarray(beyond[:, FINE].sum(axis=1))


def fit(
    train: tuple[np.ndarray, np.ndarray], held_out: tuple[np.ndarray, np.ndarray], plain: int
) -> dict[str, np.ndarray]:
    """Statistics for :class:`Typicality` from (inputs (n, s, s) uint8, features (n, c)) of training and held-out films.

    The first ``plain`` held-out images are as they are, the others under stress.
    """
    gaussians = [Gaussian.fit(x, most) for x, most in zip(_described(*train), DESCRIPTIONS.values(), strict=True)]
    distances = _distances(gaussians, _described(*held_out))
    centre, spread = distances.mean(axis=0), distances.std(axis=0)
    beyond = (distances - centre) / spread
    strange, unlike = coarse(beyond), fine(beyond)
    arrays = {
        f"{name}_{part}": array
        for name, gaussian in zip(DESCRIPTIONS, gaussians, strict=True)
        for part, array in vars(gaussian).items()
    }
    arrays |= {
        "centre": centre,
        "spread": spread,
        "held_out": np.sort(strange),
        "refuse_above": np.quantile(strange, REFUSE_QUANTILE),
        "colour_above": np.quantile(strange[:plain], COLOUR_QUANTILE),
        "warn_above": np.quantile(unlike[:plain], WARN_QUANTILE),
    }
    return {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}


def _described(inputs: np.ndarray, features: np.ndarray) -> list[np.ndarray]:
    """One array (n, d) a description, in their order."""
    inside = without_margins(inputs)  # else black around a film, or in its corners, would make it unlike all others
    return [thumbnails(inside), edges(inside), features.astype(np.float64), textures(inside)]


def _distances(gaussians: list[Gaussian], described: list[np.ndarray]) -> np.ndarray:
    pairs = [gaussian.distances(x) for gaussian, x in zip(gaussians, described, strict=True)]
    return np.concatenate(pairs, axis=1)  # (n, 8)
