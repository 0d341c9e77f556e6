"""What the tests of the static page share: handing films in, and comparing what is drawn with the app; axe."""

import re
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from playwright.sync_api import Page
from served import NO_IMAGE
from test_accessibility import serious

from pneumonia.image import read_image
from pneumonia.ui.texts import ENGLISH
from space.twin.texts import for_browser

TEXTS = for_browser(ENGLISH)
BAD = {"name": "<img src=x onerror=alert(1)>.jpg", "mimeType": "image/jpeg", "buffer": NO_IMAGE}
PASTE = """([bytes, count]) => {
    const data = new DataTransfer();
    for (let n = 0; n < count; n++) data.items.add(new File([new Uint8Array(bytes)], `pasted ${n}`));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
}"""
#: As the browser writes it: two drawings of the same markup may differ in quotes.
REWRITTEN = """(html) => {
    const page = document.implementation.createHTMLDocument();
    page.body.innerHTML = html;
    return page.body.innerHTML;
}"""


def upload(page: Page, *files: Any) -> None:
    page.set_input_files("#px-drop-predict input", list(files))


def picture(pixels: np.ndarray, name: str = "film.png") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": cv2.imencode(".png", pixels)[1].tobytes()}


def markup(page: Page, html: str) -> str:
    """Without what may differ: pictures, their sides to the pixel, milliseconds, digits that nobody sees."""
    for inexact in (r"data:image/[^\"')]*", r"--px-ratio:[\d.]+", r"\d+ ms", r'data-probability="[\d.]+"'):
        html = re.sub(inexact, "", html)
    rewritten: str = page.evaluate(REWRITTEN, html.replace(", TIFF", ""))
    return rewritten


def drawn(page: Page, place: str) -> str:
    return markup(page, page.locator(place).inner_html())


def gap(page: Page, selector: str, expected: np.ndarray) -> float:
    """The mean difference, in [0, 255], between what is drawn there, without its round corners, and a picture.

    Both are made small, because the browser shrinks pictures in a way of its own.
    """
    png = np.frombuffer(page.locator(selector).screenshot(), np.uint8)
    shown = cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1]
    expected = cv2.resize(expected, shown.shape[1::-1], interpolation=cv2.INTER_AREA)
    if expected.ndim == 2:
        expected = cv2.cvtColor(expected, cv2.COLOR_GRAY2RGB)
    found, wanted = (
        cv2.resize(picture[12:-12, 12:-12], (64, 40), interpolation=cv2.INTER_AREA) for picture in (shown, expected)
    )
    return float(np.abs(found.astype(int) - wanted).mean())


def odd(films: list[Path]) -> dict[str, np.ndarray]:
    """What is judged with a warning, and what is not judged."""
    film = read_image(films[1]).pixels
    tint = cv2.merge([film // 2, np.uint8(film * 0.8), film])
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    return {"small": cv2.resize(film, (100, 80)), "tinted": tint, "noise": noise, "negative": 255 - film}


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def serious_in_any_colours(page: Page) -> list[str]:
    """What axe finds on a page as it is, and then in the dark, where only colours differ."""
    return [*_serious(page, "light"), *_serious(page, "dark", "color-contrast")]


def _serious(page: Page, scheme: Literal["light", "dark"], *rules: str) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # at once, not fading
    page.wait_for_function("dark => document.documentElement.classList.contains('dark') === dark", arg=scheme == "dark")
    return serious(page, *rules)
