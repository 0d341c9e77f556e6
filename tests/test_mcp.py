"""The tools that an assistant gets, through the protocol's own client over HTTP."""

import asyncio
import base64
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult
from PIL import Image
from served import NO_IMAGE, UNREADABLE, same_but_time

from pneumonia.classifier import Classifier


def speak(address: str, talk: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        url = f"{address}/gradio_api/mcp/"
        async with streamable_http_client(url) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            return await talk(session)

    return asyncio.run(session())


def call(address: str, tool: str, **arguments: Any) -> CallToolResult:
    return speak(address, lambda session: session.call_tool(tool, arguments))


def data_uri(content: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


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
