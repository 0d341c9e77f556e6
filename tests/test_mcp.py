"""The tools that an assistant gets, through the protocol's own client over HTTP."""

import asyncio
import base64
import io
import json
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import gradio.mcp
import numpy as np
import pytest
from dicoms import FILM, dicom
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult
from PIL import Image
from served import NO_IMAGE, UNREADABLE, same_but_time, serving

from pneumonia.classifier import Classifier
from pneumonia.ui.server import mcp


def speak(address: str, talk: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        url = f"{address}/gradio_api/mcp/"
        async with streamable_http_client(url) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            return await talk(session)

    return asyncio.run(session())


def call(address: str, tool: str, **arguments: Any) -> CallToolResult:
    return speak(address, lambda session: session.call_tool(tool, arguments))


def data_uri(content: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64," + base64.b64encode(content).decode()


def test_the_endpoints_are_the_tools_and_say_what_they_do(address: str) -> None:
    tools = {tool.name: tool for tool in speak(address, lambda session: session.list_tools()).tools}
    assert sorted(tools) == ["gradcam", "metrics", "model", "predict", "predict_batch"]
    assert tools["predict"].description.startswith("Read one chest X-ray and return the report.")
    assert "Not a medical device" in tools["predict"].description
    assert "A value above 0 is evidence for PNEUMONIA" in tools["gradcam"].description
    for tool in ("predict", "gradcam"):
        arguments = tools[tool].inputSchema["properties"]
        assert "web address" in arguments["image"]["description"]
        assert arguments["operating_point"]["enum"] == ["balanced", "screening"]


def test_a_film_is_read(address: str, classifier: Classifier, films: list[Path]) -> None:
    answer = call(address, "predict", image=data_uri(films[1].read_bytes()), operating_point="screening")
    [text] = answer.content
    assert not answer.isError
    assert same_but_time(json.loads(text.text), classifier.predict(films[1], "screening").report.to_json())


def test_the_heat_map_comes_as_a_picture_and_as_numbers(
    address: str, classifier: Classifier, films: list[Path]
) -> None:
    answer = call(address, "gradcam", image=data_uri(films[1].read_bytes()))
    picture, _, report, cam = answer.content
    assert Image.open(io.BytesIO(base64.b64decode(picture.data))).format == "PNG"
    prediction = classifier.predict(films[1])
    assert same_but_time(json.loads(report.text), prediction.report.to_json())
    np.testing.assert_allclose(json.loads(cam.text)["values"], prediction.cam, atol=1e-4 * np.abs(prediction.cam).max())


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (data_uri(NO_IMAGE), UNREADABLE),
        ("http://169.254.169.254/latest/meta-data/", "none that this app may ask"),
        ("/etc/passwd", "provide a url"),
    ],
)
def test_an_assistant_is_told_what_is_wrong(address: str, image: str, message: str) -> None:
    answer = call(address, "predict", image=image)
    assert answer.isError
    assert message in answer.content[0].text


def test_a_list_of_films_is_read_one_by_one(address: str, classifier: Classifier, films: list[Path]) -> None:
    images = [data_uri(content) for content in (films[1].read_bytes(), NO_IMAGE, films[0].read_bytes())]
    scan = data_uri(dicom(FILM), "application/dicom")
    answer = call(address, "predict_batch", images=[*images, scan], operating_point="screening")
    assert not answer.isError, answer.content[0].text
    first, second, third, fourth = json.loads(answer.content[0].text)
    for report, film in ((first, films[1]), (third, films[0])):
        assert same_but_time(report, classifier.predict(film, "screening").report.to_json())
    assert list(second) == ["error"]
    assert second["error"].startswith(UNREADABLE)
    assert fourth["image"]["format"] == "DICOM"


def test_each_tool_says_what_it_takes_as_an_image(address: str) -> None:
    tools = {tool.name: tool for tool in speak(address, lambda session: session.list_tools()).tools}
    for name in ("predict", "gradcam"):
        image = tools[name].inputSchema["properties"]["image"]
        assert image["type"] == "string"
        assert image["description"].endswith("a data: URI (data:image/jpeg;base64,...) or a public http(s) address.")
    images = tools["predict_batch"].inputSchema["properties"]["images"]
    assert images["items"] == {
        "type": "string",
        "description": "One image: a data: URI (data:image/jpeg;base64,...), not a web address.",
    }
    assert images["description"].endswith("a data: URI (data:image/jpeg;base64,...), not a web address.")
    batch = tools["predict_batch"].model_dump_json()
    for promise in ("$", "http", "upload_file_to_gradio"):
        assert promise not in batch
    assert "does not disturb the others. Returns: answer" in tools["predict_batch"].description


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (["/etc/passwd"], "received the text '/etc/passwd'."),
        (["https://example.org/film.jpeg"], "received the text 'https://example.org/film.jpeg'."),
        (["data:image/jpeg;base64,abcde"], "received one whose base64 is broken."),
        ([data_uri(NO_IMAGE)] * 65, "Expected at most 64 files; received 65. Send them in parts."),
        ([{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}], "is not of type 'string'"),
        ([], "Expected a list of image files; received none."),
    ],
)
def test_an_assistant_is_told_what_is_wrong_with_a_list(address: str, images: list[Any], message: str) -> None:
    answer = call(address, "predict_batch", images=images)
    assert answer.isError
    assert message in answer.content[0].text


def test_more_calls_than_there_are_threads_are_answered(classifier: Classifier, tmp_path: Path) -> None:
    """Of an app that was never called before: the first call makes the client by which all of them reach the app."""

    async def together(session: ClientSession) -> list[CallToolResult]:
        async with asyncio.timeout(60):
            return await asyncio.gather(*(session.call_tool("model", {}) for _ in range(60)))

    with serving(tmp_path, PNEUMONIA_MODEL=str(classifier.bundle.folder)) as address:
        answers = [answer for _ in range(2) for answer in speak(address, together)]
    assert [answer.content[0].text for answer in answers if answer.isError] == []
    assert {json.loads(answer.content[0].text)["id"] for answer in answers} == {classifier.model.id}


def test_calls_that_come_together_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def make(server: mcp.Server) -> Any:
        if server._client_instance is None:
            time.sleep(0.05)  # as long as others need to come, too
            made.append(object())
            server._client_instance = made[-1]  # type: ignore[assignment]
        return server._client_instance

    monkeypatch.setattr(gradio.mcp.GradioMCPServer, "_get_or_create_client", make)
    server = mcp.Server.__new__(mcp.Server)
    server._client_instance = None
    with ThreadPoolExecutor(8) as threads:
        got = [call.result() for call in [threads.submit(server._get_or_create_client) for _ in range(8)]]
    assert got == made * 8
