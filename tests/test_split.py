"""The two re-splits of the real data: the published numbers, and no patient on two sides."""

import numpy as np
import pytest

from pneumonia.dataset import POOL, TEST, Dataset
from pneumonia.errors import DataError, InvalidOption
from pneumonia.training.split import Split, class_weights, describe, folds, split

LABELS = ("NORMAL", "PNEUMONIA")


def made(patients: list[str], labels: list[int]) -> Dataset:
    """A pool of these patients' films, and one test film of each class."""
    n = len(patients)
    return Dataset(
        images=np.zeros((n + 2, 224, 224), np.uint8),
        labels=np.array([*labels, 0, 1]),
        names=np.array([f"{i}.jpeg" for i in range(n + 2)]),
        official=np.array([POOL] * n + [TEST] * 2),
        patients=np.array([*patients, "t0", "t1"]),
        fingerprint="",
        source="made",
    )


def check_partition(data: Dataset, parts: Split) -> None:
    """Every film is in exactly one part, the test set is the official one, indices ascend."""
    everything = np.concatenate([parts.train, parts.validation, parts.test])
    assert np.array_equal(np.sort(everything), np.arange(len(data.labels)))
    assert np.array_equal(parts.test, np.flatnonzero(data.official == TEST))
    assert all(np.all(np.diff(part) > 0) for part in (parts.train, parts.validation, parts.test))


def counts(data: Dataset, part: np.ndarray) -> tuple[int, int]:
    normal, pneumonia = np.bincount(data.labels[part], minlength=2)
    return int(normal), int(pneumonia)


@pytest.mark.parametrize("seed", [0, 42])
def test_the_reference_split_has_the_published_counts(real_data: Dataset, seed: int) -> None:
    parts = split(real_data, "reference", seed)
    check_partition(real_data, parts)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (4708, 524, 624)
    assert counts(real_data, parts.train) == (1214, 3494)
    assert counts(real_data, parts.validation) == (135, 389)
    assert counts(real_data, parts.test) == (234, 390)


def test_the_reference_class_weights_are_the_published_ones(real_data: Dataset) -> None:
    weights = class_weights(real_data.labels[split(real_data, "reference", 42).train])
    assert {c: round(weight, 3) for c, weight in weights.items()} == {0: 1.939, 1: 0.674}


def test_class_weights_by_hand() -> None:
    assert class_weights(np.array([0, 1, 1, 1])) == {0: 4 / 2, 1: 4 / 6}


@pytest.mark.parametrize("seed", range(5))
def test_the_patient_split_keeps_every_patient_on_one_side(real_data: Dataset, seed: int) -> None:
    parts = split(real_data, "patient", seed)
    check_partition(real_data, parts)
    sides = [set(real_data.patients[part]) for part in (parts.train, parts.validation, parts.test)]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]  # noqa: PT018
    for received, whole in zip(counts(real_data, parts.validation), (1349, 3883), strict=True):
        assert abs(received - whole / 10) <= 2


def test_the_reference_split_does_tear_patients_apart(real_data: Dataset) -> None:
    """Which is why it is not the default, and shows that the test above can fail."""
    assert describe(real_data, split(real_data, "reference", 42))["patients_in_train_and_validation"] > 100


@pytest.mark.parametrize("name", ["reference", "patient"])
def test_the_seed_decides(real_data: Dataset, name: str) -> None:
    one, same, other = (split(real_data, name, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.validation, same.validation)
    assert np.array_equal(one.train, same.train)
    assert len(np.intersect1d(one.validation, other.validation)) < 0.3 * len(one.validation)


def test_the_patient_split_does_not_depend_on_the_order_of_patients() -> None:
    """Only on their names: a set or a dictionary in between must not make two runs differ."""
    patients = [f"p{i}" for i in range(40)]
    data = made(patients * 2, [0] * 40 + [1] * 40)
    turned = made(patients[::-1] * 2, [0] * 40 + [1] * 40)
    one, other = (set(d.patients[split(d, "patient", 3).validation]) for d in (data, turned))
    assert one == other


def test_description(real_data: Dataset) -> None:
    parts = split(real_data, "patient", 42)
    told = describe(real_data, parts)
    normal, pneumonia = counts(real_data, parts.train)
    weights = told.pop("class_weights")
    names = told.pop("validation_names")
    patients = told.pop("patients")
    assert told == {
        "name": "patient",
        "seed": 42,
        "before": {"train + val": {"NORMAL": 1349, "PNEUMONIA": 3883}, "test": {"NORMAL": 234, "PNEUMONIA": 390}},
        "after": {
            part: dict(zip(LABELS, counts(real_data, getattr(parts, part)), strict=True))
            for part in ("train", "validation", "test")
        },
        "patients_in_train_and_validation": 0,
    }
    n = normal + pneumonia
    assert weights == pytest.approx({"NORMAL": n / (2 * normal), "PNEUMONIA": n / (2 * pneumonia)})
    assert names == sorted(real_data.names[parts.validation])
    assert patients["train"] + patients["validation"] == len(set(real_data.patients[real_data.official == POOL]))


def test_a_split_of_another_name() -> None:
    with pytest.raises(DataError) as caught:
        split(made(["a"] * 20, [0, 1] * 10), "random", 1)
    assert str(caught.value) == "Expected the split 'reference' or 'patient'; received 'random'."


@pytest.mark.parametrize("name", ["reference", "patient"])
def test_too_few_films(name: str) -> None:
    with pytest.raises(DataError) as caught:
        split(made([str(i) for i in range(29)], [0] * 9 + [1] * 20), name, 1)
    assert str(caught.value) == "Expected at least 10 images of each class in train; received fewer. Add images."
    parts = split(made([str(i) for i in range(20)], [0, 1] * 10), name, 1)
    assert (len(parts.train), len(parts.validation)) == (18, 2)


def test_one_patient_cannot_be_divided() -> None:
    with pytest.raises(DataError) as caught:
        split(made(["a"] * 30, [0] * 15 + [1] * 15), "patient", 1)
    assert str(caught.value) == (
        "No patient is small enough to go into validation. Add patients, or use --split reference."
    )


def test_a_patient_with_films_of_both_labels_is_on_one_side_all_the_same() -> None:
    patients = [f"p{i}" for i in range(40)]
    data = made(patients * 2 + patients, [0] * 40 + [1] * 80)
    for seed in range(5):
        parts = split(data, "patient", seed)
        check_partition(data, parts)
        assert set(data.patients[parts.train]).isdisjoint(data.patients[parts.validation])
        assert counts(data, parts.validation) == (4, 8)


def test_folds_are_alike_and_every_patient_is_in_one(real_data: Dataset) -> None:
    count = 5
    pool = np.flatnonzero(real_data.official == POOL)
    fold = folds(real_data, pool, count, seed=42)
    assert fold.shape == pool.shape
    seen = [set(real_data.patients[pool[fold == k]]) for k in range(count)]
    assert sum(map(len, seen)) == len(set.union(*seen))
    sizes = [counts(real_data, pool[fold == k]) for k in range(count)]
    assert sum(map(sum, sizes)) == 5232
    for c in (0, 1):
        of_class = [size[c] for size in sizes]
        assert max(of_class) - min(of_class) <= 0.02 * sum(of_class)
    some = pool[::10]
    one, same, other = (folds(real_data, some, count, seed) for seed in (42, 42, 43))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("count", [2, 5])
def test_folds_by_number_are_runs_of_numbers(real_data: Dataset, count: int) -> None:
    """What a fold holds out lies between two numbers of each class, and no film of another fold lies there, too."""
    pool = np.flatnonzero(real_data.official == POOL)
    fold = folds(real_data, pool, count, seed=42, by="number")
    for c in (0, 1):
        of_class = real_data.labels[pool] == c
        sizes = np.bincount(fold[of_class], minlength=count)
        assert np.ptp(sizes) <= 0.05 * of_class.sum()
        numbers = np.array([int(name[-4:].lstrip("IMperson")) for name in real_data.patients[pool[of_class]]])
        order = np.argsort(numbers, kind="stable")
        assert (np.diff(fold[of_class][order]) >= 0).all()
        edges = [set(numbers[fold[of_class] == k]) for k in range(count)]
        assert sum(map(len, edges)) == len(set.union(*edges))


def test_folds_by_number_of_films_without_numbers_follow_their_names() -> None:
    names = ["delta", "alpha", "bravo", "charlie"] * 2
    fold = folds(made(names, [0] * 4 + [1] * 4), np.arange(8), 2, seed=1, by="number")
    assert fold.tolist() == [1, 0, 0, 1] * 2


def test_one_fold_is_none(real_data: Dataset) -> None:
    with pytest.raises(InvalidOption, match="Expected 2 folds or more; received 1"):
        folds(real_data, np.arange(10), 1, seed=42)
