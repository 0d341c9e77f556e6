"""The page in a real browser: what a visitor does and sees, on a screen and on a phone."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import again, settle, visit
from dicoms import PATIENT, dicom
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from served import NO_IMAGE, UNREADABLE, serving

from pneumonia.classifier import Classifier, Prediction
from pneumonia.explain import overlay
from pneumonia.image import read_image
from pneumonia.ui import card
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import ENGLISH

TABS = ["Predict", "Grad-CAM", "Gallery", "Metrics / ROC", "Learn", "API", "About"]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(again(browser), address) as page:
        yield page


def upload(page: Page, file: Path | dict[str, Any], tab: str = "predict") -> None:
    page.set_input_files(f"#px-drop-{tab} input", file)  # type: ignore[arg-type]


#: Which tabs are in the row and which in its menu changes a moment after another one was opened.
STILL = """async () => {
  const row = () => document.querySelector('.tab-wrapper').innerText;
  for (let before = null; before !== row();) {
    before = row();
    await new Promise((done) => setTimeout(done, 200));
  }
}"""


def open_tab(page: Page, name: str) -> None:
    """On a narrow screen some tabs are in a menu."""
    page.evaluate(STILL)
    tab = page.get_by_role("tab", name=name, exact=True).first
    if not tab.is_visible():
        page.locator(".overflow-menu > button").first.click()
        tab = page.locator(".overflow-dropdown button", has_text=name)
    tab.click()


def pixels(page: Page, selector: str) -> np.ndarray:
    """What is drawn there: (h, w, 3) RGB."""
    png = np.frombuffer(page.locator(selector).screenshot(), np.uint8)
    return cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1]


def colourfulness(picture: np.ndarray) -> float:
    return float((picture.max(axis=2).astype(int) - picture.min(axis=2)).max())


def test_an_xray_is_answered_in_words_and_with_a_picture(page: Page, classifier: Classifier, films: list[Path]) -> None:
    expect(page.locator("#px-header").get_by_text("Not a medical device.")).to_be_visible()
    for film in films:
        upload(page, film)
        is_shown(page, classifier.predict(film))
    page.locator("#px-pictures-predict").get_by_label("Opacity").fill("0.1")
    expect(page.locator("#px-pictures-predict .px-heat")).to_have_css("opacity", "0.1")


def is_shown(page: Page, prediction: Prediction) -> None:
    """In words, and with the heat that ``explain.overlay`` draws."""
    report = prediction.report
    result = page.get_by_role("status", name="Result")
    expect(result.locator("h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    expect(result).to_contain_text(str(report.advice))
    meter = page.get_by_role("meter", name="Probability of pneumonia")
    assert meter.get_attribute("aria-valuenow") == f"{100 * (report.probability or 0):.0f}"
    expect(result).to_contain_text(f"threshold {card.percent(report.threshold)}")

    film, explained = "#px-pictures-predict figure:nth-child(1) .px-film", "#px-pictures-predict .px-explained"
    assert colourfulness(pixels(page, film)) < 8, "the X-ray is grey"
    shown = pixels(page, explained)
    assert colourfulness(shown) > 40, "the overlay is not"
    drawn = overlay(prediction.xray.pixels, prediction.cam, evidence=str(report.label))
    expected = cv2.resize(drawn, shown.shape[1::-1], interpolation=cv2.INTER_AREA)
    inside = np.s_[12:-12, 12:-12]  # the corners are round
    assert np.abs(shown[inside].astype(int) - expected[inside]).mean() < 3, "the browser blends like explain.overlay"


def test_a_file_that_cannot_be_read_gets_no_older_answer_and_the_next_one_its_own(
    page: Page, films: list[Path]
) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    upload(page, {"name": "<img src=x onerror=alert(1)>.jpg", "mimeType": "image/jpeg", "buffer": NO_IMAGE})
    expect(page.get_by_role("alert").first).to_contain_text(UNREADABLE)
    expect(page.locator("#px-answer h2")).to_have_text(ENGLISH.empty_title)
    expect(page.locator("#px-pictures-predict figure")).to_have_count(0)
    expect(page.get_by_role("button", name="Save as")).to_have_count(0)
    page.get_by_label("Screening").check()  # nothing is there to be judged again
    upload(page, films[0])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_dicom_without_an_extension_and_what_is_no_xray(page: Page, classifier: Classifier, films: list[Path]) -> None:
    data = dicom(read_image(films[1]).pixels.astype(np.uint16) * 257)
    upload(page, {"name": "IM000001", "mimeType": "application/octet-stream", "buffer": data})
    expect(page.locator("#px-answer .px-fine").last).to_contain_text("px DICOM")
    confidence = classifier.predict(data).report.confidence
    expect(page.locator("#px-answer h2")).to_contain_text(card.percent(confidence))
    assert PATIENT not in page.content()

    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    upload(page, {"name": "noise.png", "mimeType": "image/png", "buffer": cv2.imencode(".png", noise)[1].tobytes()})
    expect(page.locator("#px-answer h2")).to_have_text("Not judged")
    expect(page.locator("#px-answer")).to_contain_text("does not look like a chest X-ray")
    expect(page.locator("#px-pictures-predict figure")).to_have_count(1)


def test_the_operating_point_is_changed_afterwards(page: Page, classifier: Classifier, doubtful: Path) -> None:
    upload(page, doubtful)  # not waited for: a change while the image is on its way counts too
    other = next(name for name in classifier.operating_points if name != classifier.default_operating_point)
    report = classifier.predict(doubtful, other).report
    page.get_by_label(ENGLISH.point_names[other]).check()
    expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(report.threshold)}")
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    expect(page.locator("#px-pictures-predict")).to_contain_text(ENGLISH.explained.format(label=report.label))


def test_a_result_is_saved_for_the_record(page: Page, classifier: Classifier, films: list[Path]) -> None:
    expect(page.get_by_role("button", name="Save as")).to_have_count(0)
    upload(page, films[1])
    page.get_by_label("Screening").check()
    expect(page.get_by_role("status", name="Result")).to_contain_text(
        f"threshold {card.percent(classifier.threshold('screening'))}"
    )
    sha256 = read_image(films[1]).info.sha256
    saved = {}
    for kind in ("pdf", "json"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as {kind.upper()}").click()
        assert download.value.suggested_filename == f"pneumonia-{sha256[:8]}.{kind}"
        saved[kind] = Path(download.value.path()).read_bytes()
    [paper] = PdfReader(io.BytesIO(saved["pdf"])).pages
    assert sha256 in paper.extract_text()
    assert "(Screening)" in paper.extract_text()
    report = json.loads(saved["json"])
    assert report["image"]["sha256"] == sha256
    assert report["operating_point"] == "screening"


def test_gradcam_shows_the_same_image_and_draws_without_the_network(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    open_tab(page, "Grad-CAM")
    explained = "#px-pictures-gradcam .px-explained"
    for_pneumonia = pixels(page, explained)
    assert colourfulness(for_pneumonia) > 40
    page.get_by_label("viridis").check()
    expect(page.locator("#px-pictures-gradcam .px-ramp i")).to_have_attribute("style", re.compile(r"rgb\(68,1,84\)"))
    page.get_by_label("NORMAL", exact=True).check()
    expect(page.locator("#px-pictures-gradcam")).to_contain_text(re.compile("for NORMAL"))
    assert np.abs(pixels(page, explained).astype(int) - for_pneumonia).max() > 40

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#px-opacity input[type=range]").fill("0")
    expect(page.locator("#px-pictures-gradcam .px-heat")).to_have_css("opacity", "0")
    assert colourfulness(pixels(page, explained)) < 8
    assert asked == []


def test_gradcam_takes_an_image_of_its_own_and_shows_the_evidence_for_its_answer(page: Page, films: list[Path]) -> None:
    """In colours of its own, too; what a visitor had chosen for the film before was about that one."""
    open_tab(page, "Grad-CAM")
    ramp = page.locator("#px-pictures-gradcam .px-ramp i")
    for film, label, other, weakest in (
        (films[1], "PNEUMONIA", "NORMAL", "rgb(0,0,4)"),
        (films[0], "NORMAL", "PNEUMONIA", "rgb(0,0,255)"),
    ):
        upload(page, film, "gradcam")
        settle(page)  # the choice and the picture of the film before may look as they are to look
        expect(ramp).to_have_attribute("style", re.compile(re.escape(weakest)))
        expect(page.locator("#px-evidence").get_by_label(label, exact=True)).to_be_checked()
        expect(page.locator("#px-pictures-gradcam .px-explained")).to_have_attribute(
            "aria-label", ENGLISH.explained_alt.format(label=label)
        )
        page.locator("#px-evidence").get_by_label(other, exact=True).check()
        expect(page.locator("#px-pictures-gradcam .px-explained")).to_have_attribute(
            "aria-label", ENGLISH.explained_alt.format(label=other)
        )
    upload(page, {"name": "bad", "mimeType": "image/png", "buffer": NO_IMAGE}, "gradcam")
    expect(page.get_by_role("alert").first).to_contain_text(UNREADABLE)
    expect(page.locator("#px-pictures-gradcam")).to_have_text(ENGLISH.gradcam_empty)


def test_the_gallery_says_truth_and_answer_and_opens_an_image(
    page: Page, classifier: Classifier, shared_data: Path
) -> None:
    open_tab(page, "Gallery")
    answers = Collection(classifier, str(shared_data / "originals")).answers()
    expect(page.locator(".px-tile")).to_have_count(len(answers))
    for n, answer in enumerate(answers):
        assert answer.report is not None
        tile = page.locator(".px-tile").nth(n)
        expect(tile).to_contain_text(ENGLISH.outcomes[answer.outcome])
        expect(tile.locator(".px-pair b")).to_have_text([answer.item.truth, answer.report.label or "not judged"])
    page.get_by_role("group", name="Truth").get_by_role("button", name="NORMAL (8)", exact=True).click()
    expect(page.locator(".px-tile:visible")).to_have_count(8)
    doubtful = [n for n, answer in enumerate(answers) if answer.doubtful and answer.item.truth == "NORMAL"]
    outcomes = page.get_by_role("group", name="Outcome")
    right = [n for n, answer in enumerate(answers) if answer.outcome == "right" and answer.item.truth == "NORMAL"]
    outcomes.get_by_role("button", name="right").click()
    expect(page.locator(".px-tile:visible")).to_have_count(len(right))
    if any(answer.doubtful for answer in answers):
        outcomes.get_by_role("button", name="doubtful").click()
        expect(page.locator(".px-tile:visible")).to_have_count(len(doubtful))
        expect(page.get_by_text(ENGLISH.gallery_none)).to_be_visible(visible=not doubtful)
    for group in ("Outcome", "Truth"):
        page.get_by_role("group", name=group).get_by_role("button", name="all").click()
    expect(page.locator(".px-tile:visible")).to_have_count(len(answers))
    page.locator(".px-tile button[data-number='9']").first.click()
    expect(page.locator("#px-answer")).to_contain_text(f"Truth, according to the data set: {answers[9].item.truth}")
    expect(page.locator("#px-drop-predict")).to_be_visible()


def test_an_example_is_clicked(page: Page) -> None:
    page.locator("#px-examples button").nth(1).click()
    expect(page.locator("#px-answer")).to_contain_text("Truth, according to the data set: NORMAL")


def test_a_dark_phone_needs_no_sideways_scrolling(browser: Browser, address: str, films: list[Path]) -> None:
    with visit(again(browser), address, width=390, dark=True) as page:
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        for name in TABS:
            open_tab(page, name)
            expect(page.locator(".tabitem").filter(visible=True).first).to_be_visible()
            page.wait_for_timeout(300)  # charts are drawn after their tab appears
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60


def test_a_phone_shows_what_has_come_of_a_file_and_stands_still_before(
    browser: Browser, address: str, films: list[Path]
) -> None:
    with visit(again(browser), address, width=390) as page:
        expect(page.locator("#px-examples button").first).to_be_visible()
        page.wait_for_timeout(1500)  # a scroll would be under way
        assert page.evaluate("scrollY") == 0
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        upload(page, {"name": "bad", "mimeType": "image/png", "buffer": NO_IMAGE})
        expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)


def test_an_installation_without_its_model_and_without_images_says_so(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}")
    with (
        serving(tmp_path, PNEUMONIA_MODEL=str(tmp_path), PNEUMONIA_GALLERY=str(tmp_path)) as address,
        visit(again(browser), address + "/?tab=learn") as page,
    ):
        notice = page.locator("#px-header").get_by_role("alert")
        expect(notice).to_contain_text("so the built-in model answers")
        expect(notice).to_contain_text("is not the JSON of a bundle")
        for words in (ENGLISH.lesson_gradcam, ENGLISH.lesson_shift):
            lesson = page.locator(".px-lesson").filter(has=page.get_by_role("heading", name=words["title"], exact=True))
            expect(lesson).to_contain_text("this installation holds none")
        page.get_by_role("tab", name=ENGLISH.learn_quiz).click()
        expect(page.get_by_text(ENGLISH.gallery_empty).filter(visible=True)).to_have_count(1)
        page.get_by_role("tab", name=ENGLISH.learn_teach).click()
        page.get_by_label(ENGLISH.embed_tab, exact=True).select_option("predict")
        expect(page.locator("[data-snippet=link] code")).to_have_text(f"{address}/?tab=predict")
