"""axe-core (Deque, WCAG 2.2 A and AA and best practices) finds nothing serious on any tab of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import again, settle, visit
from playwright.sync_api import Browser, Locator, Page, expect
from served import NO_IMAGE

from pneumonia.ui.texts import ENGLISH

#: What must be there before a tab that is filled late is judged.
FILLED = {ENGLISH.tab_gallery: ".px-tile", ENGLISH.tab_metrics: ".vega-embed svg"}

#: What else of a page than its markup decides: its width and its colours.
LOOKS = ("color-contrast", "scrollable-region-focusable", "target-size")

#: Marks the panel that is open, for axe.
MARK = """(panel) => {
    for (const other of document.querySelectorAll('[data-open]')) delete other.dataset.open;
    panel.dataset.open = '';
}"""
OPEN = "[data-open]"

#: Tabs fade in, and half faded text has too little contrast; milliseconds.
FADE = 400


def serious(page: Page, *rules: str, within: str | None = None) -> list[str]:
    """The serious and critical violations of what is visible, of all rules or of these: rule, place, axe's words.

    On the whole page or, in a third of the time, within a part of it.
    """
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    axe = Axe("0") if page.evaluate("'axe' in window") else Axe()  # half a megabyte, once
    found: list[dict[str, Any]] = axe.run(page, within, options).response["violations"]
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def names(bar: Locator) -> list[str]:
    """Of all tabs of a bar: Gradio keeps a hidden copy of them, by which it measures how many fit."""
    return bar.locator("[aria-hidden] button").all_text_contents()


def open_tab(bar: Locator, name: str) -> None:
    """By its tab or, where that does not fit, by the menu of the others."""
    tab = bar.get_by_role("tab", name=name, exact=True)
    if not tab.count():
        bar.get_by_role("button", name="More tabs").click()
        tab = bar.locator(".overflow-dropdown").get_by_role("button", name=name, exact=True)
    tab.click()


def each_tab(page: Page) -> Iterator[str]:
    """Open one tab after the other, and within a tab its own tabs: of examples of code, which are alike, the last."""
    outer = page.locator(".tab-wrapper").first
    for name in names(outer):
        open_tab(outer, name)
        panel = page.get_by_role("tabpanel").filter(visible=True).first
        panel.locator(FILLED.get(name, "> *")).first.wait_for()
        page.wait_for_timeout(FADE)
        panel.evaluate(MARK)
        yield name
        for inner in panel.locator(".tab-wrapper").filter(visible=True).all():
            inner_names = names(inner)[1:]  # the first is open
            for inner_name in inner_names[-1:] if name == ENGLISH.tab_api else inner_names:
                open_tab(inner, inner_name)
                panel.get_by_role("tabpanel").filter(visible=True).last.evaluate(MARK)
                yield f"{name} > {inner_name}"


def test_axe_finds_what_is_wrong(browser: Browser, address: str) -> None:
    with visit(again(browser), address) as page:
        settle(page)  # what is still loading is pale for a moment
        page.wait_for_timeout(FADE)
        page.evaluate(
            """() => document.querySelector('#px-header').insertAdjacentHTML('beforeend',
                '<button></button><p style="color: #ccc; background: #fff">pale</p>')"""
        )
        found = serious(page)
    assert [words.split(" at ")[0] for words in found] == ["button-name", "color-contrast"]


@pytest.mark.parametrize(("width", "dark", "rules"), [(1280, False, ()), (390, True, LOOKS)])
def test_no_tab_has_a_serious_violation(
    browser: Browser, address: str, films: list[Path], width: int, dark: bool, rules: tuple[str, ...]
) -> None:
    """Every rule on a light screen; on a dark phone, within its tabs, those that may find something else there."""
    with visit(again(browser), address, width, dark=dark) as page:
        page.set_input_files("#px-drop-predict input", {"name": "bad", "mimeType": "image/png", "buffer": NO_IMAGE})
        expect(page.get_by_role("alert").first).to_be_visible()
        page.wait_for_timeout(FADE)
        assert serious(page) == [], "the whole page, with an alert"
        page.get_by_role("tabpanel").filter(visible=True).first.evaluate(MARK)
        page.set_input_files("#px-drop-predict input", [*films, Path(__file__)])
        page.locator(".px-rows").get_by_text(ENGLISH.gallery_unreadable).wait_for()
        assert serious(page, *rules, within=OPEN) == [], "with a table of films"
        page.set_input_files("#px-drop-predict input", films[1])
        expect(page.get_by_role("status", name=ENGLISH.result_label)).to_be_visible()
        seen = []
        for tab in each_tab(page):
            assert serious(page, *rules, within=OPEN) == [], tab
            seen.append(tab)
    assert len(seen) > 5
    assert {ENGLISH.tab_predict, ENGLISH.tab_gallery, ENGLISH.tab_metrics} <= set(seen)


def test_a_choice_is_made_and_seen_by_keyboard(browser: Browser, address: str) -> None:
    with visit(again(browser), address) as page:
        radios = page.locator("#px-points").get_by_role("radio")
        expect(radios).to_have_count(2)
        radios.first.focus()
        for key, chosen in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowDown", 1)):
            page.keyboard.press(key)
            expect(radios.nth(chosen)).to_be_focused()
            expect(radios.nth(chosen)).to_be_checked()
            expect(radios.nth(1 - chosen)).not_to_be_checked()
            page.wait_for_timeout(FADE)  # the server has answered, and the choices are drawn anew
        labels = page.locator("#px-points label")
        expect(labels.nth(1)).to_have_css("outline-style", "solid")
        expect(labels.nth(0)).to_have_css("outline-style", "none")
        for label in labels.all():
            expect(label).to_have_css("border-top-width", "1px")
        page.get_by_role("tab").first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        tab = page.get_by_role("tab").first
        expect(tab).to_have_css("outline-style", "solid")
        assert float(tab.evaluate("(tab) => parseFloat(getComputedStyle(tab).outlineOffset)")) <= -3, "not cut off"
