"""The static page inside another page, which hands in X-rays and hears the answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served import NO_IMAGE, UNREADABLE

from pneumonia.bundle import MODEL
from pneumonia.classifier import Classifier


@pytest.fixture
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """Of somebody else, with the static page in it, which is ready."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{twin}developers/embed.html")
        expect(page.get_by_label("A chest X-ray")).to_be_enabled()
        yield page


def test_a_page_that_embeds_this_one_hears_the_answers(page: Page, classifier: Classifier, films: list[Path]) -> None:
    choose, told = page.get_by_label("A chest X-ray"), page.locator("output")
    choose.set_input_files(films[1])
    expected = classifier.predict(films[1]).report
    expect(told).to_have_text(f"{expected.label}, {expected.probability:.3f}")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="PNEUMONIA")).to_be_visible()
    expect(inside.get_by_role("heading", name="Pneumonia on chest")).to_be_hidden()
    choose.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": NO_IMAGE})
    expect(told).to_contain_text(UNREADABLE)
    expect(inside.locator("#px-alert")).to_contain_text(UNREADABLE)
    expect(inside.get_by_role("heading", name="PNEUMONIA")).to_have_count(0)
    send = "sent => document.querySelector('iframe').contentWindow.postMessage(sent, location.origin)"
    page.evaluate(send, {"type": "pneumonia:predict", "file": "film.jpeg"})
    expect(told).to_contain_text("Expected an image as a Blob, File, ArrayBuffer or Uint8Array; received String.")
    page.evaluate(send, {"type": "pneumonia:predict", "file": "film.jpeg", "operatingPoint": "typo"})
    expect(told).to_contain_text("received 'typo'")
    expect(inside.locator("#px-alert")).to_contain_text("received 'typo'")
    page.evaluate(send, {"type": "pneumonia:show", "tab": "metrics", "threshold": 0.5})
    expect(inside.locator(".px-slider output").first).to_have_text("50.0\N{NO-BREAK SPACE}%")


#: Holds the answer for a file of so many bytes back until ``release()``.
HELD = """async (size) => {
  const { Classifier } = await import(new URL('pneumonia.js', document.baseURI)), { predict } = Classifier.prototype;
  const released = new Promise((done) => { globalThis.release = done; });
  Classifier.prototype.predict = async function (file, options) {
    const found = await predict.call(this, file, options);
    if (file.size === size) await released;
    return found;
  };
}"""


@pytest.mark.parametrize(("older", "newer"), [("message", "message"), ("message", "upload"), ("upload", "message")])
def test_of_several_films_on_their_way_the_last_one_is_shown(
    page: Page, films: list[Path], older: str, newer: str
) -> None:
    """Whoever handed them in, and in whatever order the answers come, which all senders get."""
    choose, inside = page.get_by_label("A chest X-ray"), page.frame_locator("iframe")
    page.frames[1].evaluate(HELD, films[0].stat().st_size)
    page.evaluate("""() => {
      globalThis.answers = 0;
      addEventListener('message', ({ data }) => { if (data.type === 'pneumonia:report') answers++; });
    }""")
    ways = {"message": choose, "upload": inside.locator("#px-drop-predict input")}
    ways[older].set_input_files(films[0])
    ways[newer].set_input_files(films[1])
    answer = inside.locator("#px-answer")
    expect(answer.locator("h2")).to_contain_text("PNEUMONIA")
    expect(answer).to_have_attribute("aria-busy", "false")
    page.frames[1].evaluate("release()")
    page.wait_for_function("sent => answers === sent", arg=(older, newer).count("message"))
    page.frames[1].evaluate("() => new Promise((done) => setTimeout(done, 50))")
    expect(answer.locator("h2")).to_contain_text("PNEUMONIA")


def test_a_page_that_embeds_this_one_hears_that_there_is_no_model(browser: Browser, twin: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"**/model/{MODEL}", lambda route: route.fulfill(status=503))
        page.goto(f"{twin}developers/embed.html")
        page.frame_locator("iframe").get_by_role("button", name="Try again").wait_for()
        page.evaluate("""() => document.querySelector('iframe').contentWindow.postMessage(
          { type: 'pneumonia:predict', id: 7, file: new Blob(['x']) }, location.origin)""")
        expect(page.locator("output")).to_contain_text("model.onnx; it could not be loaded (the server answered 503)")
