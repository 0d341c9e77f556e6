"""How wide a film was for its height, which shows in every film squeezed to a square: a wide one has a narrow chest.

The published films of 224 x 224 pixels have lost their shapes, all but what the squeezed chest tells of them. Of the 16
whose originals are known here, the 8 of PNEUMONIA are 1.51 times as wide as high on average, the 8 of NORMAL 1.24
times, and this alone ranks them with an AUROC of 0.95. Why is not documented.
"""

from collections.abc import Iterator

import cv2
import numpy as np

#: By how much a film's width over height is changed where its proportions are tested: about 1.51 / 1.24.
FACTOR = 1.2


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


def all_shaped_like(films: np.ndarray, borrowed: np.ndarray) -> Iterator[np.ndarray]:
    """Each film (n, h, w) uint8 as far towards the proportions of the class ``borrowed`` (n,), 1 for PNEUMONIA, as the
    classes are apart: a film of that class goes as far beyond.
    """
    return (as_wide(film, FACTOR if label else 1 / FACTOR) for film, label in zip(films, borrowed, strict=True))
