"""The static page in headless Chromium, handed out on this machine: how soon it is ready, and how long answers take."""

import base64
import json
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from pneumonia import bundle
from space.twin.offline import WORKER
from space.twin.stage import stage
from tests.benchmarks import films
from tests.benchmarks.table import fact, row
from tests.browser import launched
from tests.twin import handed_out

VISITS, ANSWERS = 7, 50

#: Milliseconds from a film's bytes to its report and map, in the page's own module.
_ANSWER = """async ({ film, rounds }) => {
  const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
  const classifier = await (window.classifier ??= Classifier.load());
  const bytes = Uint8Array.from(atob(film), (sign) => sign.charCodeAt(0)), taken = [];
  for (let round = 0; round < rounds + 5; round++) {
    const started = performance.now();
    await classifier.predict(bytes);
    taken.push(performance.now() - started);
  }
  return taken.slice(5);  // after a few to warm up
}"""
#: Milliseconds from choosing a file to the drawn answer with its pictures.
_SHOW = """async ({ film, rounds }) => {
  const bytes = Uint8Array.from(atob(film), (sign) => sign.charCodeAt(0)), taken = [];
  const input = document.querySelector('#px-drop-predict input');
  const pictures = document.querySelector('#px-pictures-predict');
  for (let round = 0; round < rounds + 5; round++) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([bytes], 'film.jpeg'));
    input.files = chosen.files;
    const drawn = new Promise((done) => {
      new MutationObserver((_, watch) => { watch.disconnect(); requestAnimationFrame(() => setTimeout(done)); })
        .observe(pictures, { childList: true });
    });
    const started = performance.now();
    input.dispatchEvent(new Event('change'));
    await drawn;
    taken.push(performance.now() - started);
  }
  return taken.slice(5);
}"""


def measure() -> None:
    """First visits, then answers: as at the first visit, and with threads, as from the second on."""
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        stage(Path(folder), bundle.load(bundle.RELEASE))
        with handed_out(Path(folder)) as address:
            ready = [_first_visit(browser, address) for _ in range(VISITS)]
            row("static page: from the first visit to ready for a film", ready, "aim 3,000 ms")
            fact("static page: a first visit loads, films apart", f"{_kept(Path(folder)) / 1e6:.1f} MB (aim 20 MB)")
            _answers(browser, address)


def _first_visit(browser: Browser, address: str) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        started = time.perf_counter()
        page.goto(address)
        _wait_for_model(page)
        return (time.perf_counter() - started) * 1000


def _wait_for_model(page: Page) -> None:
    page.locator("#px-examples > *").first.wait_for()
    page.locator("#px-model:empty").wait_for(state="attached")


def _kept(folder: Path) -> int:
    """Bytes of all files that the service worker asks for."""
    staged = json.loads((folder / WORKER).read_text().split("\n", 1)[0].removeprefix("const STAGED = ").rstrip(";"))
    return sum((folder / name).stat().st_size for name in staged["files"])


def _answers(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        _wait_for_model(page)
        _measure_answers(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.reload()
        _wait_for_model(page)
        _measure_answers(page)


def _measure_answers(page: Page) -> None:
    isolated = page.evaluate("crossOriginIsolated")
    threads = "with threads" if isolated else "one thread"
    for size, content in (("224 x 224", films.test_images()[0]), ("full-size", films.full_size())):
        asked = {"film": base64.b64encode(content).decode(), "rounds": ANSWERS}
        answers = page.evaluate(_ANSWER, asked)
        row(f"static page, {threads}, {size} film: bytes to report with map", answers, "aim 150 ms")
        row(f"static page, {threads}, {size} film: chosen to drawn", page.evaluate(_SHOW, asked), "aim 150 ms")
