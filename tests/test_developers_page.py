"""The API tab in a real browser."""

import json
import re
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from browser import visit
from playwright.sync_api import Browser, expect

from pneumonia.classifier import Classifier
from pneumonia.ui import reference, snippets
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
        names = page.locator(".px-api").first.locator("tbody th")
        expect(names).to_have_text(["/predict", "/gradcam", "/predict_batch", "/metrics", "/model"])
        takes = page.locator(".px-api").first.locator("td:nth-child(2)")
        for number, endpoint in enumerate(endpoints(classifier)):
            expect(takes.nth(number).locator("code")).to_have_text(list(signature(endpoint).parameters))
        expect(takes.first).to_have_text(re.compile("^image, operating_point.*one image: a file or a web address$"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("vi", 390)])
def test_every_argument_is_explained_below_with_an_answer(
    browser: Browser, address: str, classifier: Classifier, language: str, width: int
) -> None:
    texts = LANGUAGES[language]
    with visit(browser, f"{address}/?tab=api&lang={language}", width) as page:
        folded = page.locator(".px-arguments")
        expect(folded.locator("table")).to_be_hidden()
        folded.get_by_text(texts.api_arguments).click()
        expect(folded.locator("table")).to_be_visible()
        told = {
            row[0]: row[1:]
            for row in folded.locator("tbody tr").evaluate_all(
                "(rows) => rows.map((r) => [...r.cells].map((c) => c.innerText))"
            )
        }
        assert set(told) == {name for endpoint in endpoints(classifier) for name in signature(endpoint).parameters}
        assert told["image"][:2] == ["filepath", texts.api_required]
        assert told["operating_point"][:2] == ["str", classifier.default_operating_point]
        assert told["opacity"] == ["float", "0.6", texts.own("That of the hottest place, 0 to 1.")]
        assert json.loads(folded.locator("pre").inner_text()) == reference.sample(classifier)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_sample_answer_has_the_fields_of_a_real_one(classifier: Classifier, films: list[Path]) -> None:
    def shape(value: Any) -> Any:
        return {key: shape(part) for key, part in value.items()} if isinstance(value, dict) else type(value)

    assert shape(reference.sample(classifier)) == shape(classifier.predict(films[1]).report.to_json())


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_explains_every_argument(classifier: Classifier, language: str) -> None:
    for argument in reference.arguments(endpoints(classifier), classifier):
        assert argument.meaning in LANGUAGES[language].phrases, argument.name


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
