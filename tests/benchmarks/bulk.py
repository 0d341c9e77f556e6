"""A bulk run from the list of files to the table, against what it is made of: decoding alone and the network alone."""

import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pneumonia.classifier import BATCH, Classifier
from pneumonia.image import read_image, to_input
from pneumonia.score import cores, score
from tests.benchmarks import films
from tests.benchmarks.table import fact

ROUNDS = 3


def measure() -> None:
    small = sorted(films.SHARED.glob("chest_xray/test/*/*"))
    large = sorted(films.SHARED.glob("originals/*/*"))
    with tempfile.TemporaryDirectory() as folder:
        bulk(f"{len(small)} films of 224 x 224", small, Path(folder) / "small.csv")
        copies = [copy for n in range(20) for copy in linked(large, Path(folder) / str(n))]
        bulk(f"{len(copies)} full-size films", copies, Path(folder) / "large.csv")


def bulk(name: str, files: list[Path], out: Path) -> None:
    """Three ways over the same films on all cores, taking turns."""
    classifier = Classifier.load(threads=1)
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    decode = partial(decoded, classifier.size)
    inputs = [decode(batch) for batch in batches]
    ways: dict[str, Callable[[], Any]] = {
        "bulk": lambda: score(files, out, restart=True),
        "decoding alone": lambda: on_all_cores(decode, batches),
        "the network alone": lambda: on_all_cores(classifier.network.run, inputs),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, run in ways.items():
            started = time.perf_counter()
            run()
            seconds[way].append(time.perf_counter() - started)
    taken = {way: statistics.median(times) for way, times in seconds.items()}
    whole, *alone = taken.values()
    told = {"bulk": f"{max(alone) / whole:.0%} of the slower alone, {sum(alone) / whole:.0%} of both in turn"}
    for way, median in taken.items():
        fact(f"{name}: {way}", f"{len(files) / median:.0f} images/s", told.get(way, ""))


def decoded(size: int, batch: list[Path]) -> np.ndarray:
    return np.stack([to_input(read_image(file).pixels, size) for file in batch])


def on_all_cores(step: Callable[[Any], Any], work: list[Any]) -> None:
    with ThreadPoolExecutor(cores()) as pool:
        for _ in pool.map(step, work):
            pass


def linked(files: list[Path], folder: Path) -> list[Path]:
    """The same files under other names: a run reads each name once."""
    folder.mkdir()
    for file in files:
        (folder / file.name).symlink_to(file)
    return sorted(folder.iterdir())
