"""The gallery of a published model: test images chosen by a rule that is stated, seeded and hides no mistake."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import cv2
import numpy as np

from pneumonia import dataset
from pneumonia.bundle import INDEX, Bundle
from pneumonia.dataset_facts import is_published, patient
from pneumonia.files import write_beside
from pneumonia.image import read_image
from pneumonia.report import LABELS, NORMAL, PNEUMONIA

SEED = 42
#: Most images of a kind.
CONFIDENT, DOUBTFUL, MISSED, FALSE_ALARMS = 4, 3, 4, 4
RULE = (
    f"Of the test set, at most one image of a patient: for each class {CONFIDENT} right answers drawn at random (seed "
    f"{SEED}) from the half that lies furthest from the threshold, and the {DOUBTFUL} that lie nearest to it; then up "
    f"to {MISSED} missed pneumonias and {FALSE_ALARMS} false alarms, drawn at random."
)


@dataclass(frozen=True)
class Example:
    """A chosen test image: its name in the data set, its class, the model's probability, and why it was chosen."""

    name: str
    truth: str
    probability: float
    why: str

    @property
    def key(self) -> tuple[str, str]:
        return self.truth, self.name


def choose(scores: list[dict[str, Any]], threshold: float) -> list[Example]:
    """The images that the rule picks, from ``metrics.json``'s scores of the test set; the clearest come first."""
    patients: set[str] = set()
    chosen = []
    for why, most, rows in _candidates(scores, threshold):
        taken = 0
        for row in rows:
            who = f"{row['label']} {patient(row['name'])}"
            if taken < most and who not in patients:
                patients.add(who)
                taken += 1
                chosen.append(Example(row["name"], LABELS[row["label"]], row["probability"], why))
    return chosen


def _candidates(scores: list[dict[str, Any]], threshold: float) -> Iterator[tuple[str, int, list[dict[str, Any]]]]:
    """For each kind of answer: what it is called, how many to take at the most, and the images in order of choice."""
    rng = np.random.default_rng(SEED)
    right: dict[str, list[dict[str, Any]]] = {label: [] for label in LABELS}
    wrong: dict[str, list[dict[str, Any]]] = {label: [] for label in LABELS}
    for row in sorted(scores, key=lambda row: (row["label"], row["name"])):
        truth, answer = LABELS[row["label"]], LABELS[int(row["probability"] >= threshold)]
        (right if truth == answer else wrong)[truth].append(row)
    for rows in right.values():
        rows.sort(key=lambda row: abs(_log_odds(row["probability"]) - _log_odds(threshold)))
    for label in (PNEUMONIA, NORMAL):
        yield "right and confident", CONFIDENT, _shuffled(right[label][len(right[label]) // 2 :], rng)
    for label in (PNEUMONIA, NORMAL):
        yield "right and doubtful", DOUBTFUL, right[label]
    yield "missed", MISSED, _shuffled(wrong[PNEUMONIA], rng)
    yield "false alarm", FALSE_ALARMS, _shuffled(wrong[NORMAL], rng)


def _shuffled(rows: list[dict[str, Any]], rng: np.random.Generator) -> list[dict[str, Any]]:
    return [rows[n] for n in rng.permutation(len(rows))]


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(inside / (1.0 - inside))


def write(bundle: Bundle, data: str, licence: str) -> dict[str, str]:
    """Put the chosen images of the data set ``data`` into the bundle's ``examples``, with their list.

    ``licence`` is the one under which the images may be published. Returns what the bundle says about its gallery
    (rule, source, licence), with which it must be sealed afterwards. Raises :class:`~pneumonia.errors.DataError`.
    """
    chosen = choose(bundle.metrics["scores"]["test"], bundle.info["operating_points"][bundle.info["default"]])
    files = dataset.originals(data, {example.key for example in chosen})
    facts = bundle.info.get("data", {})
    known = is_published(facts)
    source = " ".join(filter(None, (facts.get("name", ""), f"doi:{facts['doi']}" if facts.get("doi") else "")))
    rows = []
    for number, example in enumerate(chosen, start=1):
        name, content = PurePosixPath(example.name).name, files[example.key]
        if not known:
            name, content = f"test-{number}.png", _pixels(content)
        file = f"{example.truth}/{name}"
        path = bundle.examples / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(path) as temporary:
            temporary.write_bytes(content)
        answer = {"truth": example.truth, "probability": example.probability, "why": example.why}
        rows.append({"file": file} | answer | {"source": f"{source}, test image {name}", "licence": licence})
    with write_beside(bundle.examples / INDEX) as temporary:
        temporary.write_text(json.dumps(rows, indent=1))
    return {"rule": RULE, "source": source, "licence": licence}


def read(bundle: Bundle) -> list[dict[str, Any]]:
    """The rows of the bundle's list of examples; none where it has no gallery."""
    index = bundle.examples / INDEX
    return list(json.loads(index.read_text())) if index.is_file() else []


def _pixels(content: bytes) -> bytes:
    """A grey PNG of nothing but the pixels: DICOM, and the metadata of any other format, may say who the patient is."""
    return cv2.imencode(".png", read_image(content).pixels)[1].tobytes()
