"""A model whose files change under a running app: it goes on with what it verified; the next start refuses them."""

import io
import shutil
from contextlib import redirect_stdout
from pathlib import Path

from gradio_client import Client, handle_file
from served import same_but_time, serving

import app as launcher
from pneumonia.bundle import BUNDLE, METRICS, SERVING


def test_it_goes_on_and_the_next_start_refuses_what_it_finds(release: Path, films: list[Path], tmp_path: Path) -> None:
    model = Path(shutil.copytree(release, tmp_path / "model"))
    with serving(tmp_path, PNEUMONIA_MODEL=str(model)) as address, redirect_stdout(io.StringIO()):
        client = Client(address, verbose=False, download_files=str(tmp_path / "downloads"))
        before = client.predict(handle_file(films[1]), api_name="/predict")
        for name in SERVING:  # in place, as a disk or a careless copy does it
            content = bytearray((model / name).read_bytes())
            content[100:200] = bytes(100)
            (model / name).write_bytes(content)
        assert same_but_time(client.predict(handle_file(films[1]), api_name="/predict"), before)
        *_, again, _ = client.predict(handle_file(films[1]), api_name="/gradcam")
        assert same_but_time(again, before)
        assert client.predict(True, api_name="/metrics")["test"]["auroc"]
        assert client.predict(api_name="/model")["revision"] == before["model"]["revision"]
        client.close()
    assert refused(model) == f"model/{METRICS} was altered: its SHA-256 is not the one in {BUNDLE}. Download it again."
    (model / METRICS).unlink()
    assert refused(model) == f"model/{METRICS} is missing. Download or export the bundle again."


def refused(model: Path) -> str:
    """Why the app, started anew, answers with its built-in model."""
    _, stand_in = launcher.load(str(model))
    assert stand_in is not None
    return stand_in.reason
