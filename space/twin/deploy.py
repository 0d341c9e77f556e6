"""``python -m pneumonia deploy --static``: a static Space made or updated, and awaited."""

import logging
import tempfile
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import HfApi, get_token

from pneumonia import hub
from pneumonia.bundle import BUNDLE, Bundle
from pneumonia.errors import HubError
from pneumonia.hub_errors import explained
from space.deploy import NotYet, Space, closed, wait
from space.twin.shell import PAGE
from space.twin.stage import stage

#: Seconds to wait for the Hub: there is nothing to build.
PATIENCE = 300.0
log = logging.getLogger(__name__)


def deploy(space: str, model: Bundle, *, gallery: Path | None = None, private: bool = False) -> Space:
    """Create or update the static Space for a model, and wait until it is served. Raises :class:`HubError`."""
    hub.check_access(space)
    api = HfApi()
    if not private:
        _check_openness(api, space, model)
    with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder:
        version, served = stage(Path(folder), model, gallery)
        with explained(f"The Space {space} could not be made"):
            head = hub.create(api, space, private=private, repo_type="space", space_sdk="static")
            title = f"Serve {model.id} {served.revision[:7]}"
            commit = hub.commit_folder(api, Path(folder), space, "space", title, head)
        log.info("committed  %s", commit.url)
        with explained(f"The Space {space} was sent, but it is not served"):
            return wait(api, commit, lambda address, private: _ask(address, version, served, private=private), PATIENCE)


def _check_openness(api: HfApi, space: str, model: Bundle) -> None:
    """A public page hands its model to everybody, which is not for whoever publishes the page to decide by accident."""
    if not model.repo:
        return
    with explained(f"The model {model.repo} could not be looked up"):
        why = closed(api.model_info(model.repo))
        if not why:
            return
        if api.repo_exists(space, repo_type="space") and api.space_info(space).private:
            return
    raise HubError(
        f"The model {model.repo} is {why}, and a public page hands its files to everybody. Nothing was sent. Add "
        "--private, or open the model on its settings page."
    )


def _ask(address: str, version: str, model: Bundle, *, private: bool) -> dict[str, Any]:
    """Does the address hand out this version of the page, and this very model?"""
    headers = {"Authorization": f"Bearer {get_token()}"} if private else {}
    try:
        with httpx2.Client(base_url=address, headers=headers, timeout=30, follow_redirects=True) as client:
            page, seal = (client.get(name).raise_for_status() for name in (PAGE, f"model/{BUNDLE}"))
    except httpx2.HTTPError as error:
        raise NotYet(f"{address} does not hand out the page ({type(error).__name__})") from error
    if f'"{version}"' not in page.text or seal.content != (model.folder / BUNDLE).read_bytes():
        raise NotYet(f"{address} still hands out another version")
    return {"model": {"id": model.id, "revision": model.revision}}
