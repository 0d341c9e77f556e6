"""What the web server lets in, and what it says to browsers about what it lets out.

Gradio opens some eighty paths: a login, proxies, a code editor, recordings, links that keep a visitor's state for ever.
The page and the API need those in ``OPEN``; whatever else there is, and whatever a later version adds, does not exist.
"""

import re
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from gradio.utils import get_upload_folder
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pneumonia.errors import UnreadableImage
from pneumonia.ui import session
from pneumonia.ui.server.queue import MOST_UNREAD
from pneumonia.ui.server.receiving import MAX_BODY
from pneumonia.ui.texts import LANGUAGES

#: The page, what it loads, and what its script and the clients of the API call.
OPEN = (
    rf"/(({'|'.join(LANGUAGES)})/?)?",
    r"/config/?",
    r"/(theme\.css|favicon\.ico|robots\.txt|manifest\.json|pwa_icon)",
    r"/(assets|static)/.+",
    r"/gradio_api/(info|openapi\.json|startup-events)/?",
    r"/gradio_api/(upload|cancel|reset|queue/(join|data|status)|heartbeat/[\w-]+)",
    r"/gradio_api/call/.+",
    r"/gradio_api/mcp(/.*)?",
    r"/gradio_api/file=(?P<file>.+)",
)
_OPEN = re.compile("|".join(OPEN), re.DOTALL)
#: Where the answer to a call is fetched.
_ANSWER = re.compile(r"/gradio_api/call/(v2/)?[^/]+/(?P<call>[^/]+)")

DISK_FULL = "The server has no room for more images at the moment. Try again in a few minutes."

#: For everything. No X-Frame-Options and no frame-ancestors: courses embed the page, from anywhere.
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
#: The browser itself keeps the page from asking anybody but its own server. Gradio's scripts need the two "unsafe".
PAGE = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self'"
#: What a visitor has uploaded runs nothing, whatever it is.
FILE = "default-src 'none'; sandbox"


class Guard:
    """Middleware, the outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        opened = _OPEN.fullmatch(path)
        file = opened["file"] if opened else None
        send = _labelled(send, FILE if file else PAGE)
        if not opened:
            await JSONResponse({"detail": "Not Found"}, 404)(scope, receive, send)
        elif refusal := _refusal(path, file) or _unknown_call(scope, path):
            await refusal(scope, receive, send)
        else:
            if file:  # Gradio's answers to a range repeat the headers of the request
                scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"range"]
            await _to_the_end(self.app, scope, receive, send)


async def _to_the_end(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Gradio 6.31 ends the stream of a caller whom it does not know, or has forgotten, by an error, when all is said.

    That would break the connection, and anybody could fill the log with tracebacks.
    """
    try:
        await app(scope, receive, send)
    except RuntimeError as error:
        if not (isinstance(error.__cause__, HTTPException) and error.__cause__.status_code == 404):
            raise
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _unknown_call(scope: Scope, path: str) -> JSONResponse | None:
    """HTTP 404 for the answer to a call that never was or that has its answer; Gradio would say so with HTTP 200."""
    asked = _ANSWER.fullmatch(path)
    if scope["method"] != "GET" or not asked or scope["app"].get_blocks()._queue.owes(asked["call"]):
        return None
    detail = (
        f"Expected the number of a call whose answer waits; received {asked['call'][:80]!r}. An answer is given once, "
        f"and kept until {MOST_UNREAD} newer ones wait: call the endpoint again."
    )
    return JSONResponse({"detail": detail}, 404)


def _refusal(path: str, file: str | None) -> JSONResponse | None:
    """The answer to what must not reach Gradio; None for all else."""
    if file and not _is_upload(file):
        return JSONResponse({"detail": "Only what was uploaded, and pictures made of it, are served."}, 403)
    if path.endswith("/upload") and shutil.disk_usage(Path(get_upload_folder()).parent).free < MAX_BODY:
        return JSONResponse({"detail": DISK_FULL}, 507, {"Retry-After": "300"})
    return None


def _is_upload(path: str) -> bool:
    """Is it a file in the folder of uploads, wherever its links lead? No web address is; Gradio would fetch it."""
    try:
        return session.uploaded(path).is_file()
    except (UnreadableImage, OSError):  # OSError: a name too long
        return False


def _labelled(send: Send, policy: str) -> Callable[[Message], Awaitable[None]]:
    async def labelled(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS | {"Content-Security-Policy": policy})
        await send(message)

    return labelled
