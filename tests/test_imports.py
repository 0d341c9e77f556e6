"""Who may import what: serving stays light, and the network stays in a few known places."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

from made import Made

ROOT = Path(__file__).parents[1]
SERVING = (
    "errors",
    "image",
    "dicom",
    "report",
    "metrics",
    "bundle",
    "classifier",
    "explain",
    "typical",
    "gaussian",
    "descriptions",
    "occlusion",
    "deletion",
    "score_table",
    "score_parts",
    "score",
)
SOURCES = {
    path.relative_to(ROOT).as_posix(): path
    for path in [*ROOT.glob("*.py"), *ROOT.glob("pneumonia/**/*.py"), *ROOT.glob("space/**/*.py")]
}


@cache
def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, anywhere in it; ``import_module("x")`` counts too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports would escape this check"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names.add(ast.unparse(node.args[0]).strip("'"))
    return names


def importers(*packages: str) -> set[str]:
    """The source files that import one of these packages or anything in them."""
    inside = tuple(f"{package}." for package in packages)
    return {name for name, path in SOURCES.items() if any(f"{i}.".startswith(inside) for i in imported(path))}


def only_in(found: set[str], *allowed: str) -> set[str]:
    """What of ``found`` is neither an allowed file nor in an allowed folder (given with a slash at its end)."""
    return {
        name for name in found if name not in allowed and not name.startswith(tuple(a for a in allowed if a[-1] == "/"))
    }


def test_the_sources_are_found() -> None:
    assert {"train.py", *(f"pneumonia/{name}.py" for name in SERVING)} <= set(SOURCES)


def test_imports_are_found_wherever_they_stand(tmp_path: Path) -> None:
    source = "import a.b\ndef f():\n    from c.d import e\n    import f as g, h\n    importlib.import_module('i.j')\n"
    (tmp_path / "x.py").write_text(source)
    assert imported(tmp_path / "x.py") == {"a.b", "c.d.e", "f", "h", "i.j"}


def test_only_the_app_imports_gradio() -> None:
    assert only_in(importers("gradio"), "pneumonia/ui/", "space/") == set()


def test_only_training_imports_keras() -> None:
    found = importers("keras", "tensorflow", "jax", "torch")
    assert "pneumonia/training/fit.py" in found
    others = ("train.py", "pneumonia/augment.py", "pneumonia/evaluation/autodiff.py")
    assert only_in(found, *others, "pneumonia/training/", "pneumonia/models/") == set()


def test_only_training_and_evaluation_import_scikit_learn_and_scipy() -> None:
    found = importers("sklearn", "scipy")
    assert "pneumonia/evaluation/evaluate.py" in found
    assert only_in(found, "pneumonia/training/", "pneumonia/evaluation/") == set()


def test_only_the_bulk_run_imports_ray() -> None:
    assert importers("ray") == {"pneumonia/score_ray.py"}


def test_only_a_few_places_reach_the_network() -> None:
    clients = (
        "huggingface_hub",
        "datasets",
        "requests",
        "httpx",
        "httpx2",
        "gradio_client",
        "urllib.request",
        "http.client",
        "socket",
    )
    found = importers(*clients)
    asking = ("pneumonia/hub.py", "pneumonia/hub_errors.py", "pneumonia/dataset.py", "pneumonia/fetch.py")
    helpers = ("pneumonia/ui/inputs.py", "pneumonia/ui/server/mcp.py")  # of its client only what walks through JSON
    assert {*asking, "space/deploy.py"} <= found
    assert only_in(found, *asking, *helpers, "pneumonia/card.py", "space/") == set()
    for helper in helpers:
        assert {name.rpartition(".")[0] for name in imported(SOURCES[helper]) if "client" in name} == {
            "gradio_client.utils"
        }


def loaded(statement: str, modules: set[str]) -> set[str]:
    """Which of ``modules`` a process has after ``statement``, imported by whatever module."""
    code = f"import sys; {statement}; print(*{modules} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


TRAINING = {"tensorflow", "keras", "sklearn", "scipy", "datasets"}


def test_serving_does_not_load_training_or_the_page() -> None:
    heavy = TRAINING | {"gradio", "pandas", "huggingface_hub", "ray", "pyarrow", "pneumonia.dataset"}
    assert loaded("import " + ", ".join(f"pneumonia.{module}" for module in SERVING), heavy) == set()


def test_the_command_line_starts_with_what_serving_installs() -> None:
    drawing = {"altair", "jinja2", "vl_convert"}
    assert loaded("import pneumonia.cli, pneumonia.evaluation.readme", TRAINING | drawing) == set()


def test_the_app_starts_without_what_only_some_visitors_need(made: Made) -> None:
    """Charts, PDFs and DICOM are imported by the first visitor who asks for them."""
    late = TRAINING | {"altair", "matplotlib", "reportlab", "pydicom", "gdcm"}
    assert late & set(made.modules) == set()


def test_the_static_page_is_made_without_training(made: Made) -> None:
    """By what ``space/twin/requirements.txt`` installs."""
    assert TRAINING & set(made.modules_of_twin) == set()
