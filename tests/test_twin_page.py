"""The static page in a real browser: it starts or says why not, opens where a link says, and obeys the keyboard."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import visit
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect
from test_app import PERCENTAGES
from twin import IDLE
from twin_page import TEXTS, upload

from pneumonia.classifier import Classifier
from pneumonia.ui import card
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin.pages import HERE


def test_links_open_the_page_at_a_place(browser: Browser, twin: str, classifier: Classifier, twin_folder: Path) -> None:
    item = json.loads((twin_folder / "gallery.json").read_text())["items"][9]
    report = classifier.predict(twin_folder / item["file"]).report
    with visit(browser, f"{twin}?example=10&__theme=dark") as page:
        expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"
    with visit(browser, f"{twin}{IDLE}?tab=about&embed=1&__theme=light", 390, dark=True) as page:
        expect(page.get_by_role("tab", name="About")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#px-header")).to_be_hidden()
        expect(page.get_by_text("Not a medical device.").filter(visible=True)).to_have_count(1)
        expect(page.get_by_role("link", name="Open the whole demo")).to_have_attribute("href", "./")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 247, 249)"
    with visit(browser, f"{twin}{IDLE}?tab=kitchen&example=999&lang=toString&__theme=pink", dark=True) as page:
        expect(page.get_by_role("tab", name="Predict")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#px-answer")).to_contain_text("The answer appears here")
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"
        page.get_by_role("tab", name="About").click()
        page.get_by_role("link", name=LANGUAGES["vi"].language).click()
        page.wait_for_url("**/?tab=about&example=999&lang=vi&__theme=pink")
        expect(page.get_by_role("heading", name=LANGUAGES["vi"].title)).to_be_visible()
        expect(page.get_by_role("tab", name=LANGUAGES["vi"].tab_about)).to_have_attribute("aria-selected", "true")
        assert page.evaluate("document.documentElement.lang") == "vi"


def test_the_address_follows_the_tab_and_back_leads_to_the_one_before(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}?lang=en") as page:
        page.get_by_role("tab", name="About").click()
        page.wait_for_url("**/?lang=en&tab=about")
        page.get_by_role("tab", name="Learn").click()
        page.wait_for_url("**/?lang=en&tab=learn")
        page.go_back()
        expect(page.get_by_role("tab", name="About")).to_have_attribute("aria-selected", "true")
        page.reload()
        expect(page.get_by_role("tab", name="About")).to_have_attribute("aria-selected", "true")
        page.go_back()
        expect(page.get_by_role("tab", name="Predict")).to_have_attribute("aria-selected", "true")
        assert "tab" not in page.url, "going back adds nothing to go back to"


def test_a_page_around_it_never_moves_and_it_moves_itself_when_asked(
    browser: Browser, twin: str, films: list[Path]
) -> None:
    with browser.new_context(viewport=ViewportSize(width=390, height=844), service_workers="block") as context:
        page = context.new_page()
        page.set_content(f'<iframe src="{twin}?example=10" height="800"></iframe><p style="height: 2000px">')
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("status", name="Result")).to_be_attached()
        page.wait_for_timeout(500)  # a smooth scroll would be under way
        assert [frame.evaluate("scrollY") for frame in page.frames] == [0, 0]
        inside.locator("#px-drop-predict input").set_input_files(films[1])
        expect(inside.locator("#px-answer h2")).to_be_in_viewport()
        page.wait_for_timeout(500)
        assert page.evaluate("scrollY") == 0


def test_the_tabs_are_a_tablist_for_the_keyboard(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}") as page:
        tab = page.get_by_role("tab")
        assert tab.all_inner_texts() == [getattr(TEXTS, f"tab_{name}") for name in HERE]
        tab.first.click()
        for key, chosen in (("End", -1), ("ArrowRight", 0), ("ArrowLeft", -1), ("Home", 0)):
            page.keyboard.press(key)
            expect(tab.nth(chosen)).to_be_focused()
            expect(tab.nth(chosen)).to_have_attribute("aria-selected", "true")
            expect(page.get_by_role("tabpanel").filter(visible=True)).to_have_count(1)
        assert page.locator("[role=tab][tabindex='0']").count() == 1


@contextmanager
def lacking(browser: Browser, file: str) -> Iterator[Page]:
    """A visitor's page that gets all files but one, until ``page.unroute_all()``."""
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.route(f"**/{file}", lambda route: route.fulfill(status=404))
        yield page


def test_without_its_model_the_page_says_so_and_the_image_waits(
    browser: Browser, twin: str, classifier: Classifier, films: list[Path]
) -> None:
    with lacking(browser, "model/model.onnx") as page:
        page.goto(twin)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(TEXTS.load_failed)
        expect(alert).to_contain_text("Expected the file model.onnx; it could not be loaded (the server answered 404)")
        upload(page, films[1])
        expect(page.locator("#px-answer")).to_contain_text(TEXTS.waiting)
        alert.get_by_role("button", name=TEXTS.retry).click()
        expect(alert).to_contain_text("model.onnx")
        page.unroute_all()
        alert.get_by_role("button", name=TEXTS.retry).click()
        expect(page.locator("#px-answer")).to_contain_text(str(classifier.predict(films[1]).report.advice))
        expect(alert).to_have_count(0)


def test_why_there_is_no_model_is_said_in_the_pages_language(browser: Browser, twin: str, twin_folder: Path) -> None:
    texts = LANGUAGES["vi"]
    old = "WebAssembly.validate = () => false;\n" + (twin_folder / "worker.js").read_text()
    with lacking(browser, "model/model.onnx") as page:
        page.goto(f"{twin}?lang=vi")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(texts.browser_failures["no_file"].format(file="model.onnx", status=404))
        page.route("**/worker.js", lambda route: route.fulfill(body=old, content_type="text/javascript"))
        alert.get_by_role("button", name=texts.browser_retry).click()
        expect(alert).to_contain_text(texts.browser_failures["unsupported"].format(missing="WebAssembly SIMD"))
        page.route("**/rules.json", lambda route: route.abort())
        alert.get_by_role("button", name=texts.browser_retry).click()
        expect(alert).to_contain_text(texts.browser_failures["no_network"].format(file="rules.json"))


@pytest.mark.parametrize("file", ["texts/en.json", "rules.json", "page/main.js", "page/app.js"])
def test_a_page_that_cannot_start_is_not_blank(browser: Browser, twin: str, file: str) -> None:
    with lacking(browser, file) as page:
        page.goto(f"{twin}{IDLE}")
        for code, texts in LANGUAGES.items():
            expect(page.locator(f"#px-not-started [lang={code}]")).to_have_text(texts.browser_not_started)


def test_a_tab_that_cannot_be_drawn_says_so_and_is_tried_again(browser: Browser, twin: str) -> None:
    with lacking(browser, "pages/en/about.json") as page:
        page.goto(f"{twin}{IDLE}?tab=about")
        panel = page.get_by_role("tabpanel")
        expect(panel.get_by_role("alert")).to_contain_text(TEXTS.browser_failures["no_part"])
        page.unroute_all()
        panel.get_by_role("button", name=TEXTS.retry).click()
        expect(panel).to_contain_text(TEXTS.about_is)


@pytest.mark.parametrize("file", ["page/metrics.js", "blocks/*.js", "vendor/vega/vega-lite.min.js"])
def test_a_tab_whose_module_did_not_come_is_there_after_try_again(browser: Browser, twin: str, file: str) -> None:
    """Also in an older browser, which asks for it again only after the page was loaded again, as is made believe.

    Until then there are the numbers, which need neither the explorer nor the charts.
    """
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        page.goto(f"{twin}{IDLE}?lang=en")
        expect(page.locator("#px-drop-predict input")).to_be_attached()
        again: list[Request] = []
        page.on("request", lambda request: again.append(request) if request.is_navigation_request() else None)
        page.route(f"**/{file}", lambda route: route.continue_() if again else route.fulfill(status=404))
        page.get_by_role("tab", name=TEXTS.tab_metrics).click()
        panel = page.locator("#panel-metrics")
        expect(panel.get_by_role("alert")).to_contain_text(TEXTS.browser_failures["no_part"])
        expect(panel.get_by_text(TEXTS.tile_auroc).first).to_be_visible(visible=file != "page/metrics.js")
        panel.get_by_role("button", name=TEXTS.retry).click()
        expect(panel.locator("[data-chart=distribution] svg")).to_be_visible()
        expect(panel.get_by_role("alert")).to_have_count(0)


def test_a_film_that_breaks_off_is_no_defect_of_the_page(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}{IDLE}") as page:
        page.evaluate("() => { Response.prototype.blob = () => Promise.reject(new TypeError('network error')); }")
        page.locator("#px-examples button").first.click()
        expect(page.locator("#px-alert")).to_contain_text(TEXTS.film_failed)


def test_an_error_that_nobody_expected_is_told_on_any_tab(browser: Browser, twin: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{twin}{IDLE}?tab=about")
        expect(page.get_by_role("tabpanel")).to_contain_text(TEXTS.about_is)
        page.evaluate("() => { Promise.reject(new Error('a defect')); }")
        expect(page.get_by_role("alert")).to_have_text(TEXTS.unexpected)
        page.get_by_role("tab", name=TEXTS.tab_predict).click()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_without_scripts_the_page_says_what_it_needs(browser: Browser, twin: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(twin)
        words = page.locator("noscript [lang=en]")
        expect(words).to_have_text(ENGLISH.browser_no_script)
        expect(words).to_be_visible()


def test_a_percentage_reads_as_in_the_app(blank: Page) -> None:
    written = blank.evaluate(
        """async (shares) => {
          const { percent } = await import(new URL('page/html.js', document.baseURI));
          return shares.map(([share, digits]) => percent(share, digits));
        }""",
        [each[:2] for each in PERCENTAGES],
    )
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in written] == [text for *_, text in PERCENTAGES]
