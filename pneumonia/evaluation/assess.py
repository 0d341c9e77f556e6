"""Measure a finished model anew, all of it, from its bundle and the data: what ``python -m pneumonia evaluate`` writes.

Nothing is chosen here: weights, calibration and thresholds are the bundle's own.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pneumonia import machine
from pneumonia.bundle import Bundle
from pneumonia.classifier import Classifier, Prediction
from pneumonia.dataset import SIDE, Dataset
from pneumonia.dataset_facts import POOL, TEST
from pneumonia.errors import DataError, InvalidOption
from pneumonia.evaluation import evaluate, out_of_distribution, robustness, seeds, subgroups, trust
from pneumonia.extras import beyond_serving
from pneumonia.files import visible
from pneumonia.image import read_image, to_input
from pneumonia.report import LABELS, NORMAL, PNEUMONIA
from pneumonia.shortcuts import SHORTCUTS

#: Films over which the time of one answer is taken.
TIMED = 100
#: Standard deviations of the blurs that take detail from films, in pixels of a film of 224.
BLURS = (0, 4, 8, 12)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Assessment:
    """Parts of ``metrics.json`` by name, and how far at most a test probability has ``moved`` from its stored one."""

    metrics: dict[str, Any]
    moved: float


def measure(
    classifier: Classifier,
    data: Dataset,
    *,
    originals: Path | None = None,
    adults: Path | None = None,
    others: Sequence[Bundle] = (),
    only: Collection[str] = (),
) -> Assessment:
    """Evaluate the model on the test set, then measure every part of ``metrics.json``, or ``only`` those named.

    ``data`` must hold the test images of which the bundle has scores. ``originals``: full-size films of training
    images, in ``NORMAL/`` and ``PNEUMONIA/``, named as in the data. ``adults``: chest films of adults. ``others``:
    the same recipe from other seeds. A part is left out, and the log says so, where what it needs is not given or, for
    ``thresholds`` and ``subgroups_unseen``, not in the bundle. Raises :class:`~pneumonia.errors.DataError` for other
    data than the bundle's and, for a part that there is not or another recipe,
    :class:`~pneumonia.errors.InvalidOption`.
    """
    stored = classifier.bundle.metrics["scores"]["test"]
    test = data.official == TEST
    films, labels = data.images[test], data.labels[test]
    if [row["name"] for row in stored] != data.names[test].tolist():
        raise DataError(
            f"Expected the {len(stored)} test images of which the bundle has scores; received {len(films)} from "
            f"{data.source}, with other names or in another order. Name the data that the model was trained on."
        )
    inputs = np.stack([to_input(film, classifier.size) for film in films])
    point = (classifier.default_operating_point, classifier.threshold())
    how = (classifier.probabilities, (films, labels), classifier.size, point)
    answers = classifier.bundle.out_of_fold
    # Those that may refuse what they were given come first, before minutes of measuring.
    parts: dict[str, Callable[[], Any] | None] = {
        "seeds": partial(seeds.measure, [classifier.bundle, *others]) if others else None,
        "originals": partial(against_originals, classifier, data, originals) if originals else None,
        "strangers": partial(against_strangers, classifier, films, adults) if adults else None,
        "thresholds": partial(thresholds, classifier.bundle.info, answers) if answers else None,
        "subgroups": partial(subgroups.measure, stored, classifier.operating_points),
        "subgroups_unseen": partial(subgroups_unseen, classifier, data.names[~test], answers)
        if answers and np.array_equal(answers["labels"], data.labels[~test])
        else None,
        "robustness": partial(robustness.measure, *how),
        **{part: partial(robustness.borrowing, *how, shortcut) for part, shortcut in SHORTCUTS.items()},
        "sharpness": partial(sharpness, classifier, films[labels == LABELS.index(NORMAL)]),
        "negatives": partial(negatives, classifier, films),
        "cost": partial(cost, classifier, films[:TIMED]),
        "trust": partial(
            trust.measure, classifier.bundle.model, inputs, labels, classifier.calibration, classifier.threshold()
        ),
    }
    if not set(only) <= set(parts):
        raise InvalidOption(f"Expected parts out of {', '.join(parts)}; received {', '.join(only)}.")

    probabilities = classifier.probabilities(inputs)
    moved = float(np.abs(probabilities - [row["probability"] for row in stored]).max())
    metrics: dict[str, Any] = {"test": evaluate.evaluate(labels, probabilities, classifier.operating_points)}
    log.info("test        %s", evaluate.summary(metrics["test"]))
    for name in only or parts:
        if part := parts[name]:
            log.info("measuring   %s", name)
            metrics[name] = part()
        else:
            log.info("left out    %s: what it needs was not given", name)
    return Assessment(metrics, moved)


def subgroups_unseen(classifier: Classifier, names: np.ndarray, answers: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """As :func:`pneumonia.evaluation.subgroups.measure`, of the films (n,) that set the thresholds, as they are.

    ``answers`` are of :attr:`pneumonia.bundle.Bundle.out_of_fold`, in the same order.
    """
    probabilities = classifier.calibration.probabilities(answers["views"][0].astype(np.float64))
    return subgroups.measure(evaluate.scores(names, answers["labels"], probabilities), classifier.operating_points)


def thresholds(info: dict[str, Any], answers: dict[str, np.ndarray]) -> dict[str, Any]:
    """Calibration and operating points, worked out anew from what networks said about films that they had not seen.

    ``info`` is ``bundle.json``, ``answers`` are of :attr:`pneumonia.bundle.Bundle.out_of_fold`. Returns the number of
    ``films`` and of ``views`` of each, and the ``largest_difference`` of temperature, offset and thresholds to those in
    ``info``.
    """
    logits, labels = evaluate.pooled(answers["views"].astype(np.float64), answers["labels"])
    calibration = evaluate.calibrate(logits, labels)
    points = evaluate.operating_points(calibration.probabilities(logits), labels)
    found, stored = asdict(calibration) | points, info["calibration"] | info["operating_points"]
    difference = max(abs(found[name] - stored[name]) for name in stored)
    log.info("thresholds  and calibration, worked out anew, differ by at most %.1e", difference)
    return {"films": len(answers["labels"]), "views": len(answers["views"]), "largest_difference": difference}


def sharpness(classifier: Classifier, films: np.ndarray) -> dict[str, Any]:
    """Of these NORMAL films (n, 224, 224) uint8, how many are called PNEUMONIA, the more they are blurred.

    For each of :data:`BLURS` the ``share`` that is called so, and the share that is called so without a warning that
    the film is unlike those the model learned from (``unwarned``), both in [0, 1] and of all films.
    """
    rows = []
    for pixels in BLURS:
        blurred = (cv2.GaussianBlur(film, (0, 0), pixels) if pixels else film for film in films)
        answers = classifier.predict_batch([_file(film, ".png") for film in blurred])
        called = [a.report for a in answers if isinstance(a, Prediction) and a.report.label == PNEUMONIA]
        unwarned = [report for report in called if not report.unfamiliar]
        rows.append({"pixels": pixels, "share": len(called) / len(films), "unwarned": len(unwarned) / len(films)})
    return {"n": len(films), "blurs": rows}


def negatives(classifier: Classifier, films: np.ndarray) -> dict[str, int]:
    """Of these films (n, h, w) uint8, uploaded with black and white swapped, how many are noticed to be negatives."""
    answers = classifier.predict_batch([_file(255 - film, ".png") for film in films])
    reasons = [answer.report.chest_xray.reason for answer in answers if isinstance(answer, Prediction)]
    return {"n": len(films), "noticed": sum(reason is not None and reason.code == "inverted" for reason in reasons)}


def cost(classifier: Classifier, films: np.ndarray) -> dict[str, Any]:
    """Size of ``model.onnx`` in bytes, and the median time in milliseconds from the JPEG of a film (n, h, w) uint8 to
    report and Grad-CAM map, on this machine."""
    files = [_file(film, ".jpg") for film in films]
    classifier.predict(files[0])  # the first run of a network takes longer
    times = [classifier.predict(file).report.elapsed_ms for file in files]
    return {
        "bytes": classifier.bundle.model.stat().st_size,
        "milliseconds": round(float(np.median(times)), 1),
        "runs": len(times),
        "machine": machine.processor(),
    }


def against_originals(classifier: Classifier, data: Dataset, folder: Path) -> dict[str, Any]:
    """Full-size films, read as users upload them, against the data's small versions of the same films.

    The largest gap between two probabilities, how many labels differ, and how many of the full-size films are right.
    The small versions hold every so many-th pixel of the full-size ones; how far that sampling moves the answer by
    itself, ``largest_gap_sampled`` tells: the largest gap to versions that take a neighbouring pixel instead.
    """
    keys = (f"{LABELS[label]}/{name}" for label, name in zip(data.labels, data.names, strict=True))
    small = {key: i for i, key in enumerate(keys) if data.official[i] == POOL}
    files = visible(folder)
    unknown = [name for name in files if name not in small]
    if unknown or not files:
        raise DataError(
            f"Expected full-size versions of training images in {folder.name}/, in NORMAL/ and PNEUMONIA/ and named as "
            f"in the data; received {unknown[0] if unknown else 'no file'}."
        )
    chosen = [small[name] for name in files]
    inputs = np.stack([to_input(image, classifier.size) for image in data.images[chosen]])
    films = [read_image(path).pixels for path in files.values()]
    full = np.stack([to_input(film, classifier.size) for film in films])
    sampled = np.stack([to_input(version, classifier.size) for film in films for version in _sampled(film)])
    threshold = classifier.threshold()
    there, here = classifier.probabilities(full), classifier.probabilities(inputs)
    elsewhere = classifier.probabilities(sampled).reshape(len(files), -1)
    return {
        "n": len(files),
        "largest_gap": float(np.abs(there - here).max()),
        "largest_gap_sampled": float(np.abs(elsewhere - here[:, np.newaxis]).max()),
        "labels_changed": int(np.sum((there >= threshold) != (here >= threshold))),
        "right": int(np.sum((there >= threshold) == data.labels[chosen])),
    }


def _sampled(film: np.ndarray) -> Iterator[np.ndarray]:
    """Small versions of a film (h, w) that hold one pixel of each of SIDE x SIDE cells, the middle one or another."""
    for down, across in product((1 / 4, 1 / 2, 3 / 4), repeat=2):
        rows, columns = ((np.arange(SIDE) + at) * n / SIDE for at, n in zip((down, across), film.shape, strict=True))
        yield film[np.ix_(rows.astype(int), columns.astype(int))]


def against_strangers(classifier: Classifier, films: np.ndarray, adults: Path) -> dict[str, Any]:
    """How many are refused or warned about: pictures that are no chest X-ray, these films (n, h, w) uint8, and the
    adults' films in a folder. The result is that of :func:`pneumonia.evaluation.out_of_distribution.measure`."""
    files = [*visible(adults).values()]
    if not files:
        raise DataError(f"Expected chest films of adults in {adults.name}/; received no file.")
    with beyond_serving("Measuring pictures that are no chest X-ray", "requirements-dev.txt"):
        return out_of_distribution.measure(classifier, films, files)


def _file(film: np.ndarray, suffix: str) -> bytes:
    """A film as somebody would upload it."""
    return cv2.imencode(suffix, film)[1].tobytes()
