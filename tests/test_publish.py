"""Publishing a trained model: what arrives on the Hub, what is refused, and that the card's examples run as printed."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import onnx
import pytest
from hubserver.server import OWNER
from huggingface_hub import ModelCard
from processes import ROOT
from readme import arguments
from trained import LICENCE, REPO, TAG, Trained, flags
from typed import pneumonia, train

from pneumonia import bundle, card_figures, dataset, dataset_facts, examples, hub, publish
from pneumonia.classifier import Classifier
from pneumonia.dataset_facts import POOL, TEST
from pneumonia.errors import BundleCorrupt, BundleError, BundleNotFound, DataError, InvalidOption
from pneumonia.image import read_image
from pneumonia.publish import Options
from pneumonia.report import LABELS
from pneumonia.ui.collection import Collection
from pneumonia.ui.gallery import grid
from pneumonia.ui.texts import ENGLISH


def how(trained: Trained, **changes: Any) -> Options:
    return Options(**({"data": str(trained.data), "licence": LICENCE} | changes))


@pytest.fixture(scope="module")
def arrived(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files on the Hub, as anybody gets them."""
    folder = tmp_path_factory.mktemp("arrived")
    for name, content in trained.hub.files(REPO).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take seconds to draw, and are looked at elsewhere."""
    monkeypatch.setattr(card_figures, "write", lambda _: None)


def test_one_commit_and_its_tag(trained: Trained) -> None:
    made, published = trained.hub.commits(REPO)
    assert published.title == "First tiny"
    assert trained.hub.refs(REPO) == {"main": published.oid, TAG: published.oid}
    assert f"/{REPO}/commit/{published.oid}" in trained.printed
    assert made.oid == published.parent


def test_a_whole_bundle_arrives(trained: Trained, arrived: Path) -> None:
    loaded = bundle.load(arrived, complete=True)
    names = {path.relative_to(arrived).as_posix() for path in arrived.rglob("*") if path.is_file()}
    assert names == {*loaded.info["files"], bundle.BUNDLE, bundle.CARD, ".gitattributes"}
    own = bundle.load(trained.bundle)
    assert {key: loaded.metrics[key] for key in ("test", "history", "robustness", "trust")} == {
        key: own.metrics[key] for key in ("test", "history", "robustness", "trust")
    }
    for key in ("architecture", "calibration", "operating_points", "training", "data", "energy"):
        assert loaded.info[key] == own.info[key]
    assert loaded.info["energy"]["kwh"] >= 0
    assert (arrived / bundle.KERAS_MODEL).read_bytes() == (trained.bundle / bundle.KERAS_MODEL).read_bytes()
    assert not (trained.bundle / bundle.EXAMPLES).exists(), "the run itself is left as it was"


def test_its_gallery_has_truth_source_and_licence(trained: Trained, arrived: Path) -> None:
    rows = examples.read(bundle.load(arrived))
    assert {row["truth"] for row in rows} == {"NORMAL", "PNEUMONIA"}
    chosen = examples.choose(
        bundle.load(trained.bundle).metrics["scores"]["test"], Classifier.load(arrived).threshold()
    )
    for row, example in zip(rows, chosen, strict=True):
        original = read_image(trained.data / "test" / example.truth / example.name)
        assert (read_image(arrived / "examples" / row["file"]).pixels == original.pixels).all()
        assert row["licence"] == LICENCE
        assert row["source"] == f"excerpt, not the published data set, test image {Path(row['file']).name}"


def test_names_of_files_that_may_name_patients_stay_at_home(trained: Trained, arrived: Path) -> None:
    own, sent = bundle.load(trained.bundle).metrics, bundle.load(arrived).metrics
    for part in ("validation", "test"):
        assert [row["name"] for row in sent["scores"][part]] == [
            f"{part}-{n + 1}" for n in range(len(own["scores"][part]))
        ]
        numbers = [[(row["label"], row["probability"]) for row in metrics["scores"][part]] for metrics in (own, sent)]
        assert numbers[0] == numbers[1]
    everything = "".join(path.read_text() for path in arrived.rglob("*") if path.suffix in (".json", ".md"))
    for row in own["scores"]["test"] + own["scores"]["validation"]:
        assert row["name"] not in everything


def test_the_hubs_own_validation_takes_its_card(trained: Trained, arrived: Path) -> None:
    with trained.client():
        ModelCard.load(arrived / bundle.CARD).validate()
    assert "POST /api/validate-yaml" in trained.hub.requests


def test_the_app_shows_the_gallery_of_a_pulled_model_and_says_how_it_was_chosen(trained: Trained) -> None:
    """From the Hub's cache, whose files are links."""
    with trained.client():
        shown = grid(Collection(Classifier(hub.resolve(REPO))), ENGLISH)
    index = json.loads(trained.hub.files(REPO)["examples/examples.json"])
    assert shown.count('class="px-tile') == len(index) > 1
    assert f"How these were chosen: {examples.RULE}" in shown
    assert f"Images: excerpt, not the published data set, {LICENCE}." in shown


def test_its_card_claims_nothing_of_the_published_data(arrived: Path) -> None:
    text = (arrived / bundle.CARD).read_text()
    assert ModelCard(text).data.datasets is None
    assert "excerpt, not the published data set" in text
    assert "Kermany" not in text
    assert "On the 12 test images; the balanced point. Unchanged, AUROC is" in text
    assert text.count("turned by 8 degrees") == 2


def test_its_answers_are_those_that_were_measured(arrived: Path) -> None:
    classifier = Classifier.load(arrived)
    for row in examples.read(classifier.bundle):
        report = classifier.predict(arrived / "examples" / row["file"]).report
        if report.probability is not None:
            assert report.probability == pytest.approx(row["probability"], abs=1e-5)


def test_the_same_run_published_again_changes_nothing(trained: Trained) -> None:
    """By the line that the README prints; a licence is named because these are not all of the published images."""
    before, sent = trained.hub.commits(REPO), len(trained.hub.uploaded)
    own = {"runs/compact-patient-42": str(trained.folder), "USER/REPO": REPO, "chest_xray": str(trained.data)}
    with trained.client():
        done = pneumonia(*arguments("push", own), "--licence", LICENCE)
    assert done.returncode == 0, done.stderr[-2000:]
    assert [commit.oid for commit in trained.hub.commits(REPO)] == [commit.oid for commit in before]
    assert len(trained.hub.uploaded) == sent
    assert f"Serve it: PNEUMONIA_MODEL={REPO}@{before[-1].oid} make run" in done.stdout
    assert "verify " in done.stderr


def test_a_bundle_keeps_the_gallery_it_has_and_a_dry_run_sends_nothing(
    trained: Trained, arrived: Path, tmp_path: Path
) -> None:
    requests = len(trained.hub.requests)
    with trained.client():
        done = pneumonia("push", arrived, "user/copy", "--dry-run", tmp_path / "dry")
        again = pneumonia("push", arrived, "user/copy", "--dry-run", tmp_path / "dry")
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(trained.hub.requests) == requests
    first, second = bundle.load(arrived), bundle.load(tmp_path / "dry", complete=True)
    assert first.info["files"] == second.info["files"], "the same pictures, drawn again, to the byte"
    assert "user/copy" in (tmp_path / "dry" / bundle.CARD).read_text()
    assert again.returncode == 2
    assert "Expected a new or empty folder" in again.stderr


@pytest.mark.usefixtures("no_figures")
def test_a_model_may_go_without_a_gallery(trained: Trained, arrived: Path, tmp_path: Path) -> None:
    """Even one that has a gallery."""
    staged = publish.stage(arrived, tmp_path, "user/x", how(trained, gallery=False, data=None, licence=None))
    assert "gallery" not in staged.info
    assert examples.read(staged) == []
    assert not [name for name in staged.info["files"] if "gradcam" in name]
    assert "This bundle carries no example images." in (tmp_path / bundle.CARD).read_text()


# --- what is refused --------------------------------------------------------------------------------------------------


def refusal(trained: Trained, source: Path, target: Path, error: type[Exception], **changes: Any) -> str:
    with pytest.raises(error) as caught:
        publish.stage(source, target, "user/x", how(trained, **changes))
    return str(caught.value)


def test_images_of_an_unknown_licence_are_not_published(trained: Trained, tmp_path: Path) -> None:
    message = refusal(trained, trained.folder, tmp_path, DataError, licence=None)
    assert "X-rays whose licence is not known" in message
    assert "Say --licence NAME if they may be shown to everybody, or --no-gallery." in message


def test_the_licence_of_a_gallery_that_is_kept_stays(trained: Trained, arrived: Path, tmp_path: Path) -> None:
    message = refusal(trained, arrived, tmp_path, InvalidOption, data=None, licence="CC0")
    assert message.startswith("Expected no --licence for the gallery that the bundle has: it names one; received 'CC0'")
    assert not list(tmp_path.iterdir())


def test_a_dry_run_that_fails_leaves_no_bundle_with_names_of_patients(trained: Trained, tmp_path: Path) -> None:
    dry_run = ["push", trained.folder, "user/x", "--data", trained.data, "--dry-run", tmp_path / "dry"]
    for _ in range(2):
        done = pneumonia(*dry_run)
        assert done.returncode == 2
        assert "error: The gallery would publish X-rays whose licence is not known" in done.stderr
        assert list((tmp_path / "dry").iterdir()) == []


def test_a_licence_is_asked_for_before_the_training(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of data of one's own, and of the published data less what could not be read."""
    monkeypatch.setenv("PNEUMONIA_CACHE", trained.environment["PNEUMONIA_CACHE"])

    def refused(arguments: list[str]) -> None:
        with trained.client():
            done = train(*arguments)
        assert done.returncode == 1
        assert "error: The gallery would publish X-rays whose licence is not known" in done.stderr
        assert not (tmp_path / "run").exists()

    refused(flags(trained.data, tmp_path / "run", "--push", REPO))
    counts = {POOL: dict.fromkeys(LABELS, 40), TEST: dict.fromkeys(LABELS, 6)}
    for module in (dataset, dataset_facts):
        monkeypatch.setattr(module, "FACTS", replace(dataset_facts.FACTS, counts=counts))
    damaged = Path(shutil.copytree(trained.data, tmp_path / "damaged"))
    next(damaged.glob("train/NORMAL/*")).write_bytes(b"half")
    published = flags(damaged, tmp_path / "run", "--push", REPO, "--skip-bad")
    published.remove("--any-counts")
    refused(published)


@pytest.mark.usefixtures("no_figures")
def test_a_bundle_without_what_the_card_tells_is_refused(trained: Trained, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(trained.bundle, tmp_path / "bare"))
    bundle.seal(bare, {k: v for k, v in bundle.load(bare).info.items() if k not in ("files", "versions")})
    (tmp_path / "out").mkdir()
    message = refusal(trained, bare, tmp_path / "out", BundleCorrupt)
    assert "lacks what its card tells: 'dict object' has no attribute 'versions'. Export it again" in message


def test_images_of_another_data_set_are_noticed(arrived: Path, tmp_path: Path) -> None:
    """By the names alone they could be the same: what counts is that they are answered as was measured."""
    other = Path(shutil.copytree(arrived, tmp_path / "other"))
    rows = [row | {"probability": (row["probability"] + 0.4) % 1.0} for row in examples.read(bundle.load(other))]
    (other / bundle.EXAMPLES / bundle.INDEX).write_text(json.dumps(rows))
    bundle.seal(other, bundle.load(arrived).info)
    with pytest.raises(
        DataError, match=r"not those that the model was measured on: its probabilities differ by 0\.[46]"
    ):
        publish.verify(bundle.load(other, complete=True))


def test_a_damaged_model_is_not_published(trained: Trained, tmp_path: Path) -> None:
    broken = shutil.copytree(trained.bundle, tmp_path / "broken")
    content = bytearray((broken / bundle.KERAS_MODEL).read_bytes())
    content[len(content) // 2] ^= 1
    (broken / bundle.KERAS_MODEL).write_bytes(content)
    (tmp_path / "out").mkdir()
    message = refusal(trained, broken, tmp_path / "out", BundleCorrupt)
    assert message.startswith("broken/model.keras was altered")


def test_two_networks_that_are_not_the_same_are_not_published(trained: Trained, tmp_path: Path) -> None:
    mixed = shutil.copytree(trained.bundle, tmp_path / "mixed")
    shutil.copy(trained.folder / "kept.keras", mixed / bundle.KERAS_MODEL)
    graph = onnx.load(mixed / bundle.MODEL)
    kernel = max(graph.graph.initializer, key=lambda weights: len(weights.raw_data))
    kernel.CopyFrom(onnx.numpy_helper.from_array(3 * onnx.numpy_helper.to_array(kernel), kernel.name))
    onnx.save(graph, mixed / bundle.MODEL)
    bundle.seal(mixed, bundle.load(trained.bundle).info)
    with pytest.raises(BundleCorrupt, match=r"model\.keras and model\.onnx are not the same network: their logits"):
        publish.verify(bundle.load(mixed, complete=True))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (ROOT / "tests", "Expected the folder of a training run or of a bundle; "),
        (bundle.RELEASE, "it is a copy made for serving alone. Publish the folder of the training run"),
    ],
)
def test_what_is_no_run_is_told(source: Path, message: str) -> None:
    with pytest.raises(BundleNotFound, match=re.escape(message)):
        publish.run_or_bundle(source)


def test_a_bundle_may_not_name_files_outside_itself(trained: Trained, tmp_path: Path) -> None:
    bad = shutil.copytree(trained.bundle, tmp_path / "bad")
    info = json.loads((bad / bundle.BUNDLE).read_text())
    for name in ("../secret", "/etc/passwd"):
        (bad / bundle.BUNDLE).write_text(
            json.dumps(info | {"files": info["files"] | {name: info["files"]["model.onnx"]}})
        )
        with pytest.raises(BundleError, match="which lies outside the bundle"):
            bundle.load(bad)


# --- the card's examples ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1])
def test_the_cards_python_runs_as_printed(trained: Trained, arrived: Path, tmp_path: Path, number: int) -> None:
    """With the package, and with nothing but ONNX Runtime; both say what the classifier says."""
    code = re.findall(r"```python\n(.*?)```", (arrived / bundle.CARD).read_text(), flags=re.DOTALL)[number]
    film = sorted((trained.data / "test" / "PNEUMONIA").iterdir())[0]
    shutil.copy(film, tmp_path / "film.jpeg")
    environment = os.environ | trained.hub.environment(tmp_path / "home") | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    classifier = Classifier.load(arrived)
    report = classifier.predict(film).report
    if report.probability is not None:
        assert done.stdout.split()[0] == report.label
        assert float(done.stdout.split()[1]) == pytest.approx(report.probability, abs=0.03), (
            "another resize, next to nothing"
        )
    assert len(code.strip().splitlines()) <= 15


def test_no_file_of_a_run_or_a_published_model_holds_the_token(trained: Trained) -> None:
    assert OWNER not in trained.printed
    written = {path: path.read_bytes() for path in trained.folder.rglob("*") if path.is_file()}
    published = trained.hub.files(REPO)
    assert len(written) > 8
    assert "README.md" in published
    assert [name for name, content in (written | published).items() if OWNER.encode() in content] == []
