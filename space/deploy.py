"""``python -m pneumonia deploy``: a Space made or updated, awaited, and asked one real question."""

import io
import logging
import os
import tempfile
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from pneumonia import examples, hub
from pneumonia.bundle import Bundle
from pneumonia.errors import HubError
from pneumonia.hub_errors import explained
from space.stage import MODEL_VARIABLE, stage, variables

log = logging.getLogger(__name__)

#: What the command line calls the hardware, and what the Hub does.
HARDWARE = {"zero-gpu": "zero-a10g", "cpu-basic": "cpu-basic"}
DEFAULT_HARDWARE = "zero-gpu"
#: A read token for a private model; it becomes the Space's secret HF_TOKEN.
SPACE_TOKEN = "PNEUMONIA_SPACE_TOKEN"  # noqa: S105 - the name of a variable
#: Seconds to wait for the build and the start, and between looks.
PATIENCE, PAUSE = 1200.0, 2.0
#: Lines of the Space's log that an error quotes.
LOG_LINES = 12

PAYMENT = (
    "The Hub makes a Gradio Space on {hardware} only under another plan (HTTP 402). Choose one:\n"
    "  ZeroGPU: --hardware zero-gpu, free for two Spaces of a personal account that is older than 30 days with a "
    "verified e-mail address\n"
    "  PRO or Team: a paid plan, with --hardware cpu-basic\n"
    "  static: a static Space is free for every account but runs no Python, so this app cannot be one\n"
    "  your own server: docker build -f space/Dockerfile -t pneumonia ."
)


@dataclass(frozen=True)
class Space:
    """A Space that runs: its name, its address, and the report that it gave on a real request."""

    repo: str
    address: str
    report: dict[str, Any]


def deploy(
    space: str, model: Bundle, *, hardware: str | None = None, private: bool = False, token: str | None = None
) -> Space:
    """Create or update the Space for a model, wait until it runs, and ask it. Raises :class:`HubError`.

    Without ``hardware`` a new Space gets ``DEFAULT_HARDWARE`` and one that is there keeps what it has.
    """
    hub.check_access(space, token)
    api = HfApi(token=token)
    secrets = _secrets(api, model)
    with explained(f"The Space {space} could not be made"):
        _create(api, space, hardware, private)
        _configure(api, space, variables(model), secrets)
        with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder:
            stage(Path(folder), model)
            commit = hub.commit_folder(api, Path(folder), space, "space", f"Serve {model.id} {model.revision[:7]}")
    log.info("committed  %s; the Hub builds it now", commit.url)
    with explained(f"The Space {space} was sent, but it does not run"):
        address = _wait(api, space)
        log.info("running    %s", address)
        report = _ask(address, model, token if private else None)
    return Space(space, address, report)


def _create(api: HfApi, space: str, hardware: str | None, private: bool) -> None:
    wanted = hardware or DEFAULT_HARDWARE
    there = api.repo_exists(space, repo_type="space")
    try:
        hub.create(api, space, private=private, repo_type="space", space_sdk="gradio", space_hardware=HARDWARE[wanted])
        if there and hardware and api.get_space_runtime(space).requested_hardware != HARDWARE[hardware]:
            api.request_space_hardware(space, HARDWARE[hardware])  # type: ignore[arg-type]
    except HfHubHTTPError as error:
        if error.response.status_code == 402:
            raise HubError(PAYMENT.format(hardware=wanted)) from error
        raise


def _configure(api: HfApi, space: str, wanted: dict[str, str], secrets: dict[str, str]) -> None:
    """Set what differs: each change would restart the Space."""
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
        private = bool(api.model_info(model.repo).private)
    if not private:
        return {}
    if not os.environ.get(SPACE_TOKEN):
        raise HubError(
            f"The model {model.repo} is private, and the Space could not read it. Set {SPACE_TOKEN} to a read-only "
            "token (it becomes the Space's secret HF_TOKEN), or make the model public."
        )
    return {"HF_TOKEN": os.environ[SPACE_TOKEN]}


def _wait(api: HfApi, space: str) -> str:
    """The Space's address, once it runs."""
    try:
        runtime = api.wait_for_space(space, timeout=PATIENCE, poll_interval=PAUSE)
    except TimeoutError as error:
        raise HubError(
            f"The Space {space} is still building after {PATIENCE / 60:.0f} minutes. Look at its page."
        ) from error
    if runtime.stage != "RUNNING":
        lines = list(api.fetch_space_logs(space, build=runtime.stage == "BUILD_ERROR"))[-LOG_LINES:]
        raise HubError(f"The Space {space} ended in {runtime.stage}. Its log ends:\n{''.join(lines).rstrip()}")
    return str(api.space_info(space).host).rstrip("/")


def _ask(address: str, model: Bundle, token: str | None) -> dict[str, Any]:
    """One real request through the Gradio client; another model than the wanted one in the answer is an error."""
    from gradio_client import Client, handle_file

    deadline = time.monotonic() + PATIENCE
    with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder, redirect_stdout(io.StringIO()):
        image = _question(model, Path(folder))
        while True:
            client = Client(address, token=token, verbose=False)
            report: dict[str, Any] = client.submit(handle_file(image), api_name="/predict").result(timeout=120)
            client.close()
            if report["model"]["revision"] == model.revision:
                return report
            if time.monotonic() > deadline:
                raise HubError(
                    f"{address} runs, but {report['model']['id']} {report['model']['revision']} answers instead of "
                    f"{model.id} {model.revision}. The page says why."
                )
            time.sleep(PAUSE)  # the version before may answer until the new one has taken over


def _question(model: Bundle, folder: Path) -> Path:
    """An X-ray of the model's gallery; without one a grey ramp, which is answered too: it is not judged."""
    for row in examples.read(model):
        return model.examples / str(row["file"])
    path = folder / "ramp.png"
    cv2.imwrite(str(path), np.tile(np.arange(256, dtype=np.uint8), (256, 1)))
    return path
