"""Pictures that are no chest X-ray are refused, films are not, and films of adults are told apart."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pneumonia.bundle import TYPICAL, load, seal
from pneumonia.classifier import Classifier
from pneumonia.evaluation import out_of_distribution
from pneumonia.evaluation.out_of_distribution import KINDS, measure
from pneumonia.evaluation.robustness import CHANGES
from pneumonia.image import read_image

#: Pictures of each kind in a quick look; every one is some other than those of its neighbours.
FEW = 3


@pytest.fixture(scope="module")
def measured(classifier: Classifier, shared_data: Path) -> dict[str, Any]:
    """A few of each kind, every eighth film of the bundle's validation split, and the adults."""
    names = classifier.bundle.metrics["split"]["validation_names"]
    files = [file for file in sorted((shared_data / "chest_xray" / "train").glob("*/*")) if file.name in names]
    films = np.stack([read_image(file).pixels for file in files[::8]])
    return measure(classifier, films, sorted((shared_data / "adults").glob("*.png")), FEW)


def test_strangers_are_refused(measured: dict[str, Any]) -> None:
    print({kind["name"]: kind["refused"] for kind in measured["kinds"] if kind["refused"] < 1})
    assert measured["refused"]["n"] == FEW * len(KINDS)
    for side in ("tuned", "kept_out"):  # of 42 and 48; `make evaluate` measures eight times as many
        assert measured["refused"][side] >= 0.97
    assert min(kind["refused"] for kind in measured["kinds"]) >= 0.6, "two of three"


def test_films_are_judged_and_few_get_a_warning(measured: dict[str, Any]) -> None:
    assert measured["films_refused"] <= 0.01
    assert measured["films_warned"] <= 0.08
    assert measured["adults_warned"] == {"n": 8, "warned": 8}


def test_films_are_changed_in_every_way_and_hardly_one_is_refused(measured: dict[str, Any]) -> None:
    changed = measured["films_changed"]
    assert [row["name"] for row in changed] == list(CHANGES)
    assert {row["n"] for row in changed} == {17}  # every eighth of 131
    assert max(row["refused"] for row in changed) <= 1 / 17
    assert max(row["warned"] for row in changed) <= 0.35, "even when turned or cropped"


def test_shares_are_those_of_the_kinds(measured: dict[str, Any]) -> None:
    kinds = measured["kinds"]
    assert [(kind["name"], kind["tuned"], kind["n"]) for kind in kinds] == [(k.name, k.tuned, FEW) for k in KINDS]
    for side, chosen in (("share", (True, False)), ("tuned", (True,)), ("kept_out", (False,))):
        shares = [kind["refused"] for kind in kinds if kind["tuned"] in chosen]
        assert measured["refused"][side] == pytest.approx(np.mean(shares))


def test_kinds_are_many_and_each_on_one_side() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 25
    assert {kind.tuned for kind in KINDS} == {True, False}


def test_pictures_of_a_kind_are_the_same_every_time() -> None:
    for kind in KINDS[::5]:
        first, again = kind.pictures(3), kind.pictures(3)
        assert len(first) == 3
        for one, other in zip(first, again, strict=True):
            assert np.array_equal(one, other)
            assert one.dtype == np.uint8


def test_what_no_threshold_would_refuse_is_counted_as_judged(classifier: Classifier, tmp_path: Path) -> None:
    """The measure goes through the classifier: with thresholds out of reach, noise gets an answer, and no warning."""
    for name in ("model.onnx", "metrics.json"):
        (tmp_path / name).symlink_to(classifier.bundle.folder / name)
    arrays = dict(classifier.bundle.typical)
    for name in ("refuse_above", "colour_above", "warn_above"):
        arrays[name] = np.float32(1e9)
    np.savez(tmp_path / TYPICAL, **arrays)
    seal(tmp_path, classifier.bundle.info)
    lenient = Classifier(load(tmp_path))
    found = measure(lenient, np.random.default_rng(0).integers(0, 256, (3, 224, 224), np.uint8), [], 2)
    assert found["films_refused"] == 0.0
    assert found["adults_warned"] == {"n": 0, "warned": 0}
    assert found["refused"]["share"] < 0.2  # what is blank or looks like a negative is refused as such


def test_a_file_that_cannot_be_read_is_refused_and_not_warned_of(classifier: Classifier, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(cv2.imencode(".png", np.zeros((64, 64), np.uint8))[1].tobytes()[:40])
    answers = classifier.predict_batch([broken])
    assert out_of_distribution._refused(answers).tolist() == [True]
    assert out_of_distribution._warned(answers).tolist() == [False]
