"""The bundle: the one folder in which a trained model travels, and the only place that knows its file names.

``bundle.json`` says what the model is and holds the SHA-256 of every other file, so the hash of ``bundle.json`` names
the whole. Nothing of a bundle is used before its checksum was compared. The card is for people and may be edited.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia.errors import BundleCorrupt, BundleNotFound, BundleTooNew
from pneumonia.files import write_beside

SCHEMA = 1

BUNDLE, MODEL, METRICS, TYPICAL = "bundle.json", "model.onnx", "metrics.json", "typical.npz"
KERAS_MODEL, CARD, EXAMPLES = "model.keras", "README.md", "examples"
#: What serving reads, and what a bundle must have.
SERVING = (MODEL, METRICS, TYPICAL)

#: The bundle that comes with this package.
RELEASE = Path(__file__).parent / "release"

REQUIRED_KEYS = ("id", "architecture", "input", "labels", "calibration", "operating_points", "default", "files")


@dataclass(frozen=True, eq=False)
class Bundle:
    """A verified bundle. ``info`` is ``bundle.json``; ``revision`` is a commit, or the content's own hash."""

    folder: Path
    info: dict[str, Any]
    revision: str

    @property
    def model(self) -> Path:
        return self.folder / MODEL

    @property
    def examples(self) -> Path:
        return self.folder / EXAMPLES

    @cached_property
    def metrics(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / METRICS).read_text()))

    @cached_property
    def typical(self) -> dict[str, np.ndarray]:
        """The statistics of training films by which other pictures are recognised; see :mod:`pneumonia.typical`."""
        with np.load(self.folder / TYPICAL, allow_pickle=False) as arrays:
            return dict(arrays)


def load(folder: Path | str, *, revision: str | None = None) -> Bundle:
    """Read and verify a bundle; raises a :class:`~pneumonia.errors.BundleError` that names the file and the reason."""
    folder = Path(folder)
    path = folder / BUNDLE
    if not path.is_file():
        raise BundleNotFound(f"Expected a model bundle; {folder.name}/ has no {BUNDLE}. Train one with train.py.")
    content = path.read_bytes()
    info = _parse(content, folder.name)
    for name in SERVING:
        if name not in info["files"]:
            raise BundleCorrupt(
                f"{folder.name}/{BUNDLE} lists no {name}, which serving needs. Export the bundle again."
            )
    for name, expected in info["files"].items():
        if name in SERVING or (folder / name).exists():
            _verify(folder, name, expected)
    return Bundle(folder, info, revision or f"sha256:{hashlib.sha256(content).hexdigest()[:12]}")


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
    return dict(info)


def _verify(folder: Path, name: str, expected: dict[str, Any]) -> None:
    path = folder / name
    if not path.is_file():
        raise BundleNotFound(f"{folder.name}/{name} is missing. Download or export the bundle again.")
    size = path.stat().st_size
    if size != expected["bytes"]:
        raise BundleCorrupt(
            f"{folder.name}/{name} is truncated or altered: expected {expected['bytes']:,} bytes, found {size:,}. "
            "Download it again."
        )
    if sha256(path) != expected["sha256"]:
        raise BundleCorrupt(
            f"{folder.name}/{name} was altered: its SHA-256 is not the one in {BUNDLE}. Download it again."
        )


def save(folder: Path, info: dict[str, Any], metrics: dict[str, Any], typical: dict[str, np.ndarray]) -> None:
    """Complete a folder that already holds the model files; ``bundle.json`` is written last and seals it."""
    folder.mkdir(parents=True, exist_ok=True)
    with write_beside(folder / METRICS) as temporary:
        temporary.write_text(json.dumps(metrics, indent=1, allow_nan=False))
    with write_beside(folder / TYPICAL) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **typical)  # type: ignore[arg-type]
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (BUNDLE, CARD)]
    listed = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in files
    }
    with write_beside(folder / BUNDLE) as temporary:
        temporary.write_text(json.dumps({"schema": SCHEMA} | info | {"files": listed}, indent=1, allow_nan=False))


def embed(folder: Path | str, target: Path = RELEASE) -> Bundle:
    """Copy what serving needs of a verified bundle into ``target``, the seal last, and load it from there."""
    source = load(folder).folder
    target.mkdir(parents=True, exist_ok=True)
    for name in (*SERVING, BUNDLE):
        with write_beside(target / name) as temporary:
            shutil.copyfile(source / name, temporary)
    return load(target)


def sha256(path: Path) -> str:
    """Hex digest of a file, read in chunks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
