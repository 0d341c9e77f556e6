"""The experiments of the Grad-CAM tab in a real browser: what a visitor starts, and what appears."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import cv2
import numpy as np
import pytest
from browser import again, settle, visit
from playwright.sync_api import Browser, Locator, Page, expect

from pneumonia.classifier import Classifier, Prediction
from pneumonia.deletion import SHARES, deletion
from pneumonia.explain import overlay
from pneumonia.image import read_image, to_input
from pneumonia.occlusion import agreement, sensitivity
from pneumonia.ui import gradcam, session
from pneumonia.ui.card import percent, sure
from pneumonia.ui.texts import ENGLISH


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(again(browser), address + "/?tab=gradcam") as page:
        yield page


def upload(page: Page, file: Path) -> None:
    page.set_input_files("#px-drop-gradcam input", file)
    expect(page.locator("#px-closeup")).to_contain_text(f"{read_image(file).info.width} x")


def run(page: Page, experiment: str) -> Locator:
    """Click its button and wait for what it finds."""
    page.locator(f"#px-{experiment} button[data-run]").click()
    found = page.locator(f"#px-{experiment} .px-finding")
    expect(found).to_be_visible()
    return found


def drag(page: Page, start: tuple[float, float], to: tuple[float, float]) -> None:
    """On the film that is painted on, in shares of its sides."""
    canvas = page.locator("#px-paint canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    (x0, y0), (x1, y1) = ((box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, to))
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move(x1, y1, steps=5)
    page.mouse.up()


def film(prediction: Prediction, classifier: Classifier) -> np.ndarray:
    return to_input(prediction.xray.pixels, classifier.size)


def test_the_answer_stands_above_the_pictures(
    classifier: Classifier, films: list[Path], shared_data: Path, tmp_path: Path
) -> None:
    """Who follows a link to this tab has not seen the first one."""
    cv2.imwrite(str(tmp_path / "negative.png"), 255 - read_image(films[1]).pixels)
    adult = sorted((shared_data / "adults").glob("*.png"))[0]
    for file in (*films, adult, tmp_path / "negative.png"):
        seen = session.read(classifier, file, None)
        shown = unescape(gradcam.draw(seen, "PNEUMONIA", "inferno", ENGLISH))
        above, pictures = shown.split('<div class="px-pictures"')
        if label := seen.report.label:
            assert f"{label}, {sure(seen.report, ENGLISH)}" in above
        else:
            assert ENGLISH.verdict_refused in above
            assert ENGLISH.invert in above
        assert all(str(note) in above for note in seen.report.warnings)
        assert ("px-explained" in pictures) == bool(label)


def test_a_negative_is_judged_after_a_click(page: Page, films: list[Path], tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "negative.png"), 255 - read_image(films[1]).pixels)
    page.set_input_files("#px-drop-gradcam input", tmp_path / "negative.png")
    page.locator("#px-pictures-gradcam").get_by_role("button", name=ENGLISH.invert).click()
    expect(page.locator("#px-pictures-gradcam .px-brief")).to_contain_text("PNEUMONIA, ")


def test_an_outline_follows_its_slider_without_the_server(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    paths = page.locator("#px-pictures-gradcam .px-outlines path")
    opacities = "paths => paths.map((path) => Number(getComputedStyle(path).opacity))"
    assert sum(paths.evaluate_all(opacities)) == 1, "the one at half of the strongest evidence"
    sizes: list[float] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#px-opacity input[type=range]").fill("0")
    for level in (20, 50, 80):
        page.locator("#px-level input[type=range]").fill(str(level))
        shown = [number for number, opacity in enumerate(paths.evaluate_all(opacities)) if opacity]
        assert len(shown) == 1
        sizes.append(paths.nth(shown[0]).evaluate("path => path.getBBox().width"))
    assert sizes[0] > sizes[1] > sizes[2] > 0
    page.locator("#px-level input[type=range]").fill("0")
    assert not any(paths.evaluate_all(opacities))
    assert asked == []


def gone(page: Page) -> None:
    """Of the film before, no experiment has anything to say any more; each can be started for the new one."""
    expect(page.locator("#px-gradcam .px-finding")).to_have_count(0)
    expect(page.locator("#px-gradcam canvas")).to_have_count(0)
    expect(page.locator("#px-deletion-curve")).to_be_hidden()
    for experiment in ("occlusion", "deletion", "paint"):
        expect(page.locator(f"#px-{experiment} button[data-run]")).to_be_visible()


def test_the_overlay_is_seen_and_saved_at_the_films_own_size(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    upload(page, films[1])
    page.locator("#px-opacity input[type=range]").fill("0.8")
    page.locator("#px-closeup button[data-run]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Save as PNG")).to_have_attribute("href", re.compile("^blob:"))
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Save as PNG").click()
    prediction = classifier.predict(films[1])
    expected = overlay(prediction.xray.pixels, prediction.cam, opacity=0.8, level=0.5, longest=4096)
    saved = cv2.imread(str(download.value.path()))[..., ::-1]
    assert np.array_equal(saved, expected)
    dialog.get_by_role("button", name="Zoom").click()
    assert dialog.locator("img").bounding_box()["width"] == expected.shape[1]  # type: ignore[index]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.locator("#px-closeup button[data-run]").click()
    expect(dialog, "it opens again after it was closed").to_be_visible()


def test_occlusion_gives_a_second_map_and_says_whether_it_agrees(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    expect(page.locator("#px-occlusion")).to_have_text(ENGLISH.experiment_first)
    upload(page, films[0])
    found = run(page, "occlusion")
    expect(page.locator("#px-occlusion figure")).to_have_count(2)
    about = ENGLISH.experiment_about.format(label="NORMAL")
    titles = (ENGLISH.occlusion_title, ENGLISH.deletion_title, ENGLISH.paint_title)
    expect(page.locator("#px-gradcam h2.px-section")).to_have_text([f"{title} {about}" for title in titles])
    expect(page.locator("#px-occlusion")).to_contain_text("Occlusion: evidence for NORMAL")
    prediction = classifier.predict(films[0])
    *_, lost = sensitivity(classifier.logits, film(prediction, classifier))
    expected = agreement(-prediction.cam, -lost)
    expect(found).to_have_text(ENGLISH.occlusion_agree if expected.agree else ENGLISH.occlusion_differ)
    expect(page.locator("#px-occlusion")).to_contain_text(f"{percent(expected.overlap)} is in the hottest fifth")
    upload(page, films[1])
    gone(page)
    page.locator("#px-occlusion button[data-run]").click()
    expect(page.locator("#px-occlusion progress")).to_be_visible()
    upload(page, films[0])  # while it runs
    settle(page)
    gone(page)


def test_on_a_phone_the_deletion_curve_is_drawn_and_its_steps_are_shown(
    browser: Browser, address: str, classifier: Classifier, films: list[Path]
) -> None:
    with visit(again(browser), address + "/?tab=gradcam", width=390, dark=True) as page:
        upload(page, films[1])
        found = run(page, "deletion")
        prediction = classifier.predict(films[1])
        curve = next(deletion(classifier.logits, film(prediction, classifier), prediction.cam, "PNEUMONIA")).curve
        expect(found).to_have_text(re.compile("^(The map matters|Not convincing|Hiding parts of this film costs)"))
        drawn = page.locator("#px-deletion-curve svg.marks")
        expect(drawn).to_contain_text("probability of PNEUMONIA")
        expect(drawn).to_contain_text("hidden share")
        ring = drawn.locator(".mark-symbol.role-mark path")
        expect(ring).to_be_visible()
        before = ring.get_attribute("transform")
        for step in (0, len(SHARES) - 1):
            page.locator("#px-hidden").fill(str(step))
            words = f"{percent(SHARES[step])} hidden: PNEUMONIA {percent(float(curve[step]))}"
            expect(page.locator("#px-deletion output")).to_have_text(words)
            expect(page.locator("#px-deletion .px-frames img:visible")).to_have_attribute("alt", words)
        expect(ring).not_to_have_attribute("transform", str(before))
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        upload(page, films[0])
        gone(page)


def test_painting_changes_the_answer_and_undoing_brings_it_back(page: Page, films: list[Path]) -> None:
    upload(page, films[0])
    page.locator("#px-paint button[data-run]").click()
    uploads: list[str] = []
    page.on("request", lambda request: uploads.append(request.url) if request.url.endswith("/upload") else None)
    drag(page, (0.3, 0.3), (0.35, 0.6))
    answer = page.locator("#px-painted .px-big")
    expect(answer).to_be_visible()
    before, painted = answer.inner_text().split(" → ")
    assert painted != before, "a white patch on a lung is not nothing"
    assert len(uploads) == 1
    expect(page.locator("#px-painted .px-explained")).to_be_visible()
    page.get_by_text("black", exact=True).click()
    drag(page, (0.32, 0.2), (0.35, 0.7))
    expect(answer.locator("span")).not_to_have_text(painted)
    page.get_by_role("button", name="Undo").click()
    expect(answer.locator("span")).to_have_text(painted)
    page.get_by_role("button", name="Start over").click()
    expect(answer.locator("span")).to_have_text(before)
    expect(page.locator("#px-painted .px-finding")).to_have_text("The answer stays NORMAL.")


def test_what_is_cut_out_on_a_phone_and_no_xray_any_more_is_not_judged(
    browser: Browser, address: str, films: list[Path]
) -> None:
    with visit(again(browser), address + "/?tab=gradcam", width=390) as page:
        upload(page, films[0])
        page.locator("#px-paint button[data-run]").click()
        page.get_by_text("cut out a part", exact=True).click()
        drag(page, (0.08, 0.05), (0.95, 0.95))
        expect(page.locator("#px-painted .px-big")).to_be_visible()
        drag(page, (0.4, 0.6), (0.55, 0.75))
        expect(page.locator("#px-painted .px-finding")).to_have_text("Painted like this, it is not judged any more.")
        expect(page.locator("#px-painted figure")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        upload(page, films[1])
        gone(page)
