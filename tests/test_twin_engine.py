"""The reader in the browser gives the answers of the reader in Python."""

import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from test_typical import turned
from twin import predict

from pneumonia.classifier import Classifier
from pneumonia.errors import InputError

PROBABILITY, HEAT = 0.005, 0.02


@pytest.fixture(scope="module")
def page(browser: Browser, twin: str) -> Iterator[Page]:
    """Beside the module, whose classifier all tests share."""
    page = browser.new_page()
    page.goto(f"{twin}manifest.webmanifest")
    yield page
    page.close()


def films(shared_data: Path) -> list[Path]:
    """Four full-size originals, and twenty of the test images, evenly spread over both classes."""
    chosen = sorted((shared_data / "originals").rglob("*.jpeg"))[::4]
    for label in ("NORMAL", "PNEUMONIA"):
        of_class = sorted((shared_data / "chest_xray" / "test" / label).glob("*"))
        chosen += [of_class[n] for n in np.linspace(0, len(of_class) - 1, 10).astype(int)]
    return chosen


def test_films_get_the_same_answer(page: Page, classifier: Classifier, shared_data: Path) -> None:
    gaps, heats, chosen = [], [], films(shared_data)
    assert len(chosen) == 24
    for path in chosen:
        expected, found = classifier.predict(path), predict(page, path.read_bytes())
        report, wanted = found["report"], expected.report.to_json()
        gaps.append(abs((report["probability"] or 0.0) - (wanted["probability"] or 0.0)))
        cam = np.array(found["cam"]["data"]).reshape(found["cam"]["rows"], found["cam"]["columns"])
        heats.append(float(np.abs(cam - expected.cam).max() / np.abs(expected.cam).max()))
        inexact = ("probability", "confidence", "elapsed_ms", "chest_xray")
        assert list(report) == list(wanted)
        assert {k: v for k, v in report.items() if k not in inexact} == {
            k: v for k, v in wanted.items() if k not in inexact
        }
        assert report["chest_xray"]["ok"] == wanted["chest_xray"]["ok"]
        assert report["chest_xray"]["score"] == pytest.approx(wanted["chest_xray"]["score"], abs=0.01)
        assert [note["code"] for note in found["notes"]["warnings"]] == [n.code for n in expected.report.warnings]
    print(f"largest gap of {len(chosen)}: probability {max(gaps):.1e}, map {max(heats):.1e} of its largest value")
    assert max(gaps) <= PROBABILITY
    assert max(heats) <= HEAT


def odd(name: str, film: np.ndarray) -> np.ndarray:
    colours = np.random.default_rng(1).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    pictures = {
        "a colourful picture": cv2.resize(colours, (400, 300), interpolation=cv2.INTER_NEAREST),
        "blank": np.full((300, 400), 128, np.uint8),
        "noise": np.random.default_rng(2).integers(0, 255, (300, 400), dtype=np.uint8),
        "a negative": 255 - film,
        "sepia": cv2.merge([film // 2, np.uint8(film * 0.8), film]),
        "small": cv2.resize(film, (100, 80)),
        "tall": film[:, : film.shape[1] // 3],
        "wide": film[: film.shape[0] // 3],
    }
    return pictures[name]


ODD = ["a colourful picture", "blank", "noise", "a negative", "sepia", "small", "tall", "wide"]


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_refused_or_warned_of_alike(
    page: Page, classifier: Classifier, shared_data: Path, name: str
) -> None:
    path = sorted((shared_data / "originals" / "NORMAL").glob("*"))[0]
    content = cv2.imencode(".png", odd(name, cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)))[1].tobytes()
    expected, found = classifier.predict(content).report, predict(page, content)
    for key in ("label", "advice", "warnings"):
        assert found["report"][key] == expected.to_json()[key]
    assert found["report"]["chest_xray"]["reason"] == str(expected.chest_xray.reason or "")
    assert found["report"]["warnings"], "odd enough to be told"


@pytest.mark.parametrize("grey", [0, 255])
def test_margins_and_corners_are_left_out_alike(
    page: Page, classifier: Classifier, shared_data: Path, grey: int
) -> None:
    for path in sorted((shared_data / "originals" / "NORMAL").glob("*"))[:2]:
        film = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        padded = cv2.copyMakeBorder(turned(film, 5, grey), 90, 0, 60, 200, cv2.BORDER_CONSTANT, value=grey)
        content = cv2.imencode(".png", padded)[1].tobytes()
        expected, report = classifier.predict(content).report, predict(page, content)["report"]
        assert report["label"] == expected.label
        assert report["warnings"] == list(map(str, expected.warnings)) == []
        assert report["chest_xray"]["score"] == pytest.approx(expected.chest_xray.score, abs=0.005)


def test_adults_are_treated_alike(page: Page, classifier: Classifier, shared_data: Path) -> None:
    for path in sorted((shared_data / "adults").glob("*.*"))[::3]:
        try:
            expected = classifier.predict(path).report.to_json()
        except InputError:
            continue  # a list of sources, not a film
        report = predict(page, path.read_bytes())["report"]
        assert report["confidence"] is None
        for key in ("label", "confidence", "advice", "warnings"):
            assert report[key] == expected[key]


def test_a_negative_is_judged_the_right_way_round(page: Page, classifier: Classifier, shared_data: Path) -> None:
    path = sorted((shared_data / "originals" / "PNEUMONIA").glob("*"))[0]
    content = cv2.imencode(".png", 255 - cv2.imread(str(path), cv2.IMREAD_GRAYSCALE))[1].tobytes()
    expected, found = classifier.predict(content, invert=True).report, predict(page, content, invert=True)["report"]
    assert found["probability"] == pytest.approx(expected.probability, abs=PROBABILITY)
    assert found["warnings"] == list(map(str, expected.warnings))


def test_another_operating_point_needs_no_second_look(page: Page, classifier: Classifier, shared_data: Path) -> None:
    path = sorted((shared_data / "originals" / "NORMAL").glob("*"))[0]
    found = predict(page, path.read_bytes(), operatingPoint="screening")["report"]
    expected = classifier.predict(path, "screening").report
    assert (found["operating_point"], found["threshold"]) == ("screening", expected.threshold)
    wrong = predict(page, path.read_bytes(), operatingPoint="guess")
    assert wrong == {
        "error": "InvalidOption",
        "message": "Expected an operating point out of balanced, screening; received 'guess'.",
    }
    again = page.evaluate(
        """async (probability) => {
      const classifier = await window.classifier;
      const found = { probability, check: { ok: true, score: 1, reason: null, warnings: [] }, info: {} };
      return ['balanced', 'screening'].map((point) => classifier.at({ found }, point).report.label);
    }""",
        (classifier.threshold("balanced") + classifier.threshold("screening")) / 2,
    )
    assert again == ["NORMAL", "PNEUMONIA"]


def test_npy_of_another_kind_is_no_array_of_ours(page: Page) -> None:
    content = io.BytesIO()
    np.save(content, np.arange(3))
    told = page.evaluate(
        """async (content) => {
      const { readNpz } = await import(new URL('engine/npz.js', document.baseURI));
      const { zipSync } = await import(new URL('vendor/fflate.js', document.baseURI));
      try { readNpz(zipSync({ 'a.npy': Uint8Array.from(content) })); } catch (error) { return error.message; }
    }""",
        list(content.getvalue()),
    )
    assert "no float32 array in C order" in told
