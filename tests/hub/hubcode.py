"""The Python that the tests of pull and push run in a process for which their server is the Hub."""

import json
from collections.abc import Callable
from typing import Any

from processes import python

#: A token that nobody has.
MADE_UP = "hf_madeup"
CARD = "---\nlicense: apache-2.0\n---\n\n# A model\n"
#: Each line that a test shows comes back as JSON; our own errors come back as text.
SETUP = """
import json, sys
from pathlib import Path
from pneumonia import hub
from pneumonia.errors import PneumoniaError
def show(*values): print(json.dumps(values))
def told(function, *args, **options):
    try: return function(*args, **options)
    except PneumoniaError as error: return f"{type(error).__name__}: {error}"
def push(*args, **options):
    commit = told(hub.push, *args, **options)
    return commit if isinstance(commit, str) else commit.oid
"""
PULL = """
def pull(name):
    found = told(hub.resolve, name)
    if isinstance(found, str): return found
    return [found.id, found.revision, sorted(path.name for path in found.folder.iterdir())]
"""
#: Runs code after ``SETUP`` and gives the values that it shows, line by line.
Run = Callable[..., list[Any]]


def shown(code: str, environment: dict[str, str], *, limit: str = "") -> list[Any]:
    """Run ``code`` after ``SETUP``; it must not fail."""
    done = python(SETUP + code, environment, limit=limit)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
