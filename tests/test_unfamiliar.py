"""A film of another kind of patient has an answer, but no confidence at any door; each says why in plain words."""

import io
import json
from html import escape
from pathlib import Path

import pytest
from dicoms import PATIENT, dicom
from pypdf import PdfReader

from pneumonia import cli, score_table
from pneumonia.classifier import Classifier
from pneumonia.dataset_facts import FACTS, ages
from pneumonia.image import read_image
from pneumonia.report import Note
from pneumonia.ui import batch_table, card, gallery, paint, quiz_view, record, session
from pneumonia.ui.batch_rows import Row
from pneumonia.ui.collection import Answer, Item
from pneumonia.ui.quiz import Reading
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from pneumonia.ui.texts.en import Texts


@pytest.fixture(scope="module")
def film(shared_data: Path) -> Path:
    """Of an adult, from another hospital."""
    return sorted((shared_data / "adults").glob("*.png"))[0]


@pytest.fixture(scope="module")
def seen(classifier: Classifier, film: Path) -> Seen:
    seen = session.read(classifier, film, None)
    assert seen.report.unfamiliar
    return seen


def test_the_json_keeps_label_and_probability(seen: Seen) -> None:
    told = seen.report.to_json()
    assert told["schema"] == 1
    assert told["label"] in ("NORMAL", "PNEUMONIA")
    assert 0.0 < told["probability"] < 1.0
    assert told["confidence"] is None
    assert told["advice"] == str(Note("advise_unfamiliar"))
    [warning] = told["warnings"]
    assert warning.endswith("Its answer here is not reliable.")


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
def test_the_card_says_why_in_place_of_a_percentage(seen: Seen, texts: Texts) -> None:
    headline, _ = card.result(seen, "children", texts).split("</h2>")
    assert f"{seen.report.label}, {escape(texts.unreliable)}</span>" in headline
    assert f"<small>{escape(texts.unreliable_why)}</small>" in headline
    assert "%" not in headline
    assert card.ICONS[card.UNRELIABLE] in headline
    assert "px-unreliable" in headline
    assert escape(texts.say(Note("advise_unfamiliar"))) in card.result(seen, "children", texts)


def test_a_row_of_several_looks_no_more_certain(film: Path, seen: Seen) -> None:
    drawn = batch_table.draw([Row("adult.png", film, report=seen.report)], ENGLISH)
    assert '<p role="status">1 not reliable</p>' in drawn
    assert '<tr class="px-unreliable"' in drawn
    assert card.ICONS[card.UNRELIABLE] in drawn
    assert card.ICONS[seen.report.label] not in drawn


def test_every_language_says_it_in_its_own_words() -> None:
    for words in (lambda t: t.unreliable, lambda t: t.unreliable_why, lambda t: t.say(Note("advise_unfamiliar"))):
        assert len({words(texts) for texts in LANGUAGES.values()}) == len(LANGUAGES)


def test_the_page_for_the_record_says_why(seen: Seen) -> None:
    [page] = PdfReader(io.BytesIO(record.as_pdf(seen, ENGLISH))).pages
    text = " ".join(page.extract_text().split())
    assert f"{seen.report.label}, not reliable: the model did not learn from films like this one" in text
    assert "confidence" not in text


def test_gallery_and_quiz_give_no_percentage(classifier: Classifier, film: Path, seen: Seen) -> None:
    label = str(seen.report.label)
    answer = Answer(Item(film, label), "data:", seen.report)
    assert (answer.outcome, answer.doubtful) == ("right", True)
    assert "<b>not reliable</b>" in gallery._card(0, answer, ENGLISH)
    reading = Reading(truth=label, visitor=label, model=label)
    shown = quiz_view.answer([reading], 1, classifier.predict(film), None, ENGLISH)
    assert f"<dd>{label}, not reliable</dd>" in shown


def test_painting_makes_nothing_more_certain(
    classifier: Classifier, film: Path, films: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what looks unlike the known films when it is painted on, nor the film of somebody too old."""
    monkeypatch.setattr(session, "uploaded", Path)
    child = session.read(classifier, films[1], None)
    older = session.read(classifier, dicom(read_image(films[1]).pixels, PatientAge="045Y"), None)
    for path, before, doubted in ((film, child, True), (films[1], older, True), (films[1], child, False)):
        shown = paint.judge(classifier, ENGLISH, path, before, "auto")
        assert ("(not reliable: the model did not learn from films like this one)</strong>" in shown) == doubted
        assert ("px-unreliable" in shown) == (card.ICONS[card.UNRELIABLE] in shown) == doubted


def test_the_command_line_and_the_table_say_so(film: Path, seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", str(film)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{film}: {seen.report.label}, not reliable. {Note('advise_unfamiliar')} This film looks")
    assert cli.main(["predict", str(film), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["confidence"] is None
    lines = io.StringIO()
    score_table.write_csv(lines, [score_table.row("adult.png", seen.report)])
    names, cells = (line.split(",") for line in lines.getvalue().splitlines())
    assert dict(zip(names, cells, strict=False))["confidence"] == ""


@pytest.mark.parametrize(
    ("age", "code", "words"),
    [
        ("045Y", "older", "the patient is 6 years old or older. The model learned from children of one to five years"),
        ("006Y", "older", "the patient is 6 years old or older"),
        ("011M", "younger", "the patient is below the age of 1. The model learned from children"),
        ("005Y", None, ""),
        ("001Y", None, ""),
        ("", None, ""),
    ],
)
def test_an_age_that_the_model_did_not_learn_from_takes_the_confidence(
    classifier: Classifier, films: list[Path], age: str, code: str | None, words: str
) -> None:
    """Whatever the film looks like: this one is a child's."""
    report = classifier.predict(dicom(read_image(films[1]).pixels, PatientAge=age)).report
    assert [note.code for note in report.warnings] == ([code] if code else [])
    assert words in " ".join(report.to_json()["warnings"])
    assert report.unfamiliar == (code is not None)
    assert (report.confidence is None) == (code is not None)
    assert report.label is not None
    assert PATIENT not in str(report)


def test_the_ages_are_those_of_the_models_own_data() -> None:
    assert ages({"doi": FACTS.doi}) == FACTS.ages, "bundles made before they were recorded"
    assert ages({"doi": FACTS.doi, "ages": [0, 18]}) == (0, 18)
    assert ages({}) is None
