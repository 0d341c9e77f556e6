"""What the static page does not read, it refuses in the words of the reader in Python."""

from pathlib import Path

import numpy as np
import pytest
from badfiles import rows
from pictures import GREY, NO_IMAGES, bombs
from playwright.sync_api import Page
from twin_reader import compared, read, told


def is_tiff(data: bytes) -> bool:
    return data.startswith((b"II*\0", b"MM\0*", b"II+\0"))


def test_tiff_is_not_read_and_that_is_said(reader: Page) -> None:
    assert read(reader, GREY["TIFF"][0])["message"] == (
        "Expected an image of a chest X-ray; received a TIFF image. Save the X-ray in a format we read "
        "(JPEG, PNG, WebP, BMP, DICOM)."
    )


def test_everything_odd_gets_the_same_words_or_the_same_pixels(reader: Page, shared_data: Path) -> None:
    film = shared_data / "originals" / "NORMAL" / "NORMAL2-IM-1437-0001.jpeg"
    jpeg_ls = "damaged.dcm"  # refused for its encoding here
    odd = [row for row in rows(film) if not is_tiff(row.data) and row.name != jpeg_ls]
    assert len(odd) > 40
    for row in odd:
        if row.words:
            found, expected = told(reader, row.data)
            assert found == expected != "", row.name
        else:
            assert max(compared(reader, row.data)) <= 1, row.name


def test_says_what_it_received_instead_of_an_image(reader: Page) -> None:
    for data in NO_IMAGES:
        found, expected = told(reader, data)
        assert found == expected != ""


def test_bombs_are_refused_by_their_header(reader: Page) -> None:
    for kind, data in bombs().items():
        found, expected = told(reader, data)
        assert found == expected != "" or kind == "TIFF"


def test_a_large_file_is_refused(reader: Page) -> None:
    code = """async () => {
      const { readImage } = await import(new URL('image/image.js', document.baseURI));
      const { image: rules } = await (await fetch('rules.json')).json();
      return readImage(new Uint8Array(rules.max_bytes + 1), { rules }).catch((error) => error.message);
    }"""
    assert "at most 64 MiB; received 64.0 MiB. Save the X-ray smaller" in reader.evaluate(code)


@pytest.mark.parametrize("name", ["JPEG", "JPEG, progressive", "PNG", "PNG, 16-bit", "WebP", "BMP", "DICOM"])
def test_a_file_that_ends_early_is_refused(reader: Page, name: str) -> None:
    data = GREY[name][0]
    for missing in (1, 2, 40, len(data) // 2, len(data) - 50):  # a JPEG of 50 bytes has no size yet
        if name == "BMP" and missing <= 2:
            continue  # OpenCV and browsers differ in whether rows are padded
        found, expected = told(reader, data[:-missing])
        assert found == expected != "", missing


@pytest.mark.parametrize("name", ["PNG", "PNG, 16-bit"])
def test_damaged_pixels_of_a_png_are_refused(reader: Page, name: str) -> None:
    data = GREY[name][0]
    start, end = data.find(b"IDAT") + 4, data.find(b"IEND") - 8  # of the pixels; their checksum follows
    for at in np.linspace(start + 2, end - 1, 12).astype(int):
        damaged = data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]
        found, expected = told(reader, damaged)
        assert found == expected != "", at
