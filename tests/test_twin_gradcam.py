"""The Grad-CAM tab of the static page shows what Python draws: heat, outlines, close-up; and one can paint on it."""

import base64
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import visit
from playwright.sync_api import Browser, Locator, Page, expect
from served import NO_IMAGE
from test_gradcam_page import drag
from twin_page import markup, serious_in_any_colours

from pneumonia.classifier import Classifier
from pneumonia.explain import contours, fitting, layer, overlay
from pneumonia.image import read_image
from pneumonia.report import LABELS
from pneumonia.ui import card
from pneumonia.ui.card import percent
from pneumonia.ui.texts import ENGLISH
from pneumonia.ui.viewer import HEAT_SIDE, OUTLINE_SIDE

#: Of 255. A canvas keeps colours multiplied by their transparency, and takes them apart again.
CLOSE = 4
#: Keeps the picture that a stroke hands in, to be asked about in Python.
KEEP = """() => {
  const original = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (told, ...options) {
    original.call(this, (blob) => { window.handedIn = blob; told(blob); }, ...options);
  };
}"""
NOTHING = {"name": "a", "mimeType": "image/png", "buffer": NO_IMAGE}
OUTER = "(element) => element.outerHTML"
HANDED_IN = """async () => [...new Uint8Array(await window.handedIn.arrayBuffer())]"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, twin: str) -> Iterator[Page]:
    with visit(browser, f"{twin}?tab=gradcam") as page:
        yield page


@pytest.fixture
def page(visitor: Page) -> Page:
    """The same visitor's for all tests, each time without a film and in the usual colours."""
    visitor.set_input_files("#px-drop-gradcam input", NOTHING)
    expect(visitor.locator("#px-pictures-gradcam")).to_have_text(ENGLISH.gradcam_empty)
    choose(visitor, "auto")
    return visitor


def upload(page: Page, file: Path) -> None:
    page.set_input_files("#px-drop-gradcam input", file)
    info = read_image(file).info
    expect(page.locator("#px-closeup")).to_contain_text(f"{info.width} x {info.height}")


def choose(page: Page, name: str) -> None:
    page.locator("#px-gradcam").get_by_label(name, exact=True).check()


def set_to(page: Page, slider: str, value: float) -> None:
    page.locator(f"#px-{slider} input").fill(str(value))
    expect(page.locator(f"#px-{slider} output")).to_have_text(str(value))


def shown_heat(page: Page) -> np.ndarray:
    """(h, w, 4) uint8 RGBA."""
    address = page.locator("#px-pictures-gradcam .px-heat").get_attribute("src")
    assert address
    content = np.frombuffer(base64.b64decode(address.split(",")[1]), np.uint8)
    return cv2.cvtColor(cv2.imdecode(content, cv2.IMREAD_UNCHANGED), cv2.COLOR_BGRA2RGBA)


def gap(found: np.ndarray, expected: np.ndarray) -> int:
    """The largest difference of what is seen, colours weighed with their transparency, in [0, 255]."""
    seen = [np.dstack([rgba[..., :3] * (rgba[..., 3:] / 255), rgba[..., 3:]]) for rgba in (found, expected)]
    return int(np.abs(seen[0] - seen[1]).max().round())


def test_the_heat_is_that_of_python(page: Page, classifier: Classifier, films: list[Path]) -> None:
    gaps = []
    for file, colormap in zip(films, ("auto", "viridis"), strict=True):
        upload(page, file)
        prediction = classifier.predict(file)
        expect(page.locator("#px-evidence").get_by_label(str(prediction.report.label), exact=True)).to_be_checked()
        shape = fitting(prediction.xray.pixels.shape, HEAT_SIDE)
        choose(page, colormap)
        for evidence in ("NORMAL", "PNEUMONIA"):
            choose(page, evidence)
            picture = page.locator("#px-pictures-gradcam .px-explained")
            expect(picture).to_have_attribute("aria-label", ENGLISH.explained_alt.format(label=evidence))
            expected = layer(prediction.cam, shape, evidence=evidence, colormap=colormap)
            gaps.append(gap(shown_heat(page), expected))
    print(f"largest gap of 4 heat maps: {max(gaps)} of 255")
    assert max(gaps) <= CLOSE


def polygons(path: str) -> list[np.ndarray]:
    """The closed lines of an SVG path, in pixels of its viewBox."""
    lines = (line.rstrip("Z").split() for line in path.split("M")[1:])
    return [np.array([point.split(",") for point in line], float) for line in lines]


def enclosed(lines: list[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """(h, w) bool; what lies in a hole is outside."""
    mask = np.zeros(shape, np.uint8)
    if lines:
        cv2.fillPoly(mask, [line.round().astype(np.int32) for line in lines], 1)
    return mask.astype(bool)


def test_outlines_enclose_what_those_of_python_enclose(page: Page, classifier: Classifier, films: list[Path]) -> None:
    """But for a row of pixels along the line: of the smallest outlines this is a twentieth of what they enclose.

    And for one more of these pixels or two, where the map is so flat that rounding moves the line.
    """
    for file, evidence in product(films, LABELS):
        if evidence == LABELS[0]:
            upload(page, file)
        choose(page, evidence)
        prediction = classifier.predict(file)
        shape = fitting(prediction.xray.pixels.shape, OUTLINE_SIDE)
        for level in (5, 50, 90):
            paths = page.locator(f"#px-pictures-gradcam path[style='--px-at:{level}']").all()
            found = enclosed([line for path in paths for line in polygons(path.get_attribute("d") or "")], shape)
            expected = enclosed(contours(prediction.cam, shape, level / 100, evidence=evidence), shape)
            assert expected.any() == bool(paths)
            assert paths or prediction.report.label != evidence
            assert (found & ~widened(expected)).sum() <= 2, f"{file.name} at {level} %: where Python encloses nothing"
            assert (expected & ~widened(found)).sum() <= 2, f"{file.name} at {level} %: what Python encloses is missing"


def widened(mask: np.ndarray, pixels: int = 1) -> np.ndarray:
    """(h, w) bool, with all that is this close to it."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * pixels + 1,) * 2)).astype(bool)


def test_lines_close_around_any_picture(page: Page) -> None:
    """Random pictures of few values, many of them just the level: saddles, holes, and lines along the edge."""
    random = np.random.default_rng(0)
    for _ in range(10):
        values = random.integers(0, 4, (9, 12)).astype(np.float32)
        large = cv2.resize(values, (48, 36), interpolation=cv2.INTER_NEAREST)
        path = page.evaluate(
            """async ({ width, height, data }) => {
              const { path } = await import(new URL('page/contours.js', document.baseURI));
              return path({ width, height, data: Float32Array.from(data) }, 2);
            }""",
            {"width": 48, "height": 36, "data": large.ravel().tolist()},
        )
        # Even the places that touch at a corner are seen at the centres of the squares of equal value.
        corners = large[::4, ::4]
        found = enclosed([8 * line for line in polygons(path)], (8 * 36, 8 * 48))[::32, ::32]
        inner = np.s_[1:-1, 1:-1]  # a line at the very edge goes through these places
        assert np.array_equal(found[inner], (corners >= 2)[inner])


def test_the_sliders_change_the_picture_at_once(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    paths = page.locator("#px-pictures-gradcam .px-outlines path")
    opacities = "paths => paths.map((path) => Number(getComputedStyle(path).opacity))"
    widths = []
    for level in (20, 50, 80):
        set_to(page, "level", level)
        [shown] = [number for number, opacity in enumerate(paths.evaluate_all(opacities)) if opacity]
        widths.append(paths.nth(shown).evaluate("path => path.getBBox().width"))
    assert widths[0] > widths[1] > widths[2] > 0
    set_to(page, "level", 0)
    assert not any(paths.evaluate_all(opacities))
    for opacity in (0.25, 1):
        set_to(page, "opacity", opacity)
        expect(page.locator("#px-pictures-gradcam .px-heat")).to_have_css("opacity", str(opacity))


def look_closer(page: Page) -> Locator:
    page.locator("#px-closeup button[data-run]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def saved(page: Page, dialog: Locator) -> np.ndarray:
    with page.expect_download() as download:
        dialog.get_by_role("link", name=ENGLISH.closer_save).click()
    assert re.fullmatch(r"gradcam-[0-9a-f]{8}\.png", download.value.suggested_filename)
    return cv2.imread(str(download.value.path()))[..., ::-1]


def test_the_overlay_is_seen_and_saved_at_the_films_own_size(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    upload(page, films[1])
    prediction = classifier.predict(films[1])
    pixels, cam = prediction.xray.pixels, prediction.cam
    for opacity, level in ((0.8, 0), (0, 50)):  # the heat alone, then the outline alone
        set_to(page, "opacity", opacity)
        set_to(page, "level", level)
        dialog = look_closer(page)
        found = saved(page, dialog).astype(int)
        dialog.get_by_role("button", name=ENGLISH.closer_zoom).click()
        box = dialog.locator("img").bounding_box()
        assert box
        assert box["width"] == pixels.shape[1]
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(page.locator("#px-closeup button[data-run]")).to_be_focused()
        expected = overlay(pixels, cam, opacity=opacity, level=level / 100, longest=4096).astype(int)
        assert found.shape == expected.shape
        if not level:
            print(f"largest gap of the overlay: {np.abs(found - expected).max()} of 255")
            assert np.abs(found - expected).max() <= CLOSE
            continue
        lines = [np.abs(picture - pixels[..., np.newaxis]).max(axis=2) > CLOSE for picture in (found, expected)]
        near = [widened(line, 3) for line in lines]
        assert lines[0].any()
        assert (lines[0] <= near[1]).mean() > 0.999, "where Python draws none"
        assert (lines[1] <= near[0]).mean() > 0.999, "what Python draws is missing"
        assert found[lines[0]].max() == 255, "white, at any opacity of the heat"


def begin_painting(page: Page, file: Path) -> None:
    """With a film on the easel, and every picture that a stroke hands in kept."""
    upload(page, file)
    page.evaluate(KEEP)
    page.locator("#px-paint button[data-run]").click()


def judged_by_python(page: Page, classifier: Classifier) -> Any:
    return classifier.predict(bytes(page.evaluate(HANDED_IN))).report


def test_painting_gets_the_answer_that_python_gives_to_the_painted_film(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    begin_painting(page, films[0])
    before = percent(classifier.predict(films[0]).report.probability)
    answer, finding = page.locator("#px-painted .px-big"), page.locator("#px-painted .px-finding")
    drag(page, (0.3, 0.3), (0.35, 0.6))
    expect(answer).to_be_visible()
    painted = judged_by_python(page, classifier)
    assert percent(painted.probability) != before, "a white patch on a lung is not nothing"
    expect(answer).to_have_text(f"{before} → {percent(painted.probability)}")
    stays = ENGLISH.paint_same if painted.label == "NORMAL" else ENGLISH.paint_flips
    expect(finding).to_have_text(stays.format(before="NORMAL", label=painted.label))
    expect(page.locator("#px-painted .px-explained .px-outlines")).to_be_visible()
    about = ENGLISH.experiment_about.format(label="NORMAL")
    expect(page.locator("#px-gradcam h2.px-section")).to_have_text(f"{ENGLISH.paint_title} {about}")
    page.get_by_text("black", exact=True).click()
    drag(page, (0.32, 0.2), (0.35, 0.7))
    expect(answer.locator("span")).not_to_have_text(percent(painted.probability))
    page.get_by_role("button", name=ENGLISH.paint_undo).click()
    expect(answer.locator("span")).to_have_text(percent(painted.probability))
    page.get_by_role("button", name=ENGLISH.paint_again).click()
    expect(answer.locator("span")).to_have_text(before)


def test_a_film_that_the_model_does_not_know_is_no_more_certain_when_it_is_painted_on(
    page: Page, shared_data: Path
) -> None:
    begin_painting(page, sorted((shared_data / "adults").glob("*.png"))[0])
    drag(page, (0.3, 0.3), (0.35, 0.6))
    finding = page.locator("#px-painted .px-finding")
    expect(finding).to_contain_text(f". ({ENGLISH.unreliable}: {ENGLISH.unreliable_why})")
    expect(finding).to_have_class(re.compile("px-unreliable"))


def test_what_is_cut_out_and_no_xray_any_more_is_not_judged(
    page: Page, classifier: Classifier, films: list[Path]
) -> None:
    begin_painting(page, films[0])
    page.get_by_text("cut out a part", exact=True).click()
    drag(page, (0.4, 0.6), (0.55, 0.75))
    finding = page.locator("#px-painted .px-finding")
    expect(finding).to_have_text(ENGLISH.paint_refused)
    refused = judged_by_python(page, classifier)
    assert refused.label is None
    expect(page.locator("#px-painted .px-fine")).to_have_text(str(refused.chest_xray.reason))
    expect(page.locator("#px-painted figure")).to_have_count(0)


def test_what_is_not_judged_stands_alone_and_what_is_no_image_leaves_nothing(
    page: Page, classifier: Classifier, films: list[Path], tmp_path: Path
) -> None:
    upload(page, films[1])
    figures = page.locator("#px-pictures-gradcam figure")
    expect(figures).to_have_count(2)
    report = classifier.predict(films[1]).report
    brief = page.locator("#px-pictures-gradcam .px-brief")
    assert brief.evaluate(OUTER) == markup(page, card.brief(report, ENGLISH))
    page.set_input_files("#px-drop-gradcam input", NOTHING)
    expect(page.locator("#px-gradcam").get_by_role("alert")).to_contain_text("received a 12-byte file")
    expect(page.locator("#px-pictures-gradcam")).to_have_text(ENGLISH.gradcam_empty)
    expect(page.locator("#px-closeup button")).to_have_count(0)
    expect(page.locator("#px-paint")).to_have_text(ENGLISH.experiment_first)
    noise = np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "noise.png"), noise)
    page.set_input_files("#px-drop-gradcam input", tmp_path / "noise.png")
    expect(figures).to_have_count(1)
    expect(page.locator("#px-gradcam").get_by_role("alert")).to_have_count(0)
    refused = classifier.predict(tmp_path / "noise.png").report
    assert brief.evaluate(OUTER) == markup(page, card.brief(refused, ENGLISH))
    expect(page.locator("#px-closeup button")).to_have_count(0)
    expect(page.locator("#px-paint")).to_have_text(ENGLISH.experiment_refused)


def test_it_fits_a_phone_and_has_no_serious_violation(page: Page, films: list[Path]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    assert serious_in_any_colours(page) == [], "empty"
    upload(page, films[1])
    page.locator("#px-paint button[data-run]").click()
    drag(page, (0.3, 0.3), (0.35, 0.6))
    expect(page.locator("#px-painted .px-finding")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert serious_in_any_colours(page) == [], "with all that there is"
    look_closer(page)
    assert serious_in_any_colours(page) == [], "with the close-up"
    page.keyboard.press("Escape")
    upload(page, films[0])
    expect(page.locator("#px-gradcam canvas")).to_have_count(0)
    expect(page.locator("#px-painted")).to_have_text("")
