"""The first tab in a real browser: negatives, and several films at once."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from browser import launched, visit
from playwright.sync_api import Browser, Page, expect

from pneumonia.classifier import Classifier
from pneumonia.image import read_image
from pneumonia.report import NOTES
from pneumonia.ui import card
from pneumonia.ui.texts import ENGLISH


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address) as page:
        yield page


def negative(film: Path) -> bytes:
    return cv2.imencode(".png", 255 - read_image(film).pixels)[1].tobytes()


def test_a_negative_is_judged_after_a_click(page: Page, classifier: Classifier, films: list[Path]) -> None:
    handed = {"name": "negative.png", "mimeType": "image/png", "buffer": negative(films[1])}
    page.set_input_files("#px-drop-predict input", handed)  # type: ignore[arg-type]
    answer = page.locator("#px-answer")
    expect(answer.locator("h2")).to_have_text(ENGLISH.verdict_refused)
    expect(answer).to_contain_text(NOTES["inverted"])
    answer.get_by_role("button", name=ENGLISH.invert).press("Enter")
    report = classifier.predict(films[1]).report
    expect(answer.locator("h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")
    expect(answer).to_contain_text(NOTES["negative"])
    shown = cv2.imdecode(np.frombuffer(page.locator(".px-film").first.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    film = cv2.resize(read_image(films[1]).pixels, shown.shape[::-1], interpolation=cv2.INTER_AREA)
    inside = np.s_[12:-12, 12:-12]  # the corners are round
    assert np.abs(shown[inside].astype(int) - film[inside]).mean() < 5, "the film is shown the right way round"
