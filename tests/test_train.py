"""The whole path with the real command: a few dozen real X-rays, a bundle that answers, and what may come between."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import ROOT, run
from trained import EPOCHS, SIZE, Trained, flags

from pneumonia.classifier import Classifier
from pneumonia.evaluation import assess

TRAIN = [sys.executable, "train.py"]


def test_the_story_is_told_one_line_a_stage(trained: Trained) -> None:
    lines = [line for line in trained.printed.splitlines() if line[:1].isalpha() and not line.startswith("fit:")]
    told = [line.split()[0] for line in lines]
    stages = ["machine", "data", "split", "fit", "export", "calibrate", "evaluate", "bundle", "gallery", "verify"]
    stages += ["push", "published"]
    assert [word for word in told if word in stages] == stages


def test_the_bundle_answers(trained: Trained, excerpt: Path) -> None:
    classifier = Classifier.load(trained.bundle)
    metrics, info = classifier.bundle.metrics, classifier.bundle.info
    files = sorted((excerpt / "test").glob("*/*"))
    stored = {row["name"]: row["probability"] for row in metrics["scores"]["test"]}
    assert len(stored) == len(files) == 12

    logits = {}
    for file in files:
        prediction = classifier.predict(file)
        assert prediction.cam.shape == (SIZE // 16,) * 2
        logits[file.name] = prediction.report.probability
    # What the app answers is what the evaluation measured, to the last digit that is stored and the order of its sums.
    answered = {name: probability for name, probability in logits.items() if probability is not None}
    assert answered
    assert answered == pytest.approx({name: stored[name] for name in answered}, abs=5e-6)
    assert info["training"]["epochs"] == EPOCHS
    assert info["data"]["source"] == "excerpt"
    assert "model.keras" in info["files"]


def test_the_keras_model_in_the_bundle_says_the_same_as_the_graph(trained: Trained, excerpt: Path) -> None:
    import keras
    import numpy as np

    import pneumonia.models  # noqa: F401  registers the layers that safe_mode lets through
    from pneumonia.image import read_image, to_input

    bundle = trained.bundle
    model = keras.models.load_model(bundle / "model.keras", safe_mode=True)
    inputs = np.stack([to_input(read_image(file).pixels, SIZE) for file in sorted((excerpt / "test").glob("*/*"))])
    logits = Classifier.load(bundle).network.run(inputs)[0]
    np.testing.assert_allclose(model.predict(inputs[..., None], verbose=0)[:, 0], logits, rtol=1e-3, atol=1e-4)
    assert {weight.dtype for weight in model.trainable_weights} == {"float32"}


def test_wrong_data_is_one_clear_line_and_no_traceback(tmp_path: Path, environment: dict[str, str]) -> None:
    """From a shell, in a process of its own."""
    (tmp_path / "empty").mkdir()
    done = run([*TRAIN, *flags(tmp_path / "empty", tmp_path / "run")], environment)
    assert done.returncode == 1
    assert "error: " in done.stderr
    assert "has no train split" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_killed_run_goes_on_after_its_last_epoch(excerpt: Path, environment: dict[str, str], tmp_path: Path) -> None:
    """What happens within an epoch, and to the weights: ``test_killed_training.py``."""
    train = [*TRAIN, *flags(excerpt, tmp_path / "run")]
    first = subprocess.Popen(train, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    history = tmp_path / "run" / "history.json"
    deadline = time.monotonic() + 240
    while not history.exists():
        assert first.poll() is None, "training ended before its first epoch"
        assert time.monotonic() < deadline, "no epoch was finished in four minutes"
        time.sleep(0.05)
    first.kill()
    first.wait()
    before = json.loads(history.read_text())
    assert len(before) < EPOCHS, "the run was over before it could be killed"
    done = run(train, environment)
    assert done.returncode == 0, done.stderr[-2000:]
    after = json.loads(history.read_text())
    assert after[: len(before)] == before, "no finished epoch was trained twice"
    assert [row["epoch"] for row in after] == list(range(1, EPOCHS + 1))


@pytest.mark.slow
def test_a_full_disk_is_told_and_keeps_the_last_epoch(
    excerpt: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """The limit on file sizes fails a write just as a full disk does."""
    folder = tmp_path / "run"
    shell = f"ulimit -f 8000; exec {subprocess.list2cmdline([*TRAIN, *flags(excerpt, folder)])}"  # in KiB
    done = run(["bash", "-c", shell], environment)
    assert done.returncode == 1, done.stderr[-2000:]
    assert "error: Writing the run failed" in done.stderr
    assert "the same command goes on from there" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("state-*.keras"))
    assert not list(folder.glob(".*"))  # nothing half-written stays


@pytest.mark.slow
def test_thresholds_may_come_from_networks_of_their_own(
    excerpt: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    more = ["--folds", "2", "--small-size", "96", "--size", "128"]
    done = run([*TRAIN, *flags(excerpt, tmp_path / "run", *more)], environment)
    assert done.returncode == 0, done.stderr[-2000:]
    trained = Classifier.load(tmp_path / "run" / "bundle").bundle
    metrics = trained.metrics
    answers = trained.out_of_fold
    assert answers is not None
    assert assess.thresholds(trained.info, answers) == {"films": 80, "views": 4, "largest_difference": 0.0}
    # Nothing but numbers: a bundle is published, and names of files may be names of patients.
    assert {array.dtype.kind for array in answers.values()} == {"i", "f"}
    assert metrics["cross_validation"]["folds"] == 2
    assert metrics["cross_validation"]["films"] == 80
    assert (tmp_path / "run" / "fold-1" / "kept.keras").exists()
    assert Classifier.load(tmp_path / "run" / "bundle").size == 128
