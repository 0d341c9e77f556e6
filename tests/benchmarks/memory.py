"""The app's memory and files over 10,000 requests (``MEMORY_REQUESTS`` makes it fewer), which must not grow."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks import films
from tests.benchmarks.app import App, running
from tests.benchmarks.load import Client
from tests.benchmarks.table import fact

REQUESTS = int(os.environ.get("MEMORY_REQUESTS", "10000"))
CLIENTS = 4
#: Requests after which everything that is made once has been made, and the sessions that Gradio keeps are all there.
WARM = 1000


def measure() -> None:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as app:
        fact("memory: the app before its first request", f"{app.megabytes():.0f} MB")
        ask(app, WARM)
        warm, opened = app.megabytes(), app.open_files()
        fact(f"memory: after {WARM} requests", f"{warm:.0f} MB")
        ask(app, REQUESTS - WARM)
        now = app.megabytes()
        fact(f"memory: after {REQUESTS} requests", f"{now:.0f} MB, {now - warm:+.0f} MB")
        fact("memory: at its highest", f"{app.megabytes('VmHWM'):.0f} MB")
        fact("open files: the same two times", f"{opened} and {app.open_files()}")
        kept = sum(path.is_file() for path in app.uploads.rglob("*"))
        fact(f"files in the upload folder, of {len(films.test_images())} films sent", str(kept))


def ask(app: App, count: int) -> None:
    """``count`` round trips by a few clients, over all test films in turn; every other one for the heat map too."""
    sent = films.test_images()
    questions = [(sent[number % len(sent)], ("predict", "gradcam")[number % 2]) for number in range(count)]
    clients = [Client(app.port) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(
            pool.map(lambda client, share: client.run(share), clients, (questions[n::CLIENTS] for n in range(CLIENTS)))
        )
    if errors := {error for client in clients for error in client.errors}:
        raise RuntimeError(f"expected answers alone, received {errors}")
