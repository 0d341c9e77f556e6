"""Rows of the one Markdown table that ``make bench`` prints, and the clock behind them."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROUNDS = 40


def take_turns(*steps: Callable[[], Any]) -> list[list[float]]:
    """Milliseconds of each round of each step; every round does every step once."""
    for warm_up in steps * 2:
        warm_up()
    rounds = [[rested(step) for step in steps] for _ in range(ROUNDS)]
    return [list(milliseconds) for milliseconds in zip(*rounds, strict=True)]


def rested(step: Callable[[], Any]) -> float:
    """Milliseconds of one call, after the threads of the step before have stopped waiting for more work."""
    time.sleep(0.05)
    return timed(step, 1)[0]


def timed(step: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        step()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def row(what: str, milliseconds: list[float], ratio: str) -> None:
    p95 = float(np.percentile(milliseconds, 95))
    print(f"| {what} | {statistics.median(milliseconds):.1f} ms | {p95:.1f} ms | {ratio} |", flush=True)


def fact(what: str, value: str, against: str = "") -> None:
    """A row that is one number."""
    print(f"| {what} | {value} | | {against} |", flush=True)
