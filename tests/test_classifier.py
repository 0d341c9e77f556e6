"""The embedded bundle on real X-rays: one JSON, the same answer from every way of asking, and errors that say why."""

import hashlib
import json
import math
import shutil
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pneumonia.augment import plain
from pneumonia.bundle import BUNDLE, METRICS, MODEL, TYPICAL, load, save
from pneumonia.classifier import BATCH, Classifier, Network, Prediction
from pneumonia.dataset import Dataset
from pneumonia.errors import BundleCorrupt, ImageTooLarge, InvalidOption, UnreadableImage
from pneumonia.explain import for_screen
from pneumonia.image import MAX_BYTES, read_image, to_input
from pneumonia.report import NOTES, Report

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def originals(shared_data: Path) -> list[Path]:
    """The 16 full-size films; the folder of each is its truth."""
    files = sorted(shared_data.glob("originals/*/*.jpeg"))
    assert len(files) == 16
    return files


def png(pixels: np.ndarray) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


NOISE = png(np.random.default_rng(0).integers(0, 256, (300, 300), np.uint8))


def same(one: Prediction, other: Prediction, tolerance: float = 0.0) -> None:
    """Equal but for the time taken; from a batch, floats may differ in their last bits."""
    for left, right in (
        (one.report.probability, other.report.probability),
        (one.report.confidence, other.report.confidence),
    ):
        assert left == pytest.approx(right, abs=tolerance)
    assert one.report.chest_xray.score == pytest.approx(other.report.chest_xray.score, abs=0.002 if tolerance else 0)
    assert np.allclose(one.cam, other.cam, rtol=0, atol=10 * tolerance)
    blank: dict[str, Any] = {"probability": 0, "confidence": 0, "elapsed_ms": 0}
    left, right = (replace(p.report, **blank, chest_xray=replace(p.report.chest_xray, score=0)) for p in (one, other))
    assert left == right


# --- one answer -------------------------------------------------------------------------------------------------------


def test_the_report_is_the_json_that_was_promised(classifier: Classifier, originals: list[Path]) -> None:
    report = json.loads(json.dumps(classifier.predict(originals[0]).report.to_json(), allow_nan=False))
    assert list(report) == [
        "schema", "label", "probability", "confidence", "operating_point", "threshold", "advice", "warnings",
        "chest_xray", "model", "image", "elapsed_ms",
    ]  # fmt: skip
    assert list(report["chest_xray"]) == ["ok", "score", "reason"]
    assert list(report["model"]) == ["id", "revision", "architecture"]
    assert list(report["image"]) == ["width", "height", "format", "sha256"]
    content = originals[0].read_bytes()
    height, width = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE).shape
    sha256 = hashlib.sha256(content).hexdigest()
    assert report["image"] == {"width": width, "height": height, "format": "JPEG", "sha256": sha256}
    bundle = classifier.bundle
    architecture = bundle.info["architecture"]["name"]
    assert report["model"] == {"id": bundle.info["id"], "revision": bundle.revision, "architecture": architecture}
    assert report["schema"] == 1
    assert report["chest_xray"]["ok"] is True
    assert report["warnings"] == []
    assert 0 < report["elapsed_ms"] < 10_000
    assert report["elapsed_ms"] == round(report["elapsed_ms"], 1)
    assert report["probability"] != round(report["probability"], 6), "not rounded"


def test_label_confidence_and_threshold_belong_together(classifier: Classifier, originals: list[Path]) -> None:
    for name, threshold in classifier.operating_points.items():
        for file in originals:
            report = classifier.predict(file, name).report
            assert (report.operating_point, report.threshold) == (name, threshold)
            assert report.probability is not None
            positive = report.probability >= threshold
            assert report.label == ("PNEUMONIA" if positive else "NORMAL")
            assert report.confidence == pytest.approx(report.probability if positive else 1 - report.probability)
            assert ("doctor must confirm" in str(report.advice)) == positive


def test_the_operating_point_changes_the_decision_and_nothing_else(
    classifier: Classifier, originals: list[Path]
) -> None:
    assert set(classifier.operating_points) == {"balanced", "screening"}
    assert classifier.threshold("screening") <= classifier.threshold("balanced") == classifier.threshold()
    for file in originals:
        default, screening = (classifier.predict(file, name) for name in (None, "screening"))
        assert default.report.operating_point == classifier.bundle.info["default"] == "balanced"
        assert default.report.probability == screening.report.probability
        assert np.array_equal(default.cam, screening.cam)


def test_the_probability_is_the_sigmoid_of_the_calibrated_logit(classifier: Classifier, originals: list[Path]) -> None:
    prediction = classifier.predict(originals[0])
    model_input = to_input(prediction.xray.pixels, classifier.size)
    [logit], [cam], _ = classifier.network.run(model_input[np.newaxis])
    calibration = classifier.bundle.info["calibration"]
    expected = 1 / (1 + math.exp(-float(logit) / calibration["temperature"] - calibration["offset"]))
    assert prediction.report.probability == pytest.approx(expected)
    assert np.array_equal(prediction.cam, cam)
    assert classifier.probability(-1e9) == 0.0
    assert classifier.probability(1e9) == 1.0
    assert classifier.probability(-calibration["offset"] * calibration["temperature"]) == pytest.approx(0.5)


def test_a_path_a_string_and_bytes_are_read_alike(classifier: Classifier, originals: list[Path]) -> None:
    file = originals[5]
    answers = [classifier.predict(source) for source in (file, str(file), file.read_bytes())]
    same(answers[0], answers[1])
    same(answers[0], answers[2])


# --- right answers ----------------------------------------------------------------------------------------------------


def test_a_full_size_film_is_read_like_its_small_copy(
    classifier: Classifier, originals: list[Path], shared_data: Path
) -> None:
    gaps, relabelled = [], []
    for file in originals:
        large = classifier.predict(file).report
        small = classifier.predict(shared_data / "chest_xray" / "train" / file.parent.name / file.name).report
        assert large.probability is not None
        assert small.probability is not None
        gaps.append(abs(large.probability - small.probability))
        if large.label != small.label:  # as it must be where the threshold lies between the two
            relabelled.append(file.name)
    print(f"largest gap between a full-size film and its 224x224 copy: {max(gaps):.3f}")
    assert max(gaps) <= 0.10
    assert len(relabelled) <= 1, relabelled


def test_most_of_the_originals_are_read_right(classifier: Classifier, originals: list[Path]) -> None:
    wrong = [file.name for file in originals if classifier.predict(file).report.label != file.parent.name]
    print(f"{16 - len(wrong)} of 16 originals right; wrong: {wrong}")
    assert len(wrong) <= 3


def test_serving_and_training_see_the_same_pixels(
    classifier: Classifier, real_data: Dataset, shared_data: Path
) -> None:
    """The one preprocessing: the same file, once through the data set's cache, once as an upload."""
    chosen = np.arange(0, len(real_data.images), 200)
    trained = plain(real_data.images[chosen], classifier.size)
    for index, expected in zip(chosen, trained, strict=True):
        folder = Path("train" if real_data.official[index] == "pool" else "test")
        label = ("NORMAL", "PNEUMONIA")[real_data.labels[index]]
        file = shared_data / "chest_xray" / folder / label / real_data.names[index]
        assert np.array_equal(to_input(read_image(file.read_bytes()).pixels, classifier.size), expected)


def test_the_stored_scores_are_what_it_answers(classifier: Classifier, shared_data: Path) -> None:
    """Every tenth validation film: what the bundle's metrics were computed from is what a visitor gets."""
    folders = [shared_data / "chest_xray" / "train" / label for label in ("NORMAL", "PNEUMONIA")]
    for row in classifier.bundle.metrics["scores"]["validation"][::10]:
        prediction = classifier.predict(folders[row["label"]] / row["name"])
        if prediction.report.label is not None:
            assert prediction.report.probability == pytest.approx(row["probability"], abs=1e-4)


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_picture_of_something_else_is_not_judged(classifier: Classifier) -> None:
    report = classifier.predict(NOISE).report
    assert (report.label, report.probability, report.confidence) == (None, None, None)
    assert report.chest_xray.ok is False
    assert report.warnings == (report.chest_xray.reason,)
    assert str(report.chest_xray.reason).startswith("This looks unlike any chest X-ray")
    assert str(report.advice) == "This image was not judged. Use a frontal chest X-ray, upright and uncropped."
    assert "frontal" not in NOTES["other"], "the advice that stands above says what is expected"
    stored = json.loads(json.dumps(report.to_json()))
    assert stored["probability"] is None
    assert [stored["advice"], stored["warnings"]] == [str(report.advice), [stored["chest_xray"]["reason"]]]
    assert stored["chest_xray"]["reason"].startswith("This looks unlike any chest X-ray")


def test_a_wrong_operating_point_is_told_before_any_work(classifier: Classifier) -> None:
    for ask in (classifier.predict, classifier.predict_batch):
        with pytest.raises(InvalidOption) as caught:
            ask(b"not looked at", "certain")
        assert str(caught.value) == "Expected an operating point out of balanced, screening; received 'certain'."


def test_unreadable_images_are_the_callers_errors(classifier: Classifier) -> None:
    with pytest.raises(UnreadableImage, match="received a 12-byte file"):
        classifier.predict(b"twelve bytes")
    with pytest.raises(ImageTooLarge, match=r"received 64\.0 MiB"):
        classifier.predict(bytes(MAX_BYTES + 1))


# --- batches and threads ----------------------------------------------------------------------------------------------


def test_a_batch_answers_like_single_calls(classifier: Classifier, originals: list[Path]) -> None:
    sources = [*originals, NOISE, *originals[:4]]  # more than one run of the network
    assert len(sources) > BATCH
    for source, answer in zip(sources, classifier.predict_batch(sources, "screening"), strict=True):
        assert isinstance(answer, Prediction)
        same(classifier.predict(source, "screening"), answer, tolerance=1e-5)


def test_an_error_in_a_batch_leaves_the_others_alone(classifier: Classifier, originals: list[Path]) -> None:
    sources = [b"twelve bytes", originals[0], "missing.png", originals[9], b""]
    answers = classifier.predict_batch(sources)
    assert [str(answer)[:40] for answer in answers if not isinstance(answer, Prediction)] == [
        "Expected an image of a chest X-ray; rece",
        "Expected an image file; found no file na",
        "Expected an image of a chest X-ray; rece",
    ]
    for index in (1, 3):
        assert isinstance(answers[index], Prediction)
        same(classifier.predict(sources[index]), answers[index], tolerance=1e-5)


def test_a_batch_keeps_as_much_of_its_images_as_it_is_told(classifier: Classifier, originals: list[Path]) -> None:
    pixels = read_image(originals[0]).pixels
    small = to_input(pixels, 100)  # worth a warning
    for longest, kept in ((0, np.empty((0, 0))), (300, for_screen(pixels, 300)), (9000, pixels)):
        answers = classifier.predict_batch([originals[0], png(small)], longest=longest)
        for answer, source, expected in zip(answers, (originals[0], png(small)), (kept, small), strict=True):
            assert isinstance(answer, Prediction)
            assert np.array_equal(answer.xray.pixels, expected if longest else kept)
            same(classifier.predict(source), answer, tolerance=1e-5)


def test_a_batch_holds_one_image_at_full_size_at_a_time(classifier: Classifier) -> None:
    blank = np.zeros((1500, 1500), np.uint8)
    tracemalloc.start()
    try:
        classifier.predict_batch([png(blank)] * BATCH)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * blank.nbytes, f"{peak / blank.nbytes:.1f} images"


def test_the_times_of_a_batch_add_up_to_no_more_than_it_took(classifier: Classifier) -> None:
    started = time.perf_counter()
    answers = classifier.predict_batch([NOISE, b"no image"] * 4)
    whole = (time.perf_counter() - started) * 1000
    times = [answer.report.elapsed_ms for answer in answers if isinstance(answer, Prediction)]
    assert len(times) == 4
    assert whole / 2 < sum(times) <= whole


def test_batches_without_any_image(classifier: Classifier) -> None:
    assert classifier.predict_batch([]) == []
    answers = classifier.predict_batch([b"no image"] * (BATCH + 1))
    assert [type(answer) for answer in answers] == [UnreadableImage] * (BATCH + 1)


def test_eight_threads_get_equal_answers(classifier: Classifier, originals: list[Path]) -> None:
    alone = [classifier.predict(file) for file in originals]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(classifier.predict, originals * 4))
    for one, other in zip(together, alone * 4, strict=True):
        same(one, other)


# --- loading ----------------------------------------------------------------------------------------------------------


def test_loading_and_answering_import_no_training_and_no_page(release: Path, originals: list[Path]) -> None:
    code = (
        "import sys; from pneumonia.classifier import Classifier\n"
        f"print(Classifier.load({str(release)!r}).predict({str(originals[0])!r}).report.label)\n"
        "print(*{'tensorflow', 'keras', 'gradio', 'sklearn', 'scipy', 'pandas', 'pydicom'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["NORMAL"]


def copied(release: Path, folder: Path, **info: Any) -> Path:
    """The embedded bundle, sealed anew with other facts in bundle.json."""
    folder.mkdir()
    shutil.copy(release / MODEL, folder)
    bundle = load(release)
    save(folder, {k: v for k, v in bundle.info.items() if k not in ("schema", "files")} | info, {}, bundle.typical)
    return folder


def test_only_three_files_beside_the_seal_are_needed(release: Path, tmp_path: Path, originals: list[Path]) -> None:
    folder = copied(release, tmp_path / "copy")
    assert {file.name for file in folder.iterdir()} == {BUNDLE, MODEL, METRICS, TYPICAL}
    one, other = (Classifier.load(f, revision="same", threads=1).predict(originals[0]) for f in (folder, release))
    same(one, other)


def test_the_calibration_of_the_bundle_counts(release: Path, tmp_path: Path, originals: list[Path]) -> None:
    hot = Classifier.load(copied(release, tmp_path / "hot", calibration={"temperature": 1e6, "offset": math.log(3)}))
    assert hot.predict(originals[0]).report.probability == pytest.approx(0.75, abs=1e-4)


@pytest.mark.parametrize(
    "info",
    [
        {"calibration": {"temperature": "warm", "offset": 0}},
        {"calibration": {"temperature": 1.0}},
        {"input": {}},
        {"input": {"size": 96}},
        {"architecture": "compact"},
        {"operating_points": [0.5]},
        {"operating_points": {"balanced": None}},
        {"default": "elsewhere"},
    ],
    ids=str,
)
def test_nonsense_in_the_bundle_is_refused(release: Path, tmp_path: Path, info: dict[str, Any]) -> None:
    folder = copied(release, tmp_path / "odd", **info)
    with pytest.raises(BundleCorrupt) as caught:
        Classifier.load(folder)
    assert str(caught.value).startswith("odd/bundle.json was altered: a value is missing or wrong (")
    assert str(caught.value).endswith("). Download it again.")


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / MODEL).write_bytes(b"no graph at all")
    with pytest.raises(BundleCorrupt, match=r"^model\.onnx is no graph that ONNX Runtime [\d.]+ can run\. Download it"):
        Network(tmp_path / MODEL)


def test_reports_are_frozen(classifier: Classifier, originals: list[Path]) -> None:
    report = classifier.predict(originals[0]).report
    assert isinstance(report, Report)
    with pytest.raises(AttributeError):
        report.label = "PNEUMONIA"  # type: ignore[misc]
