"""Processes that die by ``kill -9`` at a chosen moment of their work on disk."""

import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

#: Python's own audit events (PEP 578) that stand before each change of a disk.
CHANGES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
# Forked from a clean process, so that no thread of the tests' own is torn apart.
_FORKSERVER = multiprocessing.get_context("forkserver")


_PRELOADED = ["mortal"]


def preload(module: str) -> None:
    """Import once for all processes what the functions of a test module need; to be said before its tests, and not
    earlier: another module's processes would wait for it, and TensorFlow takes long.
    """
    if module not in _PRELOADED:
        _PRELOADED.append(module)
        multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]  # if it runs, with less
        _FORKSERVER.set_forkserver_preload(_PRELOADED)


def die_before(change: Callable[[str, Path], bool]) -> None:
    """From now on, kill this process just before the first event out of ``CHANGES`` on a file that ``change`` names."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CHANGES or not isinstance(arguments[0], str | os.PathLike):
            return
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        if change(event, Path(arguments[0])):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def killed(target: Callable[..., None], *arguments: Any) -> bool:
    """Run ``target``, a function of a module, in a process of its own; was it killed? Any other failure is raised."""
    process = _FORKSERVER.Process(target=target, args=arguments)
    with pytest.MonkeyPatch.context() as patch:  # Python 3.11 preloads before it knows our paths
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        process.start()
    process.join(300)
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{target.__name__} ended with {process.exitcode}")
    return process.exitcode != 0


def _until(number: int, folder: Path, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    left = iter(range(number))
    die_before(lambda _, path: folder in path.absolute().parents and next(left, None) is None)
    target(*arguments)


def deaths(folder: Path, prepare: Callable[[], None], target: Callable[..., None], *arguments: Any) -> Iterator[int]:
    """``prepare``, then run ``target`` and kill it before its first change in ``folder``, then its second, and so on.

    Gives the number of each death, so that what it left can be looked at; ends when ``target`` has lived to its end.
    """
    for number in count():
        prepare()
        if not killed(_until, number, folder.absolute(), target, arguments):
            return
        yield number
