"""Gradio's import without its stubs for editors."""

import inspect
from pathlib import Path

import gradio as gr
import pytest
from gradio import component_meta
from made import Made

from pneumonia.classifier import Classifier
from pneumonia.ui.server.stubs import without_stubs


def test_a_starting_app_makes_no_stub(made: Made) -> None:
    assert "gradio.components" in made.modules
    assert made.stubs == []


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
