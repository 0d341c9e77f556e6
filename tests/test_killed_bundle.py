"""``kill -9`` at every moment in which a bundle is written: a reader finds one bundle whole, or is told."""

import shutil
from pathlib import Path
from typing import Any

import mortal
import numpy as np
import pytest
from test_bundle import FILMS, INFO

from pneumonia.bundle import KERAS_MODEL, MODEL, embed, load, save
from pneumonia.errors import BundleError
from pneumonia.files import write_beside

#: Long enough to lie on the disk in part when the process dies.
OLD, NEW = b"the old network " * 9999, b"the new network " * 9999


@pytest.fixture(scope="module", autouse=True)
def preloaded() -> None:
    mortal.preload(__name__)


def numbers(network: bytes) -> dict[str, Any]:
    return {"test": {"name": network[:15].decode()}}


def write(folder: Path, network: bytes) -> None:
    """What the end of a training does, see ``train.py``: networks, then numbers and statistics, then the seal."""
    folder.mkdir(exist_ok=True)
    for name in (KERAS_MODEL, MODEL):
        with write_beside(folder / name) as temporary, temporary.open("wb", buffering=0) as file:
            file.write(network[: len(network) // 2])
            with temporary.open("ab") as again:  # so that one death finds half of it written
                again.write(network[len(network) // 2 :])
    save(folder, INFO, numbers(network), FILMS | {"network": np.frombuffer(network[:15], np.uint8)})


def found(folder: Path, *, complete: bool) -> bytes | None:
    """The generation that a reader gets, the same in all parts; None for our own error."""
    try:
        loaded = load(folder, complete=complete)
    except BundleError:
        return None
    networks = [loaded.model, folder / KERAS_MODEL] if complete else [loaded.model]
    generations = {path.read_bytes()[:15] for path in networks}
    [generation] = generations | {loaded.metrics["test"]["name"].encode(), loaded.typical["network"].tobytes()}
    return generation


@pytest.mark.parametrize("old", [None, OLD], ids=["none before", "over an older one"])
def test_a_killed_save_leaves_one_bundle_or_none(tmp_path: Path, old: bytes | None) -> None:
    folder = tmp_path / "bundle"

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if old:
            write(folder, old)

    seen = []
    for _ in mortal.deaths(folder, prepare, write, folder, NEW):
        seen.append(found(folder, complete=True))
    assert len(seen) >= 15, "fewer moments than files are opened and renamed"
    assert seen == sorted(seen, key=[OLD[:15], None, NEW[:15]].index), "the old one, then none, then the new one"
    assert seen.count(None) >= 10
    assert (OLD[:15] in seen) == bool(old)
    assert found(folder, complete=True) == NEW[:15], "the command that lived to its end"


def test_a_killed_embedding_leaves_one_bundle_or_none(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "release"
    write(source, NEW)

    def prepare() -> None:
        shutil.rmtree(target, ignore_errors=True)
        write(tmp_path / "older", OLD)
        embed(tmp_path / "older", target)

    seen = []
    for _ in mortal.deaths(target, prepare, embed, source, target):
        seen.append(found(target, complete=False))
    assert len(seen) >= 8
    assert seen == sorted(seen, key=[OLD[:15], None, NEW[:15]].index), "the old one, then none, then the new one"
    assert found(target, complete=False) == NEW[:15]
