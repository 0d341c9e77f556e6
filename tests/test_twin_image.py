"""The reader of the static page sees the pixels that the reader in Python sees."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from browser import visit
from dicoms import FILM, dicom, film, recoded
from pictures import GREY, TINTED, encode
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from test_dicom import DEEP
from twin_page import upload
from twin_reader import SIZE, compared, gap, read

from pneumonia.image import read_image, to_input
from pneumonia.refusals import REFUSALS


def test_real_films(reader: Page, shared_data: Path) -> None:
    files = [*sorted(shared_data.glob("originals/*/*"))[::4], *sorted(shared_data.glob("adults/*.png"))[::4]]
    files += sorted(shared_data.glob("chest_xray/test/*/*"))[::80]
    assert len(files) >= 12
    gaps = np.array([compared(reader, file.read_bytes()) for file in files])
    print(f"largest gaps of {len(files)} films in grey levels: pixels {gaps[:, 0].max()}, input {gaps[:, 1].max()}")
    assert gaps.max() == 0


def jpeg(**options: Any) -> bytes:
    return encode(TINTED, "JPEG", quality=90, **options)


ALPHA = np.dstack([TINTED, np.tile(np.linspace(0, 255, TINTED.shape[1]), (len(TINTED), 1)).astype(np.uint8)])
DEEP_COLOUR = ALPHA.astype(np.uint16) * 200 + 77
COLOUR = {
    "JPEG, 4:2:0": jpeg(subsampling="4:2:0"),
    "JPEG, 4:2:2": jpeg(subsampling="4:2:2"),
    "JPEG, 4:4:4": jpeg(subsampling="4:4:4"),
    "JPEG, progressive": jpeg(progressive=True),
    "JPEG, odd sides": encode(TINTED[:119, :87], "JPEG"),
    "JPEG, CMYK": encode(Image.fromarray(TINTED).convert("CMYK"), "JPEG"),
    "PNG, palette": encode(Image.fromarray(TINTED).convert("P"), "PNG"),
    "PNG, alpha": encode(ALPHA, "PNG"),
    "PNG, one grey is transparent": encode(np.where(FILM > 200, 255, FILM).astype(np.uint8), "PNG", transparency=255),
    "PNG, 1-bit": encode(Image.fromarray(FILM).convert("1"), "PNG"),
    "PNG, interlaced": cv2.imencode(".png", TINTED)[1].tobytes(),
    "PNG, 16-bit colour": cv2.imencode(".png", DEEP_COLOUR[..., :3])[1].tobytes(),
    "PNG, 16-bit colour and alpha": cv2.imencode(".png", DEEP_COLOUR)[1].tobytes(),
    "WebP": encode(TINTED, "WEBP", quality=80),
    "WebP, alpha": encode(ALPHA, "WEBP", lossless=True, exact=True),
    "BMP": encode(TINTED, "BMP"),
    "BMP, alpha": cv2.imencode(".bmp", ALPHA)[1].tobytes(),
}
READ_HERE = {name: data for name, (data, _) in GREY.items() if not name.startswith("TIFF")} | COLOUR


def test_every_format_and_colour(reader: Page) -> None:
    gaps = {name: compared(reader, data) for name, data in READ_HERE.items()}
    print("largest gaps in grey levels:", {name: gap for name, gap in gaps.items() if any(gap)} or "none")
    pixels, inputs = np.max(list(gaps.values()), axis=0)
    assert pixels <= 1, "colours are converted and alpha is multiplied in other ways"
    assert inputs <= 2, "and rounded once more"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation(reader: Page, kind: str) -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        assert max(compared(reader, encode(FILM, kind, exif=exif))) == 0, orientation


def test_the_first_of_several_pictures(reader: Page) -> None:
    later = [Image.fromarray(255 - FILM)]
    for kind, options in {"PNG": {}, "WEBP": {"lossless": True}}.items():
        assert max(compared(reader, encode(FILM, kind, save_all=True, append_images=later, **options))) == 0


def test_a_negative(reader: Page) -> None:
    found = read(reader, encode(FILM, "PNG"), invert=True)
    assert (found["inverted"], gap(found["pixels"], 255 - FILM)) == (True, 0)


def test_to_input(reader: Page) -> None:
    shapes = [(120, 90), (400, 90), (90, 400), (1000, 700), (192, 192), (32, 32), (384, 576), (777, 193)]
    noise = np.random.default_rng(5)
    for n, shape in enumerate(shapes):
        pixels, size = noise.integers(0, 256, shape, np.uint8), (SIZE, 224)[n % 2]
        found = read(reader, encode(pixels, "PNG"), size=size)
        assert gap(found["input"], to_input(pixels, size)) == 0, shape


CHECK = """async (change) => {
  const { checkPixels } = await import(new URL('image/decode.js', document.baseURI));
  const real = OffscreenCanvasRenderingContext2D.prototype.getImageData;
  OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
    const image = real.apply(this, area);
    for (let n = 0; n < image.data.length; n += 97) image.data[n] ^= change;
    return image;
  };
  try {
    checkPixels({ failures: { altered_pixels: 'altered' } });
    return 'trusted';
  } catch (error) { return `${error.name}: ${error.message}`; }
  finally { OffscreenCanvasRenderingContext2D.prototype.getImageData = real; }
}"""


@pytest.mark.parametrize(("change", "expected"), [(0, "trusted"), (1, "trusted"), (255, "UnsupportedBrowser: altered")])
def test_pixels_that_a_browser_alters_are_noticed(reader: Page, change: int, expected: str) -> None:
    assert reader.evaluate(CHECK, change) == expected


def test_a_part_that_cannot_be_loaded_is_told_from_a_damaged_file(browser: Browser, twin: str) -> None:
    page = browser.new_page()
    for part in ("dicom", "png", "lossless"):
        page.route(f"**/vendor/{part}/**", lambda route: route.abort())
    page.goto(f"{twin}rules.json")
    for data in (dicom(FILM), GREY["PNG, 16-bit"][0]):
        assert read(page, data)["message"] == REFUSALS["not_loaded"]
    page.close()


@pytest.mark.parametrize(
    ("module", "data"),
    [
        ("squoosh_png.js", GREY["PNG, 16-bit"][0]),
        ("lossless-min.js", recoded(dicom(film(300, 260)), "JPEG lossless SV1")),
    ],
    ids=["PNG, 16-bit", "JPEG lossless"],
)
def test_a_part_that_did_not_come_is_asked_for_again(browser: Browser, twin: str, module: str, data: bytes) -> None:
    """Older browsers give the module under that address for lost, as is made believe."""
    page = browser.new_page()
    page.route(f"**/{module}", lambda route: route.abort())
    page.goto(f"{twin}rules.json")
    assert read(page, data)["message"] == REFUSALS["not_loaded"]
    assert max(compared(page, data)) == 0
    page.close()


def test_the_worker_reads_what_needs_a_library(browser: Browser, twin: str) -> None:
    """Under the page's own security policy."""
    pixels = film(300, 260)
    deep = (pixels / 255 * 4095).round().astype(np.uint16)
    with visit(browser, twin) as page:
        for data in (recoded(dicom(deep, **DEEP), "JPEG lossless SV1"), encode(deep, "PNG")):
            upload(page, {"name": "film", "mimeType": "application/octet-stream", "buffer": data})
            info = read_image(data).info
            expect(page.locator("#px-answer")).to_contain_text(f"{info.width} x {info.height} px {info.format}")
