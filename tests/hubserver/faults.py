"""What goes wrong between a client and the Hub: a fault stands in front of the server for one request.

A fault is a function that gets the server and one request, as ASGI has them, and does something else than passing one
to the other. A connection is cut by closing its socket in the middle of what it carries, so clients see what they would
see on a failing network.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

Fault = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]


def status(code: int, headers: Mapping[str, str] | None = None, body: str = "") -> Fault:
    """Answer with an error, once the request has been received."""

    async def fault(_: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await Response(body, code, headers, "application/json")(scope, receive, send)

    return fault


async def drop_upload(_app: ASGIApp, scope: Scope, receive: Receive, _send: Send) -> None:
    """Read the beginning of the request's body, then cut the connection without an answer."""
    await receive()
    await _cut(scope, receive)


def drop_download(after: int) -> Fault:
    """Send the right headers and ``after`` bytes of the body, then cut the connection."""

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        start, body = await _answer(app, scope, receive)
        await send(start)
        await send({"type": "http.response.body", "body": body[:after], "more_body": True})
        await _cut(scope, receive)

    return fault


async def truncate(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Half of the body, as if it were all of it; the ETag remains that of the whole."""
    start, body = await _answer(app, scope, receive)
    MutableHeaders(scope=start)["Content-Length"] = str(len(body) // 2)
    await _send(send, start, body[: len(body) // 2])


async def corrupt(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """A body of the right length in which some bytes are wrong."""
    start, body = await _answer(app, scope, receive)
    middle = slice(len(body) // 2, len(body) // 2 + 16)
    wrong = bytes(byte ^ 0xFF for byte in body[middle])
    await _send(send, start, body[: middle.start] + wrong + body[middle.stop :])


def slow(seconds: float) -> Fault:
    """Wait before the request is served; a client that goes away meanwhile is not waited for."""

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not scope["connection"].is_closing():
            await asyncio.sleep(0.02)
        await app(scope, receive, send)

    return fault


@dataclass
class _Planned:
    pattern: re.Pattern[str]
    fault: Fault
    times: int


class Faults:
    """Middleware that notes every request and lets the planned faults happen."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.requests: list[str] = []
        self._planned: list[_Planned] = []

    def plan(self, pattern: str, fault: Fault, times: int) -> None:
        self._planned.append(_Planned(re.compile(pattern), fault, times))

    def clear(self) -> None:
        self._planned.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = f"{scope['method']} {scope['path']}"
        query = scope["query_string"].decode("latin-1")
        self.requests.append(f"{request}?{query}" if query else request)
        fault = self._due(request)
        await (fault(self.app, scope, receive, send) if fault else self.app(scope, receive, send))

    def _due(self, request: str) -> Fault | None:
        for planned in self._planned:
            if planned.times and planned.pattern.search(request):
                planned.times -= 1
                return planned.fault
        return None


class Connection(H11Protocol):
    """Uvicorn's side of a connection; each request has it along, so that a fault can cut it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        serve = self.app

        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            await serve({**scope, "connection": self.transport}, receive, send)

        self.app = with_connection


async def _cut(scope: Scope, receive: Receive) -> None:
    """Close the connection, and wait until Uvicorn knows it: from then on it expects no answer."""
    scope["connection"].close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """What the server has to say, kept from being sent."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    return messages[0], b"".join(message["body"] for message in messages[1:])


async def _send(send: Send, start: Message, body: bytes) -> None:
    await send(start)
    await send({"type": "http.response.body", "body": body})
