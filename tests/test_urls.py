"""Web addresses as images, through the running app: the good ones read, the others refused before anybody is asked."""

import json
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from served import UNREADABLE, same_but_time

from pneumonia.classifier import Classifier


@pytest.fixture
def lenient(odd: tuple[str, Path]) -> str:
    """An app that may ask a port of this machine."""
    return odd[0]


def rest(address: str, endpoint: str, **arguments: Any) -> tuple[str, Any]:
    """What a caller without any library gets: the event's name and its data."""
    body, kind = json.dumps(arguments).encode(), {"Content-Type": "application/json"}
    with urlopen(Request(f"{address}/gradio_api/call/v2/{endpoint}", body, kind), timeout=20) as response:
        call = json.load(response)["event_id"]
    with urlopen(f"{address}/gradio_api/call/{endpoint}/{call}", timeout=20) as response:
        event, data = response.read().decode().strip().split("\n", 1)
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_film_on_the_web_is_read_like_a_file(
    client_of_odd: Client, lenient: str, web: tuple[str, list[str]], classifier: Classifier, films: list[Path]
) -> None:
    url, expected = f"{web[0]}/film.jpeg", classifier.predict(films[1]).report.to_json()
    assert same_but_time(client_of_odd.predict(handle_file(url), api_name="/predict"), expected)
    assert same_but_time(client_of_odd.predict(handle_file(url), api_name="/gradcam")[1], expected)
    event, [report] = rest(lenient, "predict", image=url)
    assert event == "complete"
    assert same_but_time(report, expected)


def test_what_is_no_image_on_the_web_is_said(client_of_odd: Client, web: tuple[str, list[str]]) -> None:
    with pytest.raises(AppError, match=UNREADABLE):
        client_of_odd.predict(handle_file(f"{web[0]}/notes.txt"), api_name="/predict")
    with pytest.raises(AppError, match="answered with HTTP status 404"):
        client_of_odd.predict(handle_file(f"{web[0]}/nothing.jpeg"), api_name="/predict")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/x.png", "http://169.254.169.254/", "https://[::1]/", "{web}/film.jpeg"],
)
def test_no_address_of_this_network_is_asked(
    client: Client, address: str, web: tuple[str, list[str]], url: str
) -> None:
    url, before = url.format(web=web[0]), len(web[1])
    for endpoint in ("/predict", "/gradcam"):
        with pytest.raises(AppError, match="Upload the file instead"):
            client.predict(handle_file(url), api_name=endpoint)
    event, error = rest(address, "predict", image=url)
    assert event == "error"
    assert error["title"] == "RefusedURL"
    assert len(web[1]) == before


def test_gradio_itself_fetches_nothing_anywhere(
    client_of_odd: Client, lenient: str, web: tuple[str, list[str]]
) -> None:
    """Not even from an address that our fetcher may ask."""
    url, before = f"{web[0]}/film.jpeg", len(web[1])
    for endpoint, value in (("/predict_batch", [handle_file(url)]), ("/metrics", handle_file(url))):
        with pytest.raises(AppError, match="Expected a web address only as the image of /predict and /gradcam"):
            client_of_odd.predict(value, api_name=endpoint)
    nested = {"image": [{"deep": handle_file(url)}], "operating_point": handle_file(url)}
    event, error = rest(lenient, "predict", **nested)
    assert (event, error["title"]) == ("error", "InvalidOption")
    with pytest.raises(HTTPError, match="403") as caught:
        urlopen(f"{lenient}/gradio_api/file={url}", timeout=10)
    caught.value.close()
    assert len(web[1]) == before


@pytest.mark.parametrize("endpoint", ["predict", "nothing"])
def test_an_unknown_argument_or_endpoint_is_named(address: str, endpoint: str) -> None:
    with pytest.raises(HTTPError, match="422") as caught:
        rest(address, endpoint, picture="x")
    detail = json.load(caught.value)["detail"]
    caught.value.close()
    assert ("`picture`" if endpoint == "predict" else "'nothing'") in detail
    assert "See /gradio_api/openapi.json" in detail
