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
            return top >= 0 && bottom <= innerHeight;
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
