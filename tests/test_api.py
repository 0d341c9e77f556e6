"""The five endpoints, with Gradio's client and with curl, against the app as a process."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import cv2
import numpy as np
import pytest
from gradio.utils import get_function_description
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from rawhttp import ask, file, upload
from served import NO_IMAGE, ROOT, UNREADABLE, same_but_time

from pneumonia.classifier import Classifier
from pneumonia.errors import UnreadableImage
from pneumonia.explain import COLORMAP_NAMES, overlay
from pneumonia.image import read_image
from pneumonia.ui import session, snippets
from pneumonia.ui.api import endpoints


def test_only_the_five_endpoints_are_public(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert sorted(described["named_endpoints"]) == ["/gradcam", "/metrics", "/model", "/predict", "/predict_batch"]
    assert described["unnamed_endpoints"] == {}
    predict = described["named_endpoints"]["/predict"]
    assert [parameter["parameter_name"] for parameter in predict["parameters"]] == ["image", "operating_point"]
    assert predict["description"].startswith("Read one chest X-ray and return the report.")


def test_every_argument_and_answer_is_described_in_the_docstrings_words(address: str, classifier: Classifier) -> None:
    """And not by Gradio's components, whose example is a PDF."""
    with urlopen(f"{address}/gradio_api/info", timeout=30) as answer:
        described = json.load(answer)["named_endpoints"]
    for endpoint in endpoints(classifier):
        info = described[f"/{endpoint.__name__}"]
        _, meanings, returns = get_function_description(endpoint)
        told = {each["parameter_name"]: each["python_type"]["description"] for each in info["parameters"]}
        assert told == meanings
        assert all(told.values())
        answers = [f"{each['label']}: {each['python_type']['description']}" for each in info["returns"]]
        assert answers == returns
        assert [each["type"]["description"] for each in info["parameters"]] == list(told.values())
        assert {each["label"] for each in info["parameters"]} == set(told)
    assert "handle_file('xray.jpg')" in described["/predict"]["code_snippets"]["python"]
    assert ".pdf" not in json.dumps(described)


def test_openapi_says_what_an_option_means(address: str) -> None:
    with urlopen(f"{address}/gradio_api/openapi.json", timeout=30) as answer:
        body = json.load(answer)["paths"]["/gradio_api/call/v2/gradcam"]["post"]["requestBody"]
    taken = body["content"]["application/json"]["schema"]["properties"]
    assert taken["opacity"] == {"type": "number", "description": "That of the hottest place, 0 to 1."}
    assert taken["colormap"]["enum"] == list(COLORMAP_NAMES)
    assert taken["colormap"]["description"].startswith("auto (inferno for PNEUMONIA")


def test_predict_answers_like_the_classifier(client: Client, classifier: Classifier, films: list[Path]) -> None:
    for film in films:
        report = client.predict(handle_file(film), operating_point="screening", api_name="/predict")
        expected = classifier.predict(film, "screening").report.to_json()
        assert list(report) == list(expected)
        assert same_but_time(report, expected)


def test_gradcam_returns_the_overlay_as_png(client: Client, classifier: Classifier, films: list[Path]) -> None:
    prediction = classifier.predict(films[1])
    for evidence in ("PNEUMONIA", "NORMAL"):
        picture, report, _ = client.predict(
            handle_file(films[1]), evidence=evidence, opacity=0.9, colormap="viridis", api_name="/gradcam"
        )
        expected = overlay(prediction.xray.pixels, prediction.cam, evidence=evidence, opacity=0.9, colormap="viridis")
        assert Path(picture).read_bytes().startswith(b"\x89PNG")
        received = cv2.imread(picture)[..., ::-1]
        assert received.shape == expected.shape
        assert np.abs(received.astype(int) - expected).max() <= 1
        assert same_but_time(report, prediction.report.to_json())


def test_gradcam_returns_the_map_it_drew(client: Client, classifier: Classifier, films: list[Path]) -> None:
    cam = classifier.predict(films[1]).cam
    *_, answer = client.predict(handle_file(films[1]), evidence="NORMAL", api_name="/gradcam")
    assert answer["shape"] == list(cam.shape)
    np.testing.assert_allclose(answer["values"], cam, atol=1e-4 * np.abs(cam).max())
    assert np.max(answer["values"]) > 0, "an ill child's film has evidence for PNEUMONIA, whatever is drawn"


@pytest.mark.parametrize("point", ["balanced", "screening"])
def test_gradcam_reports_at_the_operating_point_asked_for(
    client: Client, classifier: Classifier, films: list[Path], point: str
) -> None:
    prediction = classifier.predict(films[1], point)
    _, report, answer = client.predict(handle_file(films[1]), operating_point=point, api_name="/gradcam")
    assert same_but_time(report, prediction.report.to_json())
    np.testing.assert_allclose(answer["values"], prediction.cam, atol=1e-4 * np.abs(prediction.cam).max())


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
        ("/gradcam", {"operating_point": "hopeful"}, "received 'hopeful'."),
        ("/gradcam", {"evidence": "FLU"}, "Expected evidence for NORMAL or PNEUMONIA; received 'FLU'."),
        (
            "/gradcam",
            {"colormap": "pink"},
            "Expected a colour map out of auto, inferno, winter, viridis, cividis, turbo;",
        ),
        ("/gradcam", {"opacity": 7}, "Expected an opacity from 0 to 1; received 7"),
        ("/gradcam", {"opacity": "much"}, "Expected an opacity from 0 to 1; received 'much'."),
    ],
)
def test_wrong_options_are_named(
    client: Client, films: list[Path], endpoint: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(AppError, match=re.escape(message)):
        client.predict(handle_file(films[0]), api_name=endpoint, **options)


@pytest.mark.parametrize("scores", ["no", "false", 1])
def test_what_is_neither_true_nor_false_is_not_taken_for_true(client: Client, scores: Any) -> None:
    with pytest.raises(AppError, match=f"Expected scores to be true or false; received {scores!r}."):
        client.predict(scores, api_name="/metrics")


def test_no_image_and_a_bad_image_are_told_apart(client: Client, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="Expected an image file; received none"):
        client.predict(None, api_name="/predict")
    (tmp_path / "bad.jpg").write_bytes(NO_IMAGE)
    with pytest.raises(AppError, match=UNREADABLE):
        client.predict(handle_file(tmp_path / "bad.jpg"), api_name="/predict")


@pytest.mark.parametrize(
    ("endpoint", "image"), [("/predict", "xray.jpg"), ("/gradcam", "xray.jpg"), ("/predict_batch", ["xray.jpg"])]
)
def test_a_path_that_is_not_wrapped_is_told_how(client: Client, endpoint: str, image: Any) -> None:
    with pytest.raises(AppError, match=r"received the text 'xray.jpg'. Wrap the path, .*: handle_file"):
        client.predict(image, api_name=endpoint)


@pytest.mark.parametrize(
    ("endpoint", "given", "message"),
    [
        (
            "predict",
            ["FILM"],
            "an uploaded image file; received a list of 1. Send a single image, or to /predict_batch a",
        ),
        ("predict", 5, "an uploaded image file; received 5. Upload the file, to /gradio_api/upload or by the client's"),
        ("gradcam", True, "an uploaded image file; received true. Upload the file, to /gradio_api/upload"),
        ("predict", {"url": "x"}, "an uploaded image file; received an object with 'url'. Upload the file,"),
        ("predict", {}, "an uploaded image file; received an object with nothing in it. Upload the file,"),
        ("predict", {"path": "x.jpg"}, 'an uploaded image file; received one without "meta". Add "meta": {"_type":'),
        ("predict", "ftp://x/y.jpg", "an uploaded image file; received the address 'ftp://x/y.jpg'. Upload the file"),
        ("predict", "data:image/png;base64,iVBO", "an uploaded image file; received its bytes as base64. Upload the"),
        ("gradcam", "/9j/4AAQSkZJRg" * 9 + "==\n", "an uploaded image file; received its bytes as base64. Upload the"),
        ("predict", None, "an image file; received none. Pass a file, or a web address, as image."),
        ("predict", "GONE", "an uploaded file that is still there; received one that is gone: uploads are deleted"),
        ("predict_batch", "FILM", "a list of uploaded image files; received a single one. Put it into a list."),
        ("predict_batch", ["FILM", None], "an uploaded image file; received null. Upload the file,"),
        ("predict_batch", ["FILM", "GONE"], "an uploaded file that is still there; received one that is gone"),
        (
            "predict_batch",
            ["https://x/y.jpg"],
            "an uploaded image file; received the address 'https://x/y.jpg'. Upload",
        ),
        ("predict_batch", None, "a list of image files; received none. Upload at least one."),
    ],
)
def test_what_stands_in_an_images_place_is_named(
    address: str, films: list[Path], endpoint: str, given: Any, message: str
) -> None:
    """Each of the mistakes of those who call by hand."""
    film = file(upload(address, "film.jpg", films[0].read_bytes()))
    gone = film | {"path": film["path"] + ".gone"}

    def put(value: Any) -> Any:
        named = {"FILM": film, "GONE": gone}
        return [put(each) for each in value] if isinstance(value, list) else named.get(str(value), value)

    told = ask(address, endpoint, **{"images" if endpoint == "predict_batch" else "image": put(given)})
    assert told.startswith(f"Expected {message}")


def test_curl_is_told_what_is_wrong(address: str, tmp_path: Path) -> None:
    (tmp_path / "xray.jpg").write_bytes(NO_IMAGE)
    script = snippets.CURL.replace(snippets.ADDRESS, address)
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.startswith("event: error")
    assert UNREADABLE in done.stdout


def test_no_file_but_what_the_app_made_is_served(address: str, films: list[Path]) -> None:
    for path in (films[0], ROOT / "app.py", Path("/etc/passwd")):
        with pytest.raises(HTTPError, match="403") as caught:
            urlopen(f"{address}/gradio_api/file={path}", timeout=10)
        caught.value.close()


def test_the_page_believes_no_path_that_is_not_an_upload(classifier: Classifier, films: list[Path]) -> None:
    for path in (films[0], "../../etc/passwd", None):
        with pytest.raises(UnreadableImage, match="received a path that is none"):
            session.read_upload(classifier, path, None)


def test_two_at_once_get_their_own_answers(client: Client, films: list[Path]) -> None:
    """Eight calls at the same time, two images in turn: no answer is mixed up."""
    jobs = [client.submit(handle_file(films[n % 2]), api_name="/predict") for n in range(8)]
    hashes = [read_image(film).info.sha256 for film in films]
    assert [job.result(timeout=30)["image"]["sha256"] for job in jobs] == [hashes[n % 2] for n in range(8)]
