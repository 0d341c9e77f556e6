"""Where the web server around the page answers otherwise than Gradio's: ``launch(app_kwargs=APP)``."""

from typing import Any

from gradio.route_utils import FnIndexInferError
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from pneumonia.files import is_full
from pneumonia.ui.compression import CompressedPage
from pneumonia.ui.guard import DISK_FULL, MAX_BODY, Guard
from pneumonia.ui.links import LanguageOfLink

_CALLS = "/gradio_api/call/"


async def unknown(request: Request, error: Exception) -> Response:
    """HTTP 422 with what is wrong, for a call of an endpoint or with an argument that does not exist (else a bare 500).

    Gradio looks a call's names up in dictionaries and lists and lets the errors pass; any other is none of ours.
    """
    if _CALLS not in request.url.path:
        raise error
    if isinstance(error, TypeError):
        detail = str(error).split(". Please")[0]
    else:
        detail = f"Expected the name of an endpoint; received {request.url.path.rpartition('/')[2]!r}"
    return JSONResponse({"detail": f"{detail}. See /gradio_api/openapi.json for endpoints and arguments."}, 422)


async def no_room(_: Request, error: Exception) -> Response:
    """HTTP 507 for an upload that fills the disk (else a bare 500); any other trouble with files is none of ours."""
    if not is_full(error):
        raise error
    return JSONResponse({"detail": DISK_FULL}, 507, {"Retry-After": "300"})


async def gone(*_: object) -> Response:
    """Nobody reads this: a client left in the middle of what it sent, which is no fault to be logged."""
    return Response(status_code=400)


APP: dict[str, Any] = {
    "middleware": [
        Middleware(Guard),
        Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY),  # counts what does not say how long it is
        Middleware(LanguageOfLink),
        Middleware(CompressedPage),
    ],
    "exception_handlers": dict.fromkeys((TypeError, KeyError, FnIndexInferError), unknown)
    | {OSError: no_room, ClientDisconnect: gone},
}
