"""The endpoints as tools for assistants (Model Context Protocol), served by Gradio at ``/gradio_api/mcp/``.

Imported by whoever serves, and only then: the protocol's library takes a while.
"""

import binascii
import json
import threading
from collections.abc import Callable
from typing import Any

import gradio.mcp
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from gradio.utils import get_upload_folder
from gradio_client.utils import is_file_obj_with_meta

from pneumonia.errors import InvalidOption
from pneumonia.ui.inputs import ENDPOINTS, check_number
from pneumonia.ui.server.queue import MOST_WAITING

#: How an image is part of a call, in words for assistants.
DATA_URI = "a data: URI (data:image/jpeg;base64,...)"
#: As many calls wait at the same time as the queue lets wait; later ones stand in line for it and take no thread.
_WAITING = CapacityLimiter(MOST_WAITING)
_Path = list[str | int]


async def wait(blocking: Callable[[], Any]) -> Any:
    """Wait for a call that this process makes to itself, in a thread that nothing else needs.

    Gradio 6.31 takes one of the forty in which it also answers, so that forty calls would wait for each other. Who
    stops waiting gives the place back at once.
    """
    return await run_sync(blocking, abandon_on_cancel=True, limiter=_WAITING)


class Server(gradio.mcp.GradioMCPServer):
    """What is different from Gradio 6.31 stands at each method."""

    _making = threading.Lock()

    def _get_or_create_client(self) -> Any:
        """One for all: of calls that come together each would make its own, and ask for the whole page to do so."""
        with self._making:
            return super()._get_or_create_client()

    def get_input_schema(
        self, tool_name: str, parameters: dict[str, str] | None = None
    ) -> tuple[dict[str, Any], list[_Path]]:
        """Say of each image how it is given; a list has items of one type, text.

        Gradio's refer to a definition that lies elsewhere, so that no list with anything in it would pass. The type
        must stay: a file's path in an object would be read from the server's own disk, whatever lies there.
        """
        schema, places = super().get_input_schema(tool_name, parameters)
        places = [place for place in places if "$defs" not in place]
        addressed = self.tool_to_endpoint[tool_name].lstrip("/") in ENDPOINTS
        given = f"{DATA_URI} or a public http(s) address" if addressed else f"{DATA_URI}, not a web address"
        for name, *inside in places:
            argument = schema["properties"][name]
            argument["description"] = f"{argument.get('description', '')} Given here as text: {given}.".lstrip()
            if inside:
                argument["items"] = {"type": "string", "description": f"One image: {given}."}
                argument.pop("$defs")
        return schema, places

    def get_fn_description(self, block_fn: Any, tool_name: str) -> tuple[str, dict[str, str]]:
        """Without the advice to upload a file first where that is of no use: what comes of it is a web address."""
        description, parameters = super().get_fn_description(block_fn, tool_name)
        if block_fn.api_name not in ENDPOINTS:
            description = description.replace(f"{self._file_data_tool_description}.", "")
        return description, parameters

    def convert_strings_to_filedata(self, value: Any, filedata_positions: list[_Path]) -> Any:
        """In lists, too: where a path in the schema has "items", one in the value has a number."""
        places = [place for path in filedata_positions for place in _places(value, path)]
        try:
            return super().convert_strings_to_filedata(value, places)
        except binascii.Error as error:
            raise InvalidOption(f"Expected an image as {DATA_URI}; received one whose base64 is broken.") from error

    def postprocess_output_data(self, data: Any, root_url: str) -> Any:
        """Several outputs one by one, in JSON.

        Gradio sends outputs in Python's notation, and several of them as one text, a picture's path in the middle.
        """
        if len(data) == 1 and isinstance(data[0], tuple):
            data = data[0]
        texts = [value if is_file_obj_with_meta(value) else json.dumps(value, ensure_ascii=False) for value in data]
        return super().postprocess_output_data(texts, root_url)


def _places(value: dict[str, Any], path: _Path) -> list[_Path]:
    """Where the files are that a path in the schema means. Counted and looked at before any is written to disk."""
    name, *inside = path
    files = value.get(str(name))
    if not inside or not isinstance(files, list):
        return [path]
    check_number(len(files))
    for file in files:
        if isinstance(file, str) and not file.startswith("data:"):
            raise InvalidOption(f"Expected each image as {DATA_URI}; received the text {file[:80]!r}.")
    return [[name, number] for number in range(len(files))]


def install() -> None:
    """Make ``launch(mcp_server=True)`` use ours, and our folder for images sent inside a call.

    Gradio has no setting for any of it, and has looked up its own folder before ``uploads.claim`` made ours.
    """
    gradio.mcp.GradioMCPServer = Server  # type: ignore[misc]
    gradio.mcp.run_sync = wait  # type: ignore[assignment, attr-defined]
    gradio.mcp.DEFAULT_TEMP_DIR = get_upload_folder()
