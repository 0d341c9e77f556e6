"""The endpoints as tools for assistants (Model Context Protocol), served by Gradio at ``/gradio_api/mcp/``.

Imported by whoever serves, and only then: the protocol's library takes a while.
"""

import json
from typing import Any

import gradio.mcp
from gradio.utils import get_upload_folder
from gradio_client.utils import is_file_obj_with_meta


class Server(gradio.mcp.GradioMCPServer):
    """Gradio's server, but several outputs come one by one, in JSON.

    Gradio 6.31 sends outputs in Python's notation, and several of them as one text, a picture's path in the middle.
    """

    def postprocess_output_data(self, data: Any, root_url: str) -> Any:
        if len(data) == 1 and isinstance(data[0], tuple):
            data = data[0]
        texts = [value if is_file_obj_with_meta(value) else json.dumps(value, ensure_ascii=False) for value in data]
        return super().postprocess_output_data(texts, root_url)


def install() -> None:
    """Make ``launch(mcp_server=True)`` use ours, and our folder for images sent inside a call.

    Gradio has no setting for either, and has looked up its own folder before ``uploads.claim`` made ours.
    """
    gradio.mcp.GradioMCPServer = Server  # type: ignore[misc]
    gradio.mcp.DEFAULT_TEMP_DIR = get_upload_folder()
