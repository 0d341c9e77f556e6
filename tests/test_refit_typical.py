"""A bundle's knowledge of ordinary films is fitted anew, from the films its model was trained on and no others."""

import shutil
from pathlib import Path

import pytest

from pneumonia import bundle, dataset, typical
from pneumonia.augment import plain, stressed
from pneumonia.classifier import Classifier
from pneumonia.errors import BundleCorrupt, DataError
from pneumonia.training import split as splitting
from pneumonia.training.refit_typical import refit

VIEWS = 2


@pytest.fixture
def of_excerpt(release: Path, excerpt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped model in a bundle that says it was trained on the excerpt."""
    monkeypatch.setenv("PNEUMONIA_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "model"
    shutil.copytree(release, folder)
    info = bundle.load(folder).info
    fingerprint = dataset.load(str(excerpt), expect=None).fingerprint
    training = info["training"] | {"validation_views": VIEWS}
    bundle.seal(folder, info | {"training": training, "data": info["data"] | {"fingerprint": fingerprint}})
    return folder


def test_the_statistics_are_those_of_training_and_validation_films(of_excerpt: Path, excerpt: Path) -> None:
    old = bundle.load(of_excerpt)
    refit(old, str(excerpt))
    new = bundle.load(of_excerpt)  # verified: the seal is whole
    assert new.revision != old.revision
    assert {name for name, file in new.info["files"].items() if file != old.info["files"][name]} == {bundle.TYPICAL}
    assert new.info | {"files": 0} == old.info | {"files": 0}

    classifier, data = Classifier(new), dataset.load(str(excerpt), expect=None)
    parts = splitting.split(data, "patient", seed=42)
    train = plain(data.images[parts.train], classifier.size)
    held_out = stressed(data.images[parts.validation], classifier.size, VIEWS, 42)
    features = [classifier.network.run(inputs)[2] for inputs in (train, held_out)]
    expected = typical.fit((train, features[0]), (held_out, features[1]), plain=len(parts.validation))
    for name in ("thumbnail_mean", "edges_mean", "feature_mean", "centre", "held_out", "warn_above"):
        assert new.typical[name] == pytest.approx(expected[name], rel=1e-3, abs=1e-3), name
    assert len(new.typical["held_out"]) == VIEWS * len(parts.validation)


def test_other_films_than_the_models_own_are_refused(of_excerpt: Path, excerpt: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(excerpt, other)
    next((other / "train" / "NORMAL").iterdir()).unlink()
    before = (of_excerpt / bundle.TYPICAL).read_bytes()
    with pytest.raises(DataError, match=r"^Expected the films that pneumonia-compact was trained on \(fingerprint "):
        refit(bundle.load(of_excerpt), str(other))
    assert (of_excerpt / bundle.TYPICAL).read_bytes() == before


def test_a_bundle_that_does_not_say_what_it_learned_from_is_refused(of_excerpt: Path, excerpt: Path) -> None:
    bundle.seal(of_excerpt, {k: v for k, v in bundle.load(of_excerpt).info.items() if k != "training"})
    with pytest.raises(BundleCorrupt, match=r"bundle\.json does not say what the model was trained on \('training'\)"):
        refit(bundle.load(of_excerpt), str(excerpt))
