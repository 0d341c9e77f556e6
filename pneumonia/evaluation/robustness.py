"""How answers change when a film is turned, cropped, compressed, exposed otherwise, or borrows from another film.

All of that should mean nothing. Measured on the test set at the end, where nothing is chosen any more.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import cv2
import numpy as np

from pneumonia.image import to_input
from pneumonia.metrics import auroc
from pneumonia.shortcuts import Shortcut

#: A film (h, w) uint8 to another one, not always of the same size.
Change = Callable[[np.ndarray], np.ndarray]
#: Model inputs (n, size, size) uint8 to probabilities of PNEUMONIA (n,).
Answer = Callable[[np.ndarray], np.ndarray]


def exposed(curve: Callable[[np.ndarray], np.ndarray]) -> Change:
    """A change of exposure: new grey levels from old ones, both in [0, 1]."""
    levels = np.clip(curve(np.arange(256) / 255), 0.0, 1.0)
    table = np.rint(255 * levels).astype(np.uint8)
    return lambda film: np.asarray(cv2.LUT(film, table))


def _compress(film: np.ndarray) -> np.ndarray:
    code = cv2.imencode(".jpg", film, [cv2.IMWRITE_JPEG_QUALITY, 30])[1]
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE))


def turned(degrees: float) -> Change:
    """A turn around the middle, counterclockwise; the corners that come in are black."""

    def change(film: np.ndarray) -> np.ndarray:
        height, width = film.shape
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
        return np.asarray(cv2.warpAffine(film, matrix, (width, height), flags=cv2.INTER_LINEAR))

    return change


def cropped(part: int) -> Change:
    """A cut of one ``part``-th of the height above and below, and of the width on the left and right."""

    def change(film: np.ndarray) -> np.ndarray:
        height, width = film.shape
        y, x = height // part, width // part
        return film[y : height - y, x : width - x]

    return change


def _pad(film: np.ndarray) -> np.ndarray:
    height, width = film.shape
    return np.pad(film, ((height // 10,) * 2, (width // 10,) * 2))


def _mark(film: np.ndarray) -> np.ndarray:
    """A large white letter in the corner where such films carry theirs."""
    marked = film.copy()
    size = film.shape[0] / 224
    place = (round(10 * size), round(32 * size))
    cv2.putText(marked, "R", place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, max(1, round(3 * size)), cv2.LINE_AA)
    return marked


CHANGES: dict[str, Change] = {
    "JPEG quality 30": _compress,
    "blurred (Gaussian, 1 pixel)": lambda film: np.asarray(cv2.GaussianBlur(film, (0, 0), 1.0)),
    "gamma 0.7": exposed(lambda grey: grey**0.7),
    "gamma 1.4": exposed(lambda grey: grey**1.4),
    "contrast 0.7": exposed(lambda grey: 0.5 + 0.7 * (grey - 0.5)),
    "contrast 1.3": exposed(lambda grey: 0.5 + 1.3 * (grey - 0.5)),
    "turned by 8 degrees, black corners": turned(8.0),
    "turned by 8 degrees the other way": turned(-8.0),
    "10 % cropped on each side": cropped(10),
    "10 % of black added on each side": _pad,
    "a letter painted in a corner": _mark,
}


def measure(
    answer: Answer, films: tuple[np.ndarray, np.ndarray], size: int, point: tuple[str, float]
) -> dict[str, Any]:
    """For each change: the share of images whose label changes at the operating point ``(name, threshold)``, and AUROC.

    ``films`` are grey images (n, h, w) uint8 and labels (n,). Plain types, ready for ``metrics.json``.
    """
    images, _ = films
    changed = {words: map(change, images) for words, change in CHANGES.items()}
    return _compare(answer, films, size, point, changed)


def borrowing(
    answer: Answer, films: tuple[np.ndarray, np.ndarray], size: int, point: tuple[str, float], shortcut: Shortcut
) -> dict[str, Any]:
    """As :func:`measure`, where each film borrows from one of its own class, and from one of the other class.

    What is lost with the other class, and kept or gained with the own, is how far the network reads the shortcut.
    """
    images, labels = films
    changed = {
        shortcut.own: shortcut.borrowed(images, labels, labels, seed=0),
        shortcut.other: shortcut.borrowed(images, labels, 1 - labels, seed=0),
    }
    return {**shortcut.amount, **_compare(answer, films, size, point, changed)}


def _compare(
    answer: Answer,
    films: tuple[np.ndarray, np.ndarray],
    size: int,
    point: tuple[str, float],
    changed: Mapping[str, Iterable[np.ndarray]],
) -> dict[str, Any]:
    """Of the films as they are, and as each change by its name shows them: :func:`measure`."""
    images, labels = films
    name, threshold = point

    def probabilities(views: Iterable[np.ndarray]) -> np.ndarray:
        return answer(np.stack([to_input(view, size) for view in views]))

    unchanged = probabilities(images)
    rows = []
    for words, views in changed.items():
        found = probabilities(views)
        flipped = float(np.mean((found >= threshold) != (unchanged >= threshold)))
        rows.append({"name": words, "labels_changed": flipped, "auroc": auroc(labels, found).value})
    return {
        "images": f"On the {len(images)} test images",
        "operating_point": name,
        "auroc": auroc(labels, unchanged).value,
        "changes": rows,
    }
