"""The reader as a module: what developers build on."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from served import NO_IMAGE
from twin import Files, handed_out

from pneumonia.bundle import METRICS, MODEL, TYPICAL
from pneumonia.classifier import Classifier
from pneumonia.ui.texts import ENGLISH
from space.twin.stage import BROWSER

#: As much of rules.json as the modules need that do without the page.
RULES = {"failures": ENGLISH.browser_failures}
#: Loads the classifier again and says how that ended.
LOAD = """async () => {
  const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
  return Classifier.load().then((classifier) => classifier.model.id, ({ name, message }) => [name, message]);
}"""


@pytest.fixture(scope="module")
def loaded(browser: Browser, twin: str) -> Iterator[Page]:
    """A page of the same origin with a ``classifier`` that is ready, and the ``shares`` that it heard until then."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{twin}manifest.webmanifest")
        page.evaluate("""async () => {
          const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
          globalThis.shares = [];
          globalThis.classifier = await Classifier.load('model/', { onProgress: (share) => shares.push(share) });
        }""")
        yield page


@pytest.fixture
def blank(loaded: Page) -> Iterator[Page]:
    """The same page; what a test does to its network ends with the test."""
    yield loaded
    loaded.unroute_all()


def test_the_example_page_reads_films(browser: Browser, twin: str, classifier: Classifier, films: list[Path]) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.goto(f"{twin}developers/module.html")
        shown = page.get_by_role("status")
        expect(shown).to_have_text(f"{classifier.model.id} is ready.")
        broken = {"name": "words.png", "mimeType": "image/png", "buffer": NO_IMAGE}
        film = {"name": "film.jpeg", "mimeType": "image/jpeg", "buffer": films[1].read_bytes()}
        page.get_by_label("A chest X-ray").set_input_files([film, broken])
        expect(shown).to_contain_text("words.png: Expected an image of a chest X-ray; received a 12-byte file")
        report = json.loads(shown.inner_text().split("film.jpeg: ")[1].split("words.png: ")[0])
        expected = classifier.predict(films[1]).report.to_json()
        assert report["probability"] == pytest.approx(expected["probability"], abs=0.005)
        assert list(report) == list(expected)
        assert not complaints


def test_the_module_works_in_a_page_of_another_origin(
    browser: Browser, twin_folder: Path, tmp_path: Path, classifier: Classifier, films: list[Path]
) -> None:
    """There it can have no worker of its own, so it runs on the page's thread."""
    (tmp_path / "index.html").write_text("<!doctype html><title>A page of somebody else</title>")
    with handed_out(twin_folder, OpenToAll) as elsewhere, handed_out(tmp_path) as address, browser.new_page() as page:
        page.goto(address)
        page.route("**/engine/engine.js", lambda route: route.abort(), times=1)
        load = """async (address) => {
          const { Classifier } = await import(`${address}/pneumonia.js`);
          return Classifier.load().catch(({ name, message, reload }) => [name, message, reload]);
        }"""
        kind, told, reload = page.evaluate(load, elsewhere)
        assert (kind, reload) == ("BundleError", True)
        assert told.endswith("Check the connection and reload the page.")
        page.reload()
        found = page.evaluate(
            """async ([address, film]) => {
          const { Classifier } = await import(`${address}/pneumonia.js`);
          const classifier = await Classifier.load();
          return (await classifier.predict(Uint8Array.from(film))).report;
        }""",
            [elsewhere, list(films[0].read_bytes())],
        )
        assert found["probability"] == pytest.approx(classifier.predict(films[0]).report.probability, abs=0.005)


class OpenToAll(Files):
    """Lets pages of other origins use its files."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


def altered(twin_folder: Path, name: str, change: Callable[[bytes], bytes]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=change((twin_folder / "model" / name).read_bytes()))


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (MODEL, lambda content: content[:-9], "model.onnx is truncated or altered: expected"),
        (MODEL, lambda content: content[:-1] + b"!", "model.onnx was altered: its SHA-256 is not the one"),
        (TYPICAL, lambda content: b"?" + content[1:], "typical.npz was altered"),
        ("bundle.json", lambda _: b"<html>", "bundle.json is not the JSON of a bundle"),
        ("bundle.json", lambda content: content.replace(b'"schema": 1', b'"schema": 9'), "bundle.json has schema 9"),
        ("bundle.json", lambda content: content.replace(b'"labels"', b'"label"'), "bundle.json lacks labels"),
        ("bundle.json", lambda _: b"null", "bundle.json is not the JSON of a bundle"),
        ("bundle.json", lambda _: b"{}", "bundle.json is not the JSON of a bundle (it names no schema)"),
        ("bundle.json", lambda content: content.replace(b"model.onnx", b"model.omnx"), "bundle.json was altered"),
        ("bundle.json", lambda content: content.replace(b'"offset"', b'"of"'), "bundle.json was altered"),
        ("bundle.json", lambda content: content.replace(b'"balanced"', b'"other"', 1), "bundle.json was altered"),
        ("source.json", lambda _: b"<html>", "source.json could not be read"),
    ],
)
def test_an_altered_model_is_not_used(
    blank: Page, twin_folder: Path, name: str, change: Callable[[bytes], bytes], sentence: str
) -> None:
    blank.route(f"**/model/{name}", altered(twin_folder, name, change))
    kind, message = blank.evaluate(LOAD)
    assert kind == "BundleError"
    assert message.startswith(sentence)


@pytest.mark.parametrize("name", [MODEL, TYPICAL, "bundle.json"])
def test_a_missing_file_is_named(blank: Page, name: str) -> None:
    blank.route(f"**/model/{name}", lambda route: route.fulfill(status=404))
    kind, message = blank.evaluate(LOAD)
    assert kind == "BundleError"
    assert message.startswith(f"Expected the file {name}; it could not be loaded (the server answered 404). Check the")


def test_a_lost_network_is_told(blank: Page) -> None:
    blank.route(f"**/model/{MODEL}", lambda route: route.abort())
    kind, message = blank.evaluate(LOAD)
    assert kind == "BundleError"
    assert message == (
        "Expected the file model.onnx; it could not be loaded (the network failed). Check the connection and try again."
    )


@pytest.mark.parametrize("name", ["engine/engine.js", "vendor/ort/ort.wasm.min.mjs", "vendor/ort/*.wasm.gz"])
def test_a_reader_that_does_not_arrive_is_told(blank: Page, name: str) -> None:
    blank.route(f"**/{name}", lambda route: route.abort())
    kind, message = blank.evaluate(LOAD)
    assert kind == "BundleError"
    assert message.endswith("Check the connection and try again.")


def test_a_graph_that_does_not_run_is_told(blank: Page, twin_folder: Path) -> None:
    """A bundle that is whole but was exported wrongly."""
    info = json.loads((twin_folder / "model" / "bundle.json").read_text())
    info["files"][MODEL] = {"bytes": 5, "sha256": hashlib.sha256(b"graph").hexdigest()}
    blank.route("**/model/bundle.json", lambda route: route.fulfill(body=json.dumps(info)))
    blank.route(f"**/model/{MODEL}", lambda route: route.fulfill(body=b"graph"))
    kind, message = blank.evaluate(LOAD)
    assert kind == "BundleError"
    assert message.startswith("The model could not be started (")


def test_a_browser_without_simd_is_told(blank: Page, twin_folder: Path) -> None:
    old = "WebAssembly.validate = () => false;\n" + (twin_folder / "worker.js").read_text()
    blank.route("**/worker.js", lambda route: route.fulfill(body=old, content_type="text/javascript"))
    kind, message = blank.evaluate(LOAD)
    assert kind == "UnsupportedBrowser"
    assert "(WebAssembly SIMD)" in message


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("null", "Expected an image as a Blob, File, ArrayBuffer or Uint8Array; received null."),
        ("'film.jpeg'", "Expected an image as a Blob, File, ArrayBuffer or Uint8Array; received String."),
    ],
)
def test_what_is_no_file_at_all_is_told(loaded: Page, source: str, told: str) -> None:
    assert (
        loaded.evaluate(f"""() => (
      classifier.predict({source}).catch(({{ name, message }}) => `${{name}}: ${{message}}`)
    )""")
        == f"InputError: {told}"
    )


@pytest.mark.parametrize(
    ("options", "received"),
    [
        ("'screening'", "'screening'"),
        ("{ operating_point: 'screening' }", "the option operating_point"),
        ("{ operatingPoint: 'screening', inverted: true }", "the option inverted"),
        ("['screening']", "the option 0"),
        ("null", "null"),
        ("true", "true"),
    ],
)
def test_an_option_that_does_not_exist_is_told(loaded: Page, options: str, received: str) -> None:
    """It must not be read at the default threshold as if nothing had been asked for."""
    told = loaded.evaluate(f"""async () => {{
      const {{ Classifier, InvalidOption }} = await import(new URL('pneumonia.js', document.baseURI));
      const told = (error) => `${{error instanceof InvalidOption}}: ${{error.message}}`;
      const film = new Uint8Array(1);
      const asked = [classifier.predict(film, {options}), Classifier.load('model', {options})];
      return Promise.all(asked.map((answer) => answer.catch(told)));
    }}""")
    expected = "true: Expected an object with no options but"
    assert told[0] == f"{expected} operatingPoint, invert; received {received}."
    received = received.replace("inverted", "operatingPoint, inverted")  # which load does not know either
    assert told[1] == f"{expected} onProgress, threads, backend; received {received}."


def test_altered_measurements_are_not_shown(blank: Page) -> None:
    blank.route("**/model/metrics.json", lambda route: route.fulfill(body="{}"))
    told = blank.evaluate("() => classifier.metrics().catch(({ name, message }) => `${name}: ${message}`)")
    assert told.startswith("BundleError: metrics.json is truncated or altered: expected")


def test_it_tells_what_was_measured_and_which_model_it_is(loaded: Page, classifier: Classifier) -> None:
    found = loaded.evaluate("""async () => {
      const { model, operatingPoints, defaultOperatingPoint, size } = classifier;
      return { model, operatingPoints, defaultOperatingPoint, size, metrics: await classifier.metrics(), shares };
    }""")
    assert found["model"] == asdict(classifier.model)
    assert found["operatingPoints"] == classifier.operating_points
    assert found["defaultOperatingPoint"] == classifier.default_operating_point
    assert found["size"] == classifier.size
    assert found["metrics"] == json.loads((classifier.bundle.folder / METRICS).read_text())
    assert found["shares"] == sorted(found["shares"])
    assert found["shares"][-1] == 1


def test_many_at_once_get_each_their_own_answer(loaded: Page, classifier: Classifier, films: list[Path]) -> None:
    found = loaded.evaluate(
        """async (films) => {
      const asked = [...films, [1, 2, 3], ...films].map((film) => classifier.predict(Uint8Array.from(film)));
      const answers = await Promise.allSettled(asked);
      return answers.map(({ value, reason }) => value?.report.probability ?? reason.name);
    }""",
        [list(film.read_bytes()) for film in films],
    )
    expected = [classifier.predict(film).report.probability for film in films]
    assert found[2] == "InputError"
    assert found[:2] == pytest.approx(expected, abs=0.005)
    assert found[3:] == found[:2]


def test_a_worker_that_dies_is_replaced(loaded: Page, classifier: Classifier, films: list[Path]) -> None:
    found = loaded.evaluate(
        """async (film) => {
      const asked = classifier.predict(Uint8Array.from(film)).catch(({ message }) => message);
      await new Promise((later) => setTimeout(later, 2));  // it is being read now
      classifier.engine.worker.onerror({ message: 'out of memory' });
      const lost = await asked;
      return [lost, (await classifier.predict(Uint8Array.from(film))).report.probability];
    }""",
        list(films[0].read_bytes()),
    )
    assert found[0] == "The reader stopped (out of memory). Try again."
    assert found[1] == pytest.approx(classifier.predict(films[0]).report.probability, abs=0.005)


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page beside the modules as they are, whose workers are ``made`` and do what ``mood`` says."""
    with handed_out(BROWSER) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/errors.js")
        code = """(rules) => {
          Object.assign(globalThis, { rules, made: [], mood: 'well' });
          globalThis.Worker = class {
            constructor() {
              made.push(this);
              if (mood === 'unfetched') setTimeout(() => this.ended || this.onerror({}));
            }
            postMessage({ id, call, args }) {
              if (call === 'load') [this.folder] = args;
              const error = { name: 'BundleError', message: 'no network' };
              const answers = { well: { id, result: call }, offline: { id, error } };
              if (mood in answers) setTimeout(() => this.ended || this.onmessage({ data: answers[mood] }));
            }
            terminate() { this.ended = true; }
          };
        }"""
        page.evaluate(code, RULES)
        yield page


def test_a_worker_is_replaced_once_for_each_question(bare: Page) -> None:
    found = bare.evaluate("""async () => {
      const { startEngine } = await import(new URL('engine/threads.js', document.baseURI));
      const engine = startEngine(), told = [];
      const find = () => engine.find(new Uint8Array(1)).catch(({ message }) => message);
      await engine.load('model/', { rules });
      mood = 'unfetched';
      made[0].onerror({ message: 'out of memory' });
      await new Promise((later) => setTimeout(later, 50));
      told.push(made.length, ...await Promise.all([find(), find()]), made.length);
      mood = 'offline';
      told.push(await find(), made.length);
      mood = 'well';
      told.push(await find(), await engine.runsOn(), made.length);
      return [told, made.map(({ ended = false }) => ended)];
    }""")
    unfetched = "The reader stopped (it could not be started). Try again."
    assert found == [
        [1, unfetched, unfetched, 2, "no network", 3, "find", "runsOn", 4],
        [True, True, True, False],
    ]


def test_a_failed_attempt_to_load_leaves_no_worker(bare: Page) -> None:
    """And says what failed: the rules, the network of the worker, or the worker itself."""
    attempt = """async (how) => {
      const { Classifier, BundleError, EngineStopped } = await import(new URL('pneumonia.js', document.baseURI));
      mood = how;
      const kind = await Classifier.load().catch((error) => {
        if (error instanceof BundleError || error instanceof EngineStopped) return [error.name, error.message];
        return [`undocumented ${error.name}`, error.message];
      });
      return [...kind, made.length, made.filter(({ ended }) => ended).length];
    }"""
    kind, told, *workers = bare.evaluate(attempt, "well")
    assert (kind, workers) == ("BundleError", [1, 1])
    assert told.startswith("Expected the file rules.json; it could not be loaded (the server answered 404). Check the")
    bare.route("**/rules.json", lambda route: route.abort())
    kind, told, *workers = bare.evaluate(attempt, "well")
    assert (kind, workers) == ("BundleError", [2, 2])
    assert told.startswith("Expected the file rules.json; it could not be loaded (Failed to fetch)")
    bare.route("**/rules.json", lambda route: route.fulfill(json=RULES))
    assert bare.evaluate(attempt, "offline") == ["BundleError", "no network", 3, 3]
    stopped = "The reader stopped (it could not be started). Try again."
    assert bare.evaluate(attempt, "unfetched")[:2] == ["EngineStopped", stopped]
    assert bare.evaluate("made.every(({ ended }) => ended)")


@pytest.mark.parametrize("folder", ["model", "model/", "./model?v=2", "/model"])
def test_a_folder_needs_no_slash_at_its_end(bare: Page, folder: str) -> None:
    bare.route("**/rules.json", lambda route: route.fulfill(body="{}"))
    asked = bare.evaluate(
        """async (folder) => {
      const { Classifier } = await import(new URL('pneumonia.js', document.baseURI));
      await Classifier.load(folder).catch(() => {});
      return new URL('bundle.json', made[0].folder).pathname;
    }""",
        folder,
    )
    assert asked == "/model/bundle.json"
