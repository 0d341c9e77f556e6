"""The two re-splits of the published data into train, validation and test, and the class weights that follow.

The published validation split has 16 images. Both re-splits therefore divide train + validation 9:1 anew and leave the
official test set alone.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from pneumonia.dataset import Dataset
from pneumonia.dataset_facts import POOL, TEST
from pneumonia.errors import DataError, InvalidOption
from pneumonia.report import LABELS

VALIDATION_SHARE = 0.1
#: Images of each class in train, below which a tenth of them is none.
FEWEST = 10


@dataclass(frozen=True, eq=False)
class Split:
    """Indices into the data set, each sorted ascending."""

    name: str
    seed: int
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(dataset: Dataset, name: str, seed: int) -> Split:
    """Divide the pool 9:1: ``reference`` by image, ``patient`` with every patient on one side. Seeded."""
    pool = np.flatnonzero(dataset.official == POOL)
    chooser = {"reference": _by_image, "patient": _by_patient}.get(name)
    if chooser is None:
        raise DataError(f"Expected the split 'reference' or 'patient'; received {name!r}.")
    if np.bincount(dataset.labels[pool], minlength=len(LABELS)).min() < FEWEST:
        raise DataError(f"Expected at least {FEWEST} images of each class in train; received fewer. Add images.")
    validation = np.sort(chooser(dataset, pool, seed))
    if len(np.unique(dataset.labels[validation])) < len(LABELS):
        raise DataError("No patient is small enough to go into validation. Add patients, or use --split reference.")
    train = np.setdiff1d(pool, validation)
    return Split(name, seed, train, validation, np.flatnonzero(dataset.official == TEST))


def _by_image(dataset: Dataset, pool: np.ndarray, seed: int) -> np.ndarray:
    """Stratified by class; the 5,232 published images give 135 NORMAL and 389 PNEUMONIA for validation."""
    from sklearn.model_selection import train_test_split

    _, validation = train_test_split(
        pool, test_size=VALIDATION_SHARE, stratify=dataset.labels[pool], random_state=seed, shuffle=True
    )
    return np.asarray(validation)


def _by_patient(dataset: Dataset, pool: np.ndarray, seed: int) -> np.ndarray:
    """Per class, take shuffled patients for validation as long as they fit into a tenth of the images of either class.

    Most patients have one to three images, so the share is met to within an image.
    """
    films: dict[str, list[int]] = defaultdict(list)
    for index in pool:
        films[str(dataset.patients[index])].append(int(index))
    counts = {name: np.bincount(dataset.labels[some], minlength=len(LABELS)) for name, some in films.items()}
    room = np.round(np.bincount(dataset.labels[pool], minlength=len(LABELS)) * VALIDATION_SHARE)
    chosen: list[str] = []
    rng = np.random.default_rng(seed)
    for label in range(len(LABELS)):
        for name in rng.permutation(sorted(name for name in films if counts[name][label])):
            if name not in chosen and (counts[name] <= room).all():
                chosen.append(name)
                room -= counts[name]
    return np.array([index for name in chosen for index in films[name]], dtype=np.int64)


def folds(dataset: Dataset, pool: np.ndarray, count: int, seed: int, by: str = "patient") -> np.ndarray:
    """The part, 0 to ``count`` - 1, of each index in ``pool`` (n,): patients stay whole, classes are balanced.

    ``by`` is "patient", at random from ``seed``, or "number": runs of consecutive numbers, as the official test set
    holds the first numbers of its series. Films of one time and one machine are then judged by a network that has seen
    none of them.
    """
    if count < 2:
        raise InvalidOption(f"Expected 2 folds or more; received {count}.")
    return _by_number(dataset, pool, count) if by == "number" else _at_random(dataset, pool, count, seed)


def _by_number(dataset: Dataset, pool: np.ndarray, count: int) -> np.ndarray:
    parts = np.empty(len(pool), dtype=np.int64)
    for label in range(len(LABELS)):
        films = np.flatnonzero(dataset.labels[pool] == label)
        patients, which, sizes = np.unique(dataset.patients[pool[films]], return_inverse=True, return_counts=True)
        order = np.argsort([_number(name) for name in patients], kind="stable")
        before = np.empty(len(patients))
        before[order] = np.cumsum(sizes[order]) - sizes[order] / 2  # films up to the middle of each patient's
        parts[films] = (before * count / len(films)).astype(np.int64)[which]
    return parts


def _number(patient: str) -> int:
    """What a patient's name ends in, e.g. 115 of ``pool:IM0115``; other names keep their alphabetical order."""
    found = re.search(r"\d+$", patient)
    return int(found[0]) if found else 0


def _at_random(dataset: Dataset, pool: np.ndarray, count: int, seed: int) -> np.ndarray:
    from sklearn.model_selection import StratifiedGroupKFold

    parts = np.empty(len(pool), dtype=np.int64)
    divider = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    # A patient's name says the class, too: nobody is in both.
    for k, (_, held_out) in enumerate(divider.split(pool, dataset.labels[pool], dataset.patients[pool])):
        parts[held_out] = k
    return parts


def class_weights(labels: np.ndarray) -> dict[int, float]:
    """n / (2 n_c) for each class c, so that both classes weigh the same in the loss."""
    counts = np.bincount(labels, minlength=len(LABELS))
    return {c: len(labels) / (len(LABELS) * int(count)) for c, count in enumerate(counts)}


def describe(dataset: Dataset, parts: Split) -> dict[str, Any]:
    """The distribution before and after the re-split, for the bundle, the card and the metrics page."""

    def count(indices: np.ndarray) -> dict[str, int]:
        return {label: int(np.sum(dataset.labels[indices] == c)) for c, label in enumerate(LABELS)}

    indices = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    groups = {name: set(dataset.patients[part]) for name, part in indices.items()}
    weights = class_weights(dataset.labels[parts.train])
    return {
        "name": parts.name,
        "seed": parts.seed,
        "before": {"train + val": count(np.flatnonzero(dataset.official == POOL)), "test": count(parts.test)},
        "after": {name: count(part) for name, part in indices.items()},
        "patients": {name: len(patients) for name, patients in groups.items()},
        "patients_in_train_and_validation": len(groups["train"] & groups["validation"]),
        "class_weights": {label: weights[c] for c, label in enumerate(LABELS)},
        "validation_names": sorted(map(str, dataset.names[parts.validation])),
    }
