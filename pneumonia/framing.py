"""One film's middle inside another film's borders: what a network says then, the borders say or the lungs.

Collimation, side markers, shoulders and the scanner's black margin say which ward a film is from, not who is ill.
"""

from collections.abc import Iterator

import cv2
import numpy as np

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


def among(films: np.ndarray, labels: np.ndarray, borrowed: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """The :data:`MIDDLE` of each film (n, h, w) uint8 among the borders of a film labelled as ``borrowed`` (n,) says.

    Partners are drawn as :func:`partners` does.
    """
    frames = films[partners(labels, borrowed, seed)]
    return (framed(film, frame, MIDDLE) for film, frame in zip(films, frames, strict=True))


def partners(labels: np.ndarray, borrowed: np.ndarray, seed: int) -> np.ndarray:
    """For each film the index (n,) of another, labelled as ``borrowed`` (n,) says and drawn with the seed.

    In its own class a film may meet itself.
    """
    rng = np.random.default_rng(seed)
    return np.array([rng.choice(np.flatnonzero(labels == label)) for label in borrowed])


def _middle(side: int, share: float) -> np.ndarray:
    """For each pixel of a side (n,): 1 in the middle, 0 outside, rising evenly across the middle's edge."""
    from_centre = np.abs((np.arange(side) + 0.5) / side - 0.5)
    return np.clip((share / 2 - from_centre) / BLEND + 0.5, 0.0, 1.0)
