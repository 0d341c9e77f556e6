"""The app's API as curl speaks it: an upload, a call, its answer; without Gradio's client."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BOUNDARY = "px-boundary"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # as browsers do: HTML, "multipart/form-data"


def head(name: str) -> bytes:
    """What stands before the bytes of a file in an upload."""
    disposition = f'Content-Disposition: form-data; name="files"; filename="{name.translate(ESCAPED)}"'
    return f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode()


def form(name: str, data: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and body of a browser's upload of one file."""
    return FORM, head(name) + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(address: str, name: str, data: bytes) -> str:
    """The path that the app gives an uploaded file."""
    headers, body = form(name, data)
    status, answer = post(f"{address}/gradio_api/upload", body, headers)
    assert status == 200, answer
    [path] = json.loads(answer)
    return str(path)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """HTTP status and answer."""
    try:
        with urlopen(Request(url, body, headers), timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def file(path: str) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def call(address: str, endpoint: str, body: bytes) -> tuple[int, str, str]:
    """HTTP status, the last event ("complete" or "error") and its data; no event where the call is refused at once."""
    url = f"{address}/gradio_api/call"
    status, answer = post(f"{url}/v2/{endpoint}", body, {"Content-Type": "application/json"})
    if status != 200:
        return status, "", answer
    with urlopen(f"{url}/{endpoint}/{json.loads(answer)['event_id']}", timeout=120) as answered:
        lines = answered.read().decode().splitlines()
    event, data = [line for line in lines if line][-2:]
    return 200, event.removeprefix("event: "), data.removeprefix("data: ")


def ask(address: str, endpoint: str, **arguments: Any) -> Any:
    """The answer of an endpoint, all its outputs, or the message of its error."""
    status, event, data = call(address, endpoint, json.dumps(arguments).encode())
    assert status == 200, data
    return json.loads(data) if event == "complete" else json.loads(data)["error"]
