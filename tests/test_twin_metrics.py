"""The Metrics and About tabs of the static page: the app's own numbers, charts and words, without its server."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser import visit
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import serious
from test_metrics_page import shown_with_the_slider, with_metrics
from twin import IDLE, handed_out
from twin_page import REWRITTEN, odd, picture

from pneumonia import charts
from pneumonia.classifier import Classifier
from pneumonia.metrics import predictive_values
from pneumonia.report import NOTES
from pneumonia.ui import metrics_tables
from pneumonia.ui.texts import ENGLISH, LANGUAGES
from space.twin import metrics_page, vendor
from space.twin.blocks import taken
from space.twin.texts import for_browser

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    with visit(browser, f"{twin}{IDLE}?tab=metrics") as page:
        page.locator("[data-chart=distribution] svg").wait_for()
        yield page


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}{SPACE}%"


def move(page: Page, slider: str, value: float) -> None:
    page.locator(slider).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def numbers(page: Page) -> Locator:
    """Of the confusion matrix, row by row."""
    return page.locator("[data-chart=confusion] .mark-text").first.locator("text")


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
    move(page, "#px-threshold", threshold)
    for name, rate in row["rates"].items():
        expect(page.locator(f"tr[data-rate={name}] .px-value")).to_have_text(percent(rate["value"]))
    expect(numbers(page)).to_have_text([str(row[count]) for count in ("tn", "fp", "fn", "tp")])


@pytest.mark.parametrize(("point", "prevalence"), [("balanced", 3), ("screening", 60)])
def test_the_second_slider_says_what_an_answer_is_worth(
    page: Page, classifier: Classifier, point: str, prevalence: int
) -> None:
    page.get_by_role("button", name=ENGLISH.point_names[point]).click()
    move(page, "#px-prevalence", prevalence)
    rates = classifier.bundle.metrics["test"]["operating_points"][point]["rates"]
    (worth, cleared), (low, _), (high, _) = (
        predictive_values(rates["sensitivity"]["value"], rates["specificity"][end], prevalence / 100)
        for end in ("value", "low", "high")
    )
    assert None not in (worth, cleared, low, high)
    ill, low, high = (round(100 * share) for share in (worth, low, high))
    expect(page.locator(".px-flagged")).to_have_text(ENGLISH.prevalence_flagged.format(ill=ill, low=low, high=high))
    expect(page.locator(".px-hundred .px-ill")).to_have_count(ill)
    missed, most, fewest = (
        round(1000 - 1000 * predictive_values(sensitivity, rates["specificity"]["value"], prevalence / 100)[1])
        for sensitivity in (rates["sensitivity"][end] for end in ("value", "low", "high"))
    )
    assert fewest <= missed <= most
    expect(page.locator(".px-cleared")).to_have_text(
        ENGLISH.prevalence_cleared.format(ill=missed or ENGLISH.prevalence_few, low=fewest, high=most)
    )


def test_each_group_of_test_films_has_its_results_as_in_the_app(page: Page, classifier: Classifier) -> None:
    groups, point = classifier.bundle.metrics["subgroups"], classifier.default_operating_point
    expect(page.locator(".px-subgroups tbody tr")).to_have_count(len(groups))
    table = metrics_tables.subgroups(groups, point, ENGLISH)
    assert page.evaluate(REWRITTEN, table) in page.content()


def test_above_the_largest_probability_nobody_is_flagged(page: Page) -> None:
    move(page, "#px-threshold", 1)
    expect(page.locator(".px-flagged")).to_have_text(ENGLISH.prevalence_nobody)
    expect(page.locator(".px-hundred .px-ill")).to_have_count(0)
    expect(page.locator("tr[data-rate=precision] .px-value")).to_have_text(ENGLISH.rate_undefined)


def test_a_mark_says_what_it_is(page: Page) -> None:
    expect(page.locator("#px-tooltip")).to_be_hidden()
    page.locator("[data-chart=confusion] g.mark-rect path").first.hover(position={"x": 8, "y": 8})
    expect(page.locator("#px-tooltip")).to_contain_text("the model says")
    page.get_by_role("heading", level=1).hover()
    expect(page.locator("#px-tooltip")).to_be_hidden()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if LANGUAGES[code] is not ENGLISH])
def test_a_link_opens_it_at_a_threshold_on_a_phone_in_another_language(
    browser: Browser, twin: str, classifier: Classifier, code: str
) -> None:
    texts, row = LANGUAGES[code], charts.step_at(charts.steps(classifier.bundle.metrics["scores"]["test"]), 0.3)
    with visit(browser, f"{twin}{IDLE}?tab=metrics&threshold=0.3&lang={code}", 390, dark=True) as page:
        expect(page.locator(".px-slider output").first).to_have_text(f"30.0{SPACE}%")
        page.locator("[data-chart=distribution] svg").wait_for()
        expect(page.get_by_role("heading", name=texts.explore_title)).to_be_visible()
        expect(numbers(page)).to_have_text([str(row[count]) for count in ("tn", "fp", "fn", "tp")])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for chart in page.locator(".vega-embed svg").all():
            box = chart.bounding_box()
            assert box
            assert box["width"] <= 390
        assert serious(page, "color-contrast") == []
        shown_with_the_slider(page)


def test_nothing_serious_stands_in_anybodys_way(page: Page) -> None:
    """Nor where precision is undefined, and has no place in its chart."""
    move(page, "#px-threshold", 1)
    assert serious(page) == []


def test_charts_follow_the_width(page: Page) -> None:
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        column = page.locator("[data-chart=roc]").evaluate("(place) => place.clientWidth")
        expect(page.locator("[data-chart=roc] svg")).to_have_attribute("width", re.compile(rf"{column}(\.0+)?"))


def test_about_names_the_model_and_how_to_use_it_from_a_page(browser: Browser, twin: str) -> None:
    texts = for_browser(ENGLISH)
    with visit(browser, f"{twin}{IDLE}?tab=about") as page:
        page.locator("#px-developers").wait_for()
        expect(page.get_by_text("children of one to five years").first).to_be_visible()
        imported = f"import {{ Classifier }} from '{twin}{IDLE}pneumonia.js';"
        expect(page.locator("#px-developers")).to_contain_text(imported)
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


def test_the_snippet_to_embed_the_page_works_as_it_is(
    browser: Browser, twin: str, tmp_path: Path, classifier: Classifier, films: list[Path]
) -> None:
    """Copied into a page of another origin."""
    with visit(browser, f"{twin}{IDLE}?tab=about") as page:
        expect(page.locator("#px-developers")).to_contain_text(for_browser(ENGLISH).about_privacy_words)
        snippet = (page.locator("#px-developers code").last.text_content() or "").replace(IDLE, "")
    (tmp_path / "index.html").write_text(f'<!doctype html><link rel="icon" href="data:,">{snippet}')
    with handed_out(tmp_path) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("input")).to_be_enabled()
        page.locator("input").set_input_files(films[1])
        expect(page.locator("output")).to_have_text(str(classifier.predict(films[1]).report.label))
        expect(page.frame_locator("iframe").locator(".px-result")).to_be_visible()
        page.locator("input").set_input_files(picture(odd(films)["noise"]))
        expect(page.locator("output")).to_have_text(NOTES["advise_refused"])


def test_what_a_bundle_lacks_is_left_out(classifier: Classifier, tmp_path: Path) -> None:
    """Not everything was always measured, and others' results say nothing about a model of other data."""
    measured = classifier.bundle.metrics.items()
    numbers = {name: value for name, value in measured if name not in ("robustness", "trust")}
    own = with_metrics(classifier, numbers, tmp_path / "copy", data={"name": "own scans"})
    drawn = metrics_page.page(own, ENGLISH, lambda block: taken(block, tmp_path / "blocks"))
    assert "comparison" not in drawn["charts"]
    assert re.findall(r'data-chart="(\w+)"', drawn["html"]) == list(drawn["charts"])
    assert ENGLISH.tile_auroc in drawn["html"]
    assert "px-robustness" not in drawn["html"]
    assert "px-trust" not in drawn["html"]
    assert "px-published" not in drawn["html"]
