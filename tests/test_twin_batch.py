"""Several films at once on the static page: the app's table, and what is saved of it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import visit
from playwright.sync_api import Browser, Page, expect
from served import NO_IMAGE, UNREADABLE
from twin_page import BAD, PASTE, TEXTS, drawn, markup, odd, picture, saved, serious_in_any_colours, upload

from pneumonia.classifier import Classifier
from pneumonia.explain import overlay
from pneumonia.score_table import COLUMNS
from pneumonia.ui import batch, batch_rows, batch_table, card
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.texts import ENGLISH


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """One visitor, who hands in one pile of films after the other."""
    with visit(browser, twin) as page:
        yield page


@pytest.fixture(scope="module")
def several(films: list[Path]) -> list[dict[str, Any]]:
    """Two films under names that mean something to a file system or a spreadsheet, one that is none, and noise."""
    names = ('=HYPERLINK("http://x")', "../../etc/phổi 1.jpg")
    sent = [{"name": n, "mimeType": "image/jpeg", "buffer": f.read_bytes()} for n, f in zip(names, films, strict=True)]
    return [*sent, BAD, picture(odd(films)["noise"], "noise.png")]


@pytest.fixture(scope="module")
def rows(
    classifier: Classifier, several: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> list[batch_rows.Row]:
    """What the app makes of them."""
    folder, handed = tmp_path_factory.mktemp("several"), []
    for n, file in enumerate(several):
        (folder / str(n)).write_bytes(file["buffer"])
        handed.append(batch_rows.Row(file["name"], folder / str(n)))
    return list(batch_rows.read(classifier, handed, "balanced", ENGLISH))[-1]


def test_several_files_make_the_apps_table(
    page: Page, classifier: Classifier, several: list[dict[str, Any]], rows: list[batch_rows.Row]
) -> None:
    upload(page, *several)
    expect(page.locator("#px-batch")).to_contain_text("1 unreadable")
    assert drawn(page, "#px-batch") == markup(page, batch_table.draw(rows, ENGLISH))
    page.get_by_label(TEXTS.point_names["screening"]).check()  # before any film was opened
    expect(page.locator("#px-batch")).to_contain_text(card.percent(classifier.threshold("screening")))
    page.get_by_role("button", name=TEXTS.probability).click()
    order = page.locator(".px-rows tbody tr").evaluate_all("(rows) => rows.map((row) => row.dataset.number)")
    assert order == ["1", "0", "2", "3"], "the most probable first, what was not judged last"
    page.locator(".px-rows tr[data-number='1'] button").click()
    expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")

    name, content = saved(page, TEXTS.save.format(kind="CSV"))
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert (name, list(lines[0])) == ("pneumonia.csv", list(COLUMNS))
    assert [line["file"] for line in lines] == [f"'{several[0]['name']}", *(f["name"] for f in several[1:])]
    assert lines[2]["error"].startswith(UNREADABLE)
    assert {lines[2][column] for column in list(COLUMNS)[2:]} == {""}
    assert [line["operating_point"] for line in lines] == ["screening", "screening", "", "screening"]
    assert [line["chest_xray_ok"] for line in lines] == ["True", "True", "", "False"]
    for line, row in zip(lines, rows, strict=True):
        if row.report and row.report.label:
            assert float(line["probability"]) == pytest.approx(row.report.probability, abs=0.005)
            assert line["sha256"] == row.report.image.sha256

    _, content = saved(page, TEXTS.batch_overlays)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == ["01-x.png", "02-phổi_1.png"]
    for name, row in zip(archive.namelist(), rows, strict=False):  # a NORMAL and a PNEUMONIA
        found = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        assert row.report
        assert row.cam is not None
        film = cv2.imdecode(np.frombuffer(row.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert np.abs(found.astype(int) - overlay(film, row.cam, evidence=str(row.report.label))).mean() < 2

    page.get_by_role("button", name=TEXTS.batch_close).click()
    expect(page.locator(".px-rows")).to_have_count(0)
    page.evaluate(PASTE, [list(NO_IMAGE), MOST_FILES + 1])
    told = TEXTS.drop_too_many.format(most=MOST_FILES, received=MOST_FILES + 1)
    expect(page.locator("#px-drop-predict [role=status]")).to_have_text(told)


def test_an_adults_film_is_counted_by_itself_and_an_opened_row_says_its_file(
    browser: Browser, twin: str, classifier: Classifier, films: list[Path], shared_data: Path
) -> None:
    handed = [films[0], sorted((shared_data / "adults").glob("*.png"))[0]]
    files = [batch_rows.Row(file.name, file) for file in handed]
    rows = list(batch_rows.read(classifier, files, "balanced", ENGLISH))[-1]
    with visit(browser, twin) as page:  # anew, because a table stays sorted
        upload(page, films[1])
        expect(page.get_by_role("status", name=ENGLISH.result_label)).to_be_visible()
        upload(page, *handed)
        expect(page.locator("#px-batch")).to_contain_text("1 NORMAL · 1 not reliable")
        assert drawn(page, "#px-answer") == markup(page, card.empty(ENGLISH)), "the older answer is gone"
        assert drawn(page, "#px-batch") == markup(page, batch_table.draw(rows, ENGLISH))
        page.get_by_role("button", name=TEXTS.probability).click()
        order = page.locator(".px-rows tbody tr").evaluate_all("(rows) => rows.map((row) => row.className)")
        assert order.index("px-unreliable") + 1 == order.index("px-notes"), "its words stay below the film"
        page.locator(".px-notes").click()
        expect(page.locator("#px-answer")).to_contain_text(handed[1].name)
        population = ENGLISH.population(classifier.bundle.info)
        opened = batch.open_row(classifier, rows, 1, "balanced", ENGLISH)
        assert drawn(page, "#px-answer") == markup(page, card.result(opened, population, ENGLISH))


def test_nothing_is_out_of_reach_of_a_phone(page: Page, several: list[dict[str, Any]], films: list[Path]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    upload(page, *several)
    expect(page.locator("#px-batch")).to_contain_text("1 unreadable")
    upload(page, films[1])
    expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
    expect(page.locator("#px-answer")).to_have_css("opacity", "1")
    upload(page, BAD)
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    assert serious_in_any_colours(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
