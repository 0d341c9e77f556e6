"""The films of a batch: what is kept of each, and reading them in parts."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from pneumonia.classifier import Classifier, Prediction
from pneumonia.errors import InputError
from pneumonia.explain import for_screen
from pneumonia.report import Report
from pneumonia.ui.newest import Turn
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import jpeg

#: Films between two signs of progress.
PART = 8
#: Longest side, in pixels, of the picture that is kept for the overlay (the network sees 192) and of the thumbnail.
PICTURE, THUMBNAIL = 512, 112
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Row:
    """One file: not read yet, or with an ``error``, or with everything else.

    ``cam``: the signed map (h, w) float32; ``picture``: the grey film as JPEG; ``thumbnail``: one more, as a data URI.
    ``turn``: of the event it came by, the same for all films of a batch.
    """

    name: str
    source: Path | None
    error: str = ""
    report: Report | None = None
    cam: np.ndarray | None = None
    picture: bytes = b""
    thumbnail: str = ""
    turn: Turn | None = None

    @property
    def done(self) -> bool:
        return bool(self.error or self.report)

    @property
    def judged(self) -> bool:
        return self.report is not None and self.report.label is not None


def read(classifier: Classifier, rows: list[Row], operating_point: str, texts: Texts) -> Iterator[list[Row]]:
    """All rows, after each part that was read; the last time they are complete."""
    for start in range(0, len(rows), PART):
        part = _read_part(classifier, rows[start : start + PART], operating_point, texts)
        rows = [*rows[:start], *part, *rows[start + PART :]]
        yield rows


def _read_part(classifier: Classifier, part: list[Row], operating_point: str, texts: Texts) -> list[Row]:
    """Rows that have an error already, because their file never arrived, are left as they are."""
    try:
        sources = [row.source for row in part if row.source and not row.error]
        answers = iter(classifier.predict_batch(sources, operating_point, longest=PICTURE))
    except Exception:
        log.exception("unexpected error in a batch")
        return [row if row.error else replace(row, error=texts.unexpected) for row in part]
    return [row if row.error else _answer(row, next(answers), texts) for row in part]


def _answer(row: Row, answer: Prediction | InputError, texts: Texts) -> Row:
    if isinstance(answer, InputError):
        return replace(row, error=texts.told(answer))
    film = answer.xray.pixels
    picture = cv2.imencode(".jpg", film, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
    thumbnail = jpeg(for_screen(film, THUMBNAIL), 80)
    return replace(row, report=answer.report, cam=answer.cam, picture=picture, thumbnail=thumbnail)
