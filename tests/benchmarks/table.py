"""Rows of the one Markdown table that ``make bench`` prints, and the clock behind them."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROUNDS = 40


def take_turns(ours: Callable[[], Any], usual: Callable[[], Any]) -> tuple[list[float], list[float]]:
    for warm_up in (ours, usual, ours, usual):
        warm_up()
    rounds = [(rested(ours), rested(usual)) for _ in range(ROUNDS)]
    return [a for a, _ in rounds], [b for _, b in rounds]


def rested(step: Callable[[], Any]) -> float:
    """Milliseconds of one call, after the threads of the other way have stopped waiting for more work."""
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
