"""The first tab of the static page in a real browser: it answers as the app does, in the app's own markup."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import visit
from dicoms import dicom
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader
from served import UNREADABLE
from twin import IDLE
from twin_page import BAD, PASTE, TEXTS, drawn, gap, markup, odd, picture, saved, upload

from pneumonia.classifier import Classifier
from pneumonia.errors import InputError
from pneumonia.explain import overlay
from pneumonia.image import MAX_BYTES, read_image
from pneumonia.ui import card, predict, session
from pneumonia.ui.texts import ENGLISH, LANGUAGES, Texts


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """One visitor for the tests that do not mind what was looked at before."""
    with visit(browser, twin) as page:
        yield page


def says_what_the_app_says(
    page: Page, texts: Texts, classifier: Classifier, given: dict[str, bytes], point: str | None = None
) -> None:
    """Handed in one after the other, each file gets the app's own markup."""
    population = texts.population(classifier.bundle.info)
    for name, content in given.items():
        seen = session.read(classifier, content, point)
        upload(page, {"name": name, "mimeType": "application/octet-stream", "buffer": content})
        image = seen.report.image
        expect(page.locator("#px-answer")).to_contain_text(f"{image.width} x {image.height} px {image.format}")
        assert drawn(page, "#px-answer") == markup(page, card.result(seen, population, texts)), name
        assert drawn(page, "#px-pictures-predict") == markup(page, predict.shown(seen, texts)), name


def test_the_answer_is_the_apps_markup(
    page: Page, classifier: Classifier, films: list[Path], doubtful: Path, shared_data: Path
) -> None:
    assert drawn(page, "#px-answer") == markup(page, card.empty(ENGLISH))
    adult = sorted((shared_data / "adults").glob("*.png"))[0]  # an unfamiliar film
    given = {path.name: path.read_bytes() for path in (*films, adult, doubtful)}
    given |= {name: picture(pixels)["buffer"] for name, pixels in odd(films).items()}
    for n, age in enumerate(("045Y", "003Y", "006M")):  # of different sizes, to be told apart
        given[age] = dicom(read_image(films[1]).pixels[n:], PatientAge=age)
    says_what_the_app_says(page, ENGLISH, classifier, given)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if LANGUAGES[code] is not ENGLISH])
def test_the_answer_is_the_apps_markup_in_another_language(
    browser: Browser,
    twin: str,
    classifier: Classifier,
    films: list[Path],
    doubtful: Path,
    shared_data: Path,
    code: str,
) -> None:
    """An answer, one with warnings, none, a refusal; and a film that is flagged though more likely to be healthy."""
    texts = LANGUAGES[code]
    pixels = odd(films)
    adult = sorted((shared_data / "adults").glob("*.png"))[0]
    given = {"film": films[1].read_bytes(), "adult": adult.read_bytes()}
    given |= {name: picture(pixels[name])["buffer"] for name in ("tinted", "noise")}
    given["045Y"] = dicom(read_image(films[1]).pixels, PatientAge="045Y")
    with visit(browser, f"{twin}?lang={code}") as page:
        assert drawn(page, "#px-answer") == markup(page, card.empty(texts))
        says_what_the_app_says(page, texts, classifier, given)
        with pytest.raises(InputError) as refused:
            classifier.predict(b"GIF89a")
        upload(page, {"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
        expect(page.get_by_role("alert")).to_contain_text(texts.told(refused.value).split(" (")[0])  # no TIFF here
        page.get_by_label(texts.point_names["screening"]).check()
        flagged = doubtful.read_bytes()
        assert session.read(classifier, flagged, "screening").report.flagged
        says_what_the_app_says(page, texts, classifier, {"flagged": flagged}, "screening")


def test_the_pictures_are_the_apps_pictures(page: Page, classifier: Classifier, films: list[Path]) -> None:
    upload(page, films[1])
    prediction = classifier.predict(films[1])
    expect(page.get_by_role("status", name="Result")).to_contain_text(str(prediction.report.advice))
    slider = page.locator("#px-pictures-predict").get_by_label("Opacity")
    for opacity in (0.6, 0.2):
        slider.fill(str(opacity))
        expected = overlay(prediction.xray.pixels, prediction.cam, opacity=opacity)
        assert gap(page, "#px-pictures-predict .px-explained", expected) < 3, opacity


def test_a_file_that_cannot_be_read_gets_no_older_answer_and_the_next_one_its_own(
    page: Page, films: list[Path], tmp_path: Path
) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    large = tmp_path / "large.png"
    with large.open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    refused = TEXTS.drop_large.format(size=65, megabytes=64)
    for bad, told in ((BAD, UNREADABLE), (large, refused)):
        upload(page, bad)
        expect(page.get_by_role("alert")).to_contain_text(told)
        assert drawn(page, "#px-answer") == markup(page, card.empty(TEXTS))
        assert drawn(page, "#px-pictures-predict") == drawn(page, "#px-save") == ""
    for name in ("Screening", "Balanced"):
        page.get_by_label(name).check()  # nothing is there to be judged again
    page.evaluate(PASTE, [list(films[0].read_bytes()), 1])
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    expect(page.locator("#px-answer[aria-busy=true]")).to_have_count(0)


def test_an_example_says_its_truth_and_a_negative_is_inverted(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    page.locator("#px-examples button").nth(1).click()
    expect(page.locator("#px-answer")).to_contain_text("Truth, according to the data set: NORMAL")
    upload(page, picture(255 - read_image(films[1]).pixels))
    page.get_by_role("button", name=TEXTS.invert).click()
    report = classifier.predict(films[1]).report
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, TEXTS)}")
    expect(page.locator("#px-answer")).to_contain_text(TEXTS.notes["negative"])
    assert gap(page, ".px-film >> nth=0", read_image(films[1]).pixels) < 3, "the film is shown the right way round"


def test_a_phone_shows_the_examples_at_once(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}", 390) as page:
        page.locator("#px-examples img").last.wait_for()
        tops = [page.locator(place).bounding_box()["y"] for place in ("#px-examples", "#px-points")]  # type: ignore[index]
        assert tops[0] < tops[1]


def test_the_operating_point_is_changed_before_while_and_after(
    page: Page, classifier: Classifier, films: list[Path], doubtful: Path
) -> None:
    names = (*classifier.operating_points, classifier.default_operating_point)
    upload(page, doubtful)  # not waited for
    for name in names:
        page.get_by_label(TEXTS.point_names[name]).check()
        report = classifier.predict(doubtful, name).report
        expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(report.threshold)}")
        expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, TEXTS)}")
        expect(page.locator("#px-pictures-predict")).to_contain_text(TEXTS.explained.format(label=report.label))
    page.evaluate(PASTE, [list(films[1].read_bytes()), 1])
    page.evaluate("(name) => document.querySelector(`#px-points [value=${name}]`).click()", "screening")
    expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
    expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(classifier.threshold('screening'))}")
    page.get_by_label(TEXTS.point_names["balanced"]).check()


def test_an_answer_is_saved_for_the_record(page: Page, classifier: Classifier, films: list[Path]) -> None:
    upload(page, films[1])
    report = classifier.predict(films[1]).report
    expect(page.locator("#px-answer")).to_contain_text(f"{report.image.width} x {report.image.height} px JPEG")
    name, content = saved(page, "Save as JSON")
    told, wanted = json.loads(content), report.to_json()
    assert name == f"pneumonia-{report.image.sha256[:8]}.json"
    inexact = ("probability", "confidence", "chest_xray", "elapsed_ms")
    assert list(told) == list(wanted)
    assert told["elapsed_ms"] == round(told["elapsed_ms"], 1)
    assert {key: value for key, value in told.items() if key not in inexact} == {
        key: value for key, value in wanted.items() if key not in inexact
    }

    # No dialog in a test. Wrapped: Playwright calls the function that an expression evaluates to, here the print.
    page.evaluate("() => { window.print = () => { window.printed = document.title; }; }")
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
        upload(page, films[1])
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        with page.expect_request(film):
            page.locator("#px-examples button").nth(1).click()
        expect(page.locator("#px-answer")).to_have_attribute("aria-busy", "true")
        expect(page.locator("#px-answer h2")).to_contain_text("PNEUMONIA")
        held[1].abort()
        expect(page.get_by_role("alert")).to_contain_text(TEXTS.film_failed)
        expect(page.locator("#px-answer h2")).to_have_text(TEXTS.empty_title)
