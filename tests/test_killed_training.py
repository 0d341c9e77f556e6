"""Training that dies by ``kill -9``, in mid-epoch and in mid-checkpoint, ends with the weights of one that did not."""

import json
import os
import signal
from pathlib import Path

import keras
import mortal
import numpy as np
import pytest
from test_fit import CONFIG, run_for

from pneumonia.augment import Batches
from pneumonia.training.fit import Run


@pytest.fixture(scope="module", autouse=True)
def preloaded() -> None:
    mortal.preload(__name__)


class DiesInThirdEpoch(Batches):
    """Kills the process in the middle of its third epoch, after the weights have moved."""

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self.epoch == 2 and index == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__getitem__(index)


def train(folder: Path, renamed: str) -> None:
    """Train until this file of the third epoch is about to be renamed; without one, until the middle of that epoch."""
    if renamed:
        file, begun = folder / renamed.format(os.getpid()), folder / "state-3.keras"
        third = "state-3" in renamed
        mortal.die_before(lambda event, path: (event, path) == ("os.rename", file) and (third or begun.exists()))
    run_for(CONFIG, folder, Batches if renamed else DiesInThirdEpoch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    run_for(CONFIG, folder)
    return folder


@pytest.mark.parametrize(
    "renamed",
    [
        "",
        ".state-3.{}.keras",  # written but not yet in its place
        ".history.{}.json",  # the state is there, and nothing points to it
    ],
    ids=["in mid-epoch", "in mid-checkpoint", "between state and history"],
)
def test_a_killed_run_ends_like_one_that_was_not(whole: Path, tmp_path: Path, renamed: str) -> None:
    assert mortal.killed(train, tmp_path, renamed), "it was to be killed"
    assert len(json.loads(Run(tmp_path).history_json.read_text())) == 2
    run_for(CONFIG, tmp_path)
    for file in ("kept.keras", "state-3.keras"):
        ours, theirs = (keras.models.load_model(folder / file).get_weights() for folder in (tmp_path, whole))
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
