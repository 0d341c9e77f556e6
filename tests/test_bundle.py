"""A bundle comes back as it was saved, and a damaged one is refused with the file and the reason."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from pneumonia import bundle
from pneumonia.bundle import (
    BUNDLE,
    METRICS,
    MODEL,
    OUT_OF_FOLD,
    SCHEMA,
    SERVING,
    TYPICAL,
    Bundle,
    embed,
    load,
    save,
    seal,
    serving_files,
    write_out_of_fold,
)
from pneumonia.errors import BundleCorrupt, BundleError, BundleNotFound, BundleTooNew

INFO = {
    "id": "pneumonia-tiny",
    "architecture": {"name": "tiny"},
    "input": {"size": 160},
    "labels": ["NORMAL", "PNEUMONIA"],
    "calibration": {"temperature": 1.25, "offset": -0.5},
    "operating_points": {"balanced": 0.5},
    "default": "balanced",
}
NUMBERS = {"test": {"auroc": {"value": 0.983, "low": None}}}
FILMS = {"centre": np.arange(4.0), "refuse_above": np.float32(7.5)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A saved bundle whose network is a few bytes: this module never runs it."""
    made = tmp_path / "model"
    made.mkdir()
    (made / MODEL).write_bytes(b"the network " * 100)
    (made / "README.md").write_text("the card")
    (made / "examples").mkdir()
    (made / "examples" / "film.jpeg").write_bytes(b"a film")
    save(made, INFO, NUMBERS, FILMS)
    return made


def refusal(folder: Path, error: type[BundleError]) -> str:
    with pytest.raises(error) as caught:
        load(folder)
    assert type(caught.value) is error
    return str(caught.value)


def edit(folder: Path, change: dict[str, Any]) -> None:
    """Replace keys of bundle.json; None takes a key out."""
    info = json.loads((folder / BUNDLE).read_text()) | change
    (folder / BUNDLE).write_text(json.dumps({key: value for key, value in info.items() if value is not None}))


# --- round trip -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Path, str])
def test_what_was_saved_is_loaded(folder: Path, kind: type) -> None:
    loaded = load(kind(folder))
    assert {key: loaded.info[key] for key in INFO} == INFO
    assert loaded.info["schema"] == SCHEMA
    assert loaded.metrics == NUMBERS
    assert set(loaded.typical) == set(FILMS)
    assert all(np.array_equal(loaded.typical[name], FILMS[name]) for name in FILMS)
    assert loaded.model.read_bytes() == b"the network " * 100
    assert [file.name for file in loaded.examples.iterdir()] == ["film.jpeg"]


def test_every_file_is_listed_with_its_checksum(folder: Path) -> None:
    files = load(folder).info["files"]
    assert set(files) == {*SERVING, "examples/film.jpeg"}
    for name, listed in files.items():
        content = (folder / name).read_bytes()
        assert listed == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_the_revision_names_the_content(folder: Path) -> None:
    revision = load(folder).revision
    assert revision == f"sha256:{hashlib.sha256((folder / BUNDLE).read_bytes()).hexdigest()[:12]}"
    assert load(folder, revision="0123abc").revision == "0123abc"
    (folder / MODEL).write_bytes(b"another network")
    save(folder, INFO, NUMBERS, FILMS)
    assert load(folder).revision != revision


def test_the_embedded_bundle_is_whole_and_holds_no_films(release: Path) -> None:
    loaded = load(release)
    assert isinstance(loaded, Bundle)
    assert set(SERVING) <= set(loaded.info["files"])
    assert not loaded.examples.exists()


# --- what is refused --------------------------------------------------------------------------------------------------


def test_no_bundle_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = "Expected a model bundle; nothing/ has no bundle.json. Train one with train.py."
    assert refusal(tmp_path / "nothing", BundleNotFound) == expected
    (tmp_path / "nothing").mkdir()
    assert refusal(tmp_path / "nothing", BundleNotFound) == expected
    monkeypatch.chdir(tmp_path / "nothing")
    assert refusal(Path(), BundleNotFound) == expected


@pytest.mark.parametrize("name", SERVING)
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    message = refusal(folder, BundleNotFound)
    assert message == f"model/{name} is missing. Download or export the bundle again."


@pytest.mark.parametrize("name", SERVING)
def test_a_truncated_file(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-1])
    assert refusal(folder, BundleCorrupt) == (
        f"model/{name} is truncated or altered: expected {len(content):,} bytes, found {len(content) - 1:,}. "
        "Download it again."
    )


@pytest.mark.parametrize("name", [*SERVING, "examples/film.jpeg"])
def test_an_altered_file(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    message = refusal(folder, BundleCorrupt)
    assert message == f"model/{name} was altered: its SHA-256 is not the one in bundle.json. Download it again."


def test_files_that_serving_does_not_need_may_be_missing(folder: Path) -> None:
    """The embedded copy has neither card nor examples nor the Keras model."""
    (folder / "README.md").unlink()
    (folder / "examples" / "film.jpeg").unlink()
    assert load(folder).metrics == NUMBERS


@pytest.mark.parametrize("name", SERVING)
def test_a_needed_file_that_is_not_listed(folder: Path, name: str) -> None:
    files = json.loads((folder / BUNDLE).read_text())["files"]
    del files[name]
    edit(folder, {"files": files})
    message = refusal(folder, BundleCorrupt)
    assert message == f"model/bundle.json lists no {name}, which is needed. Export the bundle again."


def test_a_newer_schema(folder: Path) -> None:
    edit(folder, {"schema": SCHEMA + 1, "files": None})  # which a newer version may have renamed
    assert refusal(folder, BundleTooNew) == (
        f"model/bundle.json has schema {SCHEMA + 1}; this version reads up to {SCHEMA}. Update this package."
    )


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b'"text"', b"7", b"null", b"{}", b'{"schema": "x"}', b"\xff\xfe\x00"]
)
def test_no_json_of_a_bundle(folder: Path, content: bytes) -> None:
    (folder / BUNDLE).write_bytes(content)
    message = refusal(folder, BundleCorrupt)
    assert message.startswith("model/bundle.json is not the JSON of a bundle (")
    assert message.endswith("). Download it again.")


def test_a_truncated_bundle_json(folder: Path) -> None:
    content = (folder / BUNDLE).read_bytes()
    for share in (0.2, 0.5, 0.99):
        (folder / BUNDLE).write_bytes(content[: int(len(content) * share)])
        assert "model/bundle.json is not the JSON of a bundle" in refusal(folder, BundleCorrupt)


@pytest.mark.parametrize("key", [*INFO, "files"])
def test_a_missing_key(folder: Path, key: str) -> None:
    edit(folder, {key: None})
    assert refusal(folder, BundleCorrupt) == f"model/bundle.json lacks {key}. Download or export it again."


def test_all_missing_keys_are_named(folder: Path) -> None:
    edit(folder, {"labels": None, "calibration": None})
    assert refusal(folder, BundleCorrupt) == "model/bundle.json lacks labels, calibration. Download or export it again."


@pytest.mark.parametrize("files", [[], "model.onnx", dict.fromkeys(SERVING, 7), {MODEL: {"bytes": 7}}])
def test_a_list_of_files_that_is_none(folder: Path, files: Any) -> None:
    edit(folder, {"files": files})
    message = refusal(folder, BundleCorrupt)
    assert message == "model/bundle.json lists files without size and SHA-256. Download or export it again."


# --- nothing half-written ---------------------------------------------------------------------------------------------


def test_a_bundle_is_sealed_last_and_a_failure_leaves_no_seal(tmp_path: Path) -> None:
    (tmp_path / MODEL).write_bytes(b"network")
    with pytest.raises(ValueError, match="not JSON compliant"):
        save(tmp_path, INFO, {"auroc": float("nan")}, FILMS)
    assert [file.name for file in tmp_path.iterdir()] == [MODEL]
    with pytest.raises(ValueError, match="not JSON compliant"):
        save(tmp_path, INFO | {"calibration": {"temperature": float("inf")}}, NUMBERS, FILMS)
    assert {file.name for file in tmp_path.iterdir()} == {MODEL, METRICS, TYPICAL}
    assert "has no bundle.json" in refusal(tmp_path, BundleNotFound)


def test_a_failed_save_over_an_older_bundle_is_noticed(folder: Path) -> None:
    """New numbers beside the old seal: refused instead of half believed."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        save(folder, INFO | {"calibration": {"temperature": float("inf")}}, {"test": "new"}, FILMS)
    assert "model/metrics.json is truncated or altered" in refusal(folder, BundleCorrupt)
    save(folder, INFO, {"test": "new"}, FILMS)
    assert load(folder).metrics == {"test": "new"}


def test_no_temporary_file_is_left_or_listed(folder: Path) -> None:
    save(folder, INFO, NUMBERS, FILMS)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {BUNDLE, *SERVING, "README.md", "examples/film.jpeg"}
    assert names == {BUNDLE, "README.md", *load(folder).info["files"]}


def test_hidden_files_are_no_part_of_a_bundle(folder: Path) -> None:
    """What a killed process left half-written, and what a desktop leaves in a folder."""
    (folder / ".metrics.123.json").write_text("half")
    (folder / "examples" / ".DS_Store").write_bytes(b"x")
    save(folder, INFO, NUMBERS, FILMS)
    assert set(load(folder).info["files"]) == {*SERVING, "examples/film.jpeg"}


def test_the_card_may_be_edited(folder: Path) -> None:
    (folder / "README.md").write_text("a better card")
    assert load(folder).metrics == NUMBERS


def test_the_embedded_copy_is_the_same_bundle(folder: Path, tmp_path: Path) -> None:
    embedded = embed(folder, tmp_path / "release")
    assert embedded.revision == load(folder).revision
    assert {path.name for path in (tmp_path / "release").iterdir()} == {BUNDLE, *SERVING}


def test_what_thresholds_come_from_goes_along(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the embedded copy too, where an older model's would otherwise stay; without it nothing else is missing."""
    assert load(folder).out_of_fold is None
    before = embed(folder, tmp_path / "release")
    answers = {"labels": np.array([0, 1]), "views": np.arange(6, dtype=np.float32).reshape(3, 2)}
    write_out_of_fold(folder, answers)
    assert load(folder).out_of_fold is None, "it is not sealed"
    seal(folder, INFO)
    embedded = embed(folder, tmp_path / "release")
    assert embedded.revision == load(folder).revision != before.revision
    assert embedded.out_of_fold is not None
    assert OUT_OF_FOLD in serving_files(embedded.info)
    assert OUT_OF_FOLD not in serving_files(before.info)
    assert embedded.out_of_fold.keys() == answers.keys()
    for name, array in answers.items():
        np.testing.assert_array_equal(embedded.out_of_fold[name], array)
        assert embedded.out_of_fold[name].dtype == array.dtype

    assert embed(embedded.folder, embedded.folder).out_of_fold is not None, "into itself"

    (tmp_path / "release" / OUT_OF_FOLD).unlink()
    assert load(tmp_path / "release").out_of_fold is None
    with pytest.raises(BundleNotFound, match=r"release/out_of_fold\.npz is missing\. Download"):
        embed(tmp_path / "release", tmp_path / "other")
    embed(folder, tmp_path / "release")
    (folder / OUT_OF_FOLD).unlink()
    seal(folder, INFO)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", Mock(side_effect=OSError("no room")))
        with pytest.raises(OSError, match="no room"):
            embed(folder, tmp_path / "release")
    assert load(tmp_path / "release").out_of_fold is not None, "a failure takes nothing away"
    embed(folder, tmp_path / "release")
    assert not (tmp_path / "release" / OUT_OF_FOLD).exists()


def test_a_broken_bundle_is_not_embedded(folder: Path, tmp_path: Path) -> None:
    (folder / MODEL).write_bytes(b"half")
    with pytest.raises(BundleCorrupt):
        embed(folder, tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_checksums_of_large_files(tmp_path: Path) -> None:
    content = bytes(3_000_000)
    (tmp_path / "large").write_bytes(content)
    assert bundle.sha256(tmp_path / "large") == hashlib.sha256(content).hexdigest()
