"""The one place that the inputs of every event pass, before Gradio touches a file, and its errors pass back.

Refused are too many files, files that nobody uploaded, and web addresses in their place. Two endpoints take a web
address; it is fetched by :mod:`pneumonia.fetch` and nothing else. Gradio by itself would fetch every address that it
finds in any input of any event, a hundred in one call if a caller likes, of any size and for as long as it takes.
"""

import json
import logging
import re
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder
from gradio_client.utils import is_file_obj_with_meta, is_http_url_like, traverse

from pneumonia.errors import InputError, InvalidOption
from pneumonia.fetch import Fetcher
from pneumonia.files import is_full
from pneumonia.ui import reference, session
from pneumonia.ui.server.guard import DISK_FULL

NO_ARGUMENTS = "Expected arguments as /gradio_api/openapi.json describes them; received others."
UNEXPECTED = "An unexpected error happened on the server and was logged. Please try again."
#: Files in one call.
MOST_FILES = 64
#: The endpoints whose first input, the image, may be a web address.
ENDPOINTS = ("predict", "gradcam")
_ADDRESSED = " and ".join(f"/{name}" for name in ENDPOINTS)
#: An image as text. No path is so long without a dot.
_BASE64 = re.compile(r"data:.*|[\w+/=\s-]{100,}", re.DOTALL)
_UPLOAD = (
    'Upload the file, to /gradio_api/upload or by the client\'s handle_file("xray.jpg"); by hand it is then {"path": '
    '"...", "meta": {"_type": "gradio.FileData"}} with the path answered.'
)
log = logging.getLogger(__name__)


class Blocks(gr.Blocks):
    """Gradio's ``Blocks``, but what lies at a web address arrives as if it had been uploaded."""

    fetch = Fetcher()

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *args: Any, **kwargs: Any) -> Any:
        try:
            if block_fn.api_name in ENDPOINTS and inputs and (url := _url(inputs[0])):
                inputs = [_as_upload(await self.fetch(url)), *inputs[1:]]
            if block_fn.api_name in (*ENDPOINTS, "predict_batch") and inputs:
                _check_images(inputs[0], several=block_fn.api_name not in ENDPOINTS)
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

    def get_api_info(self, *args: Any, **kwargs: Any) -> Any:
        """In our own words."""
        info = super().get_api_info(*args, **kwargs)
        for fn in self.fns.values():
            if fn.fn and (endpoint := info["named_endpoints"].get(f"/{fn.api_name}")):
                reference.describe(endpoint, fn.fn)
        return info

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


def _check_images(given: Any, *, several: bool) -> None:
    """Say for each of the usual mistakes what was received where an image belongs, ``several`` or one, and what to do.

    Gradio would complain of classes. None at all is left to the endpoint.
    """
    listed = several and isinstance(given, list)
    for image in given if listed else [given]:
        if (image is not None or listed) and (mistake := _mistake(image)):
            raise InvalidOption(f"Expected an uploaded image file; received {mistake}")
    if several and given is not None and not listed:
        raise InvalidOption("Expected a list of uploaded image files; received a single one. Put it into a list.")


def _mistake(image: Any) -> str | None:
    """What this is instead of an uploaded file, and what to do; None if it is one."""
    match image:
        case {"path": str(), "meta": {"_type": "gradio.FileData"}}:
            return None
        case {"path": str()}:
            return 'one without "meta". Add "meta": {"_type": "gradio.FileData"} beside its path.'
        case str() if _BASE64.fullmatch(image):
            return "its bytes as base64. " + _UPLOAD
        case str() if "://" in image:
            return (
                f"the address {image[:80]!r}. Upload the file instead; fetched are addresses of http and https alone, "
                f"by {_ADDRESSED}."
            )
        case str():
            return (
                f'the text {image[:80]!r}. Wrap the path, so that the client uploads the file: handle_file("xray.jpg").'
            )
        case list():
            return f"a list of {len(image)}. Send a single image, or to /predict_batch a list of them."
        case dict():
            return f"an object with {', '.join(map(repr, image))[:80] or 'nothing in it'}. {_UPLOAD}"
    return f"{json.dumps(image)[:80]}. {_UPLOAD}"


def check_number(files: int) -> None:
    """Refuse more files than one call may have."""
    if files > MOST_FILES:
        raise InvalidOption(f"Expected at most {MOST_FILES} files; received {files}. Send them in parts.")


def _check_files(inputs: list[Any]) -> None:
    """Whatever is handed over as a file must have been uploaded; Gradio looks, too, but does not say it politely.

    Before Gradio copies each of them: ten thousand would keep a processor busy for 14 s.
    """
    files: list[Any] = []
    traverse(inputs, files.append, is_file_obj_with_meta)
    check_number(len(files))
    if any(map(_url, files)):
        raise InvalidOption(
            f"Expected a web address only as the image of {_ADDRESSED}; received one elsewhere. Upload the file."
        )
    for file in files:
        if not session.uploaded(file["path"]).is_file():
            raise InvalidOption(
                "Expected an uploaded file that is still there; received one that is gone: uploads are deleted within "
                "the hour. Upload it again."
            )
