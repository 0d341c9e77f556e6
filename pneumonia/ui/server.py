"""Where the web server around the page answers otherwise than Gradio's: ``launch(app_kwargs=APP)``."""

import re
from typing import Any

from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pneumonia.ui import uploads
from pneumonia.ui.compression import CompressedPage
from pneumonia.ui.links import LanguageOfLink

_CALLS, _UPLOAD = "/gradio_api/call/", "/gradio_api/upload"
_NOT_OURS = re.compile("/file=https?://|^/gradio_api/(deep_link|process_recording)")


async def unknown(request: Request, error: Exception) -> Response:
    """HTTP 422 with what is wrong, for a call of an endpoint or with an argument that does not exist (else a bare 500).

    Gradio looks a call's names up in dictionaries and lists and lets the errors pass, and so it does when an upload's
    field named "files" holds none; any other is none of ours.
    """
    if request.url.path == _UPLOAD:
        return PlainTextResponse('Expected files in the form\'s field "files"; received text.', status_code=422)
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
    """HTTP 503 with what :mod:`pneumonia.ui.queue` says, and when to try again for programs to read."""
    seconds = request.app.get_blocks()._queue.patience()
    return JSONResponse({"detail": getattr(error, "detail", "")}, 503, {"Retry-After": str(seconds)})


class OnlyOurs:
    """Gradio's ``/gradio_api/file=https://...`` fetches the whole internet for anybody; the page needs none of it.

    Nor does it need what Gradio would write to disk and never delete: deep links and recordings of the screen.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _NOT_OURS.search(scope["path"]):
            refusal = PlainTextResponse("Only this app's own files and endpoints are served.", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


APP: dict[str, Any] = {
    "middleware": [
        Middleware(OnlyOurs),
        Middleware(uploads.Paced),
        Middleware(LanguageOfLink),
        Middleware(CompressedPage),
    ],
    "exception_handlers": dict.fromkeys((TypeError, KeyError, FnIndexInferError), unknown)
    | {RequestValidationError: malformed, 503: busy, ClientDisconnect: uploads.left},
}
