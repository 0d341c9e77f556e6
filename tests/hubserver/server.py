"""A server that speaks the Hugging Face Hub's protocol, for tests of what talks to the Hub.

The real clients (``huggingface_hub``, ``datasets``, ``gradio_client``) are pointed at it through their environment::

    with hub(tmp_path) as server:
        subprocess.run([...], env=os.environ | server.environment(tmp_path / "home"))
        with server.client(tmp_path / "home"):  # the same in this process
            HfApi().create_commit(...)
        assert server.files("user/model")["README.md"] == b"..."

It keeps real repositories on disk (``store``), checks who may do what (``access``), and lets requests fail as
they fail in life (``faults``). The endpoints are in ``api``, ``files``, ``spaces`` and ``pages``.
"""

import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from huggingface_hub import close_session, constants
from starlette.types import ASGIApp, Receive, Scope, Send

from hubserver import api, files, pages, spaces
from hubserver.access import OWNER, READER, HubError
from hubserver.faults import Connection, Fault, Faults
from hubserver.spaces import RunSpace, Space
from hubserver.store import Commit, Repo, Store

__all__ = ["OWNER", "READER", "Hub", "hub"]


class Hub:
    """What a test knows of the server, and may change while it runs."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.store = Store(folder)
        self.uploaded: list[str] = []  # SHA-256 of each large file that arrived completely, in order
        self.spaces_need_pro = False  # as for free accounts: no Gradio or Docker Space but on ZeroGPU
        self.run_space: RunSpace | None = None  # starts the app in a folder with an environment, gives its address
        self.page_size = 1000
        self.faults = Faults(_undecoded(_app(self)))
        self._spaces: dict[str, Space] = {}

    @property
    def requests(self) -> list[str]:
        """``PUT /path?query`` of each request received, in order."""
        return self.faults.requests

    def fail(self, pattern: str, fault: Fault, times: int = 1) -> None:
        """Let the next ``times`` requests go wrong whose ``METHOD /path`` has a match of the regular expression."""
        self.faults.plan(pattern, fault, times)

    def heal(self) -> None:
        """Whatever was planned and has not happened yet, will not."""
        self.faults.clear()

    def environment(self, home: Path, token: str | None = OWNER) -> dict[str, str]:
        """Makes this server the Hub of a process, with an empty cache in ``home``."""
        return {
            "HF_ENDPOINT": self.address,
            "HF_HOME": str(home),
            "HF_HUB_CACHE": str(home / "hub"),
            "HF_DATASETS_CACHE": str(home / "datasets"),
            "HF_TOKEN": token or "",
            "HF_TOKEN_PATH": str(home / "token"),
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_DISABLE_XET": "1",  # large files go and come by HTTP
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_UPDATE_CHECK": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HUB_DOWNLOAD_TIMEOUT": "5",
            "HF_HUB_ETAG_TIMEOUT": "5",
            "NO_PROXY": "127.0.0.1",
        }

    @contextmanager
    def client(self, home: Path, token: str | None = OWNER) -> Iterator[None]:
        """Makes this server the Hub of this process, whose client has read its environment already."""
        variables = self.environment(home, token)
        read = {
            "ENDPOINT": self.address,
            "HUGGINGFACE_CO_URL_TEMPLATE": self.address + "/{repo_id}/resolve/{revision}/{filename}",
            "HF_HUB_OFFLINE": False,
            "HF_HUB_DISABLE_XET": True,
            "HF_HUB_DOWNLOAD_TIMEOUT": 5,
            "HF_HUB_ETAG_TIMEOUT": 5,
        } | {name: variables[name] for name in ("HF_HUB_CACHE", "HF_TOKEN_PATH")}
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            # It uploads in a way that its own HTTP client has deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            for name, value in variables.items():
                patch.setenv(name, value)
            for name, value in read.items():
                patch.setattr(constants, name, value)
            close_session()
            yield
            close_session()

    def files(self, repo: str, revision: str = "main", kind: str = "model") -> dict[str, bytes]:
        found = self._repo(repo, kind)
        commit = found.resolve(revision)
        assert commit, f"{repo} has no {revision}"
        return {path: found.read(entry) for path, entry in commit.files.items()}

    def commits(self, repo: str, kind: str = "model", revision: str = "main") -> list[Commit]:
        """Oldest first; the first is the system's."""
        found = self._repo(repo, kind)
        commit = found.resolve(revision)
        assert commit, f"{repo} has no {revision}"
        return found.history(commit)[::-1]

    def refs(self, repo: str, kind: str = "model") -> dict[str, str]:
        """Branches and tags, and their commits."""
        found = self._repo(repo, kind)
        return found.refs("heads") | found.refs("tags")

    def gate(self, repo: str, kind: str = "model") -> None:
        """From now on only the owner may download."""
        found = self._repo(repo, kind)
        settings = found.settings
        settings.gated = "manual"
        found.configure(settings)

    def exists(self, repo: str, kind: str = "model") -> bool:
        return self.store.find(kind, repo) is not None

    def secrets(self, repo: str) -> dict[str, str]:
        """The values that no client can read back."""
        return {key: entry["value"] for key, entry in self._repo(repo, "space").settings.secrets.items()}

    def space(self, repo: Repo) -> Space:
        return self._spaces.setdefault(repo.name, Space(repo))

    def build(self, repo: Repo) -> None:
        """Start the app of a Space as its main branch has it."""
        self.space(repo).build(repo.load(repo.refs("heads")["main"]), self.run_space, self.address)

    def forget(self, repo: Repo) -> None:
        self._spaces.pop(repo.name, None)

    def wait(self) -> None:
        """Until no app is being started."""
        for space in list(self._spaces.values()):
            space.wait()

    def _repo(self, name: str, kind: str) -> Repo:
        repo = self.store.find(kind, name)
        assert repo, f"there is no {kind} {name}"
        return repo


@contextmanager
def hub(folder: Path) -> Iterator[Hub]:
    """Serve on a free port; everything is kept below ``folder``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        state = Hub(folder, f"http://127.0.0.1:{listening.getsockname()[1]}")
        config = uvicorn.Config(
            state.faults,
            http=Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",
            date_header=False,  # Uvicorn renews it once a second, and readers of logs stop at what was written later
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield state
        finally:
            state.wait()
            server.should_exit = True
            thread.join()


def _app(state: Hub) -> FastAPI:
    app = FastAPI(openapi_url=None, redirect_slashes=False, exception_handlers={HubError: HubError.answer})
    app.state.hub = state
    for part in (api, files, pages, spaces):
        app.include_router(part.router)
    return app


def _undecoded(app: ASGIApp) -> ASGIApp:
    """Find the endpoint by the path as it was sent: a revision like ``refs%2Fpr%2F1`` is one part of it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "path": scope["raw_path"].decode("ascii")}, receive, send)

    return serve
