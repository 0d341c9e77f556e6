"""Gradio's import without its stubs for editors."""

import inspect
import subprocess
import sys
from pathlib import Path

import gradio as gr
import pytest
from gradio import component_meta

from pneumonia.classifier import Classifier
from pneumonia.ui.stubs import without_stubs

ROOT = Path(__file__).parents[1]

#: The names of Gradio's components that were asked for their file while a module was imported, and had one.
ASKED = """
import inspect, sys
getfile, asked = inspect.getfile, []
def noted(thing):
    path = getfile(thing)
    asked.extend([thing.__name__] if type(thing).__name__ == "ComponentMeta" else [])
    return path
inspect.getfile = noted
import {module}
assert "gradio.components" in sys.modules
print(*asked)
"""


def test_a_starting_app_makes_no_stub() -> None:
    code = [sys.executable, "-c", ASKED.format(module="app")]
    assert subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split() == []


class RenderedError(Exception): ...


def test_gradio_would_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def create_pyi(source: str, _events: list[str]) -> str:
        raise RenderedError(source)  # before anything is written

    monkeypatch.setattr(component_meta, "create_pyi", create_pyi)
    with without_stubs():
        component_meta.create_or_modify_pyi(gr.State, "State", [])
    with pytest.raises(RenderedError, match="class State"):
        component_meta.create_or_modify_pyi(gr.State, "State", [])


def test_everything_else_keeps_its_file() -> None:
    with without_stubs():
        assert Path(inspect.getfile(Classifier)).name == "classifier.py"
    assert Path(inspect.getfile(gr.State)).name == "state.py"
