"""A model whose files change under a running app: it goes on with what it verified; the next start refuses them."""

import shutil
from pathlib import Path

from served import same_but_time

import app as launcher
from pneumonia.bundle import BUNDLE, METRICS, SERVING
from pneumonia.ui.api import endpoints


def test_it_goes_on_and_the_next_start_refuses_what_it_finds(release: Path, films: list[Path], tmp_path: Path) -> None:
    model = Path(shutil.copytree(release, tmp_path / "model"))
    predict, gradcam, _, metrics, about = endpoints(launcher.open_model(str(model)))
    film = films[1].read_bytes()
    before = predict(film)
    for name in SERVING:  # in place, as a disk or a careless copy does it
        content = bytearray((model / name).read_bytes())
        content[100:200] = bytes(100)
        (model / name).write_bytes(content)
    for again in (predict(film), gradcam(film)[1]):
        assert same_but_time(again, before)
    assert metrics(True)["test"]["auroc"]
    assert about()["revision"] == before["model"]["revision"]
    assert refused(model) == f"model/{METRICS} was altered: its SHA-256 is not the one in {BUNDLE}. Download it again."
    (model / METRICS).unlink()
    assert refused(model) == f"model/{METRICS} is missing. Download or export the bundle again."


def refused(model: Path) -> str:
    """Why the app, started anew, answers with its built-in model."""
    _, stand_in = launcher.load(str(model))
    assert stand_in is not None
    return stand_in.reason
