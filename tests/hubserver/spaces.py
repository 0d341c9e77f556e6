"""Spaces: their variables, secrets and hardware, and the app that is built anew after each commit."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from fastapi.responses import StreamingResponse

from hubserver.access import REPO, HubError, Readable, Writable, hub_of
from hubserver.cards import card_data
from hubserver.store import Commit, Repo, Settings, now

RunSpace = Callable[[Path, dict[str, str]], str]
Payload = Annotated[dict[str, Any], Body()]
FREE = ("static", "zero-a10g")
NEEDS_PRO = (
    "Static Spaces are free for everyone, but hosting Gradio and Docker Spaces on free cpu-basic requires a PRO "
    "subscription. Subscribe at https://huggingface.co/pro"
)
router = APIRouter(prefix=REPO)


class Space:
    """How the app of a Space is doing."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.stage = "NO_APP_FILE"
        self.host: str | None = None
        self.sha: str | None = None  # of the commit that runs
        self.logs: dict[str, list[dict[str, str]]] = {"build": [], "run": []}
        self.page: Commit | None = None  # whose files a static Space hands out
        self._page: Commit | None = None  # whose it will
        self._polls = 0
        self._pretended: str | None = None  # the address of an app that nobody starts
        self._builds: list[threading.Thread] = []

    def build(self, commit: Commit, run: RunSpace | None, address: str) -> None:
        """Start the app of a commit in the background; without ``run`` nothing starts, and the second poll finds it.

        A static Space has nothing to start: its files are handed out (see ``pages``), after a moment the new ones.
        """
        static = card_data(self.repo.text(commit, "README.md")).get("sdk") == "static"
        self.stage, self.host, self.sha, self._polls = "BUILDING", None, None, 0
        self.logs = {"build": [_event(f"Building {commit.oid[:7]}")], "run": []}
        self._page = commit if static else None
        self._pretended = None
        if static:
            self._pretended = f"{address}/pages/{self.repo.web}"
        elif run is None:
            self._pretended = f"{address}/running/{self.repo.name}"
        if self._pretended:
            return
        before = self._builds[-1] if self._builds else None
        folder = self.repo.folder / "builds" / str(len(self._builds))
        self._builds.append(threading.Thread(target=self._run, args=(commit, run, folder, before)))
        self._builds[-1].start()

    def _run(self, commit: Commit, run: RunSpace, folder: Path, before: threading.Thread | None) -> None:
        if before:
            before.join()
        settings = self.repo.settings
        given = settings.variables | settings.secrets
        try:
            host = run(self.repo.check_out(commit, folder), {key: entry["value"] for key, entry in given.items()})
        except Exception as error:  # noqa: BLE001  whatever is wrong with the app, the Space tells
            stage, host, log, line = "BUILD_ERROR", None, "build", str(error)
        else:
            stage, log, line = "RUNNING", "run", f"Running on {host}"
        if threading.current_thread() is self._builds[-1]:  # a later commit would have the say
            self.logs[log].append(_event(line))
            self.host, self.stage, self.sha = host, stage, commit.oid

    def poll(self) -> dict[str, Any]:
        self._polls += 1
        if self.stage == "BUILDING" and self._pretended and self._polls > 1:
            self.stage, self.host, self.page = "RUNNING", self._pretended, self._page
        hardware = self.repo.settings.hardware
        current = hardware if self.stage == "RUNNING" else None
        return {
            "stage": self.stage,
            "hardware": {"current": current, "requested": hardware},
            "storage": None,
            "gcTimeout": 172800,
            **({"sha": self.sha} if self.sha else {}),
            **({"errorMessage": self.logs["build"][-1]["data"]} if self.stage == "BUILD_ERROR" else {}),
        }

    def wait(self) -> None:
        for build in self._builds:
            build.join()


def require_plan(needs_pro: bool, sdk: str | None, hardware: str | None) -> None:
    """Since 2026 the Hub lets free accounts have static Spaces and Spaces on ZeroGPU."""
    if needs_pro and not {sdk, hardware} & set(FREE):
        raise HubError(402, NEEDS_PRO)


def given(entries: list[dict[str, str]] | None) -> dict[str, dict[str, str]]:
    """Variables or secrets as a request has them, by name."""
    return {entry["key"]: {**entry, "updatedAt": now()} for entry in entries or ()}


@router.get("/runtime")
async def runtime(request: Request, repo: Readable) -> dict[str, Any]:
    return hub_of(request).space(repo).poll()


@router.post("/restart")
async def restart(request: Request, repo: Writable) -> dict[str, Any]:
    hub = hub_of(request)
    hub.build(repo)
    return hub.space(repo).poll()


@router.post("/hardware")
async def request_hardware(request: Request, repo: Writable, payload: Payload) -> dict[str, Any]:
    hub, settings = hub_of(request), repo.settings
    require_plan(hub.spaces_need_pro, settings.sdk, payload["flavor"])
    settings.hardware = payload["flavor"]
    repo.configure(settings)
    return hub.space(repo).poll()


@router.get("/variables")
async def variables(repo: Writable) -> dict[str, dict[str, str]]:
    return repo.settings.variables


@router.post("/variables")
async def add_variable(repo: Writable, payload: Payload) -> dict[str, dict[str, str]]:
    return _configure(repo, "variables", add=payload).variables


@router.delete("/variables")
async def delete_variable(repo: Writable, payload: Payload) -> dict[str, dict[str, str]]:
    return _configure(repo, "variables", delete=payload["key"]).variables


@router.get("/secrets")
async def secrets(repo: Writable) -> dict[str, dict[str, str]]:
    """Never their values."""
    entries = repo.settings.secrets.items()
    return {name: {key: value for key, value in entry.items() if key != "value"} for name, entry in entries}


@router.post("/secrets")
async def add_secret(repo: Writable, payload: Payload) -> dict[str, dict[str, str]]:
    _configure(repo, "secrets", add=payload)
    return await secrets(repo)


@router.delete("/secrets")
async def delete_secret(repo: Writable, payload: Payload) -> dict[str, dict[str, str]]:
    _configure(repo, "secrets", delete=payload["key"])
    return await secrets(repo)


@router.get("/logs/{log}")
async def logs(request: Request, repo: Writable, log: Literal["run", "build"]) -> StreamingResponse:
    """What there is; the Hub would keep the stream open and send what comes."""
    events = list(hub_of(request).space(repo).logs[log])
    return StreamingResponse((f"data: {json.dumps(event)}\n\n" for event in events), media_type="text/event-stream")


def _configure(repo: Repo, what: str, add: dict[str, str] | None = None, delete: str | None = None) -> Settings:
    settings = repo.settings
    entries = getattr(settings, what)
    entries.update(given([add] if add else None))
    if delete is not None:
        entries.pop(delete, None)
    repo.configure(settings)
    return settings


def _event(line: str) -> dict[str, str]:
    return {"data": f"{line}\n", "timestamp": now()}
