"""The look that an X-ray machine's software gives a film: how strongly small structures stand out.

Digital radiography amplifies small structures over the slow changes of grey that thick and thin parts of the body make,
each maker and each setting to its own degree (Prokop et al., "Principles of image processing in digital chest
radiography", J Thorac Imaging 2003). In this data set it goes with the class: the mean of the finest structures alone
ranks the films of the pool with an AUROC of 0.91. Pneumonia hides vessels, too, which may be a part of that; but nobody
can tell it from the software by the strength alone.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from pneumonia.framing import partners

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


def all_processed_like(films: np.ndarray, labels: np.ndarray, borrowed: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Each film (n, h, w) uint8 processed like one of them that is labelled as ``borrowed`` (n,) says."""
    others = films[partners(labels, borrowed, seed)]
    return map(processed_like, films, others)


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
