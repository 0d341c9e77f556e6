"""The project's commands, run in this process as if they had been typed: no second Python has to import all they need.

That they start from a shell: ``test_cli.py``, and ``test_train.py`` for ``train.py``.
"""

import io
import logging
import runpy
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from pneumonia import cli

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Typed:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def pneumonia(*arguments: str | Path) -> Typed:
    """``python -m pneumonia`` with these arguments."""
    return _run(lambda: cli.main([*map(str, arguments)]))


def train(*arguments: str | Path) -> Typed:
    """``python train.py`` with these arguments."""

    def run() -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["train.py", *map(str, arguments)])
            runpy.run_path(str(ROOT / "train.py"), run_name="__main__")
        return 0

    return _run(run)


def _run(command: Callable[[], int]) -> Typed:
    stdout, stderr = io.StringIO(), io.StringIO()
    root, handler = logging.getLogger(), logging.StreamHandler(stderr)
    level = root.level
    root.addHandler(handler)  # in a process of its own, the command's logging would go there
    root.setLevel(logging.INFO)
    try:
        with redirect_stdout(stdout), redirect_stderr(stderr):
            code = command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        stderr.write("" if isinstance(end.code, int | None) else f"{end.code}\n")
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    return Typed(code, stdout.getvalue(), stderr.getvalue())
