"""What a bulk run has finished so far: files in a hidden folder beside the table that it will become.

A part is the rows of some neighbouring films, one JSON object per line, and appears whole or not at all
(:func:`~pneumonia.files.write_beside`). So a run that was killed lacks parts but has no half ones, and a part that is
made a second time takes the first one's place: no row can be lost or be there twice.

Whose parts they are stands in ``job.json``, which is there before the first of them. Parts without it, as a run leaves
them that is killed while it tidies up, are nobody's.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pneumonia.errors import InvalidOption, ScoringError
from pneumonia.files import write_beside
from pneumonia.score_table import Row


class Parts:
    """The parts of the table ``out``, ``count`` in all when it is complete."""

    def __init__(self, out: Path, count: int) -> None:
        self.out, self.count = out, count
        self.folder = out.with_name(f".{out.name}.parts")
        self._job = self.folder / "job.json"

    @contextmanager
    def taken(self, job: dict[str, Any], *, restart: bool = False) -> Iterator[None]:
        """Work on the parts of a run that is described by ``job``, alone; goes on if some are there already.

        Raises ``InvalidOption`` if ``out`` is there already, and ``ScoringError`` if the parts there belong to another
        job, if another process is at work on them, or if the disk is full. With ``restart`` what is there is forgotten.
        """
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._begin(job, restart)
                yield
                self._job.unlink()
                shutil.rmtree(self.folder, ignore_errors=True)  # the table is there, and what stays is nobody's
        except Timeout:
            raise ScoringError(f"Another run is writing {self.out}. Wait until it has ended, or end it.") from None
        except OSError as error:
            raise ScoringError(
                f"Writing {self.out} failed: {error.strerror or error}. What is scored is kept in {self.folder}; the "
                "same command goes on from there once that is put right."
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The lock lies beside the folder: on some disks nobody can remove a folder in which a file is open."""
        lock = self.out.with_name(f".{self.out.name}.lock")
        with FileLock(lock, blocking=False):
            try:
                yield
            finally:
                with suppress(OSError):  # Windows removes no open file; there the lock does it itself
                    lock.unlink()

    def _begin(self, job: dict[str, Any], restart: bool) -> None:
        if self.out.exists() and not restart and not self._job.exists():
            raise InvalidOption(f"Expected a new file; {self.out} is there. Name another one or add --restart.")
        self.folder.mkdir(exist_ok=True)
        if restart or not self._job.exists():
            for path in (*self.folder.glob("*.jsonl"), self._job):
                path.unlink(missing_ok=True)
        before = json.loads(self._job.read_text()) if self._job.exists() else job
        changed = [
            f"{name} {before.get(name)!r} then, {job[name]!r} now" for name in job if before.get(name) != job[name]
        ]
        if changed:
            raise ScoringError(
                f"{self.folder} holds an unfinished run of another kind: {'; '.join(changed)}. Give the same command "
                "as then, name another table, or add --restart to forget that run."
            )
        with write_beside(self._job) as temporary:
            temporary.write_text(json.dumps(job, indent=1))

    def missing(self) -> list[int]:
        """The numbers of the parts that are not there yet."""
        return [number for number in range(self.count) if not self._path(number).exists()]

    def save(self, number: int, rows: list[Row]) -> None:
        with write_beside(self._path(number)) as temporary:
            temporary.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def rows(self) -> Iterator[Row]:
        """All rows in order; every part must be there."""
        for number in range(self.count):
            with self._path(number).open() as lines:
                yield from map(json.loads, lines)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08d}.jsonl"
