"""Each change does to a film what its name says, and the measurement counts what changes."""

import numpy as np
import pytest

from pneumonia.classifier import Classifier
from pneumonia.dataset import Dataset
from pneumonia.metrics import Calibration
from pneumonia.robustness import CHANGES, measure


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


def test_what_is_measured_is_what_the_classifier_would_answer(classifier: Classifier, real_data: Dataset) -> None:
    """On forty training films: the test set is not for this."""
    chosen = np.flatnonzero(real_data.official == "pool")[::131]
    films, labels = real_data.images[chosen], real_data.labels[chosen]
    assert set(labels) == {0, 1}
    calibration = Calibration(**classifier.bundle.info["calibration"])
    point = ("balanced", classifier.threshold())
    found = measure(classifier.network, calibration, (films, labels), classifier.size, point)
    assert found["images"] == f"On the {len(films)} test images"
    assert [row["name"] for row in found["changes"]] == list(CHANGES)
    assert 0.9 < found["auroc"] <= 1.0
    assert all(0.0 <= row["labels_changed"] < 0.2 and row["auroc"] > 0.9 for row in found["changes"])

    never = measure(classifier.network, Calibration(1.0, 0.0), (films[:6], labels[:6]), 192, ("never", 1.01))
    assert {row["labels_changed"] for row in never["changes"]} == {0.0}


def test_the_shipped_bundle_was_measured_with_these_changes(classifier: Classifier) -> None:
    """Its unchanged AUROC is that of its evaluation: the same images, the same network, the same calibration."""
    metrics = classifier.bundle.metrics
    found = metrics["robustness"]
    assert [row["name"] for row in found["changes"]] == list(CHANGES)
    assert found["auroc"] == pytest.approx(metrics["test"]["auroc"]["value"], abs=1e-6)
    assert found["operating_point"] == classifier.default_operating_point
