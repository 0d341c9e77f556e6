"""Several films at once, without a browser: reading in parts, the table, CSV and ZIP."""

import csv
import io
import zipfile
from dataclasses import replace
from html import escape
from pathlib import Path

import cv2
import numpy as np
import pytest
from dicoms import PATIENT, dicom
from served import NO_IMAGE, UNREADABLE

from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.explain import for_screen, overlay
from pneumonia.image import read_image
from pneumonia.report import Note
from pneumonia.score_table import COLUMNS
from pneumonia.ui import batch, batch_files, batch_rows, batch_table, card
from pneumonia.ui.batch_rows import PICTURE, Row
from pneumonia.ui.texts import ENGLISH

STRANGE = [
    '=HYPERLINK("http://x")',
    "../../etc/passwd.jpg",
    "<script>alert(1)</script>.png",
    "CON.jpg",
    "CON.jpg",
    "phổi 1.jpg",
]


def read(classifier: Classifier, rows: list[Row], point: str = "balanced") -> list[Row]:
    return list(batch_rows.read(classifier, rows, point, ENGLISH))[-1]


@pytest.fixture(scope="module")
def rows(classifier: Classifier, films: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Six films under strange names, a file that is no image, one that never arrived, and a picture of noise."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "bad").write_bytes(NO_IMAGE)
    noise = np.random.default_rng(0).integers(0, 256, (200, 300), np.uint8)
    cv2.imwrite(str(folder / "noise.png"), noise)
    handed = [Row(name, films[n % 2]) for n, name in enumerate(STRANGE)]
    handed += [Row("+bad", folder / "bad"), Row("lost.dcm", None, ENGLISH.drop_failed)]
    return read(classifier, [*handed, Row("noise.png", folder / "noise.png")])


def test_each_film_gets_the_answer_it_gets_alone(classifier: Classifier, films: list[Path], rows: list[Row]) -> None:
    for n, row in enumerate(rows[:6]):
        alone = classifier.predict(films[n % 2])
        assert row.report is not None
        assert row.report.probability == pytest.approx(alone.report.probability, abs=1e-5)
        assert row.report.image == alone.report.image
    assert rows[6].error.startswith(UNREADABLE)
    assert rows[7].error == ENGLISH.drop_failed
    assert rows[8].report is not None
    assert (rows[8].judged, rows[8].error) == (False, "")


def test_films_are_read_in_parts_and_little_is_kept(classifier: Classifier, films: list[Path]) -> None:
    handed = [Row(str(n), films[0]) for n in range(batch_rows.PART + 1)]
    done = [sum(row.done for row in so_far) for so_far in batch_rows.read(classifier, handed, "balanced", ENGLISH)]
    assert done == [batch_rows.PART, batch_rows.PART + 1]
    [row] = read(classifier, handed[:1])
    kept = len(row.picture) + len(row.thumbnail) + (row.cam.nbytes if row.cam is not None else 0)
    assert kept < 100_000, f"{kept} bytes"


def test_a_defect_is_told_politely_and_disturbs_nothing(classifier: Classifier, films: list[Path]) -> None:
    defect = replace(Row("a", films[0]), source=3)  # type: ignore[arg-type]  # no path: nothing a visitor can do
    handed = [defect, *(Row(f"b{n}", films[0]) for n in range(batch_rows.PART))]
    answered = read(classifier, handed)
    assert answered[0].error == ENGLISH.unexpected
    assert answered[-1].judged


def test_the_csv_has_a_line_per_file_and_runs_no_formula(rows: list[Row]) -> None:
    content = batch_files.as_csv(rows).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content, newline="")))
    assert list(lines[0]) == list(COLUMNS)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert line["file"] == (f"'{row.name}" if row.name[0] in "=+-@" else row.name)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line.values())
        if row.report is None:
            assert line["error"] == row.error
            assert {line[column] for column in list(COLUMNS)[2:]} == {""}
        else:
            told = row.report.to_json()
            assert line["label"] == (told["label"] or "")
            assert line["probability"] == ("" if told["probability"] is None else str(told["probability"]))
            assert line["warnings"] == " ".join(told["warnings"])
            assert line["sha256"] == told["image"]["sha256"]
            assert line["model"] == told["model"]["id"]


@pytest.mark.parametrize("name", ["\t=1", " =1", "@SUM(1)", "-1", "\r=1", "\n+1"])
def test_no_file_name_is_a_formula(name: str) -> None:
    [line] = csv.DictReader(io.StringIO(batch_files.as_csv([Row(name, None, "x")]).decode("utf-8-sig"), newline=""))
    assert line["file"] == f"'{name}"


def test_the_zip_holds_an_overlay_of_every_film_that_was_judged(films: list[Path], rows: list[Row]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(batch_files.as_zip(rows)))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "01-x.png", "02-passwd.png", "03-script.png", "04-CON.png", "05-CON.png", "06-phổi_1.png",
    ]  # fmt: skip
    for row, film, name in zip(rows, films, archive.namelist(), strict=False):  # a NORMAL and a PNEUMONIA
        drawn = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        picture = for_screen(read_image(film).pixels, PICTURE)
        assert row.report
        assert row.cam is not None
        assert np.abs(drawn.astype(int) - overlay(picture, row.cam, evidence=str(row.report.label))).mean() < 3


def test_the_table_escapes_names_and_says_what_is_wrong(rows: list[Row]) -> None:
    drawn = batch_table.draw(rows, ENGLISH)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert ENGLISH.drop_failed in drawn
    assert f"{len(rows)} files" in drawn
    assert drawn.count("<tr class=") == len(rows)
    assert "progress" not in drawn
    unread = batch_table.draw([*rows, Row("c", Path("c"))], ENGLISH)
    assert f'<progress max="100" value="{100 * len(rows) // (len(rows) + 1)}"' in unread
    assert batch_table.draw([], ENGLISH) == ""


def test_what_is_doubtful_is_marked_beside_its_answer(rows: list[Row]) -> None:
    report = rows[1].report
    assert report
    unsure, sure = (replace(report, label="PNEUMONIA", probability=p, confidence=p) for p in (0.79, 0.81))
    strange = Note("unfamiliar", {"population": ""})
    films = [
        (unsure, f"<small>{ENGLISH.unsure}</small></td>"),
        (replace(unsure, confidence=None, warnings=(strange,)), f"<small>{ENGLISH.unreliable}</small></td>"),
    ]
    for film, mark in films:
        assert mark in batch_table.draw([replace(rows[1], report=film)], ENGLISH)
    assert "<small>" not in batch_table.draw([replace(rows[1], report=sure)], ENGLISH)
    warned = batch_table.draw([replace(rows[1], report=films[1][0])], ENGLISH)
    assert f'<td colspan="2"><small>{ENGLISH.say(strange)}</small></td>' in warned, "its words have room"


def test_the_buttons_wait_for_the_last_film(rows: list[Row]) -> None:
    assert batch_files.buttons([], ENGLISH) == batch_files.buttons([*rows, Row("c", Path("c"))], ENGLISH) == ""
    assert 'data-kind="zip"' in batch_files.buttons(rows, ENGLISH)
    assert 'data-kind="zip"' not in batch_files.buttons(rows[6:], ENGLISH), "nothing was judged"
    assert "download" not in batch_files.buttons(rows, ENGLISH, '"><script>')


def test_a_row_is_opened_from_its_file_or_tells_that_it_is_gone(
    classifier: Classifier, rows: list[Row], tmp_path: Path
) -> None:
    seen = batch.open_row(classifier, rows, 1, "screening", ENGLISH)
    assert seen.report.operating_point == "screening"
    assert seen.source == rows[1].source
    strange = batch.open_row(classifier, rows, 2, "screening", ENGLISH)
    assert f"<bdi>{escape(STRANGE[2])}</bdi>" in card.result(strange, "", ENGLISH)
    gone = [Row("a", tmp_path / "gone.png")]
    with pytest.raises(UnreadableImage, match="Hand it in again"):
        batch.open_row(classifier, gone, 0, "screening", ENGLISH)


def test_notes_and_no_patient_are_in_what_is_saved(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    small = cv2.resize(read_image(films[1]).pixels, (120, 100), interpolation=cv2.INTER_AREA)
    (tmp_path / "IM1").write_bytes(dicom(small.astype(np.uint16) * 16))
    answered = read(classifier, [Row("IM1", tmp_path / "IM1")])
    saved = batch_files.as_csv(answered).decode()
    assert str(Note("small", {"width": 120, "height": 100, "least": 128})) in saved
    assert PATIENT not in saved + batch_table.draw(answered, ENGLISH)
