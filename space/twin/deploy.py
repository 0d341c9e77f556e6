"""``python -m pneumonia deploy --static``: a static Space made or updated, and awaited."""

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import HfApi, get_token

from pneumonia import bundle as bundles
from pneumonia import hub
from pneumonia.bundle import Bundle
from pneumonia.errors import HubError
from pneumonia.hub_errors import explained
from space.deploy import NotYet, Space, is_private, wait
from space.twin.stage import SOURCE, stage

log = logging.getLogger(__name__)


def deploy(space: str, model: Bundle, *, gallery: Path | None = None, private: bool = False) -> Space:
    """Create or update the static Space for a model, and wait until it is served. Raises :class:`HubError`."""
    hub.check_access(space)
    api = HfApi()
    if not private and is_private(api, model):
        raise HubError(
            f"The model {model.repo} is private, and a public page hands its files to everybody. Add --private, or "
            "make the model public."
        )
    with tempfile.TemporaryDirectory(prefix="pneumonia-") as folder:
        stage(Path(folder), model, gallery)
        with explained(f"The Space {space} could not be made"):
            head = hub.create(api, space, private=private, repo_type="space", space_sdk="static")
            title = f"Serve {model.id} {model.revision[:7]}"
            commit = hub.commit_folder(api, Path(folder), space, "space", title, head)
    log.info("committed  %s", commit.url)
    with explained(f"The Space {space} was sent, but it is not served"):
        return wait(api, commit, lambda address, private: _ask(address, model, private=private))


def _ask(address: str, model: Bundle, *, private: bool) -> dict[str, Any]:
    """Does the address hand out the page, and this very model?"""
    headers = {"Authorization": f"Bearer {get_token()}"} if private else {}
    try:
        with httpx2.Client(base_url=address, headers=headers, timeout=30, follow_redirects=True) as client:
            page, source, seal = (
                client.get(name).raise_for_status()
                for name in ("index.html", f"model/{SOURCE}", f"model/{bundles.BUNDLE}")
            )
        served = source.json()
    except (httpx2.HTTPError, json.JSONDecodeError) as error:
        raise NotYet(f"{address} does not hand out the page ({type(error).__name__})") from error
    wanted = {"repo": model.repo, "revision": model.revision} if model.repo else {}
    if served != wanted or seal.content != (model.folder / bundles.BUNDLE).read_bytes() or b"<main" not in page.content:
        raise NotYet(f"{address} still hands out another version")
    return {"model": {"id": model.id, "revision": model.revision}}
