"""Is this a frontal chest X-ray at all, and is it like those the model learned from?

Two descriptions of an image are compared with those of the training films: a 12x12 thumbnail (where is it bright and
dark?) and the network's own pooled features. Each is modelled by a Gaussian in its leading principal components, and
gives two distances: the Mahalanobis distance inside them (Lee et al., "A Simple Unified Framework for Detecting
Out-of-Distribution Samples", NeurIPS 2018) and the length of what they leave over. The four, as logarithms and counted
in standard deviations above held-out films, are added up.

Far out, the image is refused; further out than nearly all held-out films as they are, it gets a warning.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pneumonia.image import XRay
from pneumonia.report import ChestXRayCheck, Note

THUMBNAIL = 12
COMPONENTS = 64
#: Refused: further out than this share of held-out films under stress. Warned: than this share of them as they are.
REFUSE_QUANTILE, WARN_QUANTILE = 0.99, 0.99
#: Mean spread between the colour channels, of 255, from which on a picture is coloured: a grey film stored as colour
#: JPEG or WebP has at most 0.03 (300 training films, qualities 10 to 75), one in sepia 10.
TINTED = 3.0
#: The same for a picture of things: above it, only what looks as typical as a film itself is taken for one in colour.
COLOURFUL = 25.0
#: Standard deviations beyond held-out films up to which a thumbnail is that of an ordinary film.
ORDINARY = 2.0
#: Standard deviation of the grey levels, of 255, below which there is nothing to see: the palest of the 5,232 training
#: films has 20.
BLANK = 4.0
#: Shorter side, as a share of the network's input, below which a film is small. Measured on the 523 validation films,
#: network 192 wide: shrunk to 128 pixels, 1 % change their label at an operating point and 95 % of the probabilities
#: move by less than 0.03; at 96, by less than 0.06; at 64, 2 % and 0.14; at 48, 5 % and 0.37; at 32, 18 % and 0.80.
SMALL = 2 / 3
#: Width by height of a frontal film. The 16 training films that we have at full size lie between 1.12 and 1.73, and the
#: bounds 3.5 standard deviations of their logarithms from the mean, or further: 1 in 1,000 lies beyond, if logarithms
#: of aspects are normal. An adult's film is as narrow as an upright cassette (35 x 43 cm, 0.81); a side view, narrower.
TALL, WIDE = 0.8, 2.2


@dataclass(frozen=True, eq=False)
class Gaussian:
    """Mean (d,), leading principal axes (k, d), their standard deviations (k,), and the mean length of the rest."""

    mean: np.ndarray
    axes: np.ndarray
    deviations: np.ndarray
    rest: np.ndarray

    @classmethod
    def fit(cls, x: np.ndarray) -> "Gaussian":
        mean = x.mean(axis=0)
        _, singular, axes = np.linalg.svd(x - mean, full_matrices=False)
        axes, deviations = axes[:COMPONENTS], singular[:COMPONENTS] / np.sqrt(len(x))
        inside = (x - mean) @ axes.T
        rest = np.linalg.norm(x - mean - inside @ axes, axis=1).mean()
        return cls(mean, axes, np.maximum(deviations, 1e-6), np.maximum(rest, 1e-6))

    def distances(self, x: np.ndarray) -> np.ndarray:
        """Logarithms of the distance inside the axes and of the length of the rest: (n, d) to (n, 2)."""
        centred = x - self.mean
        inside = centred @ self.axes.T
        mahalanobis = np.square(inside / self.deviations).mean(axis=1)
        rest = np.linalg.norm(centred - inside @ self.axes, axis=1) / self.rest
        return np.log(np.stack([mahalanobis, rest], axis=1) + 1e-3)


class Typicality:
    """Judges images by the arrays that :func:`fit` made and the bundle stores."""

    def __init__(self, arrays: dict[str, np.ndarray], population: str = "") -> None:
        self._unfamiliar = Note("unfamiliar", {"population": f" ({population})" if population else ""})
        self._thumbnails = Gaussian(*(arrays[f"thumbnail_{part}"] for part in ("mean", "axes", "deviations", "rest")))
        self._features = Gaussian(*(arrays[f"feature_{part}"] for part in ("mean", "axes", "deviations", "rest")))
        self._centre, self._spread = arrays["centre"], arrays["spread"]
        self._held_out = arrays["held_out"]
        self.refuse_above, self.warn_above = float(arrays["refuse_above"]), float(arrays["warn_above"])

    def strangeness(self, inputs: np.ndarray, features: np.ndarray) -> np.ndarray:
        """Summed standard deviations beyond held-out films, 0 for the typical: (n, s, s) uint8, (n, c) to (n,)."""
        distances = _distances(self._thumbnails, self._features, inputs, features)
        return _strangeness(distances, self._centre, self._spread)

    def check(
        self, xray: XRay, model_input: np.ndarray, features: np.ndarray
    ) -> tuple[ChestXRayCheck, tuple[Note, ...]]:
        """Accept or refuse one image (size, size) uint8 with its features (c,), and say what to keep in mind."""
        thumbnail = _thumbnails(model_input[np.newaxis])
        # Of the film and of its negative, whose thumbnail is the negative of the film's.
        both = self._thumbnails.distances(np.concatenate([thumbnail, -thumbnail]))  # (2, 2)
        distances = np.concatenate([both[:1], self._features.distances(features[np.newaxis])], axis=1)  # (1, 4)
        strange = float(_strangeness(distances, self._centre, self._spread)[0])
        score = float(1.0 - np.searchsorted(self._held_out, strange, side="left") / len(self._held_out))
        reason = self._reason(xray, model_input, both, strange)
        check = ChestXRayCheck(ok=reason is None, score=score, reason=reason)
        return check, (reason,) if reason else self._warnings(xray, model_input, strange)

    def _warnings(self, xray: XRay, model_input: np.ndarray, strange: float) -> tuple[Note, ...]:
        size = {"width": xray.info.width, "height": xray.info.height}
        aspect, least = xray.info.width / xray.info.height, round(SMALL * len(model_input))
        noted = [
            (Note("negative"), xray.inverted),
            (self._unfamiliar, strange > self.warn_above),
            (Note("tinted"), xray.colour > TINTED),
            (Note("small", size | {"least": least}), min(xray.pixels.shape) < least),
            (Note("tall", size), aspect < TALL),
            (Note("wide", size), aspect > WIDE),
        ]
        return tuple(note for note, applies in noted if applies)

    def _reason(self, xray: XRay, model_input: np.ndarray, both: np.ndarray, strange: float) -> Note | None:
        if xray.colour > COLOURFUL and strange > self.warn_above:
            return Note("colour")
        _, deviation = cv2.meanStdDev(model_input)
        if float(deviation[0, 0]) < BLANK:
            return Note("blank")
        if self._looks_inverted(both):
            return Note("inverted")
        return Note("other") if strange > self.refuse_above else None

    def _looks_inverted(self, both: np.ndarray) -> bool:
        """By the thumbnails' distances (2, 2) alone, is the negative an ordinary film while the image itself is not?

        Of the 5,232 training films none is, of their negatives all but one are.
        """
        beyond = (both - self._centre[:2]) / self._spread[:2]  # (2, 2)
        return bool(beyond[1].max() < ORDINARY < beyond[0].max())


def fit(
    train: tuple[np.ndarray, np.ndarray], held_out: tuple[np.ndarray, np.ndarray], plain: int
) -> dict[str, np.ndarray]:
    """Statistics for :class:`Typicality` from (inputs (n, s, s) uint8, features (n, c)) of training and held-out films.

    The first ``plain`` held-out images are as they are, the others under stress.
    """
    gaussians = {"thumbnail": Gaussian.fit(_thumbnails(train[0])), "feature": Gaussian.fit(train[1].astype(np.float64))}
    distances = _distances(gaussians["thumbnail"], gaussians["feature"], *held_out)
    centre, spread = distances.mean(axis=0), distances.std(axis=0)
    strange = _strangeness(distances, centre, spread)
    arrays = {f"{name}_{part}": array for name, gaussian in gaussians.items() for part, array in vars(gaussian).items()}
    arrays |= {
        "centre": centre,
        "spread": spread,
        "held_out": np.sort(strange),
        "refuse_above": np.quantile(strange, REFUSE_QUANTILE),
        "warn_above": np.quantile(strange[:plain], WARN_QUANTILE),
    }
    return {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}


def _distances(thumbnails: Gaussian, maps: Gaussian, inputs: np.ndarray, features: np.ndarray) -> np.ndarray:
    return np.concatenate([thumbnails.distances(_thumbnails(inputs)), maps.distances(features)], axis=1)  # (n, 4)


def _strangeness(distances: np.ndarray, centre: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Only what lies beyond the average counts: being extremely ordinary in one respect excuses nothing."""
    return np.asarray(np.maximum((distances - centre) / spread, 0.0).sum(axis=1))


def _thumbnails(inputs: np.ndarray) -> np.ndarray:
    """(n, s, s) uint8 to (n, 144), each with mean 0 and deviation about 1, so that exposure does not matter."""
    small = [cv2.resize(image, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA) for image in inputs]
    flat = np.stack(small).reshape(len(inputs), -1).astype(np.float64)
    return np.asarray((flat - flat.mean(axis=1, keepdims=True)) / (flat.std(axis=1, keepdims=True) + BLANK))
