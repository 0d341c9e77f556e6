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
from browser import visit
from dicoms import PATIENT, dicom
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from served import NO_IMAGE, UNREADABLE, serving

from pneumonia import charts
from pneumonia.chart_parts import COLOURS
from pneumonia.classifier import Classifier
from pneumonia.explain import overlay
from pneumonia.image import read_image
from pneumonia.metrics import predictive_values
from pneumonia.ui import card
from pneumonia.ui.collection import Collection
from pneumonia.ui.texts import ENGLISH

TABS = ["Predict", "Grad-CAM", "Gallery", "Metrics / ROC", "Learn", "API", "About"]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address) as page:
        yield page


def upload(page: Page, file: Path | dict[str, Any], tab: str = "predict") -> None:
    page.set_input_files(f"#px-drop-{tab} input", file)  # type: ignore[arg-type]


def open_tab(page: Page, name: str) -> None:
    """On a narrow screen some tabs are in a menu."""
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


@pytest.mark.parametrize("which", [0, 1])
def test_an_xray_is_answered_in_words_and_with_a_picture(
    page: Page, classifier: Classifier, films: list[Path], which: int
) -> None:
    expect(page.locator("#px-header").get_by_text("Not a medical device.")).to_be_visible()
    upload(page, films[which])
    prediction = classifier.predict(films[which])
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


def test_dicom_without_an_extension_and_16_bit_png(page: Page, classifier: Classifier, films: list[Path]) -> None:
    deep = read_image(films[1]).pixels.astype(np.uint16) * 257
    png = cv2.imencode(".png", deep)[1].tobytes()
    for kind, name, data in (("DICOM", "IM000001", dicom(deep)), ("PNG", "deep.png", png)):
        upload(page, {"name": name, "mimeType": "application/octet-stream", "buffer": data})
        expect(page.locator("#px-answer .px-fine").last).to_contain_text(f"px {kind}")
        confidence = classifier.predict(data).report.confidence
        expect(page.locator("#px-answer h2")).to_contain_text(card.percent(confidence))
    assert PATIENT not in page.content()


def test_what_is_no_xray_is_not_judged(page: Page, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "noise.png"), noise)
    upload(page, tmp_path / "noise.png")
    expect(page.locator("#px-answer h2")).to_have_text("Not judged")
    expect(page.locator("#px-answer")).to_contain_text("does not look like a chest X-ray")
    expect(page.locator("#px-pictures-predict figure")).to_have_count(1)


def test_an_image_is_pasted(page: Page, films: list[Path]) -> None:
    page.evaluate(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        }""",
        ["pasted.jpg", list(films[1].read_bytes())],
    )
    expect(page.get_by_role("status", name="Result")).to_be_visible()


def test_the_operating_point_is_changed_afterwards(page: Page, classifier: Classifier, doubtful: Path) -> None:
    upload(page, doubtful)  # not waited for: a change while the image is on its way counts too
    other = next(name for name in classifier.operating_points if name != classifier.default_operating_point)
    report = classifier.predict(doubtful, other).report
    page.get_by_label(ENGLISH.point_names[other]).check()
    expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(report.threshold)}")
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.sure(report, ENGLISH)}")
    expect(page.locator("#px-pictures-predict")).to_contain_text(ENGLISH.explained.format(label=report.label))


@pytest.mark.parametrize("kind", ["pdf", "json"])
def test_a_result_is_saved_for_the_record(page: Page, classifier: Classifier, films: list[Path], kind: str) -> None:
    expect(page.get_by_role("button", name="Save as")).to_have_count(0)
    upload(page, films[1])
    page.get_by_label("Screening").check()
    expect(page.get_by_role("status", name="Result")).to_contain_text(
        f"threshold {card.percent(classifier.threshold('screening'))}"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save as {kind.upper()}").click()
    content = Path(download.value.path()).read_bytes()
    sha256 = read_image(films[1]).info.sha256
    assert download.value.suggested_filename == f"pneumonia-{sha256[:8]}.{kind}"
    if kind == "pdf":
        [saved] = PdfReader(io.BytesIO(content)).pages
        assert sha256 in saved.extract_text()
        assert "(Screening)" in saved.extract_text()
    else:
        report = json.loads(content)
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


def matrix(page: Page) -> list[str]:
    """The four counts as the chart shows them: tn, fp, fn, tp."""
    return page.locator(".vega-embed").first.locator(".mark-text").first.locator("text").all_text_contents()


def counts(row: dict[str, Any]) -> list[str]:
    return [str(row[key]) for key in ("tn", "fp", "fn", "tp")]


def test_the_threshold_moves_matrix_rates_and_curves_without_the_server(
    browser: Browser, address: str, classifier: Classifier
) -> None:
    metrics = classifier.bundle.metrics
    rows = charts.steps(metrics["scores"]["test"])
    with visit(browser, address + "/?tab=metrics") as page:
        slider = page.get_by_role("slider", name="Call it PNEUMONIA from this probability on")
        expect(page.locator(".vega-embed svg")).to_have_count(8)
        assert matrix(page) == counts(charts.step_at(rows, classifier.threshold()))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        ring = page.locator(".vega-embed").nth(1).locator(f"path[stroke='{COLOURS['PNEUMONIA']}']")
        places = set()
        for threshold in (0.9, 0.05, 0.6):
            slider.fill(str(threshold))
            row = charts.step_at(rows, threshold)
            assert matrix(page) == counts(row)
            expect(page.locator("#px-threshold-bar [aria-pressed=true]")).to_have_count(0)
            for name, rate in row["rates"].items():
                line = page.locator(f"tr[data-rate='{name}']")
                expect(line.locator(".px-value")).to_have_text(f"{100 * rate['value']:.1f}\N{NO-BREAK SPACE}%")
            places.add(ring.get_attribute("transform"))
        assert len(places) == 3, "the ring on the ROC curve moves"
        ill = page.get_by_role("slider", name="Share of the X-rayed children who are ill")
        for threshold, percent in ((0.6, 10), (0.6, 50), (0.05, 2), (0.05, 1), (0.0, 30)):
            slider.fill(str(threshold))
            ill.fill(str(percent))
            rates = charts.step_at(rows, threshold)["rates"]
            specificity = rates["specificity"]
            (ppv, npv), (low, _), (high, _) = (
                predictive_values(rates["sensitivity"]["value"], specificity[end], percent / 100)
                for end in ("value", "low", "high")
            )
            assert ppv is not None
            assert low is not None
            assert high is not None
            expect(page.locator(".px-flagged")).to_have_text(
                f"Of 100 children flagged, {round(100 * ppv)} would be ill ({round(100 * low)} to {round(100 * high)})."
            )
            expect(page.locator(".px-hundred i.px-ill")).to_have_count(round(100 * ppv))
            missed = round(1000 - 1000 * npv) or "fewer than 1" if npv else None  # none would be more than is known
            cleared = f"Of 1,000 given the all-clear, {missed} would be ill" if missed else "nobody is given"
            expect(page.locator(".px-cleared")).to_contain_text(cleared)
        for name in reversed(classifier.operating_points):
            page.get_by_role("button", name=ENGLISH.point_names[name]).filter(visible=True).click()
            pressed = page.locator("#px-threshold-bar [aria-pressed=true]")
            expect(pressed).to_have_text([ENGLISH.point_names[name]])
        slider.fill("0.6")
        slider.press("ArrowRight")
        assert float(slider.input_value()) > 0.6, "arrow keys work"
        for name, point in metrics["test"]["operating_points"].items():
            page.get_by_role("button", name=ENGLISH.point_names[name]).click()
            assert matrix(page) == counts(point["confusion"]), "the table at an operating point is the measured one"
        assert asked == []


def test_the_metrics_page_shows_the_models_numbers(page: Page, classifier: Classifier) -> None:
    metrics = classifier.bundle.metrics
    open_tab(page, "Metrics / ROC")
    area = metrics["test"]["auroc"]
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['value']:.3f}")
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['low']:.3f} to {area['high']:.3f}")
    table = page.locator(".px-split")
    for when in ("before", "after"):
        for of_set in metrics["split"][when].values():
            expect(table).to_contain_text(f"{of_set['NORMAL']:,}")
            expect(table).to_contain_text(f"{of_set['PNEUMONIA']:,}")
    expect(page.locator("body")).to_contain_text(
        f"NORMAL image {metrics['split']['class_weights']['NORMAL']:.3f} times"
    )


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, address: str, films: list[Path], dark: bool) -> None:
    with visit(browser, address, width=390, dark=dark) as page:
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        for name in TABS:
            open_tab(page, name)
            expect(page.locator(".tabitem").filter(visible=True).first).to_be_visible()
            page.wait_for_timeout(300)  # charts are drawn after their tab appears
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", ground)[:3])) < 60) == dark


def test_a_phone_shows_what_has_come_of_a_file_and_stands_still_before(
    browser: Browser, address: str, films: list[Path]
) -> None:
    with visit(browser, address, width=390) as page:
        expect(page.locator("#px-examples button").first).to_be_visible()
        page.wait_for_timeout(1500)  # a scroll would be under way
        assert page.evaluate("scrollY") == 0
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        upload(page, {"name": "bad", "mimeType": "image/png", "buffer": NO_IMAGE})
        expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)


def test_a_model_that_cannot_be_had_is_replaced_and_everybody_is_told(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}")
    with serving(tmp_path, PNEUMONIA_MODEL=str(tmp_path)) as address, visit(browser, address) as page:
        notice = page.locator("#px-header").get_by_role("alert")
        expect(notice).to_contain_text("so the built-in model answers")
        expect(notice).to_contain_text("is not the JSON of a bundle")
