"""A tiny run of the real ``train.py`` on real X-rays, published on a Hub of the tests' own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hubserver.server import Hub, hub

from pneumonia.report import LABELS

ROOT = Path(__file__).parents[1]
EPOCHS = 3
#: Half of the release's, which takes a minute less.
SIZE = 96
REPO = "user/tiny"
TAG = "v1"
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Trained:
    """A finished run: its folder, what the command printed, its data, and the Hub on which it was published."""

    folder: Path
    printed: str
    data: Path
    hub: Hub
    environment: dict[str, str]

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


def command(excerpt: Path, run: Path, *flags: str) -> list[str]:
    options = ["--data", str(excerpt), "--run", str(run), "--any-counts", "--epochs", str(EPOCHS), "--batch-size", "8"]
    small = ["--workers", "1", "--folds", "0", "--size", str(SIZE)]
    return [sys.executable, "train.py", *options, *small, *flags]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return os.environ | {"PNEUMONIA_CACHE": str(tmp_path_factory.mktemp("cache")), "PYTHONWARNINGS": "default"}


@pytest.fixture(scope="session")
def trained(
    excerpt: Path, environment: dict[str, str], the_hub: Hub, tmp_path_factory: pytest.TempPathFactory
) -> Trained:
    """A run, published."""
    run = tmp_path_factory.mktemp("runs") / "tiny"
    variables = environment | the_hub.environment(run.parent / "home")
    train = command(excerpt, run, "--push", REPO, "--revision", TAG, "--licence", LICENCE, "--message", "First tiny")
    done = subprocess.run(train, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return Trained(run, done.stderr, excerpt, the_hub, variables)
