"""The bundle: the one folder in which a trained model travels, and the only place that knows its file names.

``bundle.json`` says what the model is and holds the SHA-256 of every other file, so the hash of ``bundle.json`` names
the whole. Nothing of a bundle is used before its checksum was compared. The card is for people and may be edited.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from pneumonia.errors import BundleCorrupt, BundleNotFound, BundleTooNew
from pneumonia.files import visible, write_beside

SCHEMA = 1

BUNDLE, MODEL, METRICS, TYPICAL = "bundle.json", "model.onnx", "metrics.json", "typical.npz"
KERAS_MODEL, CARD, EXAMPLES, PLOTS = "model.keras", "README.md", "examples", "plots"
#: What other networks said about films that they had not seen: calibration and thresholds come from it.
OUT_OF_FOLD = "out_of_fold.npz"
#: The list of the gallery's images, in ``EXAMPLES``: file, truth, why it was chosen, source, licence.
INDEX = "examples.json"
#: What serving reads, and what a bundle must have.
SERVING = (MODEL, METRICS, TYPICAL)

#: The bundle that comes with this package.
RELEASE = Path(__file__).parent / "release"

REQUIRED_KEYS = ("id", "architecture", "input", "labels", "calibration", "operating_points", "default", "files")


@dataclass(frozen=True, eq=False)
class Bundle:
    """A verified bundle: ``info`` is ``bundle.json``, ``revision`` a commit of ``repo`` or the content's own hash."""

    folder: Path
    info: dict[str, Any]
    revision: str
    repo: str = ""

    @property
    def id(self) -> str:
        """What the model is called where it came from: the Hub's USER/REPO, else its own name."""
        return self.repo or str(self.info["id"])

    @property
    def model(self) -> Path:
        return self.folder / MODEL

    @property
    def examples(self) -> Path:
        return self.folder / EXAMPLES

    @property
    def keeps(self) -> str:
        """Which epoch's weights were kept, "best" or "last": the option ``keep`` of ``train.py``."""
        return str(self.info.get("training", {}).get("keep", "best"))  # older bundles had no choice

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """Every number measured about the model, by part. ``train.py`` writes ``split``, ``history``, ``validation``,
        ``test``, ``scores``, ``robustness``, ``trust`` and, with folds, ``cross_validation``;
        :mod:`pneumonia.evaluation.assess` measures anew what it can and adds the other parts, named there.
        """
        return dict(json.loads((self.folder / METRICS).read_text()))

    @cached_property
    def typical(self) -> dict[str, np.ndarray]:
        """The statistics of training films by which other pictures are recognised; see :mod:`pneumonia.typical`."""
        return _arrays(self.folder / TYPICAL)

    @property
    def out_of_fold(self) -> dict[str, np.ndarray] | None:
        """The arrays of :meth:`pneumonia.training.crossvalidate.OutOfFold.arrays`; None where the bundle has none."""
        path = self.folder / OUT_OF_FOLD
        return _arrays(path) if OUT_OF_FOLD in self.info["files"] and path.exists() else None


def _arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def load(folder: Path | str, *, revision: str | None = None, repo: str = "", complete: bool = False) -> Bundle:
    """Read and verify a bundle; raises a :class:`~pneumonia.errors.BundleError` that names the file and the reason.

    What serving does not need (the Keras model, plots) may be missing, unless it is to be ``complete``.
    """
    folder = Path(folder)
    path, where = folder / BUNDLE, repo or folder.resolve().name
    if not path.is_file():
        raise BundleNotFound(f"Expected a model bundle; {where}/ has no {BUNDLE}. Train one with train.py.")
    content = path.read_bytes()
    info = _parse(content, where)
    for name in SERVING + ((KERAS_MODEL,) if complete else ()):
        if name not in info["files"]:
            raise BundleCorrupt(f"{where}/{BUNDLE} lists no {name}, which is needed. Export the bundle again.")
    for name, expected in info["files"].items():
        if complete or name in SERVING or (folder / name).exists():
            _verify(folder / name, f"{where}/{name}", expected)
    return Bundle(folder, info, revision or f"sha256:{hashlib.sha256(content).hexdigest()[:12]}", repo)


def _parse(content: bytes, where: str) -> dict[str, Any]:
    try:
        info = json.loads(content)
        schema = int(info["schema"])
    except (ValueError, KeyError, TypeError) as error:
        raise BundleCorrupt(f"{where}/{BUNDLE} is not the JSON of a bundle ({error}). Download it again.") from error
    if schema > SCHEMA:
        raise BundleTooNew(
            f"{where}/{BUNDLE} has schema {schema}; this version reads up to {SCHEMA}. Update this package."
        )
    missing = [key for key in REQUIRED_KEYS if key not in info]
    if missing:
        raise BundleCorrupt(f"{where}/{BUNDLE} lacks {', '.join(missing)}. Download or export it again.")
    files = info["files"]
    if not isinstance(files, dict) or not all(
        isinstance(f, dict) and {"bytes", "sha256"} <= set(f) for f in files.values()
    ):
        raise BundleCorrupt(f"{where}/{BUNDLE} lists files without size and SHA-256. Download or export it again.")
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BundleCorrupt(f"{where}/{BUNDLE} lists {name!r}, which lies outside the bundle. Do not use it.")
    return dict(info)


def _verify(path: Path, shown: str, expected: dict[str, Any]) -> None:
    if not path.is_file():
        raise BundleNotFound(f"{shown} is missing. Download or export the bundle again.")
    size = path.stat().st_size
    if size != expected["bytes"]:
        raise BundleCorrupt(
            f"{shown} is truncated or altered: expected {expected['bytes']:,} bytes, found {size:,}. Download it again."
        )
    if sha256(path) != expected["sha256"]:
        raise BundleCorrupt(f"{shown} was altered: its SHA-256 is not the one in {BUNDLE}. Download it again.")


def save(folder: Path, info: dict[str, Any], metrics: dict[str, Any], typical: dict[str, np.ndarray]) -> None:
    """Complete a folder that already holds the model files; ``bundle.json`` is written last and seals it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_metrics(folder, metrics)
    write_typical(folder, typical)
    seal(folder, info)


def write_metrics(folder: Path, metrics: dict[str, Any]) -> None:
    """Write ``metrics.json``; the folder must be sealed afterwards."""
    with write_beside(folder / METRICS) as temporary:
        temporary.write_text(json.dumps(metrics, indent=1, allow_nan=False))


def write_typical(folder: Path, typical: dict[str, np.ndarray]) -> None:
    """Write ``typical.npz``; the folder must be sealed afterwards."""
    _write_arrays(folder / TYPICAL, typical)


def write_out_of_fold(folder: Path, answers: dict[str, np.ndarray]) -> None:
    """Write ``out_of_fold.npz``; the folder must be sealed afterwards."""
    _write_arrays(folder / OUT_OF_FOLD, answers)


def _write_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with write_beside(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def seal(folder: Path, info: dict[str, Any]) -> None:
    """Write ``bundle.json`` with the checksum of every visible file in the folder except the card.

    ``info`` may come from an older seal: its list of files is made anew.
    """
    listed = {
        name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
        for name, path in visible(folder).items()
        if name not in (BUNDLE, CARD)
    }
    with write_beside(folder / BUNDLE) as temporary:
        temporary.write_text(json.dumps({"schema": SCHEMA} | info | {"files": listed}, indent=1, allow_nan=False))


def serving_files(info: dict[str, Any]) -> list[str]:
    """What an app downloads of a published bundle: what it needs to answer, what tells where its thresholds come from,
    and the gallery.
    """
    return [
        BUNDLE,
        *SERVING,
        *(name for name in info["files"] if name.startswith(f"{EXAMPLES}/") or name == OUT_OF_FOLD),
    ]


def embed(folder: Path | str, target: Path = RELEASE) -> Bundle:
    """Copy what serving needs of a verified bundle, and what its thresholds come from, into ``target``, the seal last.

    Returns the bundle there.
    """
    source = load(folder)
    listed = source.info["files"].get(OUT_OF_FOLD)
    if listed:  # ``load`` does without it
        _verify(source.folder / OUT_OF_FOLD, f"{source.folder.resolve().name}/{OUT_OF_FOLD}", listed)
    target.mkdir(parents=True, exist_ok=True)
    for name in (*SERVING, *([OUT_OF_FOLD] if listed else []), BUNDLE):
        with write_beside(target / name) as temporary:
            shutil.copyfile(source.folder / name, temporary)
    if not listed:
        (target / OUT_OF_FOLD).unlink(missing_ok=True)  # of an older model
    return load(target)


def sha256(path: Path) -> str:
    """Hex digest of a file, read in chunks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
