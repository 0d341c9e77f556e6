"""Each change does to a film what its name says, and the measurement counts what changes."""

from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.evaluation.robustness import CHANGES, borrowing, measure
from pneumonia.image import read_image
from pneumonia.shortcuts import SHORTCUTS

borders, processing, proportions = (partial(borrowing, shortcut=shortcut) for shortcut in SHORTCUTS.values())


def film() -> np.ndarray:
    """A bright disc, off centre on a dark ground, with fine detail."""
    y, x = np.mgrid[:224, :224]
    disc = 200.0 * (np.hypot(y - 90, x - 130) < 60) + 20 * ((x + y) % 2)
    return disc.astype(np.uint8)


def test_every_change_keeps_a_grey_film_and_changes_it() -> None:
    before = film()
    for name, change in CHANGES.items():
        after = change(before)
        assert after.dtype == np.uint8, name
        assert after.ndim == 2, name
        assert after.shape != before.shape or (after != before).any(), name
        assert (before == film()).all(), f"{name} altered its input"


def test_exposure_keeps_black_white_and_order() -> None:
    ramp = np.arange(256, dtype=np.uint8)[np.newaxis]
    assert CHANGES["gamma 0.7"](ramp)[0, [0, 128, 255]].tolist() == [0, 157, 255]
    assert CHANGES["gamma 1.4"](ramp)[0, [0, 128, 255]].tolist() == [0, 97, 255]
    assert CHANGES["contrast 0.7"](ramp)[0, [0, 255]].tolist() == [38, 217]
    assert CHANGES["contrast 1.3"](ramp)[0, [0, 255]].tolist() == [0, 255]
    for name in ("gamma 0.7", "gamma 1.4", "contrast 0.7", "contrast 1.3"):
        assert (np.diff(CHANGES[name](ramp)[0].astype(int)) >= 0).all()


def test_frames_are_cut_and_added() -> None:
    before = film()
    assert CHANGES["10 % cropped on each side"](before).shape == (180, 180)
    padded = CHANGES["10 % of black added on each side"](before)
    assert padded.shape == (268, 268)
    assert (padded[22:-22, 22:-22] == before).all()
    assert padded[:22].max() == 0


def test_the_film_turns_around_its_centre() -> None:
    spot = np.zeros((224, 224), np.uint8)
    spot[109:115, 180:186] = 255  # right of the centre: turned by 8 degrees it rises, or sinks, by 10 pixels
    for name, sign in (("turned by 8 degrees, black corners", -1), ("turned by 8 degrees the other way", 1)):
        rows = np.nonzero(CHANGES[name](spot) > 100)[0]
        assert rows.mean() - 111.5 == pytest.approx(sign * 71 * np.sin(np.radians(8)), abs=1.0)


def test_the_letter_is_in_the_corner() -> None:
    marked = np.nonzero(CHANGES["a letter painted in a corner"](np.zeros((224, 224), np.uint8)))
    assert len(marked[0]) > 100
    assert max(marked[0].max(), marked[1].max()) < 45


@pytest.fixture(scope="module")
def some(shared_data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Sixteen training films: the test set is not for this."""
    files = sorted((shared_data / "chest_xray" / "train").glob("*/*"))[::327]
    labels = np.array([int(file.parent.name == "PNEUMONIA") for file in files])
    assert set(labels) == {0, 1}
    return np.stack([read_image(file).pixels for file in files]), labels


def test_what_is_measured_is_what_the_classifier_would_answer(
    classifier: Classifier, some: tuple[np.ndarray, np.ndarray]
) -> None:
    films, labels = some
    found = measure(classifier.probabilities, some, classifier.size, ("balanced", classifier.threshold()))
    assert found["images"] == f"On the {len(films)} test images"
    assert [row["name"] for row in found["changes"]] == list(CHANGES)
    assert 0.9 < found["auroc"] <= 1.0
    assert all(0.0 <= row["labels_changed"] < 0.2 and row["auroc"] > 0.9 for row in found["changes"])

    never = measure(classifier.probabilities, (films[:6], labels[:6]), classifier.size, ("never", 1.01))
    assert {row["labels_changed"] for row in never["changes"]} == {0.0}


def test_who_reads_only_the_borders_is_fooled_by_another_films(some: tuple[np.ndarray, np.ndarray]) -> None:
    """Bright borders for the ill, dark ones for the healthy, and nothing within: the worst of all shortcuts."""
    labels = some[1]
    films = np.stack([np.pad(np.zeros((160, 160), np.uint8), 32, constant_values=240 * label) for label in labels])
    same, other = borders(lambda inputs: inputs[:, :8].mean(axis=(1, 2)) / 255, (films, labels), 224, ("half", 0.5))[
        "changes"
    ]
    assert same == {"name": "borders of a film of the same class", "labels_changed": 0.0, "auroc": 1.0}
    assert other == {"name": "borders of a film of the other class", "labels_changed": 1.0, "auroc": 0.0}


def test_who_reads_only_the_middle_does_not_care_for_borders(
    classifier: Classifier, some: tuple[np.ndarray, np.ndarray]
) -> None:
    found = borders(lambda inputs: inputs[:, 90:130, 90:130].mean(axis=(1, 2)) / 255, some, 224, ("half", 0.5))
    assert found["middle"] == 0.7
    for row in found["changes"]:
        assert (row["labels_changed"], row["auroc"]) == (0.0, found["auroc"])
    few = some[0][::3], some[1][::3]
    first, again = (borders(classifier.probabilities, few, classifier.size, ("half", 0.5)) for _ in range(2))
    assert first == again, "partners are drawn alike each time"


def test_who_reads_only_small_structures_is_fooled_by_another_films_processing() -> None:
    """A weak pattern on the healthy, a strong one on the ill, and nothing else: it is the whole answer, then none."""
    labels = np.array([0, 1] * 4)
    pattern = np.indices((224, 224)).sum(axis=0) % 2 * 2 - 1
    films = np.stack([120 + (20 + 20 * label) * pattern for label in labels]).astype(np.uint8)
    same, other = processing(lambda inputs: inputs.std(axis=(1, 2)) / 60, (films, labels), 224, ("half", 0.5))[
        "changes"
    ]
    assert same == {"name": "processed like a film of the same class", "labels_changed": 0.0, "auroc": 1.0}
    assert other == {"name": "processed like a film of the other class", "labels_changed": 1.0, "auroc": 0.0}


def test_who_reads_only_the_shape_of_a_film_is_fooled_by_the_other_proportions() -> None:
    """Tall discs for the ill, wide ones for the healthy, by a tenth each: the whole answer, then its opposite."""
    labels = np.array([0, 1] * 4)
    films = np.full((8, 224, 224), 90, np.uint8)
    for film, label in zip(films, labels, strict=True):
        cv2.ellipse(film, (112, 112), (73, 80) if label else (80, 73), 0, 0, 360, 255, cv2.FILLED)

    def height(inputs: np.ndarray) -> np.ndarray:
        white = inputs > 200
        return 0.5 + (white.any(axis=2).sum(axis=1) - white.any(axis=1).sum(axis=1)) / 224

    own, other = proportions(height, (films, labels), 224, ("half", 0.5))["changes"]
    assert own == {"name": "shaped more like a film of its class", "labels_changed": 0.0, "auroc": 1.0}
    assert other == {"name": "shaped like a film of the other class", "labels_changed": 1.0, "auroc": 0.0}


def test_the_shipped_bundle_was_measured_with_these_changes(classifier: Classifier) -> None:
    """Its unchanged AUROC is that of its evaluation: the same images, the same network, the same calibration."""
    metrics = classifier.bundle.metrics
    found = metrics["robustness"]
    assert [row["name"] for row in found["changes"]] == list(CHANGES)
    assert found["auroc"] == pytest.approx(metrics["test"]["auroc"]["value"], abs=1e-6)
    assert found["operating_point"] == classifier.default_operating_point
