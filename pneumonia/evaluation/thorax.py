"""Where the thorax is on a frontal chest film, found on the film alone; good for shares over many films.

A drawn chest (two dark lungs, the spine and heart between them, bright tissue around) is laid over the film in some
thousand positions and sizes. The one that correlates best wins, where unusual positions and sizes must correlate a
little better than usual ones; :func:`mask` gives its outline: both lungs with the mediastinum between them. Neck,
shoulders, arms, abdomen and everything beside the body lie outside.

What it cannot do: trace a boundary. The outline is upright and symmetric, of one shape and moved in steps of a 25th of
the film, so that it is off by some percent of the film's side nearly everywhere, and more for a turned child. Lungs
that are white altogether are placed by what is usual. Of 48 films looked at it was far too wide on two. Positions and
sizes were set by eye on films of children of one to five years; it knows no other patients, and no lateral films.
"""

from functools import lru_cache
from itertools import product

import cv2
import numpy as np

#: Side in pixels at which chest and film are compared.
SIDE = 48
#: What is tried, in shares of the film's side: the middle from the left, half the width, top and bottom.
MIDDLES, HALVES, TOPS, BOTTOMS = (
    np.arange(low, high, 0.04) for low, high in ((0.42, 0.59), (0.26, 0.51), (0, 0.31), (0.7, 0.99))
)
#: The usual chest, how far others are from it, and what a correlation must gain to go as far.
USUAL, SPREAD, PRICE = np.array((0.5, 0.37, 0.12, 0.87)), np.array((0.04, 0.06, 0.07, 0.06)), 0.01


def mask(film: np.ndarray) -> np.ndarray:
    """Model inputs, or any films (h, w) uint8, to the places inside the thorax: (h, w) bool."""
    places, chests, prices = _chests()
    best = np.argmax(chests @ _evened(film).ravel() - prices)
    middle, half, top, bottom = places[best]
    # What fits best are the lungs' dark insides; the walls around them belong to the thorax.
    return _outline(np.array((middle, 1.06 * half, top - 0.01, bottom + 0.02)), film.shape)


def share_inside(film: np.ndarray, heat: np.ndarray) -> tuple[float, float]:
    """The shares of the heat (h', w'), 0 or more everywhere, and of the film that lie inside the thorax, in [0, 1].

    No heat at all has no share: NaN.
    """
    # How much of each of the map's places is thorax: the map is much coarser than the film.
    covered = cv2.resize(mask(film).astype(np.float32), heat.shape[::-1], interpolation=cv2.INTER_AREA)
    total = float(heat.sum())
    return float((heat * covered).sum() / total) if total > 0 else float("nan"), float(covered.mean())


def _evened(film: np.ndarray) -> np.ndarray:
    """Contrast to the surroundings, (SIDE, SIDE) float32 of mean 0 and length 1; even beside the body."""
    grey = cv2.resize(film, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    body = (grey > 0.45 * np.percentile(grey, 75)).astype(np.float32)

    def blurred(picture: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(picture, (0, 0), SIDE / 12)

    contrast = grey - blurred(grey * body) / np.maximum(blurred(body), 1e-3)
    spread = max(float(contrast[body > 0].std()), 1e-3) if body.any() else 1.0
    evened = np.where(body > 0, np.clip(contrast / spread, -2, 2), 0.0)
    evened -= evened.mean()
    return np.asarray(evened / max(float(np.linalg.norm(evened)), 1e-6), np.float32)


@lru_cache(1)
def _chests() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places (k, 4), chests (k, SIDE * SIDE) float32, each of mean 0 and length 1, and what each must gain: (k,)."""
    places = np.array(list(product(MIDDLES, HALVES, TOPS, BOTTOMS)))
    shape = (places[:, 3] - places[:, 2]) / (2 * places[:, 1])
    places = places[(shape > 0.7) & (shape < 1.4)]
    chests = np.stack([_chest(place) for place in places])
    return places, chests, PRICE * np.square((places - USUAL) / SPREAD).sum(axis=1)


def _chest(place: np.ndarray) -> np.ndarray:
    middle, half, top, bottom = place
    inside = _outline(place, (SIDE, SIDE))
    around = _outline(np.array((middle, 1.22 * half, top - 0.07, bottom + 0.09)), (SIDE, SIDE))
    across, down = _within(place, (SIDE, SIDE))
    heart = 0.25 * np.clip((down - 0.35) / 0.3, 0, 1)  # on the film's right, in the lower half
    lungs = inside & ((across < -0.22) | (across > 0.22 + heart))
    bright = around & ~lungs
    chest = bright / bright.sum() - lungs / lungs.sum()
    return np.asarray(chest / np.linalg.norm(chest), np.float32).ravel()


def _within(place: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's place in the chest: -1 to 1 from side to side (1, w), and 0 to 1 from top to bottom (h, 1)."""
    middle, half, top, bottom = place
    y, x = ((np.arange(side) + 0.5) / side for side in shape)
    return ((x - middle) / half)[np.newaxis], ((y - top) / (bottom - top))[:, np.newaxis]


def _outline(place: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(h, w) bool: round above, widest from two thirds down, and deeper at the sides than under the heart."""
    across, down = _within(place, shape)
    wide = 0.58 + 0.42 * np.sin(np.pi / 2 * np.clip(down / 0.65, 0, 1))
    wide *= np.sqrt(np.clip(1 - np.square(np.clip(1 - down / 0.12, 0, 1)), 0, 1))
    return np.asarray((np.abs(across) <= wide) & (down >= 0) & (down <= 0.9 + 0.1 * np.abs(across)))
