"""Where the web server around the page answers otherwise than Gradio's: ``launch(app_kwargs=APP)``."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pneumonia.files import is_full
from pneumonia.ui.links import LanguageOfLink
from pneumonia.ui.server import receiving
from pneumonia.ui.server.compression import CompressedPage
from pneumonia.ui.server.guard import DISK_FULL, Guard

_CALLS, _UPLOAD = "/gradio_api/call/", "/gradio_api/upload"
NO_FILES = (
    'Expected files in the form\'s field "files"; received text, or nothing there. With curl: -F "files=@xray.jpg".'
)


async def unknown(request: Request, error: Exception) -> Response:
    """HTTP 422 with what is wrong, for a call of an endpoint or with an argument that does not exist (else a bare 500).

    Gradio looks a call's names up in dictionaries and lists and lets the errors pass, and so it does when an upload's
    field named "files" holds none, or is missing; any other is none of ours.
    """
    if request.url.path == _UPLOAD:
        return PlainTextResponse(NO_FILES, status_code=422)
    if _CALLS not in request.url.path:
        raise error
    if isinstance(error, TypeError):
        detail = str(error).split(". Please")[0]
    else:
        detail = f"Expected the name of an endpoint; received {request.url.path.rpartition('/')[2]!r}"
    return JSONResponse({"detail": f"{detail}. See /gradio_api/openapi.json for endpoints and arguments."}, 422)


async def malformed(_: Request, error: Exception) -> Response:
    """HTTP 422 with what is wrong; what was received stays out, because FastAPI fails to repeat NaN (a bare 500)."""
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    return JSONResponse({"detail": [{key: each[key] for key in ("loc", "msg", "type")} for each in wrong]}, 422)


async def busy(request: Request, error: Exception) -> Response:
    """HTTP 503 with what :mod:`pneumonia.ui.server.queue` says, and when to try again for programs to read."""
    seconds = request.app.get_blocks()._queue.patience()
    return JSONResponse({"detail": getattr(error, "detail", "")}, 503, {"Retry-After": str(seconds)})


async def no_room(_: Request, error: Exception) -> Response:
    """HTTP 507 for an upload that fills the disk (else a bare 500); any other trouble with files is none of ours."""
    if not is_full(error):
        raise error
    return JSONResponse({"detail": DISK_FULL}, 507, {"Retry-After": "300"})


APP: dict[str, Any] = {
    "middleware": [
        Middleware(Guard),
        Middleware(receiving.Paced),
        Middleware(LanguageOfLink),
        Middleware(CompressedPage),
    ],
    "exception_handlers": dict.fromkeys((TypeError, KeyError, FnIndexInferError), unknown)
    | {RequestValidationError: malformed, OSError: no_room, 503: busy, ClientDisconnect: receiving.left},
}
