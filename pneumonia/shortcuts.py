"""What a network may read beside the lungs, and how films that borrow it from another film are made.

A film shows more than a chest: its borders, the look that a machine's software gives it, the shape that it had before
it was squeezed to a square. Where such a thing goes with the label, a network can learn it instead of the illness
(Geirhos et al., "Shortcut learning in deep neural networks", Nature Machine Intelligence 2020). :data:`SHORTCUTS` lists
those known here. Each is tested by films that borrow it from the other class, while the lungs stay their own: answers
that change then were read off the shortcut.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

# --- borders: collimation, side markers, shoulders and the scanner's black margin say which ward a film is from -------

#: How wide the transition from one film to the other is, as a share of the film's side: 7 pixels of 224. A hard edge
#: would itself tell that a film was put together.
BLEND = 1 / 32
#: Height and width of the middle that a film keeps where its borders are tested: the lungs lie within, and markers,
#: shoulders and collimation mostly without.
MIDDLE = 0.7


def framed(film: np.ndarray, frame: np.ndarray, share: float) -> np.ndarray:
    """The middle of ``film`` (h, w) uint8 inside the border of ``frame``, uint8 of any size, as (h, w) uint8.

    The middle is a rectangle as high and wide as ``share``, in (0, 1), of the film's sides; ``frame`` is stretched to
    the film's size first.
    """
    height, width = film.shape
    around = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
    weight = np.outer(_middle(height, share), _middle(width, share))  # (h, w): 1 is the film, 0 the frame
    return np.rint(around + weight * (film.astype(np.float64) - around)).astype(np.uint8)


def _middle(side: int, share: float) -> np.ndarray:
    """For each pixel of a side (n,): 1 in the middle, 0 outside, rising evenly across the middle's edge."""
    from_centre = np.abs((np.arange(side) + 0.5) / side - 0.5)
    return np.clip((share / 2 - from_centre) / BLEND + 0.5, 0.0, 1.0)


# --- processing: how strongly small structures stand out --------------------------------------------------------------
#
# Digital radiography amplifies small structures over the slow changes of grey that thick and thin parts of the body
# make, each maker and each setting to its own degree (Prokop et al., "Principles of image processing in digital chest
# radiography", J Thorac Imaging 2003). In this data set it goes with the class: the mean of the finest structures alone
# ranks the films of the pool with an AUROC of 0.91. Pneumonia hides vessels, too, which may be a part of that; but
# nobody can tell it from the software by the strength alone.

#: Sides of the blurs, as shares of the film's, that part fine structures from middle ones, and these from slow changes.
FINE, COARSE = 0.015, 0.2
#: The strongest change of a band: further than that, noise is all that is left of it.
MOST = 3.0
#: Greys up to this are border, not film.
BLACK = 24


def amplified(film: np.ndarray, share: float, factor: float) -> np.ndarray:
    """``film`` (h, w) uint8 with structures smaller than about a ``share`` of its side raised by ``factor``."""
    side = _odd(film, share)
    slow = cv2.stackBlur(film, (side, side)).astype(np.float32)
    return np.asarray(np.clip(np.rint(slow + factor * (film - slow)), 0, 255), dtype=np.uint8)


def processed_like(film: np.ndarray, other: np.ndarray) -> np.ndarray:
    """``film`` (h, w) uint8 with fine and middle structures as strong as in ``other``, a film of any size."""
    bands, strengths = _bands(film)
    _, wanted = _bands(other)
    factors = np.clip(wanted / np.maximum(strengths, 1e-3), 1 / MOST, MOST)
    changed = bands[0] + factors[0] * bands[1] + factors[1] * bands[2]
    return np.asarray(np.clip(np.rint(changed), 0, 255), dtype=np.uint8)


def _bands(film: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Slow changes, middle and fine structures, each (h, w) float32, of which the film is the sum; and the mean
    absolute value (2,) of the last two, where the film is not black."""
    whole = film.astype(np.float32)
    smooth, slow = (cv2.stackBlur(whole, (side, side)) for side in (_odd(film, FINE), _odd(film, COARSE)))
    bands = [slow, smooth - slow, whole - smooth]
    mask = (film > BLACK).astype(np.uint8)
    return bands, np.array([cv2.mean(np.abs(band), mask=mask)[0] for band in bands[1:]])


def _odd(film: np.ndarray, share: float) -> int:
    """The side of a blur's kernel in pixels, which has to be odd."""
    return max(3, int(max(film.shape) * share) | 1)


# --- proportions: how wide a film was for its height, which a film squeezed to a square shows in a narrow chest -------
#
# The published films of 224 x 224 pixels have lost their shapes, all but what the squeezed chest tells of them. Of the
# 16 whose originals are known here, the 8 of PNEUMONIA are 1.51 times as wide as high on average, the 8 of NORMAL 1.24
# times, and this alone ranks them with an AUROC of 0.95. Why is not documented.

#: By how much a film's width over height is changed where its proportions are tested: about 1.51 / 1.24.
WIDER = 1.2


def as_wide(film: np.ndarray, factor: float) -> np.ndarray:
    """``film`` (h, w) uint8 squeezed as if it had been ``factor`` times as wide for its height, in the same (h, w).

    Its area is kept: above 1 it loses some of its top and bottom, and black is added at its sides; below 1 the reverse.
    """
    height, width = film.shape
    seen = np.sqrt([factor, 1 / factor])  # visible share of width and height
    # Pixel centres lie at half-integers.
    matrix = np.column_stack([np.diag(seen), (1 - seen) * (width, height) / 2 + seen / 2 - 0.5])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(film, matrix, (width, height), flags=how, borderMode=cv2.BORDER_CONSTANT))


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shortcut:
    """One thing to borrow, and the names that go with it.

    ``change`` takes a film (h, w) uint8, another one of the class to borrow from, and that class (1 for PNEUMONIA), and
    returns the first as (h, w) uint8 with what it borrows. ``own`` and ``other`` say it of films that borrow from their
    own class and from the other one; ``answers`` names the logits of the latter in ``out_of_fold.npz``; ``amount`` is
    what ``metrics.json`` says of how much is changed.
    """

    change: Callable[[np.ndarray, np.ndarray, int], np.ndarray]
    own: str
    other: str
    answers: str
    amount: Mapping[str, float]

    def borrowed(self, films: np.ndarray, labels: np.ndarray, wanted: np.ndarray, seed: int) -> Iterator[np.ndarray]:
        """Each of ``films`` (n, h, w) uint8 with what it borrows from one of them whose label is as ``wanted`` (n,).

        Which one is drawn with the seed; in its own class a film may meet itself.
        """
        rng = np.random.default_rng(seed)
        lenders = [rng.choice(np.flatnonzero(labels == label)) for label in wanted]
        return map(self.change, films, films[lenders], wanted)


#: By the name of their part of ``metrics.json``.
SHORTCUTS = {
    "borders": Shortcut(
        lambda film, other, _: framed(film, other, MIDDLE),
        own="borders of a film of the same class",
        other="borders of a film of the other class",
        answers="reframed",
        amount={"middle": MIDDLE},
    ),
    "processing": Shortcut(
        lambda film, other, _: processed_like(film, other),
        own="processed like a film of the same class",
        other="processed like a film of the other class",
        answers="reprocessed",
        amount={},
    ),
    # As far towards the proportions of a class as the classes are apart: a film of that class goes as far beyond.
    "proportions": Shortcut(
        lambda film, _, label: as_wide(film, WIDER if label else 1 / WIDER),
        own="shaped more like a film of its class",
        other="shaped like a film of the other class",
        answers="reshaped",
        amount={"factor": WIDER},
    ),
}
