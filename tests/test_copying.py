"""The buttons that copy, where a browser closes the clipboard to a page: on plain http, and inside a frame."""

from collections.abc import Iterator

import pytest
from browser import visit
from playwright.sync_api import Browser, Locator, Page, expect

from pneumonia.ui.texts import ENGLISH, LANGUAGES

VIETNAMESE = LANGUAGES["vi"]
#: What a page finds that is no secure place, and what one finds in a frame that may not write.
ABSENT = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
REFUSING = "void (held.writeText = () => Promise.reject(new DOMException('not allowed', 'NotAllowedError')))"
NO_OLD_WAY = "void (document.execCommand = () => false)"


@pytest.fixture(params=["app", "static page"])
def place(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, Locator]]:
    """A page in Vietnamese, with an example of code to copy; ``held`` is the clipboard that is taken from it."""
    start = {"app": ("address", "/vi?tab=api"), "static page": ("twin", "?tab=about&lang=vi")}[request.param]
    with visit(browser, request.getfixturevalue(start[0]) + start[1]) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        example = page.locator(".px-code").filter(visible=True).first
        expect(example.get_by_role("button")).to_have_text(VIETNAMESE.copy)
        page.evaluate("window.held = navigator.clipboard; held.writeText('before')")
        yield page, example


@pytest.mark.parametrize("closed", [ABSENT, REFUSING])
def test_without_a_clipboard_the_old_way_copies(place: tuple[Page, Locator], closed: str) -> None:
    page, example = place
    page.evaluate(closed)
    example.get_by_role("button").click()
    expect(example.get_by_role("button")).to_have_text(VIETNAMESE.copied)
    assert page.evaluate("held.readText()").strip() == (example.locator("code").text_content() or "").strip()


@pytest.mark.parametrize("closed", [ABSENT, REFUSING])
def test_what_cannot_be_copied_is_selected_and_the_button_names_the_keys(
    place: tuple[Page, Locator], closed: str
) -> None:
    page, example = place
    page.evaluate(closed)
    page.evaluate(NO_OLD_WAY)
    example.get_by_role("button").click()
    expect(example.get_by_role("button")).to_have_text(VIETNAMESE.copy_by_hand)
    assert page.evaluate("held.readText()") == "before"
    page.keyboard.press("Control+c")
    assert page.evaluate("held.readText()").strip() == (example.locator("code").text_content() or "").strip()


def test_the_button_offers_to_copy_again(place: tuple[Page, Locator]) -> None:
    button = place[1].get_by_role("button")
    for _ in range(2):
        button.click()
        expect(button).to_have_text(VIETNAMESE.copied)
        expect(button).to_have_text(VIETNAMESE.copy, timeout=4000)


def test_english_pages_name_the_keys_in_english(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}/?tab=api") as page:
        page.evaluate(f"{ABSENT}; {NO_OLD_WAY}")
        button = page.locator(".px-code").filter(visible=True).first.get_by_role("button")
        button.click()
        expect(button).to_have_text(ENGLISH.copy_by_hand)
