"""The buttons that copy, where a browser closes the clipboard to a page: on plain http, and inside a frame."""

import pytest
from browser import visit
from playwright.sync_api import Browser, expect

from pneumonia.ui.texts import LANGUAGES

#: What a page finds that is no secure place, and what one finds in a frame that may not write.
ABSENT = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
REFUSING = "void (held.writeText = () => Promise.reject(new DOMException('not allowed', 'NotAllowedError')))"
BEFORE = "Clipboard.prototype.writeText.call(held, 'before')"
NO_OLD_WAY = "void (document.execCommand = () => false)"


@pytest.mark.parametrize(
    ("server", "start", "closed", "language"),
    [
        ("address", "/?tab=api", ABSENT, "en"),
        ("twin", "?tab=about&lang=vi", REFUSING, "vi"),
    ],
    ids=["app", "static page"],
)
def test_without_a_clipboard_the_old_way_copies_or_the_button_names_the_keys(
    browser: Browser, request: pytest.FixtureRequest, server: str, start: str, closed: str, language: str
) -> None:
    """``held`` is the clipboard that is taken from the page."""
    words = LANGUAGES[language]
    with visit(browser, request.getfixturevalue(server) + start) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        example = page.locator(".px-code").filter(visible=True).first
        button, code = example.get_by_role("button"), (example.locator("code").text_content() or "").strip()

        def held() -> str:
            return str(page.evaluate("held.readText()")).strip()

        page.evaluate("window.held = navigator.clipboard")
        expect(button).to_have_text(words.copy)
        for taken in ("", closed):  # the second time where it has just offered to copy again
            page.evaluate(f"{BEFORE}; {taken}")
            button.click()
            expect(button).to_have_text(words.copied)
            assert held() == code
            expect(button).to_have_text(words.copy, timeout=4000)
        page.evaluate(f"{BEFORE}; {NO_OLD_WAY}")
        button.click()
        expect(button).to_have_text(words.copy_by_hand)
        assert held() == "before"
        page.keyboard.press("Control+c")
        assert held() == code
