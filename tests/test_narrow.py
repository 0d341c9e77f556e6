"""The page on narrow and on low screens: nothing is cut off, and what belongs together is seen together."""

from browser import again, visit
from playwright.sync_api import Browser, Page, expect
from test_metrics_page import shown_with_the_slider

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


def test_a_verdict_in_the_gallery_keeps_within_its_card(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?tab=gallery", 360) as page:
        page.locator(".px-pair", has_text="PNEUMONIA").first.wait_for()
        assert max(page.locator(".px-pair").evaluate_all(OVER)) <= 0.5


def test_a_long_menu_keeps_within_the_screen(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?tab=learn", 360) as page:
        page.get_by_role("tab", name=ENGLISH.learn_teach).click()
        page.locator("#px-embed-tab").select_option("learn")
        menu = page.locator("#px-embed-lesson")
        expect(menu).to_be_visible()
        box = menu.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 360 - 16


def test_a_film_of_the_quiz_is_seen_with_its_buttons(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?lesson=quiz", 390) as page:
        onwards = page.get_by_role("button", name=ENGLISH.quiz_start)
        for number, (width, height) in enumerate([(390, 744), (360, 560), (740, 360)], 1):
            page.set_viewport_size({"width": width, "height": height})
            onwards.click()
            expect(page.get_by_role("heading", name=f"Film {number} of")).to_be_focused()
            assert in_sight(page, ".px-quiz .px-film", ".px-answers")
            page.locator(".px-answers button").first.click()
            onwards = page.locator(".px-quiz button[data-action=next]")


def test_the_threshold_is_seen_with_what_it_moves_however_a_phone_is_held(browser: Browser, address: str) -> None:
    with visit(again(browser), address + "/?tab=metrics", 390) as page:
        shown_with_the_slider(page)
        page.set_viewport_size({"width": 740, "height": 360})
        chart = page.locator(".vega-embed svg").first
        chart.evaluate("(chart) => scrollBy({ top: chart.getBoundingClientRect().bottom - innerHeight })")
        assert in_sight(page, "#px-threshold", "#px-threshold-bar output", ".vega-embed svg")
        bar, matrix = page.locator("#px-threshold-bar").bounding_box(), chart.bounding_box()
        assert bar
        assert matrix
        assert bar["y"] + bar["height"] <= matrix["y"] + 1
