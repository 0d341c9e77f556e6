"""A model, a data set or an array that somebody else has made may be wrong, but runs no code of theirs."""

import ast
import hashlib
import io
import json
import pickle
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
from served import ROOT

from pneumonia.bundle import BUNDLE, KERAS_MODEL, TYPICAL
from pneumonia.classifier import Classifier
from pneumonia.errors import BundleCorrupt
from pneumonia.training.export import keras_logits

SOURCES = sorted(
    [*(ROOT / "pneumonia").rglob("*.py"), *(ROOT / "space").rglob("*.py"), ROOT / "app.py", ROOT / "train.py"]
)
#: Modules that unpack Python objects, and with them code; functions that run text.
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "copyreg"}
FUNCTIONS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "yaml.load",
    "torch.load",
    "pd.read_pickle",
}
#: What may only be called with these arguments.
ONLY = {"np.load": {"allow_pickle": False}, "keras.models.load_model": {"safe_mode": True}}


def faults(source: str) -> Iterator[str]:
    """What in a module may run code out of a file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names if alias.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {
                word.arg: ast.literal_eval(word.value) for word in node.keywords if isinstance(word.value, ast.Constant)
            }
            wanted = ONLY.get(name) or (ONLY["keras.models.load_model"] if name.endswith("load_model") else {})
            if name in FUNCTIONS or given.get("shell") or any(given.get(key) is not wanted[key] for key in wanted):
                yield ast.unparse(node)


def test_no_source_unpacks_objects_or_runs_text() -> None:
    assert {str(path): found for path in SOURCES if (found := list(faults(path.read_text())))} == {}


@pytest.mark.parametrize(
    "line",
    [
        *("import pickle", "from joblib import load", "eval(x)", "np.load(x)", "np.load(x, allow_pickle=True)"),
        *("keras.models.load_model(x)", "load_model(x, safe_mode=False)", "subprocess.run(x, shell=True)"),
    ],
)
def test_the_look_at_the_sources_finds_what_it_looks_for(line: str) -> None:
    assert list(faults(line))


class Bomb:
    """Leaves a file when it is unpacked."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.file), "w")


def resealed(release: Path, folder: Path, name: str, content: bytes) -> Path:
    """The release with one file replaced and listed with its right checksum, as whoever means no good would do."""
    shutil.copytree(release, folder)
    (folder / name).write_bytes(content)
    info = json.loads((folder / BUNDLE).read_text())
    info["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / BUNDLE).write_text(json.dumps(info))
    return folder


def arrays_with(bomb: Bomb) -> bytes:
    """The statistics of the release's kind, but one member is a pickled object."""
    member, file = io.BytesIO(), io.BytesIO()
    np.save(member, np.array([bomb], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mean.npy", member.getvalue())
    return file.getvalue()


@pytest.mark.parametrize("kind", ["a pickled member", "nothing but a pickle"])
def test_a_bundle_with_pickled_objects_is_refused(release: Path, tmp_path: Path, kind: str) -> None:
    bomb = Bomb(tmp_path / "exploded")
    content = arrays_with(bomb) if kind == "a pickled member" else pickle.dumps(bomb)
    with pytest.raises(BundleCorrupt):
        Classifier.load(resealed(release, tmp_path / "odd", TYPICAL, content))
    assert not bomb.file.exists()
    pickle.loads(pickle.dumps(bomb)).close()  # noqa: S301  the bomb is live
    assert bomb.file.exists()


def test_a_keras_model_with_code_in_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / KERAS_MODEL
    image = keras.Input((8, 8, 1))
    doubled = keras.layers.Lambda(lambda x: x * 2, output_shape=(8, 8, 1))(image)
    keras.Model(image, keras.layers.Dense(1)(keras.layers.Flatten()(doubled))).save(path)
    assert '"class_name": "__lambda__"' in zipfile.ZipFile(path).read("config.json").decode()
    with pytest.raises(
        BundleCorrupt, match=r"^model\.keras is no Keras model, or one that brings code, which is never run\."
    ):
        keras_logits(path, np.zeros((1, 8, 8), np.uint8))


def test_a_file_that_is_no_keras_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / KERAS_MODEL).write_bytes(b"half")
    with pytest.raises(BundleCorrupt, match=r"^model\.keras is no Keras model, or one that brings code"):
        keras_logits(tmp_path / KERAS_MODEL, np.zeros((1, 8, 8), np.uint8))
