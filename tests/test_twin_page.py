"""The static page in a real browser, as a visitor sees it: it starts, answers, and looks like the app."""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import visit
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader
from served import NO_IMAGE
from test_accessibility import serious
from twin import handed_out

from pneumonia.classifier import Classifier
from pneumonia.explain import overlay
from pneumonia.image import read_image
from pneumonia.table import COLUMNS
from pneumonia.ui import batch_rows, batch_table, card, predict, session
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin.pages import HERE
from space.twin.texts import for_browser

TEXTS = for_browser(ENGLISH)
UNREADABLE = "Expected an image of a chest X-ray; received a 12-byte file that is no image format we read"
BAD = {"name": "<img src=x onerror=alert(1)>.jpg", "mimeType": "image/jpeg", "buffer": NO_IMAGE}
PASTE = """([bytes, count]) => {
    const data = new DataTransfer();
    for (let n = 0; n < count; n++) data.items.add(new File([new Uint8Array(bytes)], `pasted ${n}`));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
}"""
#: As the browser writes it: two drawings of the same markup may differ in quotes.
REWRITTEN = """(html) => {
    const page = document.implementation.createHTMLDocument();
    page.body.innerHTML = html;
    return page.body.innerHTML;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """One visitor for the tests that do not mind what was looked at before."""
    with visit(browser, twin) as page:
        yield page


def upload(page: Page, *files: Any) -> None:
    page.set_input_files("#px-drop-predict input", list(files))


def picture(pixels: np.ndarray, name: str = "film.png") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": cv2.imencode(".png", pixels)[1].tobytes()}


def markup(page: Page, html: str) -> str:
    """Without what may differ: pictures, their sides to the pixel, milliseconds, digits that nobody sees."""
    for inexact in (r"data:image/[^\"')]*", r"--px-ratio:[\d.]+", r"\d+ ms", r'data-probability="[\d.]+"'):
        html = re.sub(inexact, "", html)
    rewritten: str = page.evaluate(REWRITTEN, html.replace(", TIFF", ""))
    return rewritten


def drawn(page: Page, place: str) -> str:
    return markup(page, page.locator(place).inner_html())


def gap(page: Page, selector: str, expected: np.ndarray) -> float:
    """The mean difference, in [0, 255], between what is drawn there, without its round corners, and a picture.

    Both are made small, because the browser shrinks pictures in a way of its own.
    """
    png = np.frombuffer(page.locator(selector).screenshot(), np.uint8)
    shown = cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1]
    expected = cv2.resize(expected, shown.shape[1::-1], interpolation=cv2.INTER_AREA)
    if expected.ndim == 2:
        expected = cv2.cvtColor(expected, cv2.COLOR_GRAY2RGB)
    found, wanted = (
        cv2.resize(picture[12:-12, 12:-12], (64, 40), interpolation=cv2.INTER_AREA) for picture in (shown, expected)
    )
    return float(np.abs(found.astype(int) - wanted).mean())


def odd(films: list[Path]) -> dict[str, np.ndarray]:
    """What is judged with a warning, and what is not judged."""
    film = read_image(films[1]).pixels
    tint = cv2.merge([film // 2, np.uint8(film * 0.8), film])
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    return {"small": cv2.resize(film, (100, 80)), "tinted": tint, "noise": noise, "negative": 255 - film}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_answer_is_the_apps_markup_in_every_language(
    browser: Browser, twin: str, classifier: Classifier, films: list[Path], code: str
) -> None:
    texts = LANGUAGES[code]
    population = texts.population(classifier.bundle.info)
    given = {path.name: path.read_bytes() for path in films}
    given |= {name: picture(pixels)["buffer"] for name, pixels in odd(films).items()}
    with visit(browser, f"{twin}?lang={code}") as page:
        assert drawn(page, "#px-answer") == markup(page, card.empty(texts))
        for name, content in given.items():
            seen = session.read(classifier, content, None)
            upload(page, {"name": name, "mimeType": "application/octet-stream", "buffer": content})
            image = seen.report.image
            expect(page.locator("#px-answer")).to_contain_text(f"{image.width} x {image.height} px {image.format}")
            assert drawn(page, "#px-answer") == markup(page, card.result(seen, population, texts)), name
            assert drawn(page, "#px-pictures-predict") == markup(page, predict.shown(seen, texts)), name


def test_the_pictures_are_the_apps_pictures(page: Page, classifier: Classifier, films: list[Path]) -> None:
    upload(page, films[1])
    prediction = classifier.predict(films[1])
    expect(page.get_by_role("status", name="Result")).to_contain_text(str(prediction.report.advice))
    slider = page.locator("#px-pictures-predict").get_by_label("Opacity")
    for opacity in (0.6, 0.2):
        slider.fill(str(opacity))
        expected = overlay(prediction.xray.pixels, prediction.cam, opacity=opacity)
        assert gap(page, "#px-pictures-predict .px-explained", expected) < 3, opacity


def test_a_file_that_cannot_be_read_loses_nothing(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    answered = page.locator("#px-answer h2").inner_text()
    upload(page, BAD)
    expect(page.get_by_role("alert")).to_contain_text(UNREADABLE)
    assert page.locator("#px-answer h2").inner_text() == answered
    page.evaluate(PASTE, [list(films[0].read_bytes()), 1])
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#px-answer h2")).not_to_have_text(answered)
    expect(page.locator("#px-answer[aria-busy=true]")).to_have_count(0)


def test_an_example_says_its_truth_and_a_negative_is_inverted(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    page.locator("#px-examples button").nth(1).click()
    expect(page.locator("#px-answer")).to_contain_text("Truth, according to the data set: NORMAL")
    upload(page, picture(255 - read_image(films[1]).pixels))
    page.get_by_role("button", name=TEXTS.invert).click()
    report = classifier.predict(films[1]).report
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")
    expect(page.locator("#px-answer")).to_contain_text(TEXTS.notes["negative"])
    assert gap(page, ".px-film >> nth=0", read_image(films[1]).pixels) < 3, "the film is shown the right way round"


def test_the_operating_point_is_changed_before_while_and_after(
    browser: Browser, twin: str, classifier: Classifier, films: list[Path]
) -> None:
    names = (*classifier.operating_points, classifier.default_operating_point)
    with visit(browser, twin) as page:
        upload(page, films[0])  # not waited for
        for name in names:
            page.get_by_label(TEXTS.point_names[name]).check()
            report = classifier.predict(films[0], name).report
            expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(report.threshold)}")
            expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")
        page.evaluate(PASTE, [list(films[1].read_bytes()), 1])
        page.evaluate("(name) => document.querySelector(`#px-points [value=${name}]`).click()", "screening")
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        expect(page.locator("#px-answer")).to_contain_text(
            f"threshold {card.percent(classifier.threshold('screening'))}"
        )


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


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_several_files_make_the_apps_table(
    browser: Browser, twin: str, classifier: Classifier, several: list[dict[str, Any]], rows: list[batch_rows.Row]
) -> None:
    with visit(browser, twin) as page:
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
        found = cv2.imdecode(np.frombuffer(archive.read("02-phổi_1.png"), np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        assert rows[1].cam is not None
        film = cv2.imdecode(np.frombuffer(rows[1].picture, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert np.abs(found.astype(int) - overlay(film, rows[1].cam)).mean() < 2

        page.get_by_role("button", name=TEXTS.batch_close).click()
        expect(page.locator(".px-rows")).to_have_count(0)
        page.evaluate(PASTE, [list(NO_IMAGE), MOST_FILES + 1])
        told = TEXTS.drop_too_many.format(most=MOST_FILES, received=MOST_FILES + 1)
        expect(page.locator("#px-drop-predict [role=status]")).to_have_text(told)


def test_an_answer_is_saved_for_the_record(page: Page, classifier: Classifier, films: list[Path]) -> None:
    upload(page, films[1])
    report = classifier.predict(films[1]).report
    expect(page.locator("#px-answer")).to_contain_text(f"{report.image.width} x {report.image.height} px JPEG")
    name, content = saved(page, "Save as JSON")
    told, wanted = json.loads(content), report.to_json()
    assert name == f"pneumonia-{report.image.sha256[:8]}.json"
    inexact = ("probability", "confidence", "chest_xray", "elapsed_ms")
    assert list(told) == list(wanted)
    assert {key: value for key, value in told.items() if key not in inexact} == {
        key: value for key, value in wanted.items() if key not in inexact
    }

    page.evaluate("window.print = () => { window.printed = document.title; }")  # no dialog in a test
    page.get_by_role("button", name="Save as PDF").click()
    page.wait_for_function("() => window.printed")
    assert page.evaluate("window.printed") == f"pneumonia-{report.image.sha256[:8]}"
    [paper] = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = " ".join(paper.extract_text().split())
    assert len(paper.images) == 2
    for words in (
        f"PNEUMONIA, {card.percent(report.confidence)} confidence",
        str(report.advice),
        "Not a medical device.",
        "(Balanced)",
        report.image.sha256,
        f"{report.model.id}, revision {report.model.revision}",
        "sent nowhere",
    ):
        assert words.replace("\N{NO-BREAK SPACE}", " ") in text.replace("\N{NO-BREAK SPACE}", " "), words
    expect(page.locator(".px-record")).to_have_count(0)


def test_links_open_the_page_at_a_place(browser: Browser, twin: str, classifier: Classifier, twin_folder: Path) -> None:
    item = json.loads((twin_folder / "gallery.json").read_text())["items"][9]
    report = classifier.predict(twin_folder / item["file"]).report
    with visit(browser, f"{twin}?example=10&__theme=dark") as page:
        expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"
    with visit(browser, f"{twin}?tab=about&embed=1&__theme=light", 390, dark=True) as page:
        expect(page.get_by_role("tab", name="About")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#px-header")).to_be_hidden()
        expect(page.get_by_text("Not a medical device.").filter(visible=True)).to_have_count(1)
        expect(page.get_by_role("link", name="Open the whole demo")).to_have_attribute("href", "./")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 247, 249)"
    with visit(browser, f"{twin}?tab=kitchen&example=999&lang=toString&__theme=pink", dark=True) as page:
        expect(page.get_by_role("tab", name="Predict")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#px-answer")).to_contain_text("The answer appears here")
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"
        page.get_by_role("link", name=LANGUAGES["vi"].language).click()
        expect(page.get_by_role("heading", name=LANGUAGES["vi"].title)).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "vi"


def test_the_tabs_are_a_tablist_for_the_keyboard(page: Page) -> None:
    tab = page.get_by_role("tab")
    assert tab.all_inner_texts() == [getattr(TEXTS, f"tab_{name}") for name in HERE]
    tab.first.click()
    for key, chosen in (("End", -1), ("ArrowRight", 0), ("ArrowLeft", -1), ("Home", 0)):
        page.keyboard.press(key)
        expect(tab.nth(chosen)).to_be_focused()
        expect(tab.nth(chosen)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel").filter(visible=True)).to_have_count(1)
    assert page.locator("[role=tab][tabindex='0']").count() == 1


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_nothing_is_out_of_reach(
    browser: Browser, twin: str, several: list[dict[str, Any]], films: list[Path], width: int, dark: bool
) -> None:
    with visit(browser, twin, width, dark=dark) as page:
        upload(page, BAD)
        expect(page.get_by_role("alert")).to_be_visible()
        upload(page, *several)
        expect(page.locator("#px-batch")).to_contain_text("1 unreadable")
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        expect(page.locator("#px-answer")).to_have_css("opacity", "1")
        upload(page, BAD)
        expect(page.get_by_role("alert")).to_be_visible()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@contextmanager
def damaged(folder: Path, copy: Path, file: str) -> Iterator[tuple[str, Path]]:
    """The page without one of its files: its address, and where the file belongs."""
    shutil.copytree(folder, copy)
    (copy / file).unlink()
    with handed_out(copy) as address:
        yield f"{address}/", copy / file


def test_without_its_model_the_page_says_so_and_the_image_waits(
    browser: Browser, twin_folder: Path, tmp_path: Path, classifier: Classifier, films: list[Path]
) -> None:
    with damaged(twin_folder, tmp_path / "twin", "model/model.onnx") as (address, model), browser.new_page() as page:
        page.goto(address)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(TEXTS.load_failed)
        expect(alert).to_contain_text("Expected the file model.onnx; it could not be loaded (the server answered 404)")
        upload(page, films[1])
        expect(page.locator("#px-answer")).to_contain_text(TEXTS.waiting)
        alert.get_by_role("button", name=TEXTS.retry).click()
        expect(alert).to_contain_text("model.onnx")
        shutil.copy(twin_folder / "model" / "model.onnx", model)
        alert.get_by_role("button", name=TEXTS.retry).click()
        expect(page.locator("#px-answer")).to_contain_text(str(classifier.predict(films[1]).report.advice))
        expect(alert).to_have_count(0)


def test_of_several_images_on_their_way_the_last_one_counts(browser: Browser, twin: str, films: list[Path]) -> None:
    with browser.new_context(service_workers="block") as context:
        page, film = context.new_page(), re.compile(r"/examples/.*film-\d+\.jpg")
        held: list[Route] = []
        page.route(film, lambda route: held.append(route))
        page.goto(twin)
        page.locator("#px-examples button").nth(1).click()
        upload(page, films[1])
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        with page.expect_response(film):
            held[0].continue_()
        upload(page, BAD)
        expect(page.get_by_role("alert")).to_contain_text(UNREADABLE)
        expect(page.locator("#px-answer")).not_to_contain_text("Truth")
        with page.expect_request(film):
            page.locator("#px-examples button").nth(1).click()
        expect(page.locator("#px-answer")).to_have_attribute("aria-busy", "true")
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        held[1].abort()
        expect(page.get_by_role("alert")).to_contain_text(TEXTS.film_failed)
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")


@pytest.mark.parametrize("file", ["texts/en.json", "page/main.js", "page/app.js"])
def test_a_page_that_cannot_start_is_not_blank(browser: Browser, twin_folder: Path, tmp_path: Path, file: str) -> None:
    with damaged(twin_folder, tmp_path / "twin", file) as (address, _), browser.new_page() as page:
        page.goto(address)
        for code, texts in LANGUAGES.items():
            expect(page.locator(f"#px-not-started [lang={code}]")).to_have_text(texts.browser_not_started)


def test_a_tab_that_cannot_be_drawn_says_so_and_is_tried_again(
    browser: Browser, twin_folder: Path, tmp_path: Path
) -> None:
    with damaged(twin_folder, tmp_path / "twin", "pages/en/about.json") as (address, file), browser.new_page() as page:
        page.goto(f"{address}?tab=about")
        panel = page.get_by_role("tabpanel")
        expect(panel.get_by_role("alert")).to_contain_text(TEXTS.unexpected)
        shutil.copy(twin_folder / "pages" / "en" / "about.json", file)
        panel.get_by_role("button", name=TEXTS.retry).click()
        expect(panel).to_contain_text(TEXTS.about_is)


def test_an_error_that_nobody_expected_is_told_on_any_tab(browser: Browser, twin: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{twin}?tab=about")
        expect(page.get_by_role("tabpanel")).to_contain_text(TEXTS.about_is)
        page.evaluate("() => { Promise.reject(new Error('a defect')); }")
        expect(page.get_by_role("alert")).to_have_text(TEXTS.unexpected)
        page.get_by_role("tab", name=TEXTS.tab_predict).click()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, twin: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(twin)
        expect(page.locator("noscript [lang=en]")).to_have_text(ENGLISH.browser_no_script)
