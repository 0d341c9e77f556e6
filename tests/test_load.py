"""Many callers, slow callers, callers who leave, and a full disk: the rest goes on, and nothing of them stays.

Raw sockets, because no client library behaves this badly.
"""

import json
import re
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import visit
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, expect
from rawhttp import form

from pneumonia.ui.server.guard import DISK_FULL
from pneumonia.ui.server.queue import AT_ONCE, MOST_WAITING
from pneumonia.ui.texts import LANGUAGES

TOO_LARGE = b'{"detail":"Expected at most 8 MiB in one request; received more. Send the images one by one."}'
FULL = re.compile(r"^The queue is full \(64 waiting\)\. Try again in (\d+) s\.$")


@dataclass(frozen=True)
class Server:
    """The app's address and its places on disk."""

    address: str
    folder: Path

    @property
    def place(self) -> tuple[str, int]:
        parts = urlsplit(self.address)
        return str(parts.hostname), int(parts.port or 0)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, bytes, str]:
        """Status, body and Retry-After of one request below /gradio_api/."""
        connection = HTTPConnection(*self.place, timeout=60)
        try:
            connection.request(method, f"/gradio_api/{path}", body, {"Content-Type": kind} if body else {})
            response = connection.getresponse()
            return response.status, response.read(), response.getheader("Retry-After", "")
        finally:
            connection.close()

    def upload(self, film: bytes) -> dict[str, object]:
        """A film on the server, as an argument of a call."""
        headers, body = form("film.jpeg", film)
        status, paths, _ = self.ask("POST", "upload", body, headers["Content-Type"])
        assert status == 200
        return {"path": json.loads(paths)[0], "meta": {"_type": "gradio.FileData"}}

    def half_upload(self, film: bytes) -> socket.socket:
        """A connection on which half an upload has been sent."""
        connection = socket.create_connection(self.place, timeout=30)
        headers, body = form("film.jpeg", film)
        head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: {headers['Content-Type']}\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2])
        return connection

    def halves(self) -> int:
        """The number of half uploads on disk."""
        return len(list((self.folder / "uploads").rglob("tmp*")))

    def waiting(self) -> int:
        return int(json.loads(self.ask("GET", "queue/status")[1])["queue_size"])

    @contextmanager
    def gate_closed(self) -> Iterator[None]:
        gate = self.folder / "gate"
        gate.touch()
        try:
            yield
        finally:
            gate.unlink()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.fixture
def server(odd: tuple[str, Path]) -> Server:
    return Server(*odd)


@pytest.fixture
def film(shared_data: Path) -> bytes:
    """A small one, quickly read."""
    return min((shared_data / "chest_xray" / "test" / "PNEUMONIA").iterdir()).read_bytes()


def fill(server: Server, film: bytes) -> list[str]:
    """Fill the queue behind the gate; the events."""
    question = json.dumps({"images": [server.upload(film)]}).encode()
    events = []
    for number in range(AT_ONCE + MOST_WAITING):
        status, answer, _ = server.ask("POST", "call/v2/predict_batch", question)
        assert status == 200, f"the queue takes {number} of {AT_ONCE + MOST_WAITING}"
        events.append(json.loads(answer)["event_id"])
        if number + 1 == AT_ONCE:
            until(lambda: server.waiting() == 0)
    return events


def test_a_full_queue_says_when_to_try_again_at_every_door(
    server: Server, client_of_odd: Client, browser: Browser, films: list[Path], film: bytes
) -> None:
    texts = LANGUAGES["vi"]  # the English words are those of the API
    with visit(browser, f"{server.address}/?lang=vi") as page:
        with server.gate_closed():
            events = fill(server, film)
            status, answer, seconds = server.ask("POST", "call/v2/predict", b'{"image": null}')
            refused = FULL.match(json.loads(answer)["detail"])
            assert status == 503
            assert refused
            assert refused[1] == seconds
            with pytest.raises(AppError, match=FULL):
                client_of_odd.predict(handle_file(films[0]), api_name="/predict")
            page.set_input_files("#px-drop-predict input", films[1])
            expect(page.get_by_text(texts.queue_full.format(waiting=MOST_WAITING, seconds=seconds))).to_be_visible()
        for event in events:
            assert b"event: complete" in server.ask("GET", f"call/predict_batch/{event}")[1]
        assert server.halves() == 0, "no call of a batch leaves a file either"
        page.set_input_files("#px-drop-predict input", films[1])
        expect(page.locator("#px-answer")).to_contain_text(texts.notes["advise_pneumonia"])


def test_a_hundred_at_once_are_answered_or_told_to_come_back(server: Server, film: bytes) -> None:
    question = json.dumps({"image": server.upload(film)}).encode()

    def call(_: int) -> str:
        status, answer, _ = server.ask("POST", "call/v2/predict", question)
        if status == 503:
            return "told" if FULL.match(json.loads(answer)["detail"]) else "refused without a reason"
        stream = server.ask("GET", f"call/predict/{json.loads(answer)['event_id']}")[1]
        return "answered" if b"event: complete" in stream else stream.decode()

    with ThreadPoolExecutor(100) as callers:
        outcomes = Counter(callers.map(call, range(100)))
    assert set(outcomes) <= {"answered", "told"}
    assert outcomes["answered"] > MOST_WAITING
    assert call(0) == "answered", "afterwards there is room again"


def test_who_leaves_in_mid_upload_leaves_nothing(server: Server, film: bytes) -> None:
    connections = [server.half_upload(film) for _ in range(50)]
    until(lambda: server.halves() == 50)
    assert server.upload(film), "the others go on"
    for connection in connections:
        connection.close()
    until(lambda: server.halves() == 0)


def test_a_file_that_nobody_asks_for_is_not_kept(server: Server, film: bytes) -> None:
    headers, body = form("film.jpeg", film)
    other = body.replace(b'name="files"', b'name="other"', 1)
    status, said, *_ = server.ask("POST", "upload", other, headers["Content-Type"])
    assert status == 422
    assert b"or nothing there" in said
    assert server.halves() == 0


def test_who_leaves_in_mid_wait_makes_room(server: Server, film: bytes) -> None:
    question = json.dumps({"images": [server.upload(film)]}).encode()
    with server.gate_closed():
        calls = [server.ask("POST", "call/v2/predict_batch", question)[1] for _ in range(AT_ONCE + 10)]
        events = [json.loads(answer)["event_id"] for answer in calls]
        until(lambda: server.waiting() == 10)
        streams = [socket.create_connection(server.place, timeout=30) for _ in events]
        for stream, event in zip(streams, events, strict=True):
            stream.sendall(f"GET /gradio_api/call/predict_batch/{event} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        for stream in streams:
            assert stream.recv(100).startswith(b"HTTP/1.1 200")
            stream.close()
        until(lambda: server.waiting() == 0)


def test_a_request_that_drips_is_ended(server: Server, film: bytes) -> None:
    with server.half_upload(film[:4000]) as connection:
        until(lambda: server.halves() == 1)
        assert server.upload(film), "the others go on"
        answer = b"".join(iter(lambda: connection.recv(4096), b""))  # to the end: the connection is closed
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"Expected the request within 2 s or at 4096 bytes a second; received less. Try again." in answer
    assert server.halves() == 0


def test_who_never_reads_holds_up_nobody(server: Server, film: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(socket.create_connection(server.place, timeout=30))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        status, answer, _ = server.ask("POST", "call/v2/predict", json.dumps({"image": server.upload(film)}).encode())
        assert status == 200
        assert b"event: complete" in server.ask("GET", f"call/predict/{json.loads(answer)['event_id']}")[1]


@pytest.mark.parametrize("path", ["upload", "call/predict"])
def test_a_request_larger_than_any_image_is_ended(server: Server, path: str) -> None:
    headers, body = form("film.jpeg", bytes(8 << 20))
    kind = headers["Content-Type"] if path == "upload" else "application/json"
    with socket.create_connection(server.place, timeout=30) as connection:
        head = f"POST /gradio_api/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        connection.sendall(b"%x\r\n" % (9 << 20) + body[:-20])
        with connection.makefile("rb") as stream:
            head = b"".join(iter(stream.readline, b"\r\n"))
            assert head.startswith(b"HTTP/1.1 413")
            assert stream.read(len(TOO_LARGE)) == TOO_LARGE
    assert server.halves() == 0


def test_a_full_disk_is_told_and_the_app_lives_on(server: Server, client_of_odd: Client, films: list[Path]) -> None:
    """A limit on the size of files fails a write just as a full disk does."""
    room, process = 300_000, int((server.folder / "pid").read_text())
    small = min(films, key=lambda film: film.stat().st_size)
    headers, body = form("film.jpeg", small.read_bytes() + bytes(room))
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        status, answer, seconds = server.ask("POST", "upload", body, headers["Content-Type"])
        assert (status, json.loads(answer)["detail"], seconds) == (507, DISK_FULL, "300")
        with pytest.raises(AppError, match=re.escape(DISK_FULL)):
            client_of_odd.predict(handle_file(small), api_name="/gradcam")  # its picture is larger than the film
        assert client_of_odd.predict(handle_file(small), api_name="/predict")["chest_xray"]["ok"]
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)
