"""A tiny run of the real ``train.py`` on real X-rays, published on a Hub of the tests' own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hubserver.server import Hub, hub

from pneumonia.report import LABELS

EPOCHS = 2
#: Half of the release's, which takes a minute less.
SIZE = 96
REPO = "user/tiny"
TAG = "v1"
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Trained:
    """A finished run: its folder, what the command printed, its data, and the Hub on which it was published.

    ``home`` is its owner's cache there, which the variables of ``environment`` name to another process.
    """

    folder: Path
    printed: str
    data: Path
    hub: Hub
    home: Path
    environment: dict[str, str]

    def client(self) -> AbstractContextManager[None]:
        """Inside, the Hub is that of this process, for its owner."""
        return self.hub.client(self.home)

    @property
    def bundle(self) -> Path:
        return self.folder / "bundle"


@pytest.fixture(scope="session")
def the_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One Hub for all tests that publish and none that make it fail."""
    with hub(tmp_path_factory.mktemp("hub")) as server:
        yield server


@pytest.fixture(scope="session")
def excerpt(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real X-rays in Kaggle's layout: 40 of each class to train and validate on, 6 of each to test."""
    folder = tmp_path_factory.mktemp("data") / "excerpt"
    for split, n in (("train", 40), ("test", 6)):
        for label in LABELS:
            (folder / split / label).mkdir(parents=True)
            files = sorted((shared_data / "chest_xray" / split / label).iterdir())
            for file in files[:: len(files) // n][:n]:
                shutil.copy(file, folder / split / label)
    return folder


def flags(excerpt: Path, run: Path, *more: str) -> list[str]:
    """What ``train.py`` is told for a run of seconds."""
    options = ["--data", str(excerpt), "--run", str(run), "--any-counts", "--epochs", str(EPOCHS), "--batch-size", "16"]
    return [*options, "--workers", "1", "--folds", "0", "--size", str(SIZE), *more]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return os.environ | {"PNEUMONIA_CACHE": str(tmp_path_factory.mktemp("cache")), "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="session")
def trained(
    excerpt: Path, environment: dict[str, str], the_hub: Hub, tmp_path_factory: pytest.TempPathFactory
) -> Trained:
    """A run, published."""
    from typed import train

    from pneumonia.evaluation import trust  # here, because it imports TensorFlow, and all tests import this module

    run = tmp_path_factory.mktemp("runs") / "tiny"
    home = run.parent / "home"
    publish = ["--push", REPO, "--revision", TAG, "--licence", LICENCE, "--message", "First tiny"]
    with the_hub.client(home), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PNEUMONIA_CACHE", environment["PNEUMONIA_CACHE"])
        # Enough films for figures of all kinds, which ``test_trust.py`` looks at.
        for name, few in {"CURVES": 2, "MAPS": 2, "DRAWS": 1}.items():
            patch.setattr(trust, name, few)
        # Muon is traced for half a minute; ``test_fit.py`` trains with it.
        done = train(*flags(excerpt, run, "--optimizer", "adam", *publish))
    assert done.returncode == 0, done.stderr[-2000:]
    return Trained(run, done.stderr, excerpt, the_hub, home, environment | the_hub.environment(home))
