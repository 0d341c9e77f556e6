"""What the network runs on in a browser: WebAssembly, several threads of it, or a graphics card that proves better."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import launched
from playwright.sync_api import Browser, Page
from twin import predict

from pneumonia.classifier import Classifier
from pneumonia.image import read_image, to_input

#: Chromium's graphics card in software: WebGPU as it is on a card, only slower.
SOFTWARE = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan")

#: The page's own network on WebAssembly, without a worker around it.
NETWORK = """
  const base = document.baseURI, load = (name) => import(new URL(`engine/${name}.js`, base));
  const [{ Network, fetchProgram }, { Downloads }, webgpu, { Backend }] = await Promise.all(
    ['network', 'download', 'webgpu', 'backend'].map(load));
  const downloads = new Downloads({});
  const model = await downloads.fetch(new URL('model/model.onnx', base));
  const network = await Network.load(model, await fetchProgram(downloads));
  const info = await (await fetch(new URL('model/bundle.json', base))).json();
  const { input: { size }, calibration: { temperature } } = info;
  // A clock that a run may put forward, so that nothing has to be waited for.
  let ahead = 0;
  const clock = performance.now.bind(performance);
  performance.now = () => clock() + ahead;
  const slower = (by, change = (found) => found) => ({
    run: async (...args) => { ahead += by; return change(await network.run(...args)); },
  });
  Object.assign(globalThis, { webgpu, Backend, model, network, size, temperature, slower });
"""


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """A page with the network, and what may run it, as variables of the same names."""
    page = browser.new_page()
    page.goto(f"{twin}manifest.webmanifest")
    page.evaluate(f"async () => {{ {NETWORK} }}")
    yield page
    page.close()


def test_a_card_is_taken_only_if_it_agrees_and_is_faster(page: Page) -> None:
    """The card's part is played by the network itself, whose answer is altered or comes late."""
    found = page.evaluate("""async () => {
      const late = slower(60e3);
      const changed = (change) => webgpu.isBetter(slower(0, change), late, size, temperature);
      const first = (array, change) => array.map((value, n) => (n ? value : change(value)));
      const off = (array) => (value) => value + 0.05 * Math.max(...array.map(Math.abs));
      return {
        same: await webgpu.isBetter(network, late, size, temperature),
        slower: await webgpu.isBetter(slower(90e3), late, size, temperature),
        logit: await changed((found) => ({ ...found, logit: found.logit + 0.03 * temperature })),
        map: await changed((found) => ({ ...found, cam: { data: first(found.cam.data, off(found.cam.data)) } })),
        features: await changed((found) => ({ ...found, features: first(found.features, off(found.features)) })),
        nonsense: await changed((found) => ({ ...found, features: first(found.features, () => NaN) })),
      };
    }""")
    expected = {"same": True, "slower": False, "logit": False, "map": False, "features": False, "nonsense": False}
    assert found == expected


def test_only_a_slow_processor_asks_for_a_card(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    times = page.evaluate("""async () => {
      const cards = [], value = { requestAdapter: async () => { cards.push('asked'); } };
      Object.defineProperty(navigator, 'gpu', { configurable: true, value });
      const read = async (by, backend, answers) => {
        const tried = cards.length, runner = new Backend(slower(by), model, { size, temperature, backend });
        let trial = null;
        runner.tryCard = () => { trial = Backend.prototype.tryCard.call(runner); };
        for (let n = 0; n < answers; n++) await runner.run(new Uint8Array(size * size));
        await trial;
        return [cards.length - tried, runner.name];
      };
      return {
        fast: await read(-60e3, 'auto', 4),
        early: await read(60e3, 'auto', 2),
        slow: await read(60e3, 'auto', 5),
        never: await read(60e3, 'wasm', 4),
      };
    }""")
    assert times == {"fast": [0, "wasm"], "early": [0, "wasm"], "slow": [1, "wasm"], "never": [0, "wasm"]}
    assert not [url for url in asked if "jspi" in url], "without a card nothing is loaded for one"


def test_a_card_that_is_lost_costs_nobody_an_answer(page: Page) -> None:
    same, name = page.evaluate("""async () => {
      const runner = new Backend(network, model, { size, temperature });
      runner.card = { run: async () => { throw new Error('the device was lost'); } };
      const film = new Uint8Array(size * size).fill(90);
      return [(await runner.run(film)).logit === (await network.run(film, size)).logit, runner.name];
    }""")
    assert same
    assert name == "wasm"


def test_without_a_card_the_answers_come_from_webassembly(page: Page) -> None:
    told = page.evaluate("""async () => {
      const names = [], noDriver = async () => { throw new Error('no driver'); };
      for (const value of [undefined, { requestAdapter: async () => null }, { requestAdapter: noDriver }]) {
        Object.defineProperty(navigator, 'gpu', { configurable: true, value });
        const runner = new Backend(network, model, { size, temperature, backend: 'webgpu' });
        await runner.tryCard();
        names.push(runner.name);
      }
      return names;
    }""")
    assert told == ["wasm"] * 3


def test_who_asks_for_a_card_that_does_not_start_gets_answers(
    blank: Page, classifier: Classifier, films: list[Path]
) -> None:
    gpu = "{ requestAdapter: async () => { throw new Error('no driver'); } }"
    blank.route(
        "**/worker.js",
        lambda route: route.fulfill(
            body=f"Object.defineProperty(navigator, 'gpu', {{ value: {gpu} }});\n" + route.fetch().text(),
            content_type="text/javascript",
        ),
    )
    blank.evaluate("""async () => {
      const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
      window.classifier = Classifier.load(undefined, { backend: 'webgpu' });
    }""")
    found = predict(blank, films[0].read_bytes())["report"]
    assert found["probability"] == pytest.approx(classifier.predict(films[0]).report.probability, abs=0.005)
    assert blank.evaluate("async () => (await (await window.classifier).runsOn()).backend") == "wasm"


def test_an_unknown_backend_is_named(page: Page) -> None:
    assert page.evaluate("""async () => {
      const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
      return Classifier.load(undefined, { backend: 'cuda' }).catch(({ name, message }) => [name, message]);
    }""") == ["InvalidOption", "Expected a backend out of auto, wasm, webgpu; received 'cuda'."]


@pytest.mark.slow
def test_a_card_in_software_says_what_python_says(twin: str, classifier: Classifier, films: list[Path]) -> None:
    """WebAssembly is made to seem slower, or this card would not be taken."""
    inputs = [to_input(read_image(film).pixels, classifier.size) for film in films]
    sent = [base64.b64encode(model_input.tobytes()).decode() for model_input in inputs]
    with launched(*SOFTWARE) as browser:
        page = browser.new_page()
        page.goto(f"{twin}manifest.webmanifest")
        found: dict[str, Any] = page.evaluate(
            f"""async (films) => {{ {NETWORK}
          const wait = setTimeout;
          globalThis.setTimeout = (call, time) => wait(call, 10 * time);  // a busy machine
          const card = await webgpu.fasterCard(slower(600e3), model, {{ size, temperature, software: true }});
          const bytes = films.map((film) => Uint8Array.from(atob(film), (sign) => sign.charCodeAt(0)));
          const answers = await Promise.all(bytes.map((film) => card.run(film, size)));
          return answers.map(({{ logit, cam, features }}) => (
            {{ logit, cam: [...cam.data], features: [...features] }}));
        }}""",
            sent,
        )
    logits, cams, features = classifier.network.run(np.stack(inputs))
    for answer, logit, cam, feature in zip(found, logits, cams, features, strict=True):
        assert answer["logit"] == pytest.approx(logit, abs=1e-3)
        assert np.abs(answer["cam"] - cam.ravel()).max() <= 0.02 * np.abs(cam).max()
        assert np.abs(answer["features"] - feature).max() <= 0.02 * np.abs(feature).max()
