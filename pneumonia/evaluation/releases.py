"""What each released model reached, side by side, and how far each differs from the one before it.

A release adds its row with ``python -m pneumonia.evaluation.releases NAME BUNDLE``, from the bundle's ``metrics.json``;
where measuring changes later, older bundles (in the repository's history) are measured anew and give their rows again.
Kept are the numbers of the table and the test films' probabilities, by which two releases are compared film by film,
and the checksum of the graph: a row is not replaced by that of another model. How long training took is not among them:
each release was trained on a machine of its own.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia import bundle as bundles
from pneumonia.bundle import Bundle
from pneumonia.dataset_facts import patient
from pneumonia.errors import InvalidOption, PneumoniaError
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
        "model": info["files"][bundles.MODEL]["sha256"],
        "created": info["created"],
        "epochs": len(metrics["history"]),
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
    lines = [["epochs of training", *(str(each["epochs"]) for each in rows.values())]]
    for measure in MEASURES:
        values = (each["measures"].get(measure.name) for each in rows.values())
        lines.append([measure.name, *("" if value is None else measure.shown(value) for value in values)])
    return markdown.table(["official test set", *rows], lines)


def differences(rows: Rows, films: list[dict[str, Any]]) -> str:
    """Each release against the one before it, on the same test films, as a Markdown table.

    ``films`` are the test films' scores of a bundle, for names and labels. The intervals are of ``DRAWS`` bootstrap
    samples of patients, because films of one child are alike (Efron and Tibshirani 1993, chapter 13).
    """
    labels = np.array([film["label"] for film in films])
    groups = np.unique([patient(film["name"]) for film in films], return_inverse=True)[1]
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)]
    random = np.random.default_rng(0)
    drawn = [np.concatenate([members[k] for k in random.integers(0, len(members), len(members))]) for _ in range(DRAWS)]
    # The films as they are, and every sample of them: (1 + DRAWS, 3) for each release.
    found = [
        np.array([_quality(row, labels, some) for some in (np.arange(len(labels)), *drawn)]) for row in rows.values()
    ]
    lines = []
    for (old, new), (before, now) in zip(pairwise(rows), pairwise(found), strict=True):
        gained = now - before
        low, high = np.percentile(gained[1:], (2.5, 97.5), axis=0)
        cells = (f"{value:+.4f} ({a:+.4f} to {b:+.4f})" for value, a, b in zip(gained[0], low, high, strict=True))
        lines.append([f"{new} less {old}", *cells])
    return (
        f"{markdown.table(['film by film', 'AUROC', 'accuracy', 'Brier score'], lines)}\n\nIn brackets 95 % intervals "
        f"from {DRAWS:,} bootstrap samples of the {len(members)} patients."
    )


def _quality(row: Mapping[str, Any], labels: np.ndarray, some: np.ndarray) -> tuple[float, float, float]:
    """AUROC, accuracy and Brier score of a release on these of the films."""
    labels, probabilities = labels[some], np.array(row["test"])[some]
    right = (probabilities >= row["threshold"]) == labels
    area = auroc(labels, probabilities).value
    return area or 0.0, float(right.mean()), float(np.mean((probabilities - labels) ** 2))


def stored(path: Path = STORED) -> dict[str, Any]:
    """The rows so far, by name, the first release first."""
    return dict(json.loads(path.read_text())) if path.exists() else {}


def keep(name: str, bundle: Bundle, path: Path = STORED) -> None:
    """Store the row of a release, a new one or one that was measured anew.

    Raises :class:`~pneumonia.errors.InvalidOption` where the name is that of another model.
    """
    rows, new = stored(path), row(bundle)
    if name in rows and rows[name]["model"] != new["model"]:
        raise InvalidOption(
            f"Expected a new name, or one out of {', '.join(rows)} with its own model; received {name} with another "
            f"one, {bundle.folder}."
        )
    with write_beside(path) as temporary:
        temporary.write_text(json.dumps(rows | {name: new}) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m pneumonia.evaluation.releases", description="Keep what a released model reached."
    )
    parser.add_argument("name", help="of the release: first, second, ...")
    parser.add_argument("bundle", nargs="?", type=Path, default=bundles.RELEASE, help="(default: the embedded model)")
    flags = parser.parse_args()
    try:
        keep(flags.name, bundles.load(flags.bundle))
    except (PneumoniaError, OSError) as error:
        sys.exit(f"error: {error}")
