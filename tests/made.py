"""The app as Gradio makes it, looked at once, in a process of its own: one that is never served leaves loose ends."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MADE = """
import inspect, json, sys
getfile, stubs = inspect.getfile, []
def noted(thing):
    path = getfile(thing)
    stubs.extend([thing.__name__] if type(thing).__name__ == "ComponentMeta" else [])
    return path
inspect.getfile = noted
import app
inspect.getfile = getfile
import gradio as gr
page = app.build(app.open_model(None))
paths = list(gr.routes.App.create_app(page, mcp_server=True).openapi()["paths"])
judging = [(fn.concurrency_id, fn.concurrency_limit) for fn in page.fns.values() if fn.name == "_judge_again"]
states = [block.time_to_live for block in page.blocks.values() if isinstance(block, gr.State)]
modules = list(sys.modules)
import space.twin.deploy
print(json.dumps([paths, states, judging, stubs, modules, list(sys.modules)]))
"""


@dataclass(frozen=True)
class Made:
    """All ``paths``; for how long the ``states`` remember a visitor; queue and limit of each event that judges again;
    the components whose file Gradio asked for while the app was imported (``stubs``); the ``modules`` that are loaded
    then, and those once what makes the static page is, too.
    """

    paths: list[str]
    states: list[int | None]
    judging: list[tuple[str, int]]
    stubs: list[str]
    modules: list[str]
    modules_of_twin: list[str]


@pytest.fixture(scope="session")
def made(release: Path) -> Made:  # noqa: ARG001  the bundle must be there
    done = subprocess.run([sys.executable, "-c", MADE], cwd=ROOT, capture_output=True, text=True, check=True)
    return Made(*json.loads(done.stdout.splitlines()[-1]))
