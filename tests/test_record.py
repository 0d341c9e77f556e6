"""What is saved for the record: one page with answer, pictures and every fact; the JSON of every other door."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from dicoms import PATIENT, dicom
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from test_texts import everything

from pneumonia.classifier import Classifier
from pneumonia.image import read_image
from pneumonia.report import Note
from pneumonia.ui import card, record, session, viewer
from pneumonia.ui.texts import ENGLISH, LANGUAGES

MADE = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def page(content: bytes) -> tuple[str, int]:
    """The text of the only page, without line breaks, and how many pictures are on it."""
    [found] = PdfReader(io.BytesIO(content)).pages
    return " ".join(found.extract_text().split()), len(found.images)


@pytest.mark.parametrize("which", [0, 1])
def test_the_page_holds_answer_pictures_model_date_and_notice(
    classifier: Classifier, films: list[Path], which: int
) -> None:
    seen = session.read(classifier, films[which], "screening", truth="NORMAL")
    report = seen.report
    text, pictures = page(record.as_pdf(seen, ENGLISH, made=MADE))
    assert pictures == 2
    stated = card.percent(report.confidence).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        f"{report.label}, {stated} confidence",
        ENGLISH.explained.format(label=report.label),
        str(report.advice),
        "Not a medical device. For research and teaching only",
        "2026-11-24 06:30 UTC",
        f"({report.probability:.6f})",
        "(Screening)",
        report.image.sha256,
        f"{report.image.width} x {report.image.height} px, JPEG",
        f"{report.model.id}, revision {report.model.revision}",
        "Truth, according to the data set NORMAL",
        "This is no diagnosis",
    ):
        assert words in text


def test_what_was_not_judged_shows_no_evidence_for_anything(classifier: Classifier, tmp_path: Path) -> None:
    import cv2

    noise = np.random.default_rng(0).integers(0, 256, (200, 300), np.uint8)
    cv2.imwrite(str(tmp_path / "noise.png"), noise)
    seen = session.read(classifier, tmp_path / "noise.png", None)
    text, pictures = page(record.as_pdf(seen, ENGLISH, made=MADE))
    assert pictures == 1
    assert "Not judged" in text
    assert str(seen.report.chest_xray.reason) in text
    assert f"{ENGLISH.refused_title}: {seen.report.chest_xray.reason}" in text
    assert ENGLISH.record_diagnosis in text
    for absent in ("Probability", "percentage", "heat map", ENGLISH.original):
        assert absent not in text
    shown = viewer.pictures(seen, ENGLISH)
    assert f"<figcaption>{ENGLISH.original_refused}</figcaption>" in shown
    assert f'aria-label="{ENGLISH.picture_alt_refused}"' in shown


def test_warnings_are_on_the_page_and_markup_stays_text(classifier: Classifier, films: list[Path]) -> None:
    seen = session.read(classifier, films[0], None, truth="<b>bold</b>")
    warned = replace(
        seen, report=replace(seen.report, warnings=(Note("unfamiliar", {"population": " (<i>these</i> & those)"}),))
    )
    text, _ = page(record.as_pdf(warned, ENGLISH))
    assert "Keep in mind: This film looks unlike those the model learned from (<i>these</i> & those)." in text
    assert "<b>bold</b>" in text


def test_the_page_is_in_the_language_of_the_page_that_it_was_saved_on(
    classifier: Classifier, films: list[Path]
) -> None:
    """With every letter: what a font lacks is drawn as an empty box, and read out of the PDF as another letter."""
    texts = LANGUAGES["vi"]
    seen = session.read(classifier, films[1], None, truth="NORMAL")
    text, _ = page(record.as_pdf(seen, texts))
    for words in (
        texts.title,
        "Không phải thiết bị y tế. Chỉ dùng để nghiên cứu",
        texts.say(seen.report.advice),
        texts.explained.format(label=seen.report.label),
        *(texts.record_date, texts.record_truth, texts.record_reading, texts.record_diagnosis, texts.record_kept),
    ):
        assert words.replace("\N{NON-BREAKING HYPHEN}", "-") in text
    assert "download" in record.buttons(seen, texts, "pdf")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pages_font_has_every_letter_of_the_language(code: str) -> None:
    words = "".join(value for value in everything(LANGUAGES[code]).values())
    drawn = set(record._plain(words)) - {"\n"}
    for name in record._fonts():
        assert drawn <= {chr(number) for number in pdfmetrics.getFont(name).face.charWidths}


def test_one_page_however_tall_or_wide_the_film(classifier: Classifier, films: list[Path]) -> None:
    seen = session.read(classifier, films[0], None)
    for shape in ((1024, 64), (64, 1024), (700, 600)):
        _, pictures = page(record.as_pdf(replace(seen, pixels=np.full(shape, 90, np.uint8)), ENGLISH))
        assert pictures == 2


def test_a_patients_name_is_on_no_record(classifier: Classifier, films: list[Path]) -> None:
    pixels = read_image(films[1]).pixels
    seen = session.read(classifier, dicom(pixels.astype(np.uint16) * 16), None)
    assert seen.report.image.format == "DICOM"
    content = record.as_pdf(seen, ENGLISH)
    assert PATIENT not in page(content)[0]
    for saved in (content, record.as_json(seen)):
        assert PATIENT.encode() not in saved
        assert PATIENT.split("^")[0].encode() not in saved


def test_the_json_is_the_report(classifier: Classifier, films: list[Path]) -> None:
    seen = session.read(classifier, films[1], None)
    assert json.loads(record.as_json(seen)) == seen.report.to_json()


def test_the_buttons_carry_a_file_only_when_one_was_asked_for(classifier: Classifier, films: list[Path]) -> None:
    assert record.buttons(None, ENGLISH) == ""
    seen = session.read(classifier, films[1], None)
    assert "download" not in record.buttons(seen, ENGLISH)
    assert "download" not in record.buttons(seen, ENGLISH, '"><script>')
    assert 'download="pneumonia-' in record.buttons(seen, ENGLISH, "json")
