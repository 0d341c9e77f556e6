"""HTTP as somebody types it who means no good: no client tidies the path, adds a header or hides an answer."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """``head`` by name in lower case, of several the last."""

    status: int
    head: dict[str, str]
    body: bytes


def ask(
    address: str, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Answer:
    """Send ``path`` as it stands and read the answer to its end, or what of it comes within two seconds of silence."""
    server = urlsplit(address)
    lines = {"Host": server.netloc, "Connection": "close", "Content-Length": str(len(body))} | dict(headers or {})
    request = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items() if value), "", ""]
    with socket.create_connection((str(server.hostname), int(server.port or 80)), timeout=20) as connection:
        connection.sendall("\r\n".join(request).encode("latin-1") + body)
        connection.settimeout(2)  # streams of events never end
        received = b""
        try:
            while chunk := connection.recv(1 << 16):
                received += chunk
        except TimeoutError:
            pass
    if not received:
        raise ConnectionResetError("the server hung up without an answer")
    head, _, content = received.partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    return Answer(int(status.split()[1]), _named(fields), content)


def _named(fields: list[str]) -> dict[str, str]:
    return {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
