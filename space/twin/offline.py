"""The list of all files that the service worker keeps, and the version that it makes of them."""

import hashlib
import json
from pathlib import Path

from pneumonia.bundle import sha256

WORKER = "sw.js"
#: What a visitor's browser never asks for.
LEFT_OUT = ("README.md",)


def seal(folder: Path) -> None:
    """Write the staged files and their SHA-256 into the folder's service worker; to be called last, and once."""
    worker = folder / WORKER
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != worker and path.name not in LEFT_OUT
    }
    script = worker.read_text()
    version = hashlib.sha256(json.dumps([files, script]).encode()).hexdigest()[:12]
    worker.write_text(f"const STAGED = {json.dumps({'version': version, 'files': files})};\n{script}")
