"""An answer on paper: with its film, in light colours, without what can only be clicked."""

from io import BytesIO

from browser import visit
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from pneumonia.ui.texts import ENGLISH


def test_an_answer_is_printed_with_its_film_and_light(browser: Browser, address: str) -> None:
    with visit(browser, address + "/?example=2", dark=True) as page:
        expect(page.locator("#px-pictures-predict .px-heat")).to_be_visible()
        paper = PdfReader(BytesIO(page.pdf(format="A4")))  # without backgrounds, as browsers print
        words = " ".join(sheet.extract_text() for sheet in paper.pages)
        page.emulate_media(media="print")
        expect(page.locator("#px-answer .px-advice")).to_have_css("color", "rgb(27, 36, 48)")
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("#px-answer .px-fill")).to_have_css("print-color-adjust", "exact")
    assert ENGLISH.original in words
    for clicked in (ENGLISH.tab_gallery, ENGLISH.drop_action, ENGLISH.points_title, ENGLISH.examples_title):
        assert clicked not in words
    assert sum(len(sheet.images) for sheet in paper.pages) >= 3, "the film twice, and the heat on it"
