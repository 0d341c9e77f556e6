"""The images of the gallery: where they come from, and what the model says about them.

They are the bundle's ``examples/`` (listed, with truth, source and licence, in ``examples.json``), or a folder named by
``PNEUMONIA_GALLERY`` whose subfolders NORMAL and PNEUMONIA give the truth. A visitor names an image by its number in
this list and by nothing else, so no other file can be reached.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from pneumonia import examples
from pneumonia.bundle import EXAMPLES, Bundle
from pneumonia.classifier import Classifier, Prediction
from pneumonia.errors import InputError
from pneumonia.image import read_image
from pneumonia.report import CONFIDENT, LABELS, NORMAL, PNEUMONIA, Report
from pneumonia.ui.viewer import THUMBNAIL, thumbnail

MOST = 60
SHOWN = 6
SEED = 42
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """One image with its truth (NORMAL or PNEUMONIA) and, where they are known, its source and licence."""

    file: Path
    truth: str
    source: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Answer:
    """An item with its thumbnail (a data URI) and the model's report; both are None for a file that cannot be read."""

    item: Item
    thumbnail: str | None
    report: Report | None

    @property
    def outcome(self) -> str:
        """right, missed, false_alarm or refused."""
        return outcome(self.item.truth, self.report.label if self.report else None)

    @property
    def doubtful(self) -> bool:
        """Is the model less sure than it has to be for a NORMAL to be left alone, or the film unlike those it knows?"""
        if self.report is None or self.report.label is None:
            return False
        return (self.report.confidence or 0.0) < CONFIDENT


def outcome(truth: str, said: str | None) -> str:
    """What an answer, a model's or a person's, is worth: right, missed, false_alarm, or refused where there is none."""
    if not said:
        return "refused"
    if said == truth:
        return "right"
    return "missed" if said == NORMAL else "false_alarm"


class Collection:
    """The gallery's items and, computed once when somebody asks, the model's answers."""

    def __init__(self, classifier: Classifier, folder: str | None = None) -> None:
        """From the folder if one is given, else from the classifier's bundle."""
        self._classifier = classifier
        found = _from_folder(Path(folder)) if folder else _from_bundle(classifier.bundle)
        #: How the images were chosen, where they are from and under which licence; None for a folder's.
        self.about: dict[str, str] | None = None if folder else classifier.bundle.info.get("gallery")
        self.total = len(found)
        self.items = evenly(found, MOST)
        self._lock = Lock()

    def answers(self) -> list[Answer]:
        """Thumbnails and reports at the default operating point; the first call takes a second or so."""
        with self._lock:  # two visitors at once must not compute it twice
            return self._answers

    @cached_property
    def _answers(self) -> list[Answer]:
        answered = self._classifier.predict_batch([item.file for item in self.items], longest=THUMBNAIL)
        return [_answer(item, prediction) for item, prediction in zip(self.items, answered, strict=True)]

    @cached_property
    def examples(self) -> list[tuple[int, str]]:
        """A few images for the first tab, ill and healthy in turn: (number in ``items``, thumbnail)."""
        shown = []
        for number in _alternating(self.items)[:SHOWN]:
            try:
                shown.append((number, thumbnail(read_image(self.items[number].file).pixels)))
            except InputError as error:
                log.warning("example left out: %s", error)
        return shown

    def judged_right(self, label: str) -> Iterator[Prediction]:
        """The films of one class that the model gets right, read one by one as they are asked for."""
        for item in self.items:
            if item.truth != label:
                continue
            try:
                prediction = self._classifier.predict(item.file)
            except InputError as error:
                log.warning("left out of the lessons: %s", error)
                continue
            if prediction.report.label == label:
                yield prediction


def evenly(items: list[Item], most: int) -> list[Item]:
    """At most ``most`` items, as many of each truth as there are, the same ones every time."""
    if len(items) <= most:
        return items
    mixed = [items[n] for n in np.random.default_rng(SEED).permutation(len(items))]
    groups = [[item for item in mixed if item.truth == label][: most // len(LABELS)] for label in LABELS]
    return [item for item in mixed if any(item in group for group in groups)]


def _from_folder(folder: Path) -> list[Item]:
    items = [
        Item(file, label)
        for label in LABELS
        for file in sorted((folder / label).glob("*"))
        if file.is_file() and not file.name.startswith(".")
    ]
    if not items:
        log.warning("PNEUMONIA_GALLERY: expected images in NORMAL/ and PNEUMONIA/ inside %s; found none", folder)
    return items


def _from_bundle(bundle: Bundle) -> list[Item]:
    """Only files that the bundle lists, and so has checked. They may be links: the Hub's cache keeps its files so."""
    try:
        return [
            Item(bundle.examples / row["file"], row["truth"], row.get("source", ""), row.get("licence", ""))
            for row in examples.read(bundle)
            if f"{EXAMPLES}/{row['file']}" in bundle.info["files"] and row["truth"] in LABELS
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.error("the gallery of %s is left out: its list is not one of examples (%s)", bundle.id, error)
        return []


def _alternating(items: list[Item]) -> list[int]:
    ill = [number for number, item in enumerate(items) if item.truth == PNEUMONIA]
    healthy = [number for number, item in enumerate(items) if item.truth == NORMAL]
    pairs = [number for pair in zip(ill, healthy, strict=False) for number in pair]
    return pairs or ill + healthy


def _answer(item: Item, prediction: Prediction | InputError) -> Answer:
    if isinstance(prediction, InputError):
        return Answer(item, None, None)
    return Answer(item, thumbnail(prediction.xray.pixels), prediction.report)
