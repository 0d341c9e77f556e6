"""What an image looks like in a few hundred numbers: bright and dark places, edges, and texture."""

import cv2
import numpy as np

from pneumonia.image import to_input

THUMBNAIL = 12
#: Standard deviation of the grey levels, of 255, below which there is nothing to see: the palest of the 5,232 training
#: films has 20.
BLANK = 4.0
#: Standard deviation of the grey levels, of 255, below which a row or a column at the border is margin. Of the 5,232
#: training films 18 % have any.
MARGIN = 4.0
#: Grey levels, of 255, by which the pixels of an even run may differ from its first one, at the border.
EVEN = 4
#: Side of the picture whose edges are described, side of the cells it is divided into, directions told apart.
EDGES, CELL, DIRECTIONS = 48, 8, 8
#: Summed strength of all edges (Sobel, grey levels) below which there is nothing but grain: the faintest of a thousand
#: training films has 105,000.
FAINT = 1000.0
#: Side of the picture whose texture is described, sizes of structures told apart (each twice the one before), places
#: along a side, and what is added to their strength, in grey levels, so that grain below it says little.
TEXTURES, SCALES, PLACES, GRAIN = 192, 4, 3, 2.0


def thumbnails(inputs: np.ndarray) -> np.ndarray:
    """(n, s, s) uint8 to (n, 144), each with mean 0 and deviation about 1, so that exposure does not matter."""
    small = [cv2.resize(image, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA) for image in inputs]
    flat = np.stack(small).reshape(len(inputs), -1).astype(np.float64)
    return np.asarray((flat - flat.mean(axis=1, keepdims=True)) / (flat.std(axis=1, keepdims=True) + BLANK))


def without_margins(inputs: np.ndarray) -> np.ndarray:
    """Each image without the even ground at its border, black or white, at its own size: (n, s, s) uint8.

    Even rows and columns are cut off; less than half of a side is no picture, then that side stays as it is. In what is
    left, the corners of a film that was turned are painted over. One more row, column or pixel goes with every margin,
    which is half margin where an image was made smaller.
    """
    return np.stack([_without_corners(_without_margins(image)) for image in inputs])


def _without_corners(image: np.ndarray) -> np.ndarray:
    """Even runs of pixels from the border inwards get the grey level behind them, of the shortest run of the four."""
    n, painted = len(image), image.copy()
    shortest = np.full(image.shape, n, np.int16)
    for turns in range(4):  # the runs from the left, the top, the right and the bottom, as rows from the left
        rows, lengths, greys = (np.rot90(array, turns) for array in (image, shortest, painted))
        half = np.ascontiguousarray(rows[:, : n // 2])
        first = half[:, :1]
        even = np.maximum(half, first) - np.minimum(half, first) <= EVEN
        run = even.argmin(axis=1)  # (n,) pixels, 0 where all of the half is even
        length = np.where(run > 1, run + 1, 0)
        behind = rows[np.arange(n), length, np.newaxis]
        length = length[:, np.newaxis].astype(np.int16)
        lengths, greys = (array[:, : length.max()] for array in (lengths, greys))
        nearest = (np.arange(lengths.shape[1]) < length) & (length < lengths)
        np.copyto(lengths, length, where=nearest)
        np.copyto(greys, behind, where=nearest)
    return painted


def _without_margins(image: np.ndarray) -> np.ndarray:
    levels = image.astype(np.int64)
    squares = np.square(levels)
    rows, columns = (_span(levels.sum(axis), squares.sum(axis)) for axis in (1, 0))
    return to_input(image[rows, columns], len(image))


def _span(sums: np.ndarray, squares: np.ndarray) -> slice:
    """From the first to the last of n rows that are no margin, by sum and sum of squares of their n pixels."""
    n = len(sums)
    inside = np.flatnonzero(n * squares - sums**2 >= (MARGIN * n) ** 2)
    if not len(inside):
        return slice(n)
    first, last = inside[[0, -1]]
    first, last = first + (first > 0), last - (last < n - 1)
    return slice(first, last + 1) if 2 * (last + 1 - first) >= n else slice(n)


def edges(inputs: np.ndarray) -> np.ndarray:
    """How much of all edges has which direction in which cell: (n, s, s) uint8 to (n, 288), square roots of shares.

    Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005, section 6, with one norm for
    the whole picture instead of one a block.
    """
    return np.stack([_edges(image) for image in inputs])


#: The cell of each pixel: its row and column, and its first place in the histogram of all cells and directions.
_ROW, _COLUMN = np.indices((EDGES, EDGES)) // CELL
_CELLS = (_ROW * (EDGES // CELL) + _COLUMN) * DIRECTIONS


def _edges(image: np.ndarray) -> np.ndarray:
    small = cv2.resize(image, (EDGES, EDGES), interpolation=cv2.INTER_AREA)
    x, y = (cv2.Sobel(small, cv2.CV_16S, *order).astype(np.float64) for order in ((1, 0), (0, 1)))
    strength = np.hypot(x, y)
    # Directions lie in the middle of their bins, so that rounding moves no upright or level edge to another.
    turn = np.floor(np.arctan2(y, x) / np.pi * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
    sums = np.bincount((_CELLS + turn).ravel(), strength.ravel(), EDGES**2 // CELL**2 * DIRECTIONS)
    return np.asarray(np.sqrt(sums / (strength.sum() + FAINT)))


def textures(inputs: np.ndarray) -> np.ndarray:
    """How strong structures of each size are in each place: (n, s, s) uint8 to (n, 36), logarithms of grey levels.

    What the machine's software makes of a film shows here, as much as what is on it. The strengths are those of Haar's
    wavelets: the standard deviations of 2x2 pixels in the picture, halved again and again.
    """
    return np.stack([_textures(image) for image in inputs])


def _textures(image: np.ndarray) -> np.ndarray:
    picture, found = to_input(image, TEXTURES).astype(np.float64), []
    for _ in range(SCALES):
        # The squares of Haar's three details of a, b above c, d: (a+b-c-d)^2 + (a-b+c-d)^2 + (a-b-c+d)^2.
        left, right = picture[:, ::2], picture[:, 1::2]
        sums, across = left + right, np.square(left - right)
        down = np.square(sums[::2] - sums[1::2])
        strength = np.sqrt(down + 2 * (across[::2] + across[1::2])) / 4
        place = len(strength) // PLACES
        means = strength.reshape(PLACES, place, PLACES, place).mean(axis=(1, 3))
        found.append(np.log(means + GRAIN).ravel())
        picture = (sums[::2] + sums[1::2]) / 4
    return np.concatenate(found)
