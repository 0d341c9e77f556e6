"""What the service worker keeps for visits without a network: the list of files, and the version that they make."""

import hashlib
import json
import logging
from pathlib import Path

from pneumonia.bundle import sha256
from pneumonia.files import visible
from space.twin.shell import PAGE

WORKER = "sw.js"
VERSION = "$version"
#: What a visitor's browser never asks for.
LEFT_OUT = (WORKER, "README.md")
#: What only few of them need, from the network: ONNX Runtime for graphics cards, where processors are slow.
SELDOM = ".jspi."
#: A first visit loads no more than this. Films that do not fit in are loaded when they are looked at.
MOST_BYTES = 20_000_000
log = logging.getLogger(__name__)


def seal(folder: Path, films: list[str]) -> str:
    """Write the version into the page, and version and files, with their SHA-256, into the service worker.

    To be called last, and once. ``films`` come last and as far as ``MOST_BYTES`` allow. Returns the version.
    """
    page, worker = folder / PAGE, folder / WORKER
    files = {name: sha256(path) for name, path in visible(folder).items() if name not in LEFT_OUT}
    script = worker.read_text()
    version = hashlib.sha256(json.dumps([files, script]).encode()).hexdigest()[:12]
    page.write_text(page.read_text().replace(VERSION, version))
    files = {name: files[name] for name in _kept(folder, list(files), films)}
    worker.write_text(f"const STAGED = {json.dumps({'version': version, 'files': files})};\n{script}")
    return version


def _kept(folder: Path, names: list[str], films: list[str]) -> list[str]:
    """All that is no film and needed by everybody, and the films that fit in."""
    kept = [name for name in names if name not in films and SELDOM not in name]
    size = sum((folder / name).stat().st_size for name in kept)
    for film in films:
        size += (folder / film).stat().st_size
        if size > MOST_BYTES:
            left = len(films) - films.index(film)
            log.warning("a first visit loads at most %.0f MB: %d films are loaded when seen", MOST_BYTES / 1e6, left)
            break
        kept.append(film)
    return kept
