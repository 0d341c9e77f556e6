"""Any number of films into one table: ``python -m pneumonia score FOLDER --out scores.parquet``.

The sorted list of files is cut into parts of ``PART``. Every core takes a part at a time; what it finds goes to disk at
once (:mod:`pneumonia.score_parts`), so memory holds only the list and the parts at work, and an interrupted run goes
on. At the end the parts become the table. :mod:`pneumonia.score_ray` does the same work on the machines of a Ray
cluster.
"""

import hashlib
import logging
import math
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from glob import glob
from pathlib import Path

from tqdm import tqdm

from pneumonia import bundle as bundles
from pneumonia import score_table
from pneumonia.bundle import Bundle
from pneumonia.classifier import BATCH, Classifier
from pneumonia.errors import InputError, InvalidOption
from pneumonia.files import visible, write_beside
from pneumonia.report import SCHEMA
from pneumonia.score_parts import Parts
from pneumonia.score_table import Row

#: Films in a part: less than a second of work for one core; a killed run loses what its cores had in hand.
PART = 4 * BATCH
#: Unreadable files that a summary names; the table has them all.
NAMED = 20
log = logging.getLogger(__name__)

Part = tuple[int, list[str]]


@dataclass
class Summary:
    """What a finished run found: how many films of each label, and the first ``NAMED`` rows that have an error."""

    out: Path
    labels: Counter[str] = field(default_factory=Counter)  # PNEUMONIA, NORMAL, "not judged", "unreadable"
    unreadable: list[Row] = field(default_factory=list)

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted as they pass."""
        for row in rows:
            self.labels["unreadable" if "error" in row else row["label"] or "not judged"] += 1
            if "error" in row and len(self.unreadable) < NAMED:
                self.unreadable.append(row)
            yield row


def score(
    films: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    bundle: Bundle | None = None,
    operating_point: str | None = None,
    ray: str | None = None,
    restart: bool = False,
    progress: bool = False,
) -> Summary:
    """Read many films on all cores into the table ``out``, ``.parquet`` or ``.csv``, with the columns of ``table``.

    ``films``: files, folders (all in them but what is hidden, whatever it is called) and patterns (``**`` too), each
    file once, in the order of their paths. A file that cannot be read is a row with an ``error``. ``bundle``: the model
    (None: the one that comes with the package). ``ray``: the address of a Ray cluster that does the work.

    Interrupted at any moment, the same call goes on where it stopped; ``out`` appears when all is done. ``restart``
    forgets an unfinished run and replaces a table that is there. Raises :class:`~pneumonia.errors.InvalidOption` for
    what cannot be meant, and :class:`~pneumonia.errors.ScoringError` for what stopped the work.
    """
    out = Path(out)
    write = score_table.writer(out.suffix)
    classifier = Classifier(bundle or bundles.load(bundles.RELEASE), threads=1)
    point = operating_point or classifier.default_operating_point
    classifier.threshold(point)
    files = find(films, out)
    parts, summary = Parts(out, math.ceil(len(files) / PART)), Summary(out)
    with parts.taken(_job(files, classifier, point), restart=restart):
        work = [(number, files[number * PART : (number + 1) * PART]) for number in parts.missing()]
        left = sum(len(names) for _, names in work)
        if left < len(files):
            log.info("going on: %d of %d files were scored before", len(files) - left, len(files))
        with tqdm(total=len(files), initial=len(files) - left, unit="film", disable=not progress) as bar:
            for number, rows in _scored(ray, classifier, work, point):
                parts.save(number, rows)
                bar.update(len(rows))
        with write_beside(out) as temporary:
            write(temporary, summary.count(parts.rows()))
    return summary


def find(films: Sequence[str | os.PathLike[str]], out: Path) -> list[str]:
    """The files that ``films`` name, sorted, each once, without ``out``; raises ``InvalidOption`` if one names none.

    A file that is named in several ways (``a.png``, ``./a.png``, ``/films/a.png``) keeps the first of them.
    """
    found: dict[str, str] = {}  # by its place in its real folder; a link is a film of its own
    real = cache(Path.resolve)
    for named in map(str, films):
        matches = [named] if Path(named).exists() else glob(named, recursive=True)  # noqa: PTH207 - from any root, hidden files left out
        files = [file for match in matches for file in _files(match)]
        if not files:
            raise InvalidOption(f"Expected films; {named!r} is no file, holds none and matches none. Check the path.")
        for file in files:
            found.setdefault(str(real(Path(file).parent) / Path(file).name), file)
    table_itself = out.resolve()
    return sorted(
        file for file in found.values() if Path(file).name != out.name or Path(file).resolve() != table_itself
    )


def score_part(classifier: Classifier, files: list[str], operating_point: str, root: str = "") -> list[Row]:
    """A row for each file, whose path counts from ``root``; of the films nothing else is kept."""
    rows = []
    for start in range(0, len(files), BATCH):
        batch = files[start : start + BATCH]
        answers = classifier.predict_batch([Path(root, file) for file in batch], operating_point)
        for file, answer in zip(batch, answers, strict=True):
            name = os.fsencode(file).decode("utf-8", "backslashreplace")  # a name may be no text at all
            unread = {"file": name, "error": str(answer)}
            rows.append(unread if isinstance(answer, InputError) else score_table.row(name, answer.report))
    return rows


def _files(match: str) -> list[str]:
    path = Path(match)
    return [str(file) for file in visible(path).values()] if path.is_dir() else [match]


def _job(files: list[str], classifier: Classifier, point: str) -> dict[str, object]:
    """What must be the same for a run to go on."""
    here, listed = Path.cwd(), hashlib.sha256()
    for file in files:
        listed.update(os.fsencode(here / file) + b"\0")
    model = f"{classifier.model.id} {classifier.model.revision}"
    return {"files": len(files), "list": listed.hexdigest(), "model": model, "operating point": point, "schema": SCHEMA}


def _scored(ray: str | None, classifier: Classifier, work: list[Part], point: str) -> Iterator[tuple[int, list[Row]]]:
    if ray and work:
        from pneumonia import score_ray

        return score_ray.scored(ray, classifier.bundle, work, point)
    return _on_all_cores(classifier, work, point)


def _on_all_cores(classifier: Classifier, work: list[Part], point: str) -> Iterator[tuple[int, list[Row]]]:
    """Threads are enough: decoding and the network let go of the interpreter's lock for more than nine tenths.

    A session of one thread for each part in work costs less than one session that spreads each batch over all cores.
    """
    pool = ThreadPoolExecutor(cores())
    running: deque[tuple[int, Future[list[Row]]]] = deque()
    try:
        for number, files in work:
            running.append((number, pool.submit(score_part, classifier, files, point)))
            if len(running) > 2 * cores():
                number, rows = running.popleft()
                yield number, rows.result()
        for number, rows in running:
            yield number, rows.result()
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
