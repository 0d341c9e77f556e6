"""What each released model reached, side by side, and how far the newest differs from the one before it.

A release adds its row with ``python -m pneumonia.evaluation.releases NAME BUNDLE``, from the bundle's ``metrics.json``;
where measuring changes later, older bundles (in the repository's history) are measured anew and give their rows again.
Kept are the numbers of the table and the test films' probabilities, by which two releases are compared film by film.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.dataset_facts import patient
from pneumonia.errors import PneumoniaError
from pneumonia.evaluation import goals, markdown
from pneumonia.files import write_beside
from pneumonia.metrics import auroc

Rows = Mapping[str, Mapping[str, Any]]

STORED = Path(__file__).parents[2] / "docs" / "releases.json"
#: How often the test's patients are drawn anew, with replacement, for the interval of a difference.
DRAWS = 2000


@dataclass(frozen=True)
class Measure:
    """One line of the table: ``read`` takes it from ``metrics.json``, ``shown`` puts it into words.

    ``read`` raises ``KeyError`` where it was never measured.
    """

    name: str
    read: Callable[[Any], Any]
    shown: Callable[[Any], str]


def _goal(name: str) -> Measure:
    """The measure of a goal, which knows how its number is read and shown."""
    goal = next(each for each in goals.GOALS if each.name == name)
    return Measure(name, lambda metrics: goal.read(metrics).value, goal.shown)


def _seeds(areas: list[float]) -> str:
    return ", ".join(f"{area:.3f}" for area in areas)


def _borrowed(words: str, part: str) -> Measure:
    """AUROC where films take a shortcut of :data:`pneumonia.shortcuts.SHORTCUTS` from the other class."""
    return Measure(
        f"AUROC with {words} of the other class", lambda metrics: metrics[part]["changes"][-1]["auroc"], "{:.3f}".format
    )


def _heat(words: str, part: str, label: str) -> Measure:
    return Measure(
        f"{words}, {label}", lambda metrics: metrics["trust"][part]["labels"][label]["heat"], "{:.2f}".format
    )


MEASURES = (
    _goal("AUROC"),
    Measure("the same of other seeds", lambda m: [run["auroc"] for run in m["seeds"][1:]], _seeds),
    _goal("accuracy, balanced point"),
    _goal("sensitivity, balanced point"),
    _goal("specificity, balanced point"),
    _goal("sensitivity, screening point"),
    _goal("specificity, screening point"),
    _goal("Brier score"),
    _goal("expected calibration error, 15 bins"),
    _goal("answers changed by the worst of eleven small changes"),
    _borrowed("borders", "borders"),
    _borrowed("the processing", "processing"),
    _borrowed("the proportions", "proportions"),
    _heat("heat inside the thorax", "thorax", "PNEUMONIA"),
    _heat("heat inside the thorax", "thorax", "NORMAL"),
    _heat("joined films: heat on the answer's side", "halves", "PNEUMONIA"),
    _heat("joined films: heat on the answer's side", "halves", "NORMAL"),
    _goal("largest probability gap, full-size to 224 x 224"),
)


def row(bundle: Bundle) -> dict[str, Any]:
    """What is kept of a release: where it comes from, every measure (None: never measured), the test probabilities."""
    info, metrics = bundle.info, bundle.metrics
    return {
        "created": info["created"],
        "epochs": len(metrics["history"]),
        "minutes": info["minutes"],
        "fingerprint": info["data"]["fingerprint"],
        "threshold": info["operating_points"][info["default"]],
        "measures": {measure.name: _read(measure, metrics) for measure in MEASURES},
        "test": [each["probability"] for each in metrics["scores"]["test"]],
    }


def _read(measure: Measure, metrics: Mapping[str, Any]) -> Any:
    try:
        return measure.read(metrics)
    except KeyError:
        return None


def table(rows: Rows) -> str:
    """All releases as a Markdown table, one column each, the newest last."""
    training = (f"{each['epochs']}; {each['minutes']:.0f}" for each in rows.values())
    lines = [["epochs; minutes of training", *training]]
    for measure in MEASURES:
        values = (each["measures"].get(measure.name) for each in rows.values())
        lines.append([measure.name, *("" if value is None else measure.shown(value) for value in values)])
    return markdown.table(["official test set", *rows], lines)


def differences(rows: Rows, films: list[dict[str, Any]]) -> str:
    """The newest release against the one before it, on the same test films, in one sentence.

    ``films`` are the test films' scores of a bundle, for names and labels. The intervals are of ``DRAWS`` bootstrap
    samples of patients, because films of one child are alike (Efron and Tibshirani 1993, chapter 13).
    """
    (old, before), (new, now) = list(rows.items())[-2:]
    labels = np.array([film["label"] for film in films])
    groups = np.unique([patient(film["name"]) for film in films], return_inverse=True)[1]
    both = [(np.array(each["test"]), each["threshold"]) for each in (before, now)]
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)]
    random = np.random.default_rng(0)
    drawn = [np.concatenate([members[k] for k in random.integers(0, len(members), len(members))]) for _ in range(DRAWS)]

    def found(some: np.ndarray) -> np.ndarray:
        """What AUROC, accuracy and Brier score of these films are now, less what they were: (3,)."""
        first, second = ([*_quality(labels[some], p[some], threshold)] for p, threshold in both)
        return np.subtract(second, first)

    low, high = np.percentile([found(some) for some in drawn], (2.5, 97.5), axis=0)
    parts = (
        f"{name} {value:+.4f} ({a:+.4f} to {b:+.4f})"
        for name, value, a, b in zip(
            ("AUROC", "accuracy", "Brier score"), found(np.arange(len(labels))), low, high, strict=True
        )
    )
    return (
        f"The {new} against the {old} release, film by film: {', '.join(parts)}; in brackets 95 % intervals from "
        f"{DRAWS:,} bootstrap samples of the {len(members)} patients."
    )


def _quality(labels: np.ndarray, probabilities: np.ndarray, threshold: float) -> tuple[float, float, float]:
    area = auroc(labels, probabilities).value
    right = (probabilities >= threshold) == labels
    return area or 0.0, float(right.mean()), float(np.mean((probabilities - labels) ** 2))


def stored(path: Path = STORED) -> dict[str, Any]:
    """The rows so far, by name, the first release first."""
    return dict(json.loads(path.read_text())) if path.exists() else {}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m pneumonia.evaluation.releases", description="Keep what a released model reached."
    )
    parser.add_argument("name", help="of the release: first, second, ...")
    parser.add_argument("bundle", nargs="?", type=Path, default=bundles.RELEASE, help="(default: the embedded model)")
    flags = parser.parse_args()
    try:
        rows = stored() | {flags.name: row(bundles.load(flags.bundle))}
        with write_beside(STORED) as temporary:
            temporary.write_text(json.dumps(rows) + "\n")
    except (PneumoniaError, OSError) as error:
        sys.exit(f"error: {error}")
