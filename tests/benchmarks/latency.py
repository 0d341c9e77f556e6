"""One image in one process: ours against the usual way, and stage by stage."""

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest import mock

import cv2

from pneumonia import classifier as reports
from pneumonia.classifier import Classifier, Network
from pneumonia.explain import overlay
from pneumonia.typical import Typicality
from tests.benchmarks import films
from tests.benchmarks.table import row, take_turns, timed
from tests.benchmarks.ways import both_ways

#: Where the time of a report goes: the stage, and the attribute that holds the function that does it. What a stage does
#: within another one counts for the inner one alone.
STAGES = {
    "decode the JPEG": (cv2, "imdecode"),
    "SHA-256 of the file": (hashlib, "sha256"),
    "check the file and its header": (reports, "read_image"),
    "resize to the model's input": (reports, "to_input"),
    "network with Grad-CAM and features": (Network, "run"),
    "is it a chest X-ray, and of the kind known?": (Typicality, "check"),
}


def measure() -> None:
    for name in ("compact", "baseline"):
        with both_ways(name) as (classifier, usual):
            for size, film in films.by_size().items():
                spent = latency(f"{name}, {size}", partial(classifier.predict, film), partial(usual, film))
                if name == "compact":  # the baseline's stages are the same, except the network
                    for stage, milliseconds in spent.items():
                        row(f"{name}, {size}: of the report, {stage}", milliseconds, "")
    drawing(films.full_size())


def latency(what: str, ours: Callable[[], Any], usual: Callable[[], Any]) -> dict[str, list[float]]:
    """Bytes to report with Grad-CAM map, ours and the usual way, taking turns; returns the stages of the same calls.

    Called again and again on its own, a stage would find its data in the cache and its threads awake, and seem faster.
    """
    with stopwatch() as spent:
        ours_ms, usual_ms = take_turns(ours, usual)
    ratio = statistics.median(usual_ms) / statistics.median(ours_ms)
    row(f"{what}: bytes to report with Grad-CAM", ours_ms, f"{ratio:.1f} times faster")
    row(f"{what}: the usual way", usual_ms, "1")
    stages = {stage: milliseconds[-len(ours_ms) :] for stage, milliseconds in spent.items()}  # without the warm-up
    rest = [whole - sum(parts) for whole, *parts in zip(ours_ms, *stages.values(), strict=True)]
    return stages | {"the rest": rest}


@contextmanager
def stopwatch() -> Iterator[dict[str, list[float]]]:
    """Milliseconds of each call of each stage while this is open."""
    spent: dict[str, list[float]] = {stage: [] for stage in STAGES}
    within = [0.0]  # milliseconds of the stages called by each stage that is under way

    def clocked(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            within.append(0.0)
            started = time.perf_counter()
            answer = function(*args, **options)
            taken = (time.perf_counter() - started) * 1000
            spent[stage].append(taken - within.pop())
            within[-1] += taken
            return answer

        return call

    with ExitStack() as stack:
        for stage, (owner, name) in STAGES.items():
            stack.enter_context(mock.patch.object(owner, name, clocked(stage, getattr(owner, name))))
        yield spent


def drawing(film: bytes) -> None:
    """What a page shows beside the report."""
    prediction = Classifier.load().predict(film)
    row("draw the overlay (not part of a report)", timed(lambda: overlay(prediction.xray.pixels, prediction.cam)), "")
