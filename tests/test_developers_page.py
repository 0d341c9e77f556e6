"""The API tab in a real browser."""

import json
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from browser import again, visit
from playwright.sync_api import Browser, Locator, Page, expect

from pneumonia.classifier import Classifier
from pneumonia.ui import reference, snippets
from pneumonia.ui.api import endpoints
from pneumonia.ui.texts import ENGLISH, LANGUAGES


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One reader of the tab."""
    with visit(browser, f"{address}/?tab=api") as page:
        yield page


def test_the_examples_carry_the_pages_own_address_and_are_copied(page: Page, address: str) -> None:
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
    expect(page.get_by_text(ENGLISH.api_mcp_requests[0])).to_be_visible()


def test_every_endpoint_is_listed_with_what_it_takes(page: Page, classifier: Classifier) -> None:
    names = page.locator(".px-api").first.locator("tbody th")
    expect(names).to_have_text(["/predict", "/gradcam", "/predict_batch", "/metrics", "/model"])
    takes = page.locator(".px-api").first.locator("td:nth-child(2)")
    for number, endpoint in enumerate(endpoints(classifier)):
        expect(takes.nth(number).locator("code")).to_have_text(list(signature(endpoint).parameters))
    expect(takes.first).to_have_text(re.compile("^image, operating_point.*one image: a file or a web address$"))


def test_every_argument_is_explained_below_with_an_answer(page: Page, classifier: Classifier) -> None:
    folded = page.locator(".px-arguments")
    expect(folded.locator("table")).to_be_hidden()
    folded.get_by_text(ENGLISH.api_arguments).click()
    expect(folded.locator("table")).to_be_visible()
    told = arguments(folded)
    assert set(told) == {name for endpoint in endpoints(classifier) for name in signature(endpoint).parameters}
    assert told["image"][:2] == ["filepath", ENGLISH.api_required]
    assert told["operating_point"][:2] == ["str", classifier.default_operating_point]
    assert told["opacity"] == ["float", "0.6", "That of the hottest place, 0 to 1."]
    assert json.loads(folded.locator("pre").inner_text()) == reference.sample(classifier)


def arguments(folded: Locator) -> dict[str, list[str]]:
    """By its name, what is told of each."""
    cells = "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
    return {row[0]: row[1:] for row in folded.locator("tbody tr").evaluate_all(cells)}


def test_on_a_phone_in_another_language_it_fits(browser: Browser, address: str) -> None:
    texts = LANGUAGES["vi"]
    with visit(again(browser), f"{address}/?tab=api&lang=vi", 390) as page:
        example = page.locator(".px-code code").filter(visible=True).first
        assert example.text_content() == snippets.PYTHON.replace(snippets.ADDRESS, address)
        folded = page.locator(".px-arguments")
        folded.get_by_text(texts.api_arguments).click()
        told = arguments(folded)
        assert told["image"][:2] == ["filepath", texts.api_required]
        assert told["opacity"] == ["float", "0.6", texts.own("That of the hottest place, 0 to 1.")]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("tab", name="MCP", exact=True).click()
        expect(page.get_by_text(texts.api_mcp_requests[0])).to_be_visible()


def test_the_sample_answer_has_the_fields_of_a_real_one(classifier: Classifier, films: list[Path]) -> None:
    def shape(value: Any) -> Any:
        return {key: shape(part) for key, part in value.items()} if isinstance(value, dict) else type(value)

    assert shape(reference.sample(classifier)) == shape(classifier.predict(films[1]).report.to_json())


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_explains_every_argument(classifier: Classifier, language: str) -> None:
    for argument in reference.arguments(endpoints(classifier), classifier):
        assert argument.meaning in LANGUAGES[language].phrases, argument.name


def test_the_description_of_the_endpoints_opens(browser: Browser, address: str) -> None:
    # No visit(): Gradio's own description asks for monitoring, which is off, and the console says so.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/?tab=api&lang=vi")
        page.get_by_role("link", name=LANGUAGES["vi"].api_docs).click()
        docs = page.locator(".api-docs")
        expect(docs).to_contain_text("Read one chest X-ray and return the report.")
        expect(docs).to_contain_text("/predict_batch")
        page.goto(f"{address}/?tab=gradcam&view=api")  # the address alone opens it, too
        expect(docs).to_contain_text("Read one chest X-ray and return the report.")
        expect(page).to_have_url(re.compile("view=api"))


def test_about_says_what_the_model_is_not(page: Page) -> None:
    page.get_by_role("tab", name=ENGLISH.tab_about).click()
    expect(page.get_by_role("heading", name=ENGLISH.about_not)).to_be_visible()
    expect(page.locator(".px-facts")).to_be_visible()
