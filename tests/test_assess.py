"""What is measured on a finished model is what its classifier answers, and only on the films it knows."""

from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from pneumonia import bundle
from pneumonia.classifier import Classifier
from pneumonia.dataset import POOL, TEST, Dataset, load
from pneumonia.errors import DataError, InvalidOption
from pneumonia.evaluation import assess, evaluate, trust
from pneumonia.image import read_image, to_input
from pneumonia.report import LABELS


@pytest.fixture(scope="module")
def few(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The small versions of the sixteen originals, and two other training films that stand in for the test set."""
    folder = tmp_path_factory.mktemp("few")
    for label in LABELS:
        small = shared_data / "chest_xray" / "train" / label
        names = [path.name for path in sorted((shared_data / "originals" / label).iterdir())]
        for split, chosen in (("train", names), ("test", [next(iter(sorted(p.name for p in small.iterdir())))])):
            (folder / split / label).mkdir(parents=True)
            for name in chosen:
                (folder / split / label / name).symlink_to(small / name)
    return load(str(folder), expect=None, cache=folder / "cache")


def with_scores(classifier: Classifier, data: Dataset, moved: float = 0.0) -> Classifier:
    """The classifier with a bundle that was measured on these test films."""
    test = data.official == TEST
    inputs = np.stack([to_input(film, classifier.size) for film in data.images[test]])
    rows = evaluate.scores(data.names[test], data.labels[test], classifier.probabilities(inputs) + moved)
    own = Classifier(bundle.Bundle(classifier.bundle.folder, classifier.bundle.info, "sha256:0"))
    own.bundle.__dict__["metrics"] = {"scores": {"test": rows}}  # as the cached property would hold it
    return own


def test_all_that_can_be_is_measured_and_the_rest_is_said(
    classifier: Classifier, few: Dataset, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(trust, "MAPS", 1)
    monkeypatch.setattr(trust, "DRAWS", 1)
    found = assess.measure(with_scores(classifier, few), few)
    assert found.moved < 1e-6
    assert list(found.metrics) == [
        "test",
        "thresholds",
        "subgroups",
        "robustness",
        "borders",
        "processing",
        "proportions",
        "sharpness",
        "negatives",
        "cost",
        "trust",
    ]
    assert found.metrics["test"]["n"] == found.metrics["negatives"]["n"] == 2
    assert [group["n"] for group in found.metrics["subgroups"]] == [1, 1]
    for part in ("robustness", "borders", "processing", "proportions"):
        assert found.metrics[part]["auroc"] == found.metrics["test"]["auroc"]["value"]
        assert found.metrics[part]["operating_point"] == classifier.default_operating_point
    assert found.metrics["trust"]["thorax"]["films"] == 2
    for part in ("originals", "strangers", "seeds", "subgroups_unseen"):
        assert f"left out    {part}: what it needs was not given" in caplog.messages


def test_groups_among_the_films_that_set_the_thresholds_are_judged_as_they_are(classifier: Classifier) -> None:
    names = np.array(["IM-0001-0001.jpeg", "NORMAL2-IM-0001-0001.jpeg", "person1_virus_1.jpeg", "person2_virus_2.jpeg"])
    plain, stressed = [-9.0, 9.0, 9.0, -9.0], [9.0, -9.0, -9.0, 9.0]
    answers = {"labels": np.array([0, 0, 1, 1]), "views": np.array([plain, stressed], np.float32)}
    found = {group["name"]: group for group in assess.subgroups_unseen(classifier, names, answers)}
    right = {name: group["right"]["balanced"]["value"] for name, group in found.items()}
    assert right == {"series IM": 1.0, "series NORMAL2-IM": 0.0, "viral pneumonia": 0.5}


def test_thresholds_follow_from_what_unseen_films_were_answered() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(400) % 2
    answers = {"labels": labels, "views": (rng.normal(size=(3, 400)) + 2 * labels - 1).astype(np.float32)}
    logits, repeated = answers["views"].astype(np.float64).ravel(), np.tile(labels, 3)
    calibration = evaluate.calibrate(logits, repeated)
    points = evaluate.operating_points(calibration.probabilities(logits), repeated)
    info = {"calibration": asdict(calibration), "operating_points": points}
    assert assess.thresholds(info, answers) == {"films": 400, "views": 3, "largest_difference": 0.0}
    other = info | {"operating_points": points | {"screening": points["screening"] + 0.02}}
    assert assess.thresholds(other, answers)["largest_difference"] == pytest.approx(0.02)


def test_a_probability_that_moved_is_reported_and_other_films_are_refused(classifier: Classifier, few: Dataset) -> None:
    moved = with_scores(classifier, few, moved=0.02)
    assert assess.measure(moved, few, only=["subgroups"]).moved == pytest.approx(0.02, abs=1e-6)
    others = replace(few, names=np.array([f"other-{name}" for name in few.names]))
    expected = r"Expected the 2 test images of which the bundle has scores; received 2 from few\d*, with other names"
    with pytest.raises(DataError, match=expected):
        assess.measure(with_scores(classifier, few), others)


def test_a_part_alone_is_measured_and_one_that_there_is_not_is_named(classifier: Classifier, few: Dataset) -> None:
    own = with_scores(classifier, few)
    assert list(assess.measure(own, few, only=["negatives"]).metrics) == ["test", "negatives"]
    with pytest.raises(InvalidOption, match=r"Expected parts out of seeds, .*, trust; received cost, colour"):
        assess.measure(own, few, only=["cost", "colour"])


def test_films_without_detail_are_counted_by_what_is_said_of_them(classifier: Classifier, few: Dataset) -> None:
    """Answered one by one, as a visitor gets them."""
    films = few.images[few.labels == 0]
    found = assess.sharpness(classifier, films)
    assert found["n"] == len(films) == 9
    assert [row["pixels"] for row in found["blurs"]] == list(assess.BLURS)
    assert found["blurs"][0]["share"] < 0.3, "as they are, nearly all are NORMAL"
    assert found["blurs"][-1]["share"] > 0.7
    pixels = assess.BLURS[1]
    codes = [cv2.imencode(".png", cv2.GaussianBlur(film, (0, 0), pixels))[1].tobytes() for film in films]
    reports = [classifier.predict(code).report for code in codes]
    called = [report for report in reports if report.label == "PNEUMONIA"]
    assert found["blurs"][1]["share"] == len(called) / 9
    assert found["blurs"][1]["unwarned"] == sum(report.confidence is not None for report in called) / 9


def test_negatives_are_noticed_and_films_are_not_taken_for_them(classifier: Classifier, few: Dataset) -> None:
    assert assess.negatives(classifier, few.images) == {"n": 18, "noticed": 18}
    assert assess.negatives(classifier, 255 - few.images) == {"n": 18, "noticed": 0}


def test_cost_is_that_of_the_file_and_of_whole_answers(classifier: Classifier, few: Dataset) -> None:
    found = assess.cost(classifier, few.images[:5])
    assert found["bytes"] == classifier.bundle.model.stat().st_size
    assert found["runs"] == 5
    assert 1.0 < found["milliseconds"] < 1000.0
    assert "CPU cores" in found["machine"]


def test_originals_are_read_as_users_upload_them(
    classifier: Classifier, few: Dataset, shared_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "originals"
    for path in sorted(shared_data.glob("originals/*/*"))[::3]:
        (folder / path.parent.name).mkdir(parents=True, exist_ok=True)
        (folder / path.parent.name / path.name).symlink_to(path)
    found = assess.against_originals(classifier, few, folder)
    gaps, labels = [], []
    for path in folder.glob("*/*"):
        [i] = np.flatnonzero((few.names == path.name) & (few.official == POOL))
        small = cv2.imencode(".png", few.images[i])[1].tobytes()
        answers = [classifier.predict(source).report for source in (path, small)]
        gaps.append(abs(float(np.subtract(*(answer.probability for answer in answers)))))
        labels.append([*(answer.label for answer in answers), path.parent.name])
    changed, wrong = (sum(row[n] != row[m] for row in labels) for n, m in ((0, 1), (0, 2)))
    largest = pytest.approx(max(gaps), abs=1e-5)
    sampled = found.pop("largest_gap_sampled")
    assert found == {"n": 6, "largest_gap": largest, "labels_changed": changed, "right": 6 - wrong}
    assert 0.0 < sampled < 0.3


def test_the_data_hold_the_middle_pixel_of_each_cell(few: Dataset, shared_data: Path) -> None:
    """Which is one of the nine that sampling is varied over."""
    for path in sorted((shared_data / "originals").glob("*/*"))[::5]:
        [i] = np.flatnonzero((few.names == path.name) & (few.official == POOL))
        versions = list(assess._sampled(read_image(path).pixels))
        gaps = [float(np.abs(version.astype(int) - few.images[i]).mean()) for version in versions]
        assert len(versions) == 9
        assert int(np.argmin(gaps)) == 4, gaps
        assert gaps[4] < 1.5  # what JPEG changes; the others lie above 2


@pytest.mark.parametrize("files", [[], ["NORMAL/stranger.jpeg"]])
def test_a_folder_that_holds_no_originals_is_refused(
    classifier: Classifier, few: Dataset, tmp_path: Path, files: list[str]
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    expected = (
        f"Expected full-size versions of training images in {tmp_path.name}/.*received {(files or ['no file'])[0]}"
    )
    with pytest.raises(DataError, match=expected):
        assess.against_originals(classifier, few, tmp_path)


def test_a_folder_without_adults_is_refused(classifier: Classifier, few: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"Expected chest films of adults in {tmp_path.name}/; received no file"):
        assess.measure(with_scores(classifier, few), few, adults=tmp_path, only=["strangers"])


@pytest.mark.slow
def test_strangers_and_adults_are_measured_on_what_the_classifier_answers(
    classifier: Classifier, few: Dataset, shared_data: Path
) -> None:
    own = with_scores(classifier, few)
    found = assess.measure(own, few, adults=shared_data / "adults", only=["strangers"]).metrics["strangers"]
    assert found["adults_warned"] == {"n": 8, "warned": 8}
    assert found["refused"]["share"] >= 0.98
