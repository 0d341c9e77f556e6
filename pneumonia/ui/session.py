"""What a visitor is looking at: the image that was read last, kept in memory until ``FORGET_AFTER``."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from gradio.utils import get_upload_folder

from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.explain import for_screen
from pneumonia.image import to_input
from pneumonia.report import Report
from pneumonia.ui.newest import Turn
from pneumonia.ui.texts import Texts

#: What a visitor looks at is forgotten this many seconds after it last changed, whether the page is still open or not.
#: Not sooner when it is closed: a phone that sleeps looks the same to Gradio, which never takes it back.
FORGET_AFTER = 3600
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Seen:
    """One image and its answer. ``pixels``: (h, w) uint8 at screen size; ``cam``: the signed map (h', w') float32.

    ``film``: (size, size) uint8, what the network saw. ``source``: the image's file, which for an upload is deleted
    within the hour; None where there was none. ``inverted``: the file holds a negative, and the pictures its own.
    ``name``: of the file, for one of several; of a single one the visitor knows it. ``turn``: of the event it came by.
    """

    report: Report
    cam: np.ndarray
    pixels: np.ndarray
    film: np.ndarray
    source: Path | None
    truth: str | None = None
    inverted: bool = False
    name: str = ""
    turn: Turn | None = None

    def at(self, classifier: Classifier, operating_point: str) -> "Seen":
        """The same image judged at another operating point; the network does not run again."""
        return replace(self, report=self.report.at(operating_point, classifier.threshold(operating_point)))


def read(
    classifier: Classifier,
    source: bytes | Path,
    operating_point: str | None,
    truth: str | None = None,
    *,
    invert: bool = False,
) -> Seen:
    """Read one image, or its negative; raises :class:`~pneumonia.errors.InputError`."""
    prediction = classifier.predict(source, operating_point, invert=invert)
    pixels = prediction.xray.pixels
    film = to_input(pixels, classifier.size)
    file = source if isinstance(source, Path) else None
    return Seen(prediction.report, prediction.cam, for_screen(pixels), film, file, truth, invert)


def invert(classifier: Classifier, seen: Seen | None, operating_point: str | None, texts: Texts) -> Seen:
    """The negative of what is looked at; raises ``UnreadableImage`` when it is forgotten or its file is gone."""
    if seen is None or seen.source is None or not seen.source.is_file():
        raise UnreadableImage(texts.gone)
    return replace(read(classifier, seen.source, operating_point, seen.truth, invert=True), name=seen.name)


def read_upload(classifier: Classifier, path: Any, operating_point: str | None) -> Seen:
    """Read an upload. ``path`` is the browser's word and is not trusted.

    The file stays until Gradio's cache is cleaned (``page.DELETE_CACHE``): its place is named by its content, so a
    whole class that tries the same X-ray at once shares it, and deleting it here would take it from the others.
    """
    return read(classifier, uploaded(path), operating_point)


def uploaded(path: Any) -> Path:
    """The upload at ``path``; raises ``UnreadableImage`` for any other place."""
    with suppress(OSError, ValueError):  # a circle of links, a null byte
        upload = Path(str(path)).resolve()
        if upload.is_relative_to(Path(get_upload_folder()).resolve()):
            return upload
    raise UnreadableImage("Expected an uploaded image; received a path that is none. Choose the file again.")


def numbered(items: Sequence[T], number: Any) -> T:
    """The item with this number, from 0 on. ``number`` is the browser's word: ``ValueError`` for one that none has.

    Also for -1, with which a list would give its last item.
    """
    return items[range(len(items)).index(number)]
