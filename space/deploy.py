"""``python -m pneumonia deploy``: a Space made or updated, awaited, and asked one real question."""

import io
import logging
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import httpx2
import numpy as np
from huggingface_hub import HfApi, ModelInfo, SpaceRuntime
from huggingface_hub.errors import HfHubHTTPError

from pneumonia import examples, hub
from pneumonia.bundle import Bundle
from pneumonia.errors import HubError
from pneumonia.hub_errors import explained, is_passing, reason
from space.stage import MODEL_VARIABLE, stage, variables

log = logging.getLogger(__name__)

#: What the command line calls the hardware, and what the Hub does.
HARDWARE = {"zero-gpu": "zero-a10g", "cpu-basic": "cpu-basic"}
DEFAULT_HARDWARE = "zero-gpu"
#: A read token for a model that is private or given on request; it becomes the Space's secret HF_TOKEN.
SPACE_TOKEN = "PNEUMONIA_SPACE_TOKEN"  # noqa: S105 - the name of a variable
#: Seconds to wait for the build and the start, between looks, and until a failure is believed to be the new build's:
#: for a moment after a commit or a restart the Hub still tells of what was before.
PATIENCE, PAUSE, SETTLED = 1200.0, 2.0, 5.0
#: Stages that end only when somebody comes.
IDLE = ("SLEEPING", "PAUSED", "STOPPED")
#: Lines of the Space's log that an error quotes.
LOG_LINES = 12

PAYMENT = (
    "The Hub does not make a Gradio Space on {hardware} for this account (HTTP 402). What you can do:\n{choices}\n"
    "Free for every account is the same demo inside the visitor's browser, without Python: --static"
)
CHOICES = {
    "zero-gpu": "ZeroGPU: --hardware zero-gpu, free for two Spaces of a personal account that is older than 30 days "
    "and has a verified e-mail address",
    "cpu-basic": "PRO or Team: a paid plan, with --hardware cpu-basic",
    "own": "your own server: docker build -f space/Dockerfile -t pneumonia .",
}


@dataclass(frozen=True)
class Space:
    """A Space that runs: its name, its address, and what it answered when it was asked."""

    repo: str
    address: str
    report: dict[str, Any]


def deploy(space: str, model: Bundle, *, hardware: str | None = None, private: bool = False) -> Space:
    """Create or update the Space for a model, wait until it runs, and ask it. Raises :class:`HubError`.

    Without ``hardware`` a new Space gets ``DEFAULT_HARDWARE`` and one that is there keeps what it has.
    """
    hub.check_access(space)
    api = HfApi()
    secrets = _secrets(api, model)
    with explained(f"The Space {space} could not be made"):
        head = _create(api, space, hardware, private)
        _configure(api, space, variables(model), secrets)
        with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder:
            stage(Path(folder), model, preload=not secrets)
            title = f"Serve {model.id} {model.revision[:7]}"
            commit = hub.commit_folder(api, Path(folder), space, "space", title, head)
    log.info("committed  %s; the Hub builds it now", commit.url)
    with explained(f"The Space {space} was sent, but it does not run"):
        return wait(
            api,
            commit,
            lambda address, private: _ask(address, model, private=private),
            unchanged=commit.oid == head,
        )


def _create(api: HfApi, space: str, hardware: str | None, private: bool) -> str | None:
    """The latest commit of the Space, made if it was not there."""
    wanted = hardware or DEFAULT_HARDWARE
    there = api.repo_exists(space, repo_type="space")
    try:
        head = hub.create(
            api, space, private=private, repo_type="space", space_sdk="gradio", space_hardware=HARDWARE[wanted]
        )
        if there and hardware and api.get_space_runtime(space).requested_hardware != HARDWARE[hardware]:
            api.request_space_hardware(space, HARDWARE[hardware])  # type: ignore[arg-type]
        return head
    except HfHubHTTPError as error:
        if error.response.status_code == 402:
            kept = {k: v for k, v in CHOICES.items() if k != "zero-gpu" or wanted != "zero-gpu"}
            choices = "\n".join(f"  {choice}" for choice in kept.values())
            raise HubError(PAYMENT.format(hardware=wanted, choices=choices)) from error
        raise


def _configure(api: HfApi, space: str, wanted: dict[str, str], secrets: dict[str, str]) -> None:
    """Set the variables that differ, because a change restarts the Space; secrets cannot be read back and are sent."""
    found = {key: variable.value for key, variable in api.get_space_variables(space).items()}
    for key, value in wanted.items():
        if found.get(key) != value:
            api.add_space_variable(space, key, value)
    if MODEL_VARIABLE in found and MODEL_VARIABLE not in wanted:
        api.delete_space_variable(space, MODEL_VARIABLE)
    for key, value in secrets.items():
        api.add_space_secret(space, key, value)


def _secrets(api: HfApi, model: Bundle) -> dict[str, str]:
    if not model.repo:
        return {}
    with explained(f"The model {model.repo} could not be looked up"):
        why = closed(api.model_info(model.repo))
    if not why:
        return {}
    if not os.environ.get(SPACE_TOKEN):
        raise HubError(
            f"The model {model.repo} is {why}, and the Space could not read it. Set {SPACE_TOKEN} to a read-only token "
            "(it becomes the Space's secret HF_TOKEN), or open the model on its settings page."
        )
    return {"HF_TOKEN": os.environ[SPACE_TOKEN]}


def closed(model: ModelInfo) -> str:
    """Why not everybody may download a model, in words; empty where everybody may."""
    return "private" if model.private else "given on request only" if model.gated else ""


def wait(
    api: HfApi,
    commit: hub.Commit,
    ask: Callable[[str, bool], dict[str, Any]],
    patience: float = PATIENCE,
    *,
    unchanged: bool = False,
) -> Space:
    """The Space once the commit's own version answers, within ``patience`` seconds.

    ``ask`` gets its address and whether it is private; it gives the answer, or raises :class:`NotYet`. A Space that
    sleeps is woken, and one that failed is started once more if the commit is ``unchanged``: nothing else would do it.
    """
    space, started, why = commit.repo, time.monotonic(), "nobody asked"
    since, restarted = started, False
    while time.monotonic() - started < patience:
        try:
            runtime = api.get_space_runtime(space)
            failed, why = runtime.stage.endswith("ERROR"), f"its stage is {runtime.stage}"
            if runtime.stage == "RUNNING":
                return _asked(api, commit, runtime, ask)
            if not restarted and (runtime.stage in IDLE or (failed and unchanged)):
                api.restart_space(space, factory_reboot=runtime.stage == "BUILD_ERROR")
                since, restarted = time.monotonic(), True
            elif failed and time.monotonic() - since > SETTLED:
                raise HubError(f"The Space {space} ended in {runtime.stage}.{_log(api, space, runtime.stage)}")
        except NotYet as error:  # it is only just starting, or the version before answers for a last time
            why = str(error)
        except httpx2.HTTPError as error:  # one bad moment in twenty minutes of asking
            if not is_passing(error):
                raise
            why = reason(error).rstrip(".")
        time.sleep(PAUSE)
    raise HubError(f"The Space {space} does not answer as it should after {patience / 60:.0f} minutes: {why}.")


def _asked(api: HfApi, commit: hub.Commit, runtime: SpaceRuntime, ask: Callable[[str, bool], dict[str, Any]]) -> Space:
    """The Space that runs, and what it answers; raises :class:`NotYet` where it is not the commit's."""
    if runtime.raw.get("sha", commit.oid) != commit.oid:
        raise NotYet(f"another commit than {commit.oid[:7]} runs")
    info = api.space_info(commit.repo)
    if not info.host:
        raise NotYet("it has no address")
    report = ask(info.host, bool(info.private))
    log.info("running    %s", info.host)
    return Space(commit.repo, info.host.rstrip("/"), report)


def _log(api: HfApi, space: str, stage: str) -> str:
    """The end of the Space's log; nothing where it cannot be had."""
    try:
        lines = list(api.fetch_space_logs(space, build=stage == "BUILD_ERROR"))[-LOG_LINES:]
    except (httpx2.HTTPError, OSError, ValueError):
        lines = []
    return f" Its log ends:\n{''.join(lines).rstrip()}" if lines else " Its page may say more."


class NotYet(Exception):
    """The Space does not answer, or not with the wanted model."""


def _ask(address: str, model: Bundle, *, private: bool) -> dict[str, Any]:
    """One real request through the Gradio client, which a public Space gets without the token."""
    from gradio_client import Client, handle_file

    with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder, redirect_stdout(io.StringIO()):
        image = _question(model, Path(folder))
        try:
            client = Client(address, token=None if private else False, verbose=False)
            report: dict[str, Any] = client.submit(handle_file(image), api_name="/predict").result(timeout=120)
            client.close()
            answered = report["model"]["id"], report["model"]["revision"]
        except Exception as error:  # the client raises what its HTTP library and the app do
            raise NotYet(f"{address} gives no report ({type(error).__name__})") from error
    if answered != (model.id, model.revision):
        raise NotYet(f"{' '.join(answered)} answers instead of {model.id} {model.revision}; the page says why")
    return report


def _question(model: Bundle, folder: Path) -> Path:
    """An X-ray of the model's gallery; without one a grey ramp, which is answered too: it is not judged."""
    for row in examples.read(model):
        return model.examples / str(row["file"])
    path = folder / "ramp.png"
    cv2.imwrite(str(path), np.tile(np.arange(256, dtype=np.uint8), (256, 1)))
    return path
