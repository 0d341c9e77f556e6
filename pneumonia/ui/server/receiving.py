"""Receiving a request: how slow and how large it may be, and that half of a file is never kept."""

import asyncio
from pathlib import Path
from typing import Any

import gradio.route_utils
import gradio.routes
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pneumonia.image import MAX_BYTES

#: Seconds in which any request must have arrived, or else it must bring on average this many bytes a second: slower
#: than the slowest phone, so that whoever holds connections open without end has to send something for them.
GRACE, PACE = 20.0, 4096
#: Bytes of a whole request: the largest image, also inside a call (a tool's is, in base64), and what surrounds it.
MAX_BODY = MAX_BYTES * 4 // 3 + 2**20
_CLOSE = {"Connection": "close"}  # or Uvicorn would go on to read what nobody wants


class Paced:
    """Middleware: HTTP 408 for a request that arrives too slowly, 413 for one too large. (Uvicorn takes any.)"""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            said = Headers(scope=scope).get("content-length", "0")
            if not said.isdecimal() or int(said) > MAX_BODY:
                await JSONResponse({"detail": _too_large()}, 413, _CLOSE)(scope, receive, send)
                return
            receive = _paced(receive)
        await self.app(scope, receive, send)


def _too_large() -> str:
    return f"Expected at most {MAX_BODY >> 20} MiB in one request; received more. Send the images one by one."


def _paced(receive: Receive) -> Receive:
    deadline, received, whole = asyncio.get_running_loop().time() + GRACE, 0, False

    async def paced() -> Message:
        nonlocal received, whole
        if whole:  # from now on this waits for the caller to leave
            return await receive()
        try:
            async with asyncio.timeout_at(deadline + received / PACE):
                message = await receive()
        except TimeoutError:
            detail = f"Expected the request within {GRACE:.0f} s or at {PACE} bytes a second; received less. Try again."
            raise HTTPException(408, detail, _CLOSE) from None
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(413, _too_large(), _CLOSE)
        whole = not message.get("more_body", False)
        return message

    return paced


async def left(*_: object) -> Response:
    """For who leaves in the middle of a request: nobody reads this answer, but without it the log gets a traceback."""
    return Response(status_code=400)


class Parser(gradio.route_utils.GradioMultiPartParser):
    """Gradio 6.31 keeps for ever what it wrote of an upload that breaks off, or of a field that it does not ask for."""

    async def parse(self) -> FormData:
        wanted: set[Any] = set()
        try:
            form = await super().parse()
            if not form.getlist("files"):
                raise KeyError("files")  # see ``server.unknown``; Gradio would answer that it has got all of none
            wanted = {upload.file for upload in form.getlist("files") if not isinstance(upload, str)}
            return form
        finally:
            for file in self._files_to_close_on_error:
                if file not in wanted:
                    file.close()
                    Path(file.name).unlink(missing_ok=True)


def install() -> None:
    """Make Gradio's route for uploads use ours, and count no progress; it has no setting for either.

    Gradio 6.31 keeps how far an upload with ``?upload_id=`` has come for whoever may ask, for ever, and fails where a
    field of it is no file. Our page does not ask.
    """
    gradio.route_utils.GradioMultiPartParser = Parser  # type: ignore[misc]
    gradio.routes.file_upload_statuses = None  # type: ignore[assignment]
