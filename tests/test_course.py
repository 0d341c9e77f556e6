"""The notebook for a course, run from top to bottom against the app as a student would run it."""

import os
import shutil
from pathlib import Path
from unittest.mock import patch

import nbformat
import pytest
from nbclient import NotebookClient
from served import ROOT

from pneumonia.classifier import Classifier

NOTEBOOK = ROOT / "examples" / "course.ipynb"


def output(cell: nbformat.NotebookNode) -> str:
    return "".join(part.get("text", "") for part in cell.outputs)


# ZeroMQ and the kernel leave sockets to the garbage collector.
@pytest.mark.filterwarnings("default::ResourceWarning", "default::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_the_notebook_runs_and_its_answers_are_the_models(
    address: str, classifier: Classifier, films: list[Path], tmp_path: Path
) -> None:
    for film in films:
        shutil.copy(film, tmp_path)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with patch.dict(os.environ, {"PNEUMONIA_ADDRESS": address, "PNEUMONIA_FILMS": str(tmp_path)}):
        NotebookClient(notebook, timeout=120).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first, *_ = sorted(tmp_path.iterdir())
    report = classifier.predict(first).report
    assert output(code[1]).startswith(f"{report.label} with a confidence of {report.confidence:.0%}")
    assert "image/png" in code[2].outputs[0].data or "image/jpeg" in code[2].outputs[0].data
    for film in films:
        assert f"{film.name:40} {classifier.predict(film).report.label}" in output(code[3])
    auroc = classifier.bundle.metrics["test"]["auroc"]["value"]
    assert output(code[6]) == f"AUROC {auroc:.4f}; the model's own page says {auroc:.4f}\n"
    assert output(code[7]).count("are ill") == 3


def test_the_notebook_is_stored_without_outputs() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")
