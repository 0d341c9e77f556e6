"""Whole HTTP round trips through Gradio's queue: one client, then 32 at once, for a minute each.

A round trip is what a client without any library does with one film: upload it, ask, read the answer from the stream
of events. The clients keep their connections, as clients do, and share the machine with the server: what they take of
its processor is a row of its own. ``LOAD_SECONDS`` makes it shorter.
"""

import http.client
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.benchmarks import films
from tests.benchmarks.app import App, running
from tests.benchmarks.table import fact, row
from tests.rawhttp import form

SECONDS = float(os.environ.get("LOAD_SECONDS", "60"))


@dataclass
class Client:
    """One keep-alive connection that asks one question after the other and remembers how long each took, in ms."""

    port: int
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def run(self, questions: Iterable[tuple[bytes, str]]) -> None:
        """Send every film to its endpoint, one after the other."""
        for film, endpoint in questions:
            started = time.perf_counter()
            try:
                self.round_trip(film, endpoint)
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                self.errors.append(str(error))
                self.connection.close()
            else:
                self.taken.append((time.perf_counter() - started) * 1000)
        self.connection.close()

    def round_trip(self, film: bytes, endpoint: str) -> None:
        headers, body = form("film.jpeg", film)
        path = json.loads(self.ask("POST", "upload", body, headers["Content-Type"]))[0]
        question = json.dumps({"image": {"path": path, "meta": {"_type": "gradio.FileData"}}}).encode()
        event = json.loads(self.ask("POST", f"call/v2/{endpoint}", question, "application/json"))["event_id"]
        answer = self.ask("GET", f"call/{endpoint}/{event}")
        if b"event: complete" not in answer:
            raise RuntimeError(f"expected a report, received {answer!r}")

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> bytes:
        """One request below ``/gradio_api/``; RuntimeError unless it is answered with 200."""
        self.connection.request(method, f"/gradio_api/{path}", body, {"Content-Type": kind} if kind else {})
        response = self.connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"HTTP {response.status}: {answer!r}")
        return answer


def measure() -> None:
    film = films.test_images()[0]
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as app:
        Client(app.port).run(for_seconds(3, film))  # warm up
        for count in (1, 32):
            under_load(app, count, film)


def for_seconds(seconds: float, film: bytes) -> Iterator[tuple[bytes, str]]:
    """The same film for ``/predict``, again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield film, "predict"


def under_load(app: App, count: int, film: bytes) -> None:
    """Let ``count`` clients ask for ``SECONDS``."""
    clients = [Client(app.port) for _ in range(count)]
    began, own, apps = time.monotonic(), time.process_time(), app.processor_seconds()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda client: client.run(for_seconds(SECONDS, film)), clients))
    seconds, own = time.monotonic() - began, time.process_time() - own
    apps = app.processor_seconds() - apps
    taken = [each for client in clients for each in client.taken]
    errors = [error for client in clients for error in client.errors]
    who = f"{count} client{'s' * (count > 1)} for {SECONDS:.0f} s"
    row(f"{who}: upload to report over HTTP", taken, f"p99 {np.percentile(taken, 99):.0f} ms")
    fact(f"{who}: answers", f"{len(taken) / seconds:.1f} a second, {len(errors)} errors")
    shares = f"{apps / len(taken) * 1000:.1f} ms, of the clients {own / len(taken) * 1000:.1f} ms"
    fact(f"{who}: processor time of the app for an answer", shares)
    for error in sorted(set(errors)):
        fact(f"{who}: an error", error)
