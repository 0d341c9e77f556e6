"""In a real browser: what is handed in while something older is read, or on its way, is what is seen at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import pytest
from browser import again, settle, visit
from made import Made
from playwright.sync_api import Browser, Page, Route, expect
from test_gradcam_page import drag
from test_page import open_tab, upload

from pneumonia.image import read_image
from pneumonia.ui.texts import ENGLISH

#: The name that a stroke's picture has (paint.js).
STROKE = "painted.png"


@pytest.fixture
def page(browser: Browser, odd: tuple[str, Path]) -> Iterator[Page]:
    with visit(again(browser), odd[0]) as page:
        open_tab(page, "Grad-CAM")  # what was never open is not there
        open_tab(page, "Predict")
        yield page


@contextmanager
def held(odd: tuple[str, Path], name: str) -> Iterator[None]:
    """What has this name is not read before the end; of a batch it is ``gate``."""
    file = odd[1] / name
    file.touch()
    try:
        yield
    finally:
        file.unlink()


def named(film: Path, name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": film.read_bytes()}


def is_answered(page: Page, film: Path, label: str) -> None:
    """On both tabs."""
    info = read_image(film).info
    expect(page.locator("#px-answer h2")).to_contain_text(label)
    expect(page.locator("#px-answer")).to_contain_text(f"{info.width} x {info.height} px")
    expect(page.locator("#px-pictures-gradcam .px-brief")).to_contain_text(label)


@pytest.mark.parametrize("tab", ["predict", "gradcam"])
def test_a_film_that_is_handed_in_while_another_is_read_is_answered(
    page: Page, odd: tuple[str, Path], films: list[Path], tab: str
) -> None:
    """By the same event, and by another one."""
    with held(odd, "first.jpg"):
        with page.expect_request("**/queue/join*"):
            upload(page, named(films[1], "first.jpg"))
        upload(page, named(films[0], "second.jpg"), tab)
        is_answered(page, films[0], "NORMAL")
    settle(page)
    is_answered(page, films[0], "NORMAL")


def test_films_are_judged_again_in_the_order_of_asking(made: Made) -> None:
    """Or what was asked with the operating point before, once the film was read, could end after the new one's."""
    assert len(made.judging) > 10
    assert {tuple(each) for each in made.judging} == {("judge", 1)}


def test_a_film_that_is_handed_in_while_another_is_uploaded_is_answered(page: Page, films: list[Path]) -> None:
    waiting: list[Route] = []
    page.route("**/upload*", lambda route: waiting.append(route), times=1)
    with page.expect_request("**/upload*"):
        upload(page, named(films[1], "first.jpg"))
    upload(page, named(films[0], "second.jpg"))
    is_answered(page, films[0], "NORMAL")
    expect(page.locator("#px-drop-predict [data-busy]")).to_have_count(0)
    with page.expect_response("**/queue/join*"):
        waiting[0].continue_()
    settle(page)
    is_answered(page, films[0], "NORMAL")


def test_a_stroke_while_another_is_judged_is_judged(page: Page, odd: tuple[str, Path], films: list[Path]) -> None:
    open_tab(page, "Grad-CAM")
    upload(page, films[0], "gradcam")
    page.locator("#px-paint button[data-run]").click()
    answer = page.locator("#px-painted")
    with held(odd, STROKE):
        with page.expect_response("**/queue/join*"):
            drag(page, (0.3, 0.3), (0.35, 0.6))
        page.get_by_text("cut out a part", exact=True).click()
        with page.expect_response("**/queue/join*"):
            drag(page, (0.4, 0.6), (0.55, 0.75))
    expect(answer.locator(".px-finding")).to_have_text(ENGLISH.paint_refused)
    settle(page)
    expect(answer.locator(".px-finding")).to_have_text(ENGLISH.paint_refused)


def test_a_stroke_that_is_lost_while_another_film_comes_is_not_the_last_one(page: Page, films: list[Path]) -> None:
    open_tab(page, "Grad-CAM")
    upload(page, films[0], "gradcam")
    page.locator("#px-paint button[data-run]").click()
    waiting: list[Route] = []
    page.route("**/upload*", lambda route: waiting.append(route), times=1)
    with page.expect_request("**/upload*"):
        drag(page, (0.3, 0.3), (0.35, 0.6))
    upload(page, films[1], "gradcam")
    expect(page.locator("#px-paint canvas")).to_have_count(0)
    with page.expect_response("**/upload*"):
        waiting[0].fulfill(json=[])
    page.locator("#px-paint button[data-run]").click()
    drag(page, (0.3, 0.3), (0.35, 0.6))
    expect(page.locator("#px-painted .px-finding")).to_contain_text("PNEUMONIA")


def test_a_batch_that_is_handed_in_while_another_is_read_is_read(
    page: Page, odd: tuple[str, Path], films: list[Path], tmp_path: Path
) -> None:
    """And a film that was on its way before both does not stand below its table."""
    small = tmp_path / "small.png"
    cv2.imwrite(str(small), cv2.resize(read_image(films[0]).pixels, (300, 250)))
    first, second = ([named(film, f"{which} {n}") for n, film in enumerate(films)] for which in ("first", "second"))
    names = page.locator(".px-rows tbody bdi")
    with held(odd, "gate"), held(odd, "single.jpg"):
        upload(page, named(small, "single.jpg"))
        for files in (first, second):
            page.set_input_files("#px-drop-predict input", files)  # type: ignore[arg-type]
            expect(names).to_have_text([file["name"] for file in files])
    summary = page.locator("#px-batch [role=status]")
    for _ in range(2):
        expect(summary).to_have_text("1 PNEUMONIA · 1 NORMAL")
        expect(names).to_have_text([file["name"] for file in second])
        expect(page.get_by_role("button", name="Save as CSV")).to_be_visible()
        expect(page.locator("#px-answer h2")).to_have_text(ENGLISH.empty_title)
        settle(page)
