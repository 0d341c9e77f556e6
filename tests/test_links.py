"""Links that open the page at a tab, an image, a threshold, in a language, or slim inside another page."""

import re
from pathlib import Path

import pytest
from browser import again, settle, visit
from playwright.sync_api import Browser, ViewportSize, expect
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from test_metrics_page import counts
from test_page import open_tab

from pneumonia import charts
from pneumonia.classifier import Classifier
from pneumonia.refusals import FORMATS, refusal
from pneumonia.ui import card, lessons
from pneumonia.ui.collection import Collection
from pneumonia.ui.links import LESSONS, LanguageOfLink, Link
from pneumonia.ui.texts import ENGLISH, LANGUAGES


@pytest.mark.parametrize(
    ("parameters", "link"),
    [
        ({}, Link()),
        ({"tab": "metrics", "threshold": "0.3"}, Link(tab="metrics", threshold=0.3)),
        ({"example": "7", "lang": "vi"}, Link(example=7)),
        ({"tab": "kitchen", "threshold": "nan", "example": "-1"}, Link()),
        ({"lesson": "3"}, Link(lesson="3")),
        ({"tab": "learn", "lesson": "quiz"}, Link(tab="learn", lesson="quiz")),
        ({"threshold": "1.5", "example": "٣", "lesson": "7"}, Link()),
        ({"threshold": "", "example": "9" * 5000}, Link()),
    ],
)
def test_what_a_link_names_wrongly_counts_as_not_named(parameters: dict[str, str], link: Link) -> None:
    assert Link.of(parameters) == link


def test_a_link_to_a_language_takes_every_other_parameter_along() -> None:
    page = TestClient(LanguageOfLink(PlainTextResponse("the page")), follow_redirects=False)
    assert page.get("/?lang=vi&embed&tab=metrics").headers["location"] == "vi?embed=&tab=metrics"
    assert page.get("/?lang=vi").headers["location"] == "vi"
    assert page.get("/?lang=&embed").text == "the page"


def test_a_link_opens_an_image_of_the_gallery(
    browser: Browser, address: str, classifier: Classifier, shared_data: Path
) -> None:
    items = Collection(classifier, str(shared_data / "originals")).items
    report = classifier.predict(items[9].file).report
    with visit(again(browser), address + "/?example=10") as page:
        expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    with visit(again(browser), address + "/?example=999") as page:
        settle(page)
        expect(page.locator("#px-answer")).to_contain_text("The answer appears here")


def test_a_link_sets_the_threshold(browser: Browser, address: str, classifier: Classifier) -> None:
    row = charts.step_at(charts.steps(classifier.bundle.metrics["scores"]["test"]), 0.3)
    with visit(again(browser), address + "/?tab=metrics&threshold=0.3") as page:
        slider = page.get_by_role("slider", name="Call it PNEUMONIA")
        expect(slider).to_have_value("0.3")
        expect(page.locator(".vega-embed svg")).to_have_count(8)
        expect(slider).to_have_value("0.3")  # the charts are bound to the slider and left it where it was
        expect(page.locator(".px-slider output").first).to_have_text("30.0\N{NO-BREAK SPACE}%")
        precision = 100 * row["rates"]["precision"]["value"]
        expect(page.locator("tr[data-rate=precision] .px-value")).to_have_text(f"{precision:.1f}\N{NO-BREAK SPACE}%")
        numbers = page.locator(".vega-embed").first.locator(".mark-text").first.locator("text")
        expect(numbers).to_have_text(counts(row))
        page.get_by_role("tab", name=ENGLISH.tab_predict).click()
        page.get_by_role("tab", name=ENGLISH.tab_metrics).click()
        expect(numbers).to_have_text(counts(row))


def opens_lesson_and_quiz(browser: Browser, address: str) -> None:
    titles = lessons.titles(LANGUAGES["en"])
    assert (*map(str, range(1, len(titles) + 1)), "quiz") == LESSONS
    with visit(again(browser), f"{address}?lesson=5", 390) as page:
        opened = page.locator(".px-lesson[open]")
        expect(opened.get_by_role("heading")).to_have_text(titles[4])
        expect(opened.get_by_role("heading")).to_be_in_viewport()
        expect(opened.locator(".px-play")).to_be_in_viewport()
    with visit(again(browser), f"{address}?lesson=quiz", 390) as page:
        expect(page.get_by_role("heading", name=LANGUAGES["en"].quiz_title.format(n=10))).to_be_in_viewport()
    with visit(again(browser), f"{address}?lesson=7") as page:
        expect(page.get_by_role("tab", name=LANGUAGES["en"].tab_predict)).to_have_attribute("aria-selected", "true")


def test_a_link_opens_a_lesson_or_the_quiz(browser: Browser, address: str) -> None:
    opens_lesson_and_quiz(browser, f"{address}/")


def test_an_embedded_page_is_slim_and_says_what_it_is(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?embed=1&tab=api", width=390) as page:
        expect(page.locator("#px-header")).to_be_hidden()
        expect(page.get_by_text("Not a medical device.").filter(visible=True)).to_have_count(1)
        expect(page.get_by_role("link", name="Open the whole demo")).to_have_attribute("href", "./")
    with visit(again(browser), address) as page:
        expect(page.locator("#px-header")).to_be_visible()
        expect(page.get_by_role("link", name="Open the whole demo")).to_be_hidden()


def test_a_page_around_it_never_moves_and_it_moves_itself_when_asked(
    browser: Browser, address: str, films: list[Path]
) -> None:
    with browser.new_context(viewport=ViewportSize(width=390, height=844)) as context:
        page = context.new_page()
        page.set_content(f'<iframe src="{address}/?example=10" height="800"></iframe><p style="height: 2000px">')
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("status", name="Result")).to_be_attached()
        page.wait_for_timeout(1500)  # a scroll would be under way
        assert [frame.evaluate("scrollY") for frame in page.frames] == [0, 0]
        inside.locator("#px-drop-predict input").set_input_files(films[1])
        expect(inside.get_by_role("status", name="Result")).to_be_in_viewport()
        page.wait_for_timeout(500)
        assert page.evaluate("scrollY") == 0


def test_another_language_opens_where_this_one_is(browser: Browser, address: str) -> None:
    texts = LANGUAGES["vi"]
    with visit(again(browser), address + "/?example=10&tab=gradcam&__theme=dark") as page:
        expect(page.locator("#px-pictures-gradcam .px-explained")).to_be_visible()
        page.get_by_role("tab", name="About").click()
        settle(page)
        page.get_by_role("link", name=texts.language).click()
        page.wait_for_url("**/vi?example=10&tab=about&__theme=dark")
        expect(page.get_by_role("tab", name=texts.tab_about)).to_have_attribute("aria-selected", "true")
        page.get_by_role("tab", name=texts.tab_gradcam).click()
        expect(page.locator("#px-pictures-gradcam .px-explained")).to_be_visible()
        settle(page)


def test_the_address_follows_the_tab_and_back_leads_to_the_one_before(browser: Browser, address: str) -> None:
    """On a phone most tabs are in the menu at the end of the row."""
    with visit(again(browser), address + "/?threshold=0.3", width=390) as page:
        open_tab(page, "About")
        page.wait_for_url("**/?threshold=0.3&tab=about")
        open_tab(page, "Gallery")
        page.wait_for_url("**/?threshold=0.3&tab=gallery")
        page.get_by_role("button", name="Grad-CAM, No. 10", exact=True).click()
        page.wait_for_url("**&tab=gradcam")
        expect(page.locator("#px-pictures-gradcam .px-explained")).to_be_visible()
        page.go_back()
        expect(page.locator("#px-gallery")).to_be_visible()
        page.go_back()
        expect(page.locator(".px-facts")).to_be_visible()
        settle(page)
        page.reload()
        expect(page.locator(".px-facts")).to_be_visible()
        page.go_back()
        expect(page.locator("#px-drop-predict")).to_be_visible()
        settle(page)


def test_the_page_speaks_every_language(browser: Browser, address: str, films: list[Path]) -> None:
    for code, texts in LANGUAGES.items():
        if code == "en":
            continue
        with visit(again(browser), f"{address}/?lang={code}&tab=about") as page:
            page.wait_for_url(re.compile(f"/{code}\\?tab=about$"))
            expect(page.get_by_role("heading", name=texts.title)).to_be_visible()
            expect(page.get_by_role("tab", name=texts.tab_about)).to_have_attribute("aria-selected", "true")
            assert page.evaluate("document.documentElement.lang") == code
            expect(page.get_by_role("link", name="Home")).to_be_hidden()
            page.get_by_role("tab", name=texts.tab_predict).click()
            page.set_input_files("#px-drop-predict input", films[1])
            expect(page.locator("#px-answer")).to_contain_text(texts.notes["advise_pneumonia"])
            page.set_input_files("#px-drop-predict input", {"name": "a", "mimeType": "image/gif", "buffer": b"GIF89a"})
            told = texts.told(refusal("other_format", what="a GIF image", formats=FORMATS))
            expect(page.get_by_role("alert").first).to_contain_text(told)
            settle(page)
            page.get_by_role("link", name="English").click()
            expect(page.get_by_role("heading", name=LANGUAGES["en"].title)).to_be_visible()
            settle(page)
