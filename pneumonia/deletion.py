"""Does the explanation matter? Hide what a map calls hottest, step by step, and see what the answer loses.

The deletion metric of Petsiuk et al., "RISE: Randomized Input Sampling for Explanation of Black-box Models", BMVC 2018;
Samek et al., "Evaluating the Visualization of What a Deep Neural Network Has Learned", IEEE TNNLS 28 (2017) 2660-2673.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pneumonia.metrics import sigmoid
from pneumonia.occlusion import Logits, hidden
from pneumonia.report import NORMAL

#: Shares of the film that are hidden. Up to half: what is left after that is no chest X-ray any more.
SHARES = tuple(step / 20 for step in range(11))
#: The same map is pushed to this many random places. If it costs more than all of them where it belongs, that happens
#: by chance once in 20 times at most (a permutation test).
ELSEWHERE = 19
#: Less than this, in probability, is not seen on a page that shows whole percents.
NOTICEABLE = 0.01


@dataclass(frozen=True, eq=False)
class Deletion:
    """The probability of the label after each share in ``SHARES`` was hidden, all in [0, 1].

    ``frames`` (k, size, size) uint8: what the network saw; ``curve`` (k,); ``elsewhere`` (up to ``ELSEWHERE``, k).
    """

    frames: np.ndarray
    curve: np.ndarray
    elsewhere: np.ndarray

    @property
    def area(self) -> float:
        """The area under the curve over the hidden share, as a mean probability."""
        return float(area_under(self.curve))

    @property
    def areas(self) -> np.ndarray:
        """The same for each random place: (n,)."""
        return area_under(self.elsewhere)

    @property
    def noticeable(self) -> bool:
        """Does hiding the map's places, or others, cost a visible bit of the probability on average?"""
        return bool(self.curve[0] - min(self.area, self.areas.mean()) >= NOTICEABLE)

    @property
    def matters(self) -> bool:
        """Does hiding the map's places cost more than hiding any of the others?"""
        return self.noticeable and bool(self.area < self.areas.min())


def deletion(logits: Logits, film: np.ndarray, cam: np.ndarray, label: str, seed: int = 0) -> Iterator[Deletion]:
    """Hide the hottest places of a signed map on a model input (size, size) uint8; label is the one given to the film.

    Given again after each of the random places. These have the shape and size of the map's own: it is pushed across
    the film, around the edge.
    """
    sign = -1.0 if label == NORMAL else 1.0
    place = ranked(sign * cam, film.shape)
    frames = hide(film, place)
    curve = sigmoid(sign * logits(frames))
    elsewhere = np.empty((0, len(SHARES)))
    random = np.random.default_rng(seed)
    for _ in range(ELSEWHERE):
        # Nothing is hidden at the first step, whichever the place.
        costs = sigmoid(sign * logits(hide(film, pushed(place, random), SHARES[1:])))
        elsewhere = np.vstack([elsewhere, [curve[0], *costs]])
        yield Deletion(frames, curve, elsewhere)


def ranked(evidence: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A map of evidence (h', w') at ``shape`` (h, w), each value replaced by the share of places that are hotter."""
    fine = cv2.resize(evidence.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    order = np.empty(fine.size, np.int64)  # 0 for the hottest place
    order[np.argsort(-fine, axis=None, kind="stable")] = np.arange(fine.size)
    return order.reshape(fine.shape) / order.size


def pushed(place: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The same map somewhere else on the film, around the edge."""
    return np.roll(place, random.integers(1, place.shape), (0, 1))


def hide(film: np.ndarray, place: np.ndarray, shares: Sequence[float] = SHARES) -> np.ndarray:
    """The film (h, w) uint8 with a growing share of it hidden, by :func:`ranked` places: (k, h, w) uint8."""
    return np.stack([hidden(film, place < share) for share in shares])


def area_under(curves: np.ndarray) -> np.ndarray:
    """Trapezoids of equal width over the last axis; a mean of the curve's values, whatever its length."""
    return np.asarray((curves[..., 1:] + curves[..., :-1]).mean(axis=-1) / 2)
