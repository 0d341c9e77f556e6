"""Cross-validation: every film is judged by a network that has not seen it, and only by that one."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from pneumonia.augment import plain
from pneumonia.dataset import POOL, Dataset, load
from pneumonia.models import ARCHITECTURES, Architecture
from pneumonia.training.config import TrainConfig
from pneumonia.training.crossvalidate import CHANGED, OutOfFold, out_of_fold

CONFIG = TrainConfig(
    epochs=1, folds=2, batch_size=8, workers=1, precision="float32", validation_views=3, small_size=0, reframe=0.0
)


def tiny(size: int | None) -> keras.Model:
    image = keras.Input((size, size, 1))
    x = keras.layers.Conv2D(4, 3, 2, activation="relu")(keras.layers.Rescaling(1 / 255)(image))
    return keras.Model(image, keras.layers.Dense(1)(keras.layers.GlobalAveragePooling2D()(x)))


@pytest.fixture(scope="module")
def few(excerpt: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, np.ndarray]:
    """32 films of the real pool, both classes."""
    data = load(str(excerpt), expect=None, cache=tmp_path_factory.mktemp("cache"))
    pool = np.flatnonzero(data.official == POOL)
    return data, pool[:: len(pool) // 32][:32]


def test_every_film_is_judged_unseen_and_the_second_call_repeats_the_first(
    few: tuple[Dataset, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ARCHITECTURES, "compact", Architecture("compact", tiny, 32, "unexplained"))
    data, pool = few
    first = out_of_fold(data, pool, CONFIG, tmp_path)
    assert first.views.shape == (3, 32)
    assert np.isfinite(first.views).all()
    changed = [getattr(first, name) for name in CHANGED]
    assert np.isfinite(changed).all()
    assert len(np.unique(changed, axis=0)) == len(CHANGED), "each its own"
    assert np.array_equal(first.labels, data.labels[pool])
    # The networks are those of the folds: each film's answer comes from the one that was trained without it.
    models = [keras.models.load_model(tmp_path / f"fold-{k}" / "kept.keras", compile=False) for k in (0, 1)]
    inputs = plain(data.images[pool], 32)[..., None]
    answers = np.stack([model.predict(inputs, verbose=0)[:, 0] for model in models])
    np.testing.assert_allclose(first.views[0], answers[first.fold, np.arange(32)], atol=1e-4)
    assert set(data.patients[pool[first.fold == 0]]).isdisjoint(data.patients[pool[first.fold == 1]])

    before = (tmp_path / "fold-1" / "state-1.keras").stat().st_mtime_ns
    again = out_of_fold(data, pool, CONFIG, tmp_path)
    assert (tmp_path / "fold-1" / "state-1.keras").stat().st_mtime_ns == before
    np.testing.assert_allclose(again.views, first.views, atol=1e-4)
    assert again.to_json() == first.to_json()


def made() -> OutOfFold:
    """Fold 0 ranks its films rightly as they are and wrongly under stress, fold 1 the other way round."""
    fold, labels = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    views = np.array([[-1.0, 1.0, 1.0, -1.0], [1.0, -1.0, -1.0, 1.0]])
    right, wrong_once, wrong = np.array([-1.0, 1.0, -1.0, 1.0]), np.array([1.0, -1.0, -1.0, 1.0]), -np.ones(4)
    return OutOfFold(fold, labels, views, reframed=right, reprocessed=wrong_once, reshaped=wrong, minutes=12.34)


def test_the_areas_are_told_by_fold() -> None:
    assert made().to_json() == {
        "folds": 2,
        "films": 4,
        "auroc": {
            "plain": [1.0, 0.0],
            "stressed": [0.0, 1.0],
            "reframed": [1.0, 1.0],
            "reprocessed": [0.0, 1.0],
            "reshaped": [0.5, 0.5],
        },
        "minutes": 12.3,
    }


def test_all_answers_are_kept_for_the_bundle_and_nothing_is_lost() -> None:
    """Networks answer in float32, so no digit of theirs is cut off."""
    one = replace(made(), views=np.array([[0.1, 0.2, 0.3, 0.4]] * 2, dtype=np.float32).astype(np.float64))
    arrays = one.arrays()
    assert arrays["views"].dtype == np.float32
    assert set(arrays) == {"fold", "labels", "views", *CHANGED}, "and no names of films"
    for name in arrays:
        np.testing.assert_array_equal(arrays[name], getattr(one, name))


def test_pooled_views_keep_their_labels() -> None:
    logits, labels = made().pooled()
    assert logits.tolist() == [-1, 1, 1, -1, 1, -1, -1, 1]
    assert labels.tolist() == [0, 1, 0, 1] * 2


def test_a_class_that_a_fold_lacks_leaves_its_area_open() -> None:
    one = replace(made(), labels=np.array([0, 0, 0, 1]))
    assert one.to_json()["auroc"]["plain"] == [None, 0.0]
