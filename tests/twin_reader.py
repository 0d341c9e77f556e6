"""The reader of the static page beside the reader in Python, for the tests of what both see and say."""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from pneumonia.errors import InputError
from pneumonia.image import read_image, to_input

SIZE = 192
READ = """async ({ data, invert, size }) => {
  const { readImage } = await import(new URL('image/image.js', document.baseURI));
  const { toInput } = await import(new URL('image/resize.js', document.baseURI));
  const { image: rules } = await (window.rules ??= fetch('rules.json').then((answer) => answer.json()));
  const text = async (bytes) => (await new Promise((done) => {
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result) });
    reader.readAsDataURL(new Blob([bytes]));
  })).split(',')[1];
  const bytes = new Uint8Array(await (await fetch(`data:;base64,${data}`)).arrayBuffer());
  try {
    const { pixels, ...rest } = await readImage(bytes, { invert, rules });
    return { ...rest, pixels: await text(pixels.data), input: await text(toInput(pixels, size)) };
  } catch (error) { return { error: error.name, message: error.message }; }
}"""


@pytest.fixture(scope="module")
def reader(browser: Browser, twin: str) -> Iterator[Page]:
    """Any page of that origin, without the network and its model."""
    page = browser.new_page()
    page.goto(f"{twin}rules.json")
    yield page
    page.close()


def read(page: Page, data: bytes, *, invert: bool = False, size: int = SIZE) -> dict[str, Any]:
    """What ``readImage`` and ``toInput`` give: ``pixels`` (h, w) and ``input`` (size, size) as arrays; or an error."""
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


def told(page: Page, data: bytes) -> tuple[str, str]:
    """The words with which the page refuses a file, and Python's, which name TIFF too; empty where it is read."""
    try:
        read_image(data)
        expected = ""
    except InputError as error:
        expected = str(error).replace("TIFF, ", "")
    return read(page, data).get("message", ""), expected
