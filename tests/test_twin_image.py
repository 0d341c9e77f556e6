"""The reader of the static page sees the pixels that the reader in Python sees, and refuses in the same words."""

import base64
import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pydicom
import pytest
from badfiles import rows
from browser import visit
from dicoms import FILM, FILM_12, PATIENT, SYNTAXES, dicom, film, recoded
from PIL import Image
from playwright.sync_api import Browser, Page
from pydicom.sequence import Sequence
from test_dicom import DEEP, LOOKUP, RADIOGRAPHS, bundled
from test_image import GREY, NO_IMAGES, TINTED, bombs, encode
from twin import predict

from pneumonia.errors import InputError
from pneumonia.image import XRay, read_image, to_input
from pneumonia.refusals import REFUSALS

SIZE = 192
READ = """async ({ data, invert, size }) => {
  const { readImage } = await import(new URL('image/image.js', document.baseURI));
  const { toInput } = await import(new URL('image/resize.js', document.baseURI));
  const { image: rules } = await (window.rules ??= fetch('rules.json').then((answer) => answer.json()));
  const text = async (bytes) => (await new Promise((done) => {
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result) });
    reader.readAsDataURL(new Blob([bytes]));
  })).split(',')[1];
  try {
    const { pixels, ...rest } = await readImage(Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)), { invert, rules });
    return { ...rest, pixels: await text(pixels.data), input: await text(toInput(pixels, size)) };
  } catch (error) { return { error: error.name, message: error.message }; }
}"""

Read = Callable[..., Any]


@pytest.fixture(scope="module")
def reader(browser: Browser, twin: str) -> Iterator[Page]:
    """Any page of that origin, without the network and its model."""
    page = browser.new_page()
    page.goto(f"{twin}rules.json")
    yield page
    page.close()


def read(page: Page, data: bytes, *, invert: bool = False, size: int = SIZE) -> dict[str, Any]:
    """What ``readImage`` and ``toInput`` give, with arrays: ``pixels`` (h, w) and ``input`` (size, size); or an error."""
    answer: dict[str, Any] = page.evaluate(
        READ, {"data": base64.b64encode(data).decode(), "invert": invert, "size": size}
    )
    if "error" not in answer:
        shape = answer["info"]["height"], answer["info"]["width"]
        for name, form in (("pixels", shape), ("input", (size, size))):
            answer[name] = np.frombuffer(base64.b64decode(answer[name]), np.uint8).reshape(form)
    return answer


def gap(one: np.ndarray, other: np.ndarray) -> int:
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def compared(page: Page, data: bytes) -> tuple[int, int]:
    """How far pixels and input are from Python's, at most; everything else is the same."""
    found, expected = read(page, data), read_image(data)
    assert found.get("message") is None, found["message"]
    assert found["info"] == vars(expected.info)
    assert found["colour"] == pytest.approx(expected.colour, abs=0.05)
    return gap(found["pixels"], expected.pixels), gap(found["input"], to_input(expected.pixels, SIZE))
