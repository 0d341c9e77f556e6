"""Writing files so that nobody ever reads half of one."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pneumonia.errors import InvalidOption

#: What a write fails with where there is no room: the disk, the user's share of it, or the largest file.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_full(error: BaseException) -> bool:
    """Did a write fail for want of room?"""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def visible(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path in it (with slashes), in order; hidden files and folders are left out.

    What a killed process left half-written is hidden (see :func:`write_beside`), and so is what a desktop leaves.
    """
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name.as_posix(): path for name, path in paths.items() if not any(p.startswith(".") for p in name.parts)}


@contextmanager
def fill(folder: Path) -> Iterator[Path]:
    """Yield an empty folder, made if it was not there; what fails inside leaves it empty, for the next try.

    Raises :class:`~pneumonia.errors.InvalidOption` if it holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InvalidOption(f"Expected a new or empty folder; {folder} holds something. Name another one.")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except BaseException:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success flush it to disk and rename it into place, else remove it.

    A rename within a folder is atomic (POSIX ``rename``), so a reader, and a run that was killed, sees the old file or
    the new one and never a part. The folder is flushed too: until then a crash of the whole machine may undo the
    rename, and undo it after a later one has lasted. The temporary name keeps the suffix, by which Keras goes.
    """
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
