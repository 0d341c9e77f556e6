"""``kill -9`` at every moment of a bulk run: no row passes for another job's, and no finished table is replaced."""

import os
import shutil
from pathlib import Path

import mortal
import pytest

from pneumonia.errors import InvalidOption, ScoringError
from pneumonia.files import write_beside
from pneumonia.score_parts import Parts

PARTS = 3


@pytest.fixture(scope="module", autouse=True)
def preloaded() -> None:
    mortal.preload(__name__)


def run(out: Path, job: str, *, restart: bool = False, finish: bool = True) -> None:
    """A run whose rows say whose they are; unless it is to ``finish``, it stops before the table is written."""
    parts = Parts(out, PARTS)
    with parts.taken({"job": job}, restart=restart):
        for number in parts.missing():
            parts.save(number, [{"file": job}])
        if not finish:
            raise InterruptedError("stopped")
        with write_beside(out) as temporary:
            temporary.write_text(" ".join(row["file"] for row in parts.rows()))


def table(out: Path) -> str | None:
    return out.read_text() if out.exists() else None


def whole(job: str) -> str:
    return " ".join([job] * PARTS)


@pytest.mark.parametrize("before", ["nothing", "an unfinished run", "a table"])
@pytest.mark.parametrize("next_job", ["new", "other"])
def test_the_next_run_is_its_own_or_is_refused(tmp_path: Path, before: str, next_job: str) -> None:
    out = tmp_path / "films" / "scores.csv"

    def prepare() -> None:
        shutil.rmtree(out.parent, ignore_errors=True)
        out.parent.mkdir()
        if before == "a table":
            run(out, "old")
        if before == "an unfinished run":
            with pytest.raises(ScoringError, match="stopped"):
                run(out, "old", finish=False)

    seen = []
    for _ in mortal.deaths(out.parent, prepare, start, out):
        left = table(out)
        seen.append(left)
        assert left in (None, whole("new"), whole("old") if before == "a table" else None)
        try:
            run(out, next_job)
        except (InvalidOption, ScoringError):
            assert table(out) == left
            run(out, next_job, restart=True)
        else:
            assert left is None or next_job == "new", "a finished table was replaced"
        assert table(out) == whole(next_job)
        assert list(out.parent.glob(".scores.csv.*")) == [], "parts, or a lock"
    assert len(seen) >= 15, "fewer moments than files are opened, renamed and removed"
    assert seen.count(whole("new")) >= PARTS, "none while it tidies up"


def start(out: Path) -> None:
    # A folder is emptied by the bare names of its files: only from inside does their removal show whose they are.
    os.chdir(out.parent)
    run(out, "new", restart=True)
