"""Bulk: many films into one table, killed, resumed, on a full disk."""

import csv
import os
import shutil
import signal
import sys
from pathlib import Path
from unittest.mock import Mock

import cv2
import numpy as np
import pytest
from dicoms import FILM_12, dicom
from filelock import FileLock
from processes import Done, python
from pyarrow import parquet
from served import NO_IMAGE, UNREADABLE

from pneumonia.classifier import Classifier
from pneumonia.errors import InvalidOption, ScoringError
from pneumonia.score import NAMED, find, score
from pneumonia.score_parts import Parts
from pneumonia.score_table import COLUMNS

ENVIRONMENT = dict(os.environ)
#: Films in a part, here: four parts need no more than 27 films.
PART = 8
FILMS = 3 * PART + 3
#: ``python -m pneumonia`` but for that.
COMMAND = f"""
import sys
from pneumonia import score, score_parts
from pneumonia.cli import main
score.PART = {PART}
%s
raise SystemExit(main(%r))
"""
#: The process kills itself once the first part is there.
MORTAL = """
import os, signal
save = score_parts.Parts.save
score_parts.Parts.save = lambda *rows: (save(*rows), os.kill(os.getpid(), signal.SIGKILL))
"""


def command(folder: Path, out: Path, *options: str, before: str = "", limit: str = "") -> Done:
    return python(COMMAND % (before, ["score", str(folder), "--out", str(out), *options]), ENVIRONMENT, limit=limit)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pneumonia.score.PART", PART)


def rows(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def folder(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real films in folders, one file that is none, and a hidden one that does not count."""
    folder = tmp_path_factory.mktemp("films")
    for label in ("NORMAL", "PNEUMONIA"):
        (folder / label).mkdir()
        for film in sorted((shared_data / "chest_xray" / "test" / label).iterdir())[: FILMS // 2]:
            (folder / label / film.name).symlink_to(film)
    (folder / "page.jpeg").write_bytes(NO_IMAGE)
    (folder / ".DS_Store").write_bytes(NO_IMAGE)
    return folder


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of a run that nothing interrupted."""
    out = tmp_path_factory.mktemp("whole") / "scores.csv"
    done = command(folder, out)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines() == [
        f"{folder}/page.jpeg: {next(row['error'] for row in rows(out) if row['error'])}"
    ]
    assert done.stdout.startswith(f"{out}: {FILMS} files, ")
    assert "1 unreadable" in done.stdout
    assert [path.name for path in out.parent.iterdir()] == ["scores.csv"]
    return out.read_bytes()


def test_each_film_is_a_row_with_the_answer_it_gets_alone(
    classifier: Classifier, folder: Path, whole: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    out.write_bytes(whole)
    found = rows(out)
    names = sorted(str(path) for path in folder.rglob("*.*") if path.is_file() and path.name != ".DS_Store")
    assert [row["file"] for row in found] == names
    assert list(found[0]) == list(COLUMNS)
    assert found[-1]["error"].startswith(UNREADABLE)
    assert {row["revision"] for row in found[:-1]} == {classifier.model.revision}
    for row in found[:-1:5]:
        report = classifier.predict(row["file"]).report
        assert row["label"] == report.label
        assert float(row["probability"]) == pytest.approx(report.probability, abs=1e-5)
        assert row["sha256"] == report.image.sha256


def test_parquet_says_what_csv_says_in_types(folder: Path, whole: bytes, tmp_path: Path) -> None:
    out = tmp_path / "new" / "scores.parquet"
    score([folder], out)
    (tmp_path / "scores.csv").write_bytes(whole)
    there = parquet.read_table(out)
    assert there.column_names == list(COLUMNS)
    for typed, text in zip(there.to_pylist(), rows(tmp_path / "scores.csv"), strict=True):
        assert {name: "" if cell is None else str(cell) for name, cell in typed.items()} == text
    judged = there.to_pylist()[0]
    assert {name: type(judged[name]) for name in COLUMNS if name != "error"} == {
        name: kind for name, kind in COLUMNS.items() if name != "error"
    }


def test_kill_9_loses_nothing_and_doubles_nothing(folder: Path, whole: bytes, tmp_path: Path) -> None:
    out, parts = tmp_path / "scores.csv", tmp_path / ".scores.csv.parts"
    assert command(folder, out, before=MORTAL).returncode == -signal.SIGKILL
    assert not out.exists(), "half a table"
    assert len(list(parts.glob("[0-9]*.jsonl"))) == 1
    done = command(folder, out)
    assert f"going on: {PART} of {FILMS} files were scored before" in done.stderr
    assert out.read_bytes() == whole
    assert not parts.exists()


@pytest.mark.parametrize(("limit", "kept"), [(2, 0), (6, FILMS)], ids=["while scoring", "while the table is written"])
def test_a_full_disk_is_told_and_keeps_what_is_scored(
    folder: Path, whole: bytes, tmp_path: Path, limit: int, kept: int
) -> None:
    """The limit on file sizes, in KiB, fails a write just as a full disk does."""
    out = tmp_path / "scores.csv"
    parts = Parts(out, -(-FILMS // PART))
    done = command(folder, out, limit=f"-f {limit}")
    assert done.returncode == 2, done.stderr
    assert f"error: Writing {out} failed: File too large. What is scored is kept in {parts.folder};" in done.stderr
    assert "the same command goes on from there" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
    assert parts.count - len(parts.missing()) == -(-kept // PART)
    score([folder], out)
    assert out.read_bytes() == whole


def test_another_job_is_not_mixed_in(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, parts = tmp_path / "scores.csv", tmp_path / ".scores.csv.parts"
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "rows", Mock(side_effect=OSError("the disk is gone")))
        with pytest.raises(ScoringError, match="the disk is gone"):
            score([folder], out)
    assert parts.exists()
    with pytest.raises(
        ScoringError, match=r"unfinished run.*: operating point 'balanced' then, 'screening' now.*--restart"
    ):
        score([folder], out, operating_point="screening")
    with pytest.raises(ScoringError, match=rf"files {FILMS} then, 1 now; list '\w+' then, '\w+' now"):
        score([folder / "page.jpeg"], out)
    done = command(folder / "page.jpeg", out, "--restart")
    assert done.stdout == f"{out}: 1 files, 1 unreadable\n"
    assert len(rows(out)) == 1
    assert not parts.exists()


def test_a_table_that_is_there_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("precious")
    with pytest.raises(InvalidOption) as caught:
        score([folder / "page.jpeg"], out)
    assert str(caught.value) == f"Expected a new file; {out} is there. Name another one or add --restart."
    assert out.read_text() == "precious"


def test_two_runs_do_not_write_one_table(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    with FileLock(tmp_path / ".scores.csv.lock"), pytest.raises(ScoringError, match="Another run is writing"):
        score([folder], out)


def test_files_folders_and_patterns_name_films(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = next((shared_data / "chest_xray" / "test" / "NORMAL").iterdir())
    names = ["a/1.jpeg", "a/b/2.jpeg", "a/.hidden/3.jpeg", "c [1]/=4\n5.jpeg", "d.dcm"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(film, tmp_path / name)
    (tmp_path / "d.dcm").write_bytes(dicom(FILM_12))
    (tmp_path / os.fsdecode(b"e\xff.jpeg")).symlink_to(film)
    monkeypatch.chdir(tmp_path)
    out = Path("scores.csv")
    score(["."], out, restart=True)
    every = ["a/1.jpeg", "a/b/2.jpeg", "c [1]/=4\n5.jpeg", "d.dcm", "e\\xff.jpeg"]
    assert [row["file"] for row in rows(out)] == every
    assert not any(row["error"] for row in rows(out))
    score([tmp_path], out, restart=True)
    assert [Path(row["file"]) for row in rows(out)] == [tmp_path / name for name in every], "the table is no film"
    score(["a/**", "c [1]", "a/1.jpeg", "[cd]*"], out, restart=True)
    assert [row["file"] for row in rows(out)] == every[:4]
    with pytest.raises(InvalidOption, match=r"'x/\*' is no file, holds none and matches none"):
        score(["x/*"], out, restart=True)


def test_a_file_named_in_several_ways_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "films").mkdir()
    for name in ("a.png", "b.png"):
        (tmp_path / "films" / name).touch()
    monkeypatch.chdir(tmp_path)
    out = Path("scores.csv")
    assert find(["./films/**"], out) == ["films/a.png", "films/b.png"]
    assert find(["films/../films/a.png", "films/a.png"], out) == ["films/../films/a.png"]
    assert find(["./films/b.png", tmp_path / "films", "films"], out) == ["./films/b.png", f"{tmp_path}/films/a.png"]


@pytest.mark.parametrize(
    ("missing", "options", "message"),
    [
        ("pyarrow.parquet", {"out": "a.parquet"}, "pip install pyarrow"),
        ("ray", {"out": "a.csv", "ray": "local"}, "pip install -r requirements-ray.txt"),
        ("", {"out": "a.xlsx"}, r"Expected a table that ends in .parquet or .csv; received one in '.xlsx'"),
        ("", {"out": "a.csv", "operating_point": "lucky"}, "received 'lucky'"),
    ],
)
def test_what_cannot_be_is_told_before_any_work(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, options: dict[str, str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, missing, None)  # type: ignore[arg-type]  # as if it were not installed
    with pytest.raises(InvalidOption, match=message):
        score([folder], **options)  # type: ignore[arg-type]
    assert not Path(options["out"]).exists()


def test_many_bad_files_are_named_in_part(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    for number in range(NAMED + 5):
        (tmp_path / "films" / f"{number:02d}.jpeg").write_bytes(NO_IMAGE)
    done = command(tmp_path / "films", tmp_path / "a.csv")
    assert len(done.stderr.splitlines()) == NAMED + 1
    assert done.stderr.endswith(f"... {tmp_path / 'a.csv'} names them all\n")
    assert len(rows(tmp_path / "a.csv")) == NAMED + 5


def test_memory_does_not_grow_with_the_number_of_films(tmp_path: Path) -> None:
    """Films of 4 MB each: nothing but their rows may stay."""
    noise = np.random.default_rng(0).integers(0, 256, (250, 250), np.uint8)
    cv2.imwrite(str(tmp_path / "film.bmp"), cv2.resize(noise, (2000, 2000), interpolation=cv2.INTER_NEAREST))
    for films in (8, 48):
        (tmp_path / str(films)).mkdir()
        for number in range(films):
            (tmp_path / str(films) / f"{number}.bmp").symlink_to(tmp_path / "film.bmp")
    code = f"""
import resource
from pneumonia import score
score.PART = 4  # so that both numbers of films keep two cores busy
for films in ("8", "48"):
    score.score([{str(tmp_path)!r} + "/" + films], {str(tmp_path)!r} + f"/{{films}}.csv")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""
    done = python(code, ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    few, many = map(int, done.stdout.split())
    assert many < few + 60, f"{few} and {many} MB; the 40 films more are 160 MB"
