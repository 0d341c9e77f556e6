"""The app as a process, used as its visitors do: with Gradio's client, with curl, and in a browser.

It serves the embedded model, or the one that PNEUMONIA_MODEL names, with the real X-rays of the data folder as gallery.
"""

import io
import json
import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import cv2
import numpy as np
import pytest
from browser import launched, visit
from dicoms import PATIENT, dicom
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

import app as launcher
from pneumonia import charts, hub
from pneumonia.bundle import RELEASE
from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.explain import overlay
from pneumonia.image import read_image
from pneumonia.ui import about, card, gallery, session
from pneumonia.ui.collection import Collection, Item, evenly
from pneumonia.ui.page import build
from pneumonia.ui.texts import ENGLISH

ROOT = Path(__file__).parents[1]
MODEL = os.environ.get("PNEUMONIA_MODEL")
NO_IMAGE = b"hello world!"
UNREADABLE = "Expected an image of a chest X-ray; received a 12-byte file that is no image format we read"
TABS = ["Predict", "Grad-CAM", "Gallery", "Metrics / ROC", "About & API"]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    if not MODEL and not (RELEASE / "bundle.json").is_file():
        pytest.skip("NO MODEL: pneumonia/release/ holds no bundle and PNEUMONIA_MODEL names none")
    return Classifier(hub.resolve(MODEL))


@pytest.fixture(scope="module")
def films(shared_data: Path) -> list[Path]:
    """A healthy and an ill child's X-ray at full size."""
    return [sorted((shared_data / "originals" / label).glob("*"))[0] for label in ("NORMAL", "PNEUMONIA")]


@pytest.fixture(scope="module")
def address(classifier: Classifier, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app's address; it serves the very model that ``classifier`` holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("app")
    environment = os.environ | {
        "PNEUMONIA_MODEL": str(classifier.bundle.folder),
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(folder / "uploads"),
        "PNEUMONIA_GALLERY": str(shared_data / "originals"),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield _wait_for(f"http://127.0.0.1:{port}", process, folder / "log")
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address + "/config", timeout=5):
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def client(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with redirect_stdout(io.StringIO()):
        client = Client(address, verbose=False, download_files=str(tmp_path_factory.mktemp("downloads")))
    yield client
    client.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address) as page:
        yield page


def same_but_time(report: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Probabilities may differ in the last digits, because threads share the sums differently."""
    close = report["probability"] == pytest.approx(expected["probability"], abs=1e-5)
    inexact = ("probability", "confidence", "elapsed_ms", "chest_xray")
    return close and all(report[key] == expected[key] for key in expected if key not in inexact)


# ---------------------------------------------------------------- the API


def test_only_the_five_endpoints_are_public(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert sorted(described["named_endpoints"]) == ["/gradcam", "/metrics", "/model", "/predict", "/predict_batch"]
    assert described["unnamed_endpoints"] == {}
    predict = described["named_endpoints"]["/predict"]
    assert [parameter["parameter_name"] for parameter in predict["parameters"]] == ["image", "operating_point"]
    assert predict["description"].startswith("Read one chest X-ray and return the report.")


def test_predict_answers_like_the_classifier(client: Client, classifier: Classifier, films: list[Path]) -> None:
    for film in films:
        report = client.predict(handle_file(film), operating_point="screening", api_name="/predict")
        expected = classifier.predict(film, "screening").report.to_json()
        assert list(report) == list(expected)
        assert same_but_time(report, expected)


def test_gradcam_returns_the_overlay_as_png(client: Client, classifier: Classifier, films: list[Path]) -> None:
    prediction = classifier.predict(films[1])
    for evidence in ("PNEUMONIA", "NORMAL"):
        picture, report = client.predict(
            handle_file(films[1]), evidence=evidence, opacity=0.9, colormap="viridis", api_name="/gradcam"
        )
        expected = overlay(prediction.xray.pixels, prediction.cam, evidence=evidence, opacity=0.9, colormap="viridis")
        assert Path(picture).read_bytes().startswith(b"\x89PNG")
        received = cv2.imread(picture)[..., ::-1]
        assert received.shape == expected.shape
        assert np.abs(received.astype(int) - expected).max() <= 1
        assert same_but_time(report, prediction.report.to_json())


def test_a_batch_answers_file_by_file(client: Client, films: list[Path], tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(NO_IMAGE)
    files = [handle_file(films[0]), handle_file(tmp_path / "bad.jpg"), handle_file(films[1])]
    first, second, third = client.predict(files, api_name="/predict_batch")
    assert list(second) == ["error"]
    assert second["error"].startswith(UNREADABLE)
    assert [row["image"]["sha256"] for row in (first, third)] == [read_image(f).info.sha256 for f in films]


def test_metrics_and_model_are_the_bundles_own(client: Client, classifier: Classifier) -> None:
    metrics = classifier.bundle.metrics
    assert client.predict(api_name="/metrics") == {key: metrics[key] for key in metrics if key != "scores"}
    assert client.predict(True, api_name="/metrics") == metrics
    model = client.predict(api_name="/model")
    assert model == classifier.bundle.info | {"revision": classifier.model.revision}


@pytest.mark.parametrize(
    ("endpoint", "options", "message"),
    [
        ("/predict", {"operating_point": "hopeful"}, "received 'hopeful'."),
        ("/gradcam", {"evidence": "FLU"}, "Expected evidence for NORMAL or PNEUMONIA; received 'FLU'."),
        ("/gradcam", {"colormap": "pink"}, "Expected a colour map out of inferno, viridis, cividis, turbo;"),
        ("/gradcam", {"opacity": 7}, "Expected an opacity from 0 to 1; received 7"),
        ("/gradcam", {"opacity": "much"}, "Expected an opacity from 0 to 1; received 'much'."),
    ],
)
def test_wrong_options_are_named(
    client: Client, films: list[Path], endpoint: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(AppError, match=re.escape(message)):
        client.predict(handle_file(films[0]), api_name=endpoint, **options)


def test_no_image_and_a_bad_image_are_told_apart(client: Client, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="Expected an image file; received none"):
        client.predict(None, api_name="/predict")
    (tmp_path / "bad.jpg").write_bytes(NO_IMAGE)
    with pytest.raises(AppError, match=UNREADABLE):
        client.predict(handle_file(tmp_path / "bad.jpg"), api_name="/predict")


def test_the_curl_example_works_as_printed(address: str, films: list[Path], tmp_path: Path) -> None:
    shutil.copy(films[1], tmp_path / "xray.jpg")
    script = about.CURL.replace(about.ADDRESS, address)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
    )
    event, data = done.stdout.strip().split("\n", 1)
    assert event == "event: complete"
    [report] = json.loads(data.removeprefix("data: "))
    assert report["image"]["sha256"] == read_image(films[1]).info.sha256


def test_curl_is_told_what_is_wrong(address: str, tmp_path: Path) -> None:
    (tmp_path / "xray.jpg").write_bytes(NO_IMAGE)
    script = about.CURL.replace(about.ADDRESS, address)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.startswith("event: error")
    assert UNREADABLE in done.stdout


def test_the_python_example_works_as_printed(
    address: str, films: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(films[1], tmp_path / "xray.jpg")
    (tmp_path / "example.py").write_text(about.PYTHON.replace(about.ADDRESS, address))
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(io.StringIO()) as printed:
        names = runpy.run_path("example.py")
    names["client"].close()
    assert "overlay saved as" in printed.getvalue()
    assert cv2.imread(names["picture"]).shape[2] == 3


def test_no_file_but_what_the_app_made_is_served(address: str, films: list[Path]) -> None:
    for path in (films[0], ROOT / "app.py", Path("/etc/passwd")):
        with pytest.raises(HTTPError, match="403") as caught:
            urlopen(f"{address}/gradio_api/file={path}", timeout=10)
        caught.value.close()


def test_the_page_believes_no_path_that_is_not_an_upload(classifier: Classifier, films: list[Path]) -> None:
    for path in (films[0], "../../etc/passwd", None):
        with pytest.raises(UnreadableImage, match="received a path that is none"):
            session.read_upload(classifier, path, None)


# ---------------------------------------------------------------- the page


def upload(page: Page, file: Path | dict[str, Any], tab: str = "predict") -> None:
    page.set_input_files(f"#px-drop-{tab} input", file)  # type: ignore[arg-type]


def open_tab(page: Page, name: str) -> None:
    """On a narrow screen some tabs are in a menu."""
    tab = page.get_by_role("tab", name=name, exact=True).first
    if not tab.is_visible():
        page.locator(".overflow-menu > button").click()
        tab = page.locator(".overflow-dropdown button", has_text=name)
    tab.click()


def pixels(page: Page, selector: str) -> np.ndarray:
    """What is drawn there: (h, w, 3) RGB."""
    png = np.frombuffer(page.locator(selector).screenshot(), np.uint8)
    return cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1]


def colourfulness(picture: np.ndarray) -> float:
    return float((picture.max(axis=2).astype(int) - picture.min(axis=2)).max())


@pytest.mark.parametrize("which", [0, 1])
def test_an_xray_is_answered_in_words_and_with_a_picture(
    page: Page, classifier: Classifier, films: list[Path], which: int
) -> None:
    expect(page.get_by_text("Not a medical device.")).to_be_visible()
    upload(page, films[which])
    prediction = classifier.predict(films[which])
    report = prediction.report
    result = page.get_by_role("status", name="Result")
    expect(result.locator("h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")
    expect(result).to_contain_text(report.advice)
    meter = page.get_by_role("meter", name="Probability of pneumonia")
    assert meter.get_attribute("aria-valuenow") == f"{100 * (report.probability or 0):.0f}"
    expect(result).to_contain_text(f"threshold {card.percent(report.threshold)}")

    film, explained = "#px-pictures-predict figure:nth-child(1) .px-film", "#px-pictures-predict .px-explained"
    assert colourfulness(pixels(page, film)) < 8, "the X-ray is grey"
    shown = pixels(page, explained)
    if report.label == "PNEUMONIA":  # a healthy film may show no evidence for it at all
        assert colourfulness(shown) > 40, "the overlay is not"
    expected = cv2.resize(
        overlay(prediction.xray.pixels, prediction.cam), shown.shape[1::-1], interpolation=cv2.INTER_AREA
    )
    inside = np.s_[12:-12, 12:-12]  # the corners are round
    assert np.abs(shown[inside].astype(int) - expected[inside]).mean() < 3, "the browser blends like explain.overlay"


def test_a_file_that_cannot_be_read_loses_nothing(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    answered = page.locator("#px-answer h2").inner_text()
    upload(page, {"name": "<img src=x onerror=alert(1)>.jpg", "mimeType": "image/jpeg", "buffer": NO_IMAGE})
    expect(page.get_by_role("alert").first).to_contain_text(UNREADABLE)
    assert page.locator("#px-answer h2").inner_text() == answered
    upload(page, films[0])
    expect(page.get_by_role("alert")).to_have_count(0)


def test_dicom_without_an_extension_and_16_bit_png(page: Page, classifier: Classifier, films: list[Path]) -> None:
    deep = read_image(films[1]).pixels.astype(np.uint16) * 257
    png = cv2.imencode(".png", deep)[1].tobytes()
    for kind, name, data in (("DICOM", "IM000001", dicom(deep)), ("PNG", "deep.png", png)):
        upload(page, {"name": name, "mimeType": "application/octet-stream", "buffer": data})
        expect(page.locator("#px-answer .px-fine").last).to_contain_text(f"px {kind}")
        confidence = classifier.predict(data).report.confidence
        expect(page.locator("#px-answer h2")).to_contain_text(card.percent(confidence))
    assert PATIENT not in page.content()


def test_what_is_no_xray_is_not_judged(page: Page, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "noise.png"), noise)
    upload(page, tmp_path / "noise.png")
    expect(page.locator("#px-answer h2")).to_have_text("Not judged")
    expect(page.locator("#px-answer")).to_contain_text("does not look like a chest X-ray")
    expect(page.locator("#px-pictures-predict figure")).to_have_count(1)


def test_an_image_is_pasted(page: Page, films: list[Path]) -> None:
    page.evaluate(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        }""",
        ["pasted.jpg", list(films[1].read_bytes())],
    )
    expect(page.get_by_role("status", name="Result")).to_be_visible()


def test_the_operating_point_is_changed_afterwards(page: Page, classifier: Classifier, films: list[Path]) -> None:
    upload(page, films[0])  # not waited for: a change while the image is on its way counts too
    other = next(name for name in classifier.operating_points if name != classifier.default_operating_point)
    report = classifier.predict(films[0], other).report
    page.get_by_label(ENGLISH.point_names[other]).check()
    expect(page.locator("#px-answer")).to_contain_text(f"threshold {card.percent(report.threshold)}")
    expect(page.locator("#px-answer h2")).to_contain_text(f"{report.label}, {card.percent(report.confidence)}")


def test_gradcam_shows_the_same_image_and_draws_without_the_network(page: Page, films: list[Path]) -> None:
    upload(page, films[1])
    expect(page.locator("#px-answer h2")).to_contain_text("confidence")
    open_tab(page, "Grad-CAM")
    explained = "#px-pictures-gradcam .px-explained"
    for_pneumonia = pixels(page, explained)
    assert colourfulness(for_pneumonia) > 40
    page.get_by_label("viridis").check()
    expect(page.locator("#px-pictures-gradcam .px-ramp i")).to_have_attribute("style", re.compile(r"rgb\(68,1,84\)"))
    page.get_by_label("NORMAL", exact=True).check()
    expect(page.locator("#px-pictures-gradcam")).to_contain_text(re.compile("for NORMAL"))
    assert np.abs(pixels(page, explained).astype(int) - for_pneumonia).max() > 40

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#px-opacity input[type=range]").fill("0")
    expect(page.locator("#px-pictures-gradcam .px-heat")).to_have_css("opacity", "0")
    assert colourfulness(pixels(page, explained)) < 8
    assert asked == []


def test_gradcam_takes_an_image_of_its_own(page: Page, films: list[Path]) -> None:
    open_tab(page, "Grad-CAM")
    upload(page, films[0], "gradcam")
    expect(page.locator("#px-pictures-gradcam .px-explained")).to_be_visible()
    upload(page, {"name": "bad", "mimeType": "image/png", "buffer": NO_IMAGE}, "gradcam")
    expect(page.get_by_role("alert").first).to_contain_text(UNREADABLE)
    expect(page.locator("#px-pictures-gradcam .px-explained")).to_be_visible()


def test_the_gallery_says_truth_and_answer_and_opens_an_image(
    page: Page, classifier: Classifier, shared_data: Path
) -> None:
    open_tab(page, "Gallery")
    answers = Collection(classifier, str(shared_data / "originals")).answers()
    expect(page.locator(".px-tile")).to_have_count(len(answers))
    for n, answer in enumerate(answers):
        assert answer.report is not None
        tile = page.locator(f".px-tile[data-number='{n}']")
        expect(tile).to_contain_text(ENGLISH.outcomes[answer.outcome])
        expect(tile.locator(".px-pair b")).to_have_text([answer.item.truth, answer.report.label or "not judged"])
    page.locator(".px-tile[data-number='9']").click()
    expect(page.locator("#px-answer")).to_contain_text(f"Truth, according to the data set: {answers[9].item.truth}")
    expect(page.locator("#px-drop-predict")).to_be_visible()


def test_an_example_is_clicked(page: Page) -> None:
    page.locator("#px-examples button").nth(1).click()
    expect(page.locator("#px-answer")).to_contain_text("Truth, according to the data set: NORMAL")


def matrix(page: Page) -> list[str]:
    """The four counts as the chart shows them: tn, fp, fn, tp."""
    return page.locator(".vega-embed").first.locator(".mark-text").first.locator("text").all_text_contents()


def counts(row: dict[str, Any]) -> list[str]:
    return [str(row[key]) for key in ("tn", "fp", "fn", "tp")]


def test_the_threshold_moves_matrix_rates_and_curves_without_the_server(
    browser: Browser, address: str, classifier: Classifier
) -> None:
    metrics = classifier.bundle.metrics
    rows = charts.steps(metrics["scores"]["test"])
    with visit(browser, address + "/?tab=metrics") as page:
        slider = page.get_by_role("slider", name="Call it PNEUMONIA from this probability on")
        expect(page.locator(".vega-embed svg")).to_have_count(7)
        assert matrix(page) == counts(charts.step_at(rows, classifier.threshold()))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        ring = page.locator(".vega-embed").nth(1).locator(f"path[stroke='{charts.COLOURS['PNEUMONIA']}']")
        places = set()
        for threshold in (0.9, 0.05, 0.6):
            slider.fill(str(threshold))
            row = charts.step_at(rows, threshold)
            assert matrix(page) == counts(row)
            for name, rate in row["rates"].items():
                line = page.locator(f"tr[data-rate='{name}']")
                expect(line.locator(".px-value")).to_have_text(f"{100 * rate['value']:.1f}\N{NO-BREAK SPACE}%")
            places.add(ring.get_attribute("transform"))
        assert len(places) == 3, "the ring on the ROC curve moves"
        slider.press("ArrowRight")
        assert float(slider.input_value()) > 0.6, "arrow keys work"
        for name, point in metrics["test"]["operating_points"].items():
            page.get_by_role("button", name=ENGLISH.point_names[name]).click()
            assert matrix(page) == counts(point["confusion"]), "the table at an operating point is the measured one"
        assert asked == []


def test_the_metrics_page_shows_the_models_numbers(page: Page, classifier: Classifier) -> None:
    metrics = classifier.bundle.metrics
    open_tab(page, "Metrics / ROC")
    area = metrics["test"]["auroc"]
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['value']:.3f}")
    expect(page.locator(".px-tiles")).to_contain_text(f"{area['low']:.3f} to {area['high']:.3f}")
    table = page.locator(".px-table").first
    for when in ("before", "after"):
        for of_set in metrics["split"][when].values():
            expect(table).to_contain_text(f"{of_set['NORMAL']:,}")
            expect(table).to_contain_text(f"{of_set['PNEUMONIA']:,}")
    expect(page.locator("body")).to_contain_text(
        f"NORMAL image {metrics['split']['class_weights']['NORMAL']:.3f} times"
    )


def test_the_examples_carry_the_pages_own_address(page: Page, address: str) -> None:
    open_tab(page, "About & API")
    for name, needle in (("Python", "gradio_client"), ("JavaScript", "@gradio/client"), ("curl", "BASE=")):
        page.get_by_role("tab", name=name, exact=True).click()
        code = page.locator(".px-code code").filter(visible=True)
        expect(code).to_contain_text(needle)
        expect(code).to_contain_text(address)


def test_the_description_of_the_endpoints_opens(browser: Browser, address: str) -> None:
    # No visit(): Gradio's own description asks for MCP and monitoring, which are off, and the console says so.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "/?tab=about")
        page.get_by_role("link", name="All parameters").click()
        docs = page.locator(".api-docs")
        expect(docs).to_contain_text("Read one chest X-ray and return the report.")
        expect(docs).to_contain_text("/predict_batch")


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, address: str, films: list[Path], dark: bool) -> None:
    with visit(browser, address, width=390, dark=dark) as page:
        upload(page, films[1])
        expect(page.get_by_role("status", name="Result")).to_be_in_viewport()
        for name in TABS:
            open_tab(page, name)
            expect(page.locator(".tabitem").filter(visible=True).first).to_be_visible()
            page.wait_for_timeout(300)  # charts are drawn after their tab appears
            assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", ground)[:3])) < 60) == dark


# ---------------------------------------------------------------- around it


@pytest.mark.skipif(not (RELEASE / "bundle.json").is_file(), reason="NO MODEL: pneumonia/release/ holds no bundle")
def test_a_model_that_cannot_be_had_is_replaced_and_said(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("{}")
    stand_in, notice = launcher.load(str(tmp_path))
    assert stand_in.model.id == Classifier.load().model.id
    assert str(tmp_path) in notice
    assert "the built-in model answers" in notice
    assert "is not the JSON of a bundle" in notice
    header = next(part for part in build(stand_in, notice).get_config_file()["components"] if part["type"] == "html")
    assert "the built-in model answers" in header["props"]["value"]
    assert launcher.load(None)[1] == ""


def test_the_gallery_is_drawn_evenly_and_always_the_same() -> None:
    items = [Item(Path(f"n{i}"), "NORMAL") for i in range(100)] + [Item(Path(f"p{i}"), "PNEUMONIA") for i in range(300)]
    chosen = evenly(items, 60)
    assert [sum(item.truth == label for item in chosen) for label in ("NORMAL", "PNEUMONIA")] == [30, 30]
    assert evenly(items, 60) == chosen
    assert evenly(items[:5], 60) == items[:5]


def test_without_images_the_gallery_says_how_to_get_them(classifier: Classifier, tmp_path: Path) -> None:
    assert Collection(classifier, str(tmp_path)).items == []
    assert "PNEUMONIA_GALLERY=/path/to/chest_xray/test make run" in gallery._empty(ENGLISH)


def test_a_gallery_folder_may_hold_junk_and_markup(classifier: Classifier, films: list[Path], tmp_path: Path) -> None:
    (tmp_path / "NORMAL").mkdir()
    (tmp_path / "NORMAL" / "notes.txt").write_bytes(NO_IMAGE)
    shutil.copy(films[0], tmp_path / "NORMAL" / "a.jpeg")
    collection = Collection(classifier, str(tmp_path))
    collection.items[:] = [Item(item.file, item.truth, '"><script>alert(1)</script>') for item in collection.items]
    html = gallery.grid(collection, ENGLISH)
    assert "<script>" not in html
    assert "unreadable" in html
    assert html.count("<button") == 1
    assert len(collection.examples) == 1


def test_messages_are_escaped(classifier: Classifier, films: list[Path]) -> None:
    assert "&lt;b&gt;" in card.alert("<b>", ENGLISH)
    seen = session.read(classifier, films[0], None, truth="<i>")
    assert "<i>" not in card.result(seen, "<u>", ENGLISH)
    assert "<u>" not in card.result(seen, "<u>", ENGLISH)


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.93, 0, "93 %"),
        (0.999, 0, "> 99 %"),
        (1.0, 0, "100 %"),
        (0.0, 0, "0 %"),
        (0.001, 0, "< 1 %"),
        (0.5, 1, "50.0 %"),
    ],
)
def test_a_percentage_is_never_more_certain_than_the_model(share: float, digits: int, text: str) -> None:
    assert card.percent(share, digits) == text.replace(" %", "\N{NO-BREAK SPACE}%")


def test_two_at_once_get_their_own_answers(address: str, films: list[Path]) -> None:
    """Eight calls at the same time, two images in turn: no answer is mixed up."""
    with redirect_stdout(io.StringIO()):
        client = Client(address, verbose=False)
    jobs = [client.submit(handle_file(films[n % 2]), api_name="/predict") for n in range(8)]
    hashes = [read_image(film).info.sha256 for film in films]
    assert [job.result(timeout=30)["image"]["sha256"] for job in jobs] == [hashes[n % 2] for n in range(8)]
    client.close()
