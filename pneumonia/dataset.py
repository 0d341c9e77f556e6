"""The chest X-ray data set: where it is read from, and what is checked.

Three sources, one function: :func:`load` takes a folder in Kaggle's layout, the Kaggle zip, or a data set id on the
Hugging Face Hub, and returns every image decoded once to (224, 224) uint8. The decoded pixels are cached on disk under
the hash of all names and bytes, so another file or another byte means another cache.
"""

import hashlib
import json
import logging
import os
import re
import threading
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from pneumonia.dataset_facts import FACTS, POOL, TEST, Facts, patient
from pneumonia.errors import DataError, InputError
from pneumonia.files import write_beside
from pneumonia.image import read_image, to_input
from pneumonia.report import LABELS, PNEUMONIA

log = logging.getLogger(__name__)

#: Side of the cached images in pixels; every network resizes from here.
SIDE = 224
#: Raised by one whenever decoding changes, so that no older pixels are taken from the cache.
DECODING = 1
#: What the published copies call their splits; ``val`` joins the pool because 16 images measure nothing.
SPLITS = {"train": POOL, "val": POOL, "valid": POOL, "validation": POOL, "test": TEST}

#: What reading a damaged or forbidden file, or a damaged member of a zip file, raises.
UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Entry:
    """One file of a source: the split it came in, its class, its name, and how to get its bytes."""

    split: str
    label: str
    name: str
    read: Callable[[], bytes]

    @property
    def key(self) -> str:
        return f"{self.split}/{self.label}/{self.name}"


@dataclass(frozen=True, eq=False)
class Dataset:
    """All images in memory, in a fixed order (sorted by split, class and name).

    ``images`` (n, 224, 224) uint8; ``labels`` (n,) int64, 1 is PNEUMONIA; ``official`` (n,) "pool" or "test";
    ``patients`` (n,) group names, never shared by pool and test: within each series of names (IM, NORMAL2-IM, bacteria,
    virus) the test set has numbers of its own. Numbers of different series, which :func:`patient` joins to be strict
    within the pool, are on both sides; that they name the same child is not likely.
    """

    images: np.ndarray
    labels: np.ndarray
    names: np.ndarray
    official: np.ndarray
    patients: np.ndarray
    fingerprint: str
    source: str
    skipped: tuple[str, ...] = ()


def load(data: str, *, skip_bad: bool = False, expect: Facts | None = FACTS, cache: Path | None = None) -> Dataset:
    """Read the data set from a folder, a zip file or the Hub.

    ``expect=None`` accepts any counts (for excerpts); ``skip_bad`` leaves unreadable images out and lists them in
    ``Dataset.skipped``. Raises :class:`DataError` with every difference named.
    """
    entries = sorted(_entries(data), key=lambda entry: entry.key)
    _check_classes(entries, data)
    if expect is not None:
        _check_counts(entries, data, expect)
    cache = cache or Path(os.environ.get("PNEUMONIA_CACHE", Path.home() / ".cache" / "pneumonia"))
    fingerprint = _fingerprint(entries)
    images, skipped = _decoded(entries, cache / f"{fingerprint[:16]}-{SIDE}-{DECODING}.npz", skip_bad)
    kept = [entry for entry in entries if entry.key not in skipped]
    _check_classes(kept, data)
    return Dataset(
        images=images,
        labels=np.array([int(entry.label == PNEUMONIA) for entry in kept]),
        names=np.array([entry.name for entry in kept]),
        official=np.array([entry.split for entry in kept]),
        patients=np.array([f"{entry.split}:{patient(entry.name)}" for entry in kept]),
        fingerprint=fingerprint,
        # The folder's own name is enough to recognise it: a bundle must not carry paths of somebody's machine.
        source=data if _is_hub_id(data) else Path(data).resolve().name,
        skipped=tuple(skipped),
    )


def originals(data: str, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """The bytes of test images as they are published, by (class, name).

    Raises :class:`DataError` if one of them is not there: it is another data set, or another copy with other names.
    """
    found = {(e.label, e.name): e.read for e in _entries(data) if e.split == TEST and (e.label, e.name) in wanted}
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise DataError(
            f"{data} has no test image {'/'.join(missing[0])} ({len(missing)} of {len(wanted)} are missing). "
            "Name the data that the model was trained on."
        )
    return {key: read() for key, read in found.items()}


def describe(data: Dataset) -> dict[str, Any]:
    """What ``bundle.json`` says about the data that a model was trained on.

    Only the published set is given the published name, licence and population: nothing is known about other images, and
    nobody may claim that they are free to be shown.
    """
    found = _counts(data.official, [LABELS[label] for label in data.labels])
    known = {"name": f"{data.source}, not the published data set"}
    if found == FACTS.counts:
        known = {key: getattr(FACTS, key) for key in ("name", "doi", "licence", "citation", "population", "ages")}
    about = {"source": data.source, "fingerprint": data.fingerprint, "skipped": list(data.skipped)}
    return known | {"counts": found} | about


# --- sources -----------------------------------------------------------------------------------------------------


def _is_hub_id(data: str) -> bool:
    return not Path(data).exists() and re.fullmatch(r"[\w.-]+/[\w.-]+", data) is not None


def _entries(data: str) -> Iterator[Entry]:
    path = Path(data)
    if path.is_dir():
        return _from_folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _from_zip(path)
    if path.is_file():
        raise DataError(f"Expected a folder, a zip file or a data set id; received the file {data}, which is no zip.")
    if _is_hub_id(data):
        return _from_hub(data)
    raise DataError(
        f"There is no data at {data!r}. Expected a folder with train/ and test/, each with NORMAL/ and PNEUMONIA/, "
        f"the Kaggle zip as downloaded, or a data set id on the Hugging Face Hub such as {FACTS.hub_id}."
    )


def _place(parts: tuple[str, ...]) -> tuple[str, str, str] | None:
    """(split, class, name) from the last three parts of a path, or None for files that are no part of the data."""
    if len(parts) < 3 or "__MACOSX" in parts or parts[-1].startswith("."):
        return None
    split, label = SPLITS.get(parts[-3].lower()), parts[-2].upper()
    return (split, label, parts[-1]) if split and label in LABELS else None


def _from_folder(root: Path) -> Iterator[Entry]:
    files = sorted((path for path in root.rglob("*") if path.is_file()), key=lambda path: (len(path.parts), path))
    return _once(((root.name, *path.relative_to(root).parts), path.read_bytes) for path in files)


def _from_zip(path: Path) -> Iterator[Entry]:
    # Nothing is extracted, so a member's name can never become a path. The handle is shared, because opening it anew
    # for each member means to read the list of 17,000 members anew (0.1 s); the lock, because it has one position.
    archive, lock = zipfile.ZipFile(path), threading.Lock()

    def read(member: str) -> bytes:
        with lock:
            return archive.read(member)

    members = sorted(archive.namelist(), key=lambda member: (member.count("/"), member))
    return _once((PurePosixPath(m).parts, partial(read, m)) for m in members if not m.endswith("/"))


def _once(files: Iterable[tuple[tuple[str, ...], Callable[[], bytes]]]) -> Iterator[Entry]:
    """The entries among these files (path, reader), each once.

    Kaggle's archive holds everything twice (chest_xray/... and chest_xray/chest_xray/...): the first copy counts.
    """
    seen: set[tuple[str, ...]] = set()
    for parts, read in files:
        place = _place(parts)
        if place and parts[-3:] not in seen:
            seen.add(parts[-3:])
            yield Entry(*place, read=read)


def _from_hub(data: str) -> Iterator[Entry]:
    import datasets

    try:
        loaded: dict[str, Any] = datasets.load_dataset(data)
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise DataError(
            f"The data set {data} could not be loaded from the Hugging Face Hub ({error}). Check the name and the "
            "network, or pass a folder or the Kaggle zip."
        ) from error
    for split_name, rows in loaded.items():
        split = SPLITS.get(split_name.lower())
        if split is None:
            continue
        image_column, label_column = _columns(data, rows.features)
        classes = [name.upper() for name in rows.features[label_column].names]
        rows = rows.cast_column(image_column, datasets.Image(decode=False))
        for index, label in enumerate(rows[label_column]):
            name = Path(rows[index][image_column]["path"] or f"{split_name}-{index}").name
            if label is not None and label >= 0 and classes[label] in LABELS:  # None and -1: not labelled
                yield Entry(split, classes[label], name, read=lambda r=rows, i=index, c=image_column: _cell(r[i][c]))  # type: ignore[misc]


def _cell(cell: dict[str, Any]) -> bytes:
    """An undecoded image cell holds its bytes, or only the path of the file that does."""
    return bytes(cell["bytes"]) if cell["bytes"] is not None else Path(cell["path"]).read_bytes()


def _columns(data: str, features: dict[str, Any]) -> tuple[str, str]:
    """The image column and the class column, found by their types: published copies disagree on names."""
    images = [name for name, feature in features.items() if type(feature).__name__ == "Image"]
    labels = [name for name, feature in features.items() if type(feature).__name__ == "ClassLabel"]
    if not images or not labels:
        raise DataError(
            f"Expected an image column and a class-label column in {data}; received "
            f"{ {name: type(feature).__name__ for name, feature in features.items()} }."
        )
    return images[0], labels[0]


# --- checks ------------------------------------------------------------------------------------------------------


def _check_classes(entries: list[Entry], data: str) -> None:
    for split, folder in ((POOL, "train"), (TEST, "test")):
        present = {entry.label for entry in entries if entry.split == split}
        if not present:
            raise DataError(
                f"{data} has no {folder} split. Expected {folder}/NORMAL and {folder}/PNEUMONIA with images."
            )
        for label in LABELS:
            if label not in present:
                raise DataError(f"{data} has no image in {folder}/{label}. Both classes are needed in every split.")


def _counts(official: Iterable[str], labels: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many images of each class the pool and the test set hold."""
    pairs = Counter(zip(official, labels, strict=True))
    return {split: {label: pairs[split, label] for label in LABELS} for split in (POOL, TEST)}


def _check_counts(entries: list[Entry], data: str, expect: Facts) -> None:
    differences = []
    found = _counts((entry.split for entry in entries), (entry.label for entry in entries))
    for split, classes in expect.counts.items():
        for label, expected in classes.items():
            received = found[split][label]
            if received != expected:
                where = "train + val" if split == POOL else "test"
                differences.append(
                    f"{where} {label}: expected {expected}, received {received} ({received - expected:+d})"
                )
    if differences:
        raise DataError(
            f"{data} is not {expect.name} as published. " + "; ".join(differences) + ". "
            "Download it again, or pass --any-counts to train on it as it is."
        )


def _fingerprint(entries: list[Entry]) -> str:
    """SHA-256 over every key and every byte, in sorted order."""
    with ThreadPoolExecutor() as pool:
        digests = pool.map(_digest, entries)
        lines = [f"{entry.key} {digest}\n" for entry, digest in zip(entries, digests, strict=True)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest(entry: Entry) -> str:
    try:
        return hashlib.sha256(entry.read()).hexdigest()
    except UNREADABLE:
        return "unreadable"  # named, or skipped, when it is decoded


# --- decoding ----------------------------------------------------------------------------------------------------


def _decoded(entries: list[Entry], path: Path, skip_bad: bool) -> tuple[np.ndarray, list[str]]:
    """The decoded images (n, 224, 224) uint8 and the keys of skipped files, from the cache or anew."""
    if path.is_file():
        with np.load(path, allow_pickle=False) as stored:
            skipped = json.loads(str(stored["skipped"]))
            if skip_bad or not skipped:
                return stored["images"], skipped
    with ThreadPoolExecutor() as pool:
        decoded = list(pool.map(_decode, entries))
    bad = [result for result in decoded if isinstance(result, DataError)]
    if bad and not skip_bad:
        raise DataError("; ".join(map(str, bad[:5])) + ". Repair the data, or leave such files out with --skip-bad.")
    for error in bad:
        log.warning("skipped: %s", error)
    skipped = [e.key for e, result in zip(entries, decoded, strict=True) if isinstance(result, DataError)]
    good = [result for result in decoded if not isinstance(result, DataError)]
    images = np.stack(good) if good else np.empty((0, SIDE, SIDE), np.uint8)  # (n, 224, 224)
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_beside(path) as temporary, temporary.open("wb") as file:
        np.savez(file, images=images, skipped=json.dumps(skipped))
    return images, skipped


def _decode(entry: Entry) -> np.ndarray | DataError:
    try:
        return to_input(read_image(entry.read()).pixels, SIDE)
    except InputError as error:
        return DataError(f"{entry.key}: {error}")
    except UNREADABLE as error:
        return DataError(f"{entry.key}: cannot be read ({error})")
