"""A Hub, a bundle as it is published, and processes that talk to the one about the other."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hubcode import CARD, Run, shown
from hubserver.server import OWNER, Hub, hub

from pneumonia import bundle


@pytest.fixture(scope="module")
def folder(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it is published: the release, a card, a gallery, and bytes in place of a Keras model."""
    made = Path(shutil.copytree(release, tmp_path_factory.mktemp("bundle") / "model"))
    (made / bundle.CARD).write_text(CARD)
    (made / bundle.KERAS_MODEL).write_bytes(b"\0weights" * 40_000)
    (made / bundle.EXAMPLES).mkdir()
    (made / bundle.EXAMPLES / bundle.INDEX).write_text("[]")
    bundle.seal(made, bundle.load(release).info)
    return made


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub(tmp_path_factory.mktemp("hub")) as server:
        yield server


@pytest.fixture
def server(shared_server: Hub) -> Iterator[Hub]:
    yield shared_server
    shared_server.heal()


@pytest.fixture
def environment(server: Hub, tmp_path: Path) -> Callable[..., dict[str, str]]:
    def environment(token: str | None = OWNER, home: str = "home") -> dict[str, str]:
        return os.environ | server.environment(tmp_path / home, token)

    return environment


@pytest.fixture
def run(environment: Callable[..., dict[str, str]]) -> Run:
    def run(code: str, token: str | None = OWNER, home: str = "home", limit: str = "", **more: str) -> list[Any]:
        return shown(code, environment(token, home) | more, limit=limit)

    return run


@pytest.fixture(scope="module")
def published(shared_server: Hub, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The commit of user/model, which no test changes; its tag is v1."""
    variables = os.environ | shared_server.environment(tmp_path_factory.mktemp("home"))
    [[commit]] = shown(f"show(push(Path({str(folder)!r}), 'user/model', tag='v1'))", variables)
    assert len(commit) == 40, commit
    return str(commit)
