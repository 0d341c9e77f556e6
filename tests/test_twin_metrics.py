"""The Metrics and About tabs of the static page: the app's own numbers, charts and words, without its server."""

from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from browser import visit
from playwright.sync_api import Browser, Page, expect
from test_accessibility import serious

from pneumonia import charts
from pneumonia.classifier import Classifier
from pneumonia.metrics import predictive_values
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin import vendor
from space.twin.texts import for_browser

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    with visit(browser, f"{twin}?tab=metrics") as page:
        page.locator("[data-chart=distribution] svg").wait_for()
        yield page


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}{SPACE}%"


def test_every_chart_of_the_app_is_drawn_and_described(page: Page, classifier: Classifier) -> None:
    expect(page.locator(".vega-embed svg")).to_have_count(8)
    described = [chart.get_attribute("aria-label") for chart in page.locator("[role=graphics-document]").all()]
    area = classifier.bundle.metrics["test"]["auroc"]["value"]
    assert len(set(described)) == 8
    assert ENGLISH.chart_words.roc_described.format(auroc=area) in described
    for chart in page.locator(".vega-embed svg").all():
        assert chart.locator("path[aria-roledescription], g.mark-line path, g.mark-rect path").count() > 0


@pytest.mark.parametrize("threshold", [0.05, 0.5, 0.97])
def test_the_slider_moves_rates_and_confusion_matrix(page: Page, classifier: Classifier, threshold: float) -> None:
    row = charts.step_at(charts.steps(classifier.bundle.metrics["scores"]["test"]), threshold)
    page.locator("#px-threshold").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
        threshold,
    )
    for name, rate in row["rates"].items():
        expect(page.locator(f"tr[data-rate={name}] .px-value")).to_have_text(percent(rate["value"]))
    matrix = page.locator("[data-chart=confusion] svg")
    for count in ("tn", "fp", "fn", "tp"):
        expect(matrix.get_by_text(str(row[count]), exact=True).first).to_be_visible()


def test_the_second_slider_says_what_an_alarm_is_worth(page: Page, classifier: Classifier) -> None:
    page.get_by_role("button", name="Balanced").click()
    page.locator("#px-prevalence").evaluate(
        "(slider) => { slider.value = 3; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    rates = classifier.bundle.metrics["test"]["operating_points"]["balanced"]["rates"]
    worth, _ = predictive_values(rates["sensitivity"]["value"], rates["specificity"]["value"], 0.03)
    assert worth is not None
    ill = round(100 * worth)
    expect(page.locator(".px-flagged")).to_have_text(ENGLISH.prevalence_flagged.format(ill=ill))
    expect(page.locator(".px-hundred .px-ill")).to_have_count(ill)


def test_a_mark_says_what_it_is(page: Page) -> None:
    page.locator("[data-chart=confusion] g.mark-rect path").first.hover(position={"x": 8, "y": 8})
    expect(page.locator("#px-tooltip")).to_contain_text("the model says")
    page.get_by_role("heading", level=1).hover()
    expect(page.locator("#px-tooltip")).to_be_hidden()


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_a_link_opens_it_at_a_threshold_on_a_phone_in_any_language(browser: Browser, twin: str, code: str) -> None:
    texts = LANGUAGES[code]
    with visit(browser, f"{twin}?tab=metrics&threshold=0.3&lang={code}", 390, dark=True) as page:
        expect(page.locator(".px-slider output").first).to_have_text(f"30.0{SPACE}%")
        page.locator("[data-chart=distribution] svg").wait_for()
        expect(page.get_by_role("heading", name=texts.explore_title)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for chart in page.locator(".vega-embed svg").all():
            box = chart.bounding_box()
            assert box
            assert box["width"] <= 390
        assert serious(page, "color-contrast") == []


def test_charts_follow_the_width(browser: Browser, twin: str) -> None:
    with visit(browser, f"{twin}?tab=metrics") as page:
        chart = page.locator("[data-chart=roc] svg")
        chart.wait_for()
        wide = chart.bounding_box()
        page.set_viewport_size({"width": 800, "height": 900})
        page.wait_for_timeout(300)
        narrow = chart.bounding_box()
        assert wide
        assert narrow
        assert narrow["width"] < wide["width"] - 50


def test_nothing_serious_stands_in_anybodys_way(page: Page) -> None:
    assert serious(page) == []


def test_about_names_the_model_and_how_to_use_it_from_a_page(browser: Browser, twin: str) -> None:
    texts = for_browser(ENGLISH)
    with visit(browser, f"{twin}?tab=about") as page:
        page.locator("#px-developers").wait_for()
        expect(page.get_by_text("children of one to five years").first).to_be_visible()
        expect(page.locator("#px-developers")).to_contain_text(f"import {{ Classifier }} from '{twin}pneumonia.js';")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name=texts.copy).first.click()
        expect(page.get_by_role("button", name=texts.copied)).to_be_visible()
        assert "Classifier.load()" in page.evaluate("navigator.clipboard.readText()")
        links = [link.get_attribute("href") or "" for link in page.locator("#px-developers a").all()]
        assert len(links) == 2 + len(vendor.pinned())
        for link in links:
            with urlopen(twin + link, timeout=10) as answer:
                assert answer.status == 200
        assert serious(page) == []
