"""What the twin needs of other people's JavaScript: pinned files of npm packages, copied as they are.

``space/browser/vendor.json`` names version, integrity and files of each package. npm knows the registry, we do not; a
package that was fetched once is kept in the cache, and its integrity is checked before every use.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from pneumonia.errors import HubError

PINNED = Path(__file__).parents[1] / "browser" / "vendor.json"


def cache() -> Path:
    """Where fetched packages are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "pneumonia" / "npm"


def copy(folder: Path) -> None:
    """Copy all pinned files into ``folder``; raises :class:`~pneumonia.errors.HubError` where npm cannot fetch them."""
    for package, pinned in json.loads(PINNED.read_text()).items():
        with tarfile.open(_fetch(package, pinned)) as archive:
            for inside, outside in pinned["files"].items():
                source = archive.extractfile(f"package/{inside}")
                if source is None:
                    raise HubError(f"Expected {inside} in the npm package {package}; found none. Is vendor.json right?")
                target = folder / outside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())


def _fetch(package: str, pinned: dict[str, Any]) -> Path:
    kept = cache() / f"{package.replace('/', '-').lstrip('@')}-{pinned['version']}.tgz"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            _npm("pack", f"{package}@{pinned['version']}", "--silent", "--pack-destination", folder)
            [fetched] = Path(folder).glob("*.tgz")
            fetched.replace(kept)
    return kept


def integrity(path: Path) -> str:
    """As npm writes it: Subresource Integrity with SHA-512."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _npm(*arguments: str) -> None:
    done = subprocess.run([_program(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise HubError(f"npm could not fetch what the static page needs: {done.stderr.strip()[-300:]}")


def _program() -> str:
    found = shutil.which("npm")
    if found:
        return found
    raise HubError("Expected npm; found none.")
