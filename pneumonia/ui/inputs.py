"""The one place that the inputs of every event pass, before Gradio touches a file, and its errors pass back.

Refused are too many files, files that nobody uploaded, and web addresses in their place. Two endpoints take a web
address; it is fetched by :mod:`pneumonia.fetch` and nothing else. Gradio by itself would fetch every address that it
finds in any input of any event, a hundred in one call if a caller likes, of any size and for as long as it takes.
"""

import logging
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from gradio_client.utils import is_file_obj_with_meta, is_http_url_like, traverse

from pneumonia.errors import InputError, InvalidOption
from pneumonia.fetch import Fetcher
from pneumonia.files import is_full
from pneumonia.ui import session
from pneumonia.ui.guard import DISK_FULL

NO_ARGUMENTS = (
    "Expected arguments as /gradio_api/openapi.json describes them, and uploaded files that are still there (they are "
    "deleted within the hour); received others."
)
UNEXPECTED = "An unexpected error happened on the server and was logged. Please try again."
#: Files in one call.
MOST_FILES = 64
#: The endpoints whose first input, the image, may be a web address.
ENDPOINTS = ("predict", "gradcam")
log = logging.getLogger(__name__)


class Blocks(gr.Blocks):
    """Gradio's ``Blocks``, but what lies at a web address arrives as if it had been uploaded."""

    fetch = Fetcher()

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *args: Any, **kwargs: Any) -> Any:
        try:
            if block_fn.api_name in ENDPOINTS and inputs and (url := _url(inputs[0])):
                inputs = [_as_upload(await self.fetch(url)), *inputs[1:]]
            if block_fn.api_name in (*ENDPOINTS, "predict_batch") and inputs:
                _check_no_path(inputs[0])
            _check_files(inputs)
            return await super().preprocess_data(block_fn, inputs, *args, **kwargs)
        except InputError as error:
            raise gr.Error(str(error), title=type(error).__name__, print_exception=False) from error
        except (ValueError, OSError) as error:
            if is_full(error):
                raise
            # Gradio would log a traceback, and answer with its own names of things or with the server's paths.
            log.warning("refused the arguments of /%s: %s", block_fn.api_name, type(error).__name__)
            raise gr.Error(NO_ARGUMENTS, title="InvalidOption", print_exception=False) from error

    async def process_api(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Where Gradio itself fails at an event, its caller gets a sentence and no names of classes or paths."""
        try:
            return await super().process_api(*args, **kwargs)
        except Exception as error:
            cause = error.__cause__ or error  # Gradio wraps what went wrong where a result is written
            if isinstance(cause, OSError):
                log.error("a file of an event could not be read or written: %s", cause.strerror)
            elif isinstance(error, gr.Error):
                raise
            else:
                log.exception("unexpected error of an event")
            raise gr.Error(DISK_FULL if is_full(cause) else UNEXPECTED, print_exception=False) from error


def _as_upload(content: bytes) -> dict[str, Any]:
    path = save_bytes_to_cache(content, "image", get_upload_folder())
    return {"path": path, "meta": {"_type": "gradio.FileData"}}


def _url(value: Any) -> str | None:
    """The web address that an input is: as a string, or as what the clients' ``handle_file`` makes of it."""
    path = value["path"] if is_file_obj_with_meta(value) else value
    return path if isinstance(path, str) and is_http_url_like(path) else None


def _check_no_path(images: Any) -> None:
    """A path where a file belongs is the usual first mistake of those who call from Python or JavaScript."""
    for image in images if isinstance(images, list) else [images]:
        if isinstance(image, str) and not _url(image):
            raise InvalidOption(
                f"Expected an uploaded image file; received the text {image[:80]!r}. Wrap the path, so that the client "
                'uploads the file: handle_file("xray.jpg").'
            )


def _check_files(inputs: list[Any]) -> None:
    """Whatever is handed over as a file must have been uploaded; Gradio looks, too, but does not say it politely.

    Before Gradio copies each of them: ten thousand would keep a processor busy for 14 s.
    """
    files: list[Any] = []
    traverse(inputs, files.append, is_file_obj_with_meta)
    if len(files) > MOST_FILES:
        raise InvalidOption(f"Expected at most {MOST_FILES} files; received {len(files)}. Send them in parts.")
    if any(map(_url, files)):
        raise InvalidOption(
            f"Expected a web address only as the image of {' and '.join(f'/{name}' for name in ENDPOINTS)}; received "
            "one elsewhere. Upload the file instead."
        )
    for file in files:
        session.uploaded(file["path"])
