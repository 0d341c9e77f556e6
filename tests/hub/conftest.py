"""A Hub, and a bundle as it is published there."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hubcode import CARD, At, push
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
def at(server: Hub, tmp_path: Path) -> At:
    """Inside, the server is the Hub of this process; each home is an empty cache at first."""

    def at(token: str | None = OWNER, home: str = "home") -> AbstractContextManager[None]:
        return server.client(tmp_path / home, token)

    return at


@pytest.fixture
def owner(at: At) -> Iterator[None]:
    """The server is the Hub, and its user is asking."""
    with at():
        yield


@pytest.fixture(scope="module")
def published(shared_server: Hub, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The commit of user/model, which no test changes; its tag is v1."""
    with shared_server.client(tmp_path_factory.mktemp("home")):
        commit = push(folder, "user/model", tag="v1")
    assert len(commit) == 40, commit
    return commit
