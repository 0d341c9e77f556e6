"""Training as `train.py` does it: images per second of the input pipeline alone, of the step alone, and together.

All three are one call of Keras' ``fit`` on real films, on whatever Keras runs on (``KERAS_BACKEND``; a GPU when there
is one), at the settings that `train.py` would choose here. Together is the real thing. For the pipeline alone the
network is one that looks at a single pixel, for the step alone every batch is the same one, in memory. The clock runs
from the beginning of an epoch to its last step, the wait for the first batch included; what comes after an epoch
(validation, saving) is left out. The clock stands for the callback of a real run, which only moves a bar per step; any
callback makes Keras read the loss after each step, so both wait for a GPU alike.
"""

import statistics
import time
from dataclasses import replace
from typing import Any, NamedTuple

import keras
import numpy as np

from pneumonia import dataset, machine
from pneumonia.augment import Batches
from pneumonia.models import architecture
from pneumonia.training import hardware
from pneumonia.training import split as splitting
from pneumonia.training.config import from_flags
from pneumonia.training.fit import batches, compiled
from tests.benchmarks import films
from tests.benchmarks.table import fact

ROUNDS = 3
#: Steps of a measured epoch on a CPU, a few seconds; a GPU does the whole training set, 147 steps.
STEPS = {"compact": 20, "baseline": 3}
WAYS = ("input pipeline alone", "step alone", "together")


class Speed(NamedTuple):
    """Of one measured epoch: images per second, and what the whole process took of the CPU's cores."""

    rate: float
    core_ms: float


def measure() -> None:
    """Three rows for either network, at its own precision, batch size, augmentation and optimiser."""
    for name in STEPS:
        where = f"training {name} ({keras.backend.backend()}, {'GPU' if hardware.has_gpu() else 'CPU'})"
        rounds = train_in_turns(name)
        for way, speeds in zip(WAYS, zip(*rounds, strict=True), strict=True):
            rate, core_ms = (statistics.median(column) for column in zip(*speeds, strict=True))
            fact(f"{where}: {way}", f"{rate:.0f} images/s", f"{core_ms:.2f} ms of a core per image")
        # Per round, so that what else the machine does falls on both sides of a ratio alike.
        reached = statistics.median(both.rate / min(a.rate, b.rate) for a, b, both in rounds)
        shared = statistics.median(1 / (1 / a.rate + 1 / b.rate) / min(a.rate, b.rate) for a, b, _ in rounds)
        fact(f"{where}: together, of the slower alone", f"{reached:.0%}", f"{shared:.0%} if either needs all cores")


def train_in_turns(name: str) -> list[tuple[Speed, ...]]:
    """The three ways, taking turns, a tuple a round; a first round, which compiles, is not counted."""
    config = from_flags({"architecture": name, "data": str(films.SHARED / "chest_xray")})
    machine.keep_freed_memory()
    hardware.use_all_gpus(config.batch_size)
    network = architecture(name)
    data = dataset.load(config.data)
    parts = splitting.split(data, config.split, config.seed)
    if not hardware.has_gpu():
        some = np.random.default_rng(0).permutation(parts.train)[: STEPS[name] * config.batch_size]
        parts = replace(parts, train=some)
    stream = batches(data.images[parts.train], data.labels[parts.train], network, config)
    real = compiled(network, config, len(stream))
    idle = compiled(replace(network, make=one_pixel), config, len(stream))
    ways = ((idle, stream), (real, SameBatch(stream)), (real, stream))
    return [tuple(speed(*way) for way in ways) for _ in range(1 + ROUNDS)][1:]


def one_pixel(size: int | None) -> keras.Model:
    """A network with next to nothing to do."""
    image = keras.Input((size, size, 1))
    return keras.Model(image, keras.layers.Dense(1, dtype="float32")(image[:, 0, 0]))


class SameBatch(keras.utils.PyDataset):  # type: ignore[misc]
    """The first batch, as often as there are batches."""

    def __init__(self, batches: Batches) -> None:
        super().__init__()
        self.batch, self.batch_size, self.count = batches[0], batches.batch_size, len(batches)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Any:
        return self.batch


def speed(model: keras.Model, batches: Batches | SameBatch) -> Speed:
    clock = Clock()
    model.fit(batches, shuffle=False, callbacks=[clock], verbose=0)
    images = len(batches) * batches.batch_size
    return Speed(images / clock.seconds, 1000 * clock.core_seconds / images)


class Clock(keras.callbacks.Callback):  # type: ignore[misc]
    """Seconds, and seconds of CPU cores, from the beginning of the epoch until its last step is done."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.started, self.core_started = time.perf_counter(), time.process_time()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if batch == self.params["steps"] - 1:
            self.seconds = time.perf_counter() - self.started
            self.core_seconds = time.process_time() - self.core_started
