"""Writing files so that nobody ever reads half of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def visible(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path in it (with slashes), in order; hidden files and folders are left out.

    What a killed process left half-written is hidden (see :func:`write_beside`), and so is what a desktop leaves.
    """
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name.as_posix(): path for name, path in paths.items() if not any(p.startswith(".") for p in name.parts)}


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success flush it to disk and rename it into place, else remove it.

    A rename within a folder is atomic (POSIX ``rename``), so a reader, and a run that was killed, sees the old file or
    the new one and never a part. The temporary name keeps the suffix because Keras chooses the format by it.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
