"""The page on narrow and on low screens: nothing is cut off, and what belongs together is seen together."""

import pytest
from browser import visit
from playwright.sync_api import Browser, Page, expect

from pneumonia.ui.texts import ENGLISH

#: By how much text reaches over the inside of its box to the right, in pixels, for each of these boxes.
OVER = """(boxes) => boxes.map((box) => {
    const range = document.createRange(), { paddingRight } = getComputedStyle(box);
    range.selectNodeContents(box);
    return range.getBoundingClientRect().right - (box.getBoundingClientRect().right - parseFloat(paddingRight));
})"""


def in_sight(page: Page, *places: str) -> bool:
    """Is each of these places wholly in the window at once?"""
    inside: bool = page.evaluate(
        """(places) => places.every((place) => {
            const { top, bottom } = document.querySelector(place).getBoundingClientRect();
            return top >= -1 && bottom <= innerHeight + 1;
        })""",
        list(places),
    )
    return inside


@pytest.mark.parametrize("width", [360, 390])
def test_a_verdict_in_the_gallery_keeps_within_its_card(browser: Browser, address: str, width: int) -> None:
    with visit(browser, address + "/?tab=gallery", width) as page:
        page.locator(".px-pair", has_text="PNEUMONIA").first.wait_for()
        assert max(page.locator(".px-pair").evaluate_all(OVER)) <= 0.5


def test_a_long_menu_keeps_within_the_screen(browser: Browser, address: str) -> None:
    with visit(browser, address + "/?tab=learn", 360) as page:
        page.get_by_role("tab", name=ENGLISH.learn_teach).click()
        page.locator("#px-embed-tab").select_option("learn")
        menu = page.locator("#px-embed-lesson")
        expect(menu).to_be_visible()
        box = menu.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 360 - 16


@pytest.mark.parametrize(("width", "height"), [(390, 744), (360, 560), (740, 360)])
def test_a_film_of_the_quiz_is_seen_with_its_buttons(browser: Browser, address: str, width: int, height: int) -> None:
    with visit(browser, address + "/?lesson=quiz", width) as page:
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_role("button", name=ENGLISH.quiz_start).click()
        page.locator(".px-answers").wait_for()
        page.wait_for_function("document.activeElement.matches('.px-quiz h2')")
        assert in_sight(page, ".px-quiz .px-film", ".px-answers")


def test_held_sideways_the_threshold_is_seen_with_what_it_moves(browser: Browser, address: str) -> None:
    with visit(browser, address + "/?tab=metrics", 740) as page:
        page.set_viewport_size({"width": 740, "height": 360})
        chart = page.locator(".vega-embed svg").first
        chart.wait_for()
        chart.evaluate("(chart) => scrollBy({ top: chart.getBoundingClientRect().bottom - innerHeight })")
        assert in_sight(page, "#px-threshold", "#px-threshold-bar output", ".vega-embed svg")
        bar, matrix = page.locator("#px-threshold-bar").bounding_box(), chart.bounding_box()
        assert bar
        assert matrix
        assert bar["y"] + bar["height"] <= matrix["y"] + 1
