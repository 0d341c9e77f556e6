"""The endpoints as tools for assistants (Model Context Protocol), served by Gradio at ``/gradio_api/mcp/``.

Imported by whoever serves, and only then: the protocol's library takes a while.
"""

import json
from typing import Any

import gradio.mcp
from gradio_client.utils import is_file_obj_with_meta, is_http_url_like, traverse


class Server(gradio.mcp.GradioMCPServer):
    """Gradio's server, but several outputs come one by one, in JSON, and images sent inside a call are deleted in time.

    Gradio 6.31 sends outputs in Python's notation, and several of them as one text, a picture's path in the middle.
    """

    def postprocess_output_data(self, data: Any, root_url: str) -> Any:
        if len(data) == 1 and isinstance(data[0], tuple):
            data = data[0]
        texts = [value if is_file_obj_with_meta(value) else json.dumps(value, ensure_ascii=False) for value in data]
        return super().postprocess_output_data(texts, root_url)

    def convert_strings_to_filedata(self, value: Any, filedata_positions: list[list[str | int]]) -> Any:
        converted = super().convert_strings_to_filedata(value, filedata_positions)
        traverse(converted, self._remember, is_file_obj_with_meta)
        return converted

    def _remember(self, file: dict[str, Any]) -> dict[str, Any]:
        """Gradio writes an image given as ``data:`` to a file that it forgets; told of it, it deletes it when old."""
        if not is_http_url_like(file["path"]):
            self.blocks.upload_file_set.add(file["path"])
        return file


def install() -> None:
    """Make ``launch(mcp_server=True)`` use ours; Gradio has no setting for that."""
    gradio.mcp.GradioMCPServer = Server  # type: ignore[misc]
