"""The first tab in a real browser: negatives, and several films at once."""

import csv
import io
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import again, visit
from playwright.sync_api import Browser, Page, expect
from served import NO_IMAGE, UNREADABLE

from pneumonia.classifier import Classifier
from pneumonia.explain import DEFAULT_COLORMAP
from pneumonia.image import read_image
from pneumonia.report import NOTES
from pneumonia.ui import card, predict, session
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.texts import ENGLISH
from pneumonia.ui.viewer import heat_layer


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(again(browser), address) as page:
        yield page


def negative(film: Path) -> bytes:
    return cv2.imencode(".png", 255 - read_image(film).pixels)[1].tobytes()


def test_a_negative_is_judged_after_a_click(page: Page, classifier: Classifier, films: list[Path]) -> None:
    given = {"name": "negative.png", "mimeType": "image/png", "buffer": negative(films[1])}
    page.set_input_files("#px-drop-predict input", given)  # type: ignore[arg-type]
    answer = page.locator("#px-answer")
    expect(answer.locator("h2")).to_have_text(ENGLISH.verdict_refused)
    expect(answer).to_contain_text(NOTES["inverted"])
    answer.get_by_role("button", name=ENGLISH.invert).press("Enter")
    report = classifier.predict(films[1]).report
    expect(answer.locator("h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    expect(answer).to_contain_text(NOTES["negative"])
    shown = cv2.imdecode(np.frombuffer(page.locator(".px-film").first.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    film = cv2.resize(read_image(films[1]).pixels, shown.shape[::-1], interpolation=cv2.INTER_AREA)
    inside = np.s_[12:-12, 12:-12]  # the corners are round
    assert np.abs(shown[inside].astype(int) - film[inside]).mean() < 5, "the film is shown the right way round"


def test_a_phone_shows_the_examples_at_once_and_the_heat_map_soon_after_the_answer(
    browser: Browser, address: str
) -> None:
    """In Vietnamese, whose words are longer."""
    with visit(again(browser), f"{address}/vi", 390) as page:
        page.locator("#px-examples img").last.wait_for()
        examples, points, drop = (above(page, place) for place in (".px-examples", "#px-points", ".px-drop"))
        assert drop < examples + page.locator(".px-examples").bounding_box()["height"] < 844 - 100  # type: ignore[index]
        assert examples < points
        page.locator("#px-examples button").first.click()
        page.locator(".px-explained").first.wait_for()
        answer, heat, slider, film = (
            above(page, place) for place in ("#px-answer h2", ".px-explained", ".px-opacity", ".px-film")
        )
        assert heat - answer < 844 / 2 + 30
        assert heat < slider < film
    with visit(again(browser), f"{address}/?example=1") as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        assert 800 - above(page, ".px-explained") > 250


def above(page: Page, place: str) -> float:
    """Where the first such element begins, in pixels from the top of the page."""
    top: float = page.locator(place).first.evaluate("(element) => element.getBoundingClientRect().top + scrollY")
    return top


def test_the_picture_shows_the_evidence_for_the_answer(classifier: Classifier, films: list[Path]) -> None:
    """On a healthy film that for NORMAL: there is next to none for PNEUMONIA."""
    for file in films:
        seen = session.read(classifier, file, None)
        shown, label = predict.shown(seen, ENGLISH), str(seen.report.label)
        assert ENGLISH.explained.format(label=label) in shown
        assert heat_layer(seen.cam, seen.pixels.shape, label, DEFAULT_COLORMAP) in shown


def handed(originals: list[Path]) -> list[dict[str, Any]]:
    """Nine films, more than are read in one part, and among them a file that is none."""
    files = [{"name": file.name, "mimeType": "image/jpeg", "buffer": file.read_bytes()} for file in originals]
    return [
        *files[:3],
        {"name": "<img src=x onerror=alert(1)>", "mimeType": "image/png", "buffer": NO_IMAGE},
        *files[3:],
    ]


@pytest.fixture(scope="module")
def originals(shared_data: Path) -> list[Path]:
    return sorted(shared_data.glob("originals/*/*"))[4:13]


def names(page: Page) -> list[str]:
    return page.locator(".px-rows tbody bdi").all_inner_texts()


def give(page: Page, files: list[dict[str, Any]]) -> None:
    page.set_input_files("#px-drop-predict input", files)  # type: ignore[arg-type]
    expect(page.get_by_role("button", name="Save as CSV")).to_be_visible()


def test_several_films_make_a_table(
    browser: Browser, address: str, classifier: Classifier, originals: list[Path]
) -> None:
    files = handed(originals)
    reports = {file.name: classifier.predict(file).report for file in originals}
    with visit(again(browser), address, 390) as page:
        give(page, files)
        assert names(page) == [file["name"] for file in files]
        for n, file in enumerate(files):
            line = page.locator(f".px-rows tr[data-number='{n}']")
            if report := reports.get(file["name"]):
                expect(line).to_contain_text(report.label or ENGLISH.verdict_refused)
                expect(line).to_contain_text(card.percent(report.probability))
            else:
                expect(line).to_contain_text(UNREADABLE)
        expect(page.locator("#px-batch")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == 390

        page.get_by_label("Screening").check()
        screening = classifier.threshold("screening")
        expect(page.locator("#px-batch")).to_contain_text(f"the threshold, {card.percent(screening)}")
        ill = sum((report.probability or 0) >= screening for report in reports.values())
        expect(page.locator("#px-batch")).to_contain_text(f"{ill} PNEUMONIA")


def test_the_table_is_sorted_and_opened_by_keyboard(page: Page, classifier: Classifier, originals: list[Path]) -> None:
    files = handed(originals)
    give(page, files)
    probability = {file.name: classifier.predict(file).report.probability or 0 for file in originals}
    head = page.locator("th[data-sort='probability']")
    for way, sign in (("descending", -1), ("ascending", 1)):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", way)
        shown = names(page)
        assert shown[-1] == "<img src=x onerror=alert(1)>", "what has no probability stands last"
        assert shown[:-1] == sorted(probability, key=lambda name: sign * probability[name])
    page.locator("th[data-sort='name'] button").press("Space")
    expect(head).to_have_attribute("aria-sort", "none")
    assert names(page)[1:] == sorted(probability)

    page.get_by_label("Screening").check()
    expect(page.locator("#px-batch")).to_contain_text(card.percent(classifier.threshold("screening")))
    assert names(page)[1:] == sorted(probability), "the order outlives another operating point"
    page.get_by_role("button", name=originals[-1].name).press("Enter")
    report = classifier.predict(originals[-1], "screening").report
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    expect(page.locator("#px-pictures-predict .px-explained")).to_be_visible()
    expect(page.locator("tr[aria-current]")).to_contain_text(originals[-1].name)


def test_the_table_is_saved_and_closed(page: Page, originals: list[Path]) -> None:
    give(page, handed(originals))
    for button, name in (("Save as CSV", "pneumonia.csv"), ("Save overlays (ZIP)", "pneumonia-overlays.zip")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.suggested_filename == name
        content = Path(download.value.path()).read_bytes()
        if name.endswith("csv"):
            lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
            assert [line["file"] for line in lines] == [file["name"] for file in handed(originals)]
        else:
            assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == len(originals)
    page.get_by_role("button", name=ENGLISH.batch_close).click()
    expect(page.locator(".px-rows")).to_have_count(0)
    expect(page.get_by_role("button", name="Save as CSV")).to_have_count(0)


def test_films_are_pasted_and_too_many_are_not_taken(page: Page, originals: list[Path]) -> None:
    paste = """([data, count]) => {
        const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)), given = new DataTransfer();
        for (let n = 0; n < count; n++) given.items.add(new File([bytes], `pasted ${n}`));
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true }));
    }"""
    film = b64encode(originals[0].read_bytes()).decode()
    page.locator("#px-examples img").last.wait_for()  # the page listens
    page.evaluate(paste, [film, 1])
    result = page.get_by_role("status", name=ENGLISH.result_label)
    expect(result).to_be_visible()
    page.evaluate(paste, [b64encode(NO_IMAGE).decode(), MOST_FILES + 1])
    told = ENGLISH.drop_too_many.format(most=MOST_FILES, received=MOST_FILES + 1)
    expect(page.locator("#px-drop-predict [role=status]")).to_have_text(told)
    expect(page.locator(".px-rows")).to_have_count(0)
    page.evaluate(paste, [film, 2])
    expect(page.locator("#px-batch")).to_contain_text("2 NORMAL")
    expect(result, "an answer to one film must not stand below the table like its sum").to_have_count(0)
    expect(page.locator("#px-save button")).to_have_count(0)
    expect(page.locator("#px-drop-predict [role=status]")).to_be_empty()
