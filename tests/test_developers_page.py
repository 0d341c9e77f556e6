"""The API tab in a real browser."""

import re
from inspect import signature

import pytest
from browser import visit
from playwright.sync_api import Browser, expect

from pneumonia.classifier import Classifier
from pneumonia.ui import snippets
from pneumonia.ui.api import endpoints
from pneumonia.ui.texts import ENGLISH, LANGUAGES


@pytest.mark.parametrize("language", ["", "vi"])
def test_the_examples_carry_the_pages_own_address_and_are_copied(browser: Browser, address: str, language: str) -> None:
    with visit(browser, f"{address}/{language}?tab=api") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for name, number, code in (
            ("Python", 0, snippets.PYTHON),
            ("Python", 1, snippets.PYTHON_GRADCAM),
            ("JavaScript", 0, snippets.JAVASCRIPT),
            ("curl", 0, snippets.CURL),
            ("MCP", 0, snippets.MCP),
        ):
            page.get_by_role("tab", name=name, exact=True).click()
            example = page.locator(".px-code").filter(visible=True).nth(number)
            own = code.replace(snippets.ADDRESS, address)
            assert example.locator("code").text_content() == own
            example.get_by_role("button").click()
            assert page.evaluate("navigator.clipboard.readText()") == own
        expect(page.get_by_text(LANGUAGES[language or "en"].api_mcp_requests[0])).to_be_visible()


def test_every_endpoint_is_listed_with_what_it_takes(browser: Browser, address: str, classifier: Classifier) -> None:
    with visit(browser, f"{address}/?tab=api") as page:
        names = page.locator(".px-api tbody th")
        expect(names).to_have_text(["/predict", "/gradcam", "/predict_batch", "/metrics", "/model"])
        takes = page.locator(".px-api td:nth-child(2)")
        for number, endpoint in enumerate(endpoints(classifier)):
            expect(takes.nth(number).locator("code")).to_have_text(list(signature(endpoint).parameters))
        expect(takes.first).to_have_text(re.compile("^image, operating_point.*one image: a file or a web address$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_of_the_endpoints_opens(browser: Browser, address: str, language: str) -> None:
    # No visit(): Gradio's own description asks for monitoring, which is off, and the console says so.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/?tab=api&lang={language}")
        page.get_by_role("link", name=LANGUAGES[language].api_docs).click()
        docs = page.locator(".api-docs")
        expect(docs).to_contain_text("Read one chest X-ray and return the report.")
        expect(docs).to_contain_text("/predict_batch")


@pytest.mark.parametrize("place", ["/?view=api", "/?tab=gradcam&view=api"])
def test_the_address_alone_opens_the_description(browser: Browser, address: str, place: str) -> None:
    with browser.new_context() as context:  # no visit(), as above
        page = context.new_page()
        page.goto(address + place)
        expect(page.locator(".api-docs")).to_contain_text("Read one chest X-ray and return the report.")
        expect(page).to_have_url(re.compile("view=api"))


def test_about_says_what_the_model_is_not(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}/?tab=about") as page:
        expect(page.get_by_role("heading", name=ENGLISH.about_not)).to_be_visible()
        expect(page.locator(".px-facts")).to_be_visible()
