"""A file is there whole or not at all."""

import os
from pathlib import Path

import pytest

from pneumonia.errors import InvalidOption
from pneumonia.files import fill, visible, write_beside


def test_a_new_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    with write_beside(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
        assert temporary.parent == tmp_path  # elsewhere, renaming would not be atomic
        assert temporary.suffix == ".keras"  # Keras goes by it
    assert [file.name for file in tmp_path.iterdir()] == ["model.keras"]
    assert path.read_text() == "whole"


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text("old and longer")
    with write_beside(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old and longer"
    assert path.read_text() == "new"


def test_the_file_is_flushed_before_the_rename_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a crash of the machine could leave the new name on an empty file, or a seal before what it seals."""
    path, flushed = tmp_path / "bundle.json", []

    def flush(descriptor: int) -> None:
        flushed.append((Path(f"/proc/self/fd/{descriptor}").readlink(), path.exists()))

    monkeypatch.setattr(os, "fsync", flush)
    with write_beside(path) as temporary:
        temporary.write_text("new")
    assert flushed == [(temporary, False), (tmp_path, True)]


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "history.json"
    path.write_text("old")
    with pytest.raises(type(failure)), write_beside(path) as temporary:  # noqa: PT012
        temporary.write_text("ne")
        raise failure
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"history.json": "old"}


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_folder_is_filled_or_left_empty(tmp_path: Path, failure: BaseException) -> None:
    folder = tmp_path / "a" / "b"
    with pytest.raises(type(failure)), fill(folder):  # noqa: PT012
        (folder / "examples").mkdir()
        (folder / "examples" / "film.png").write_text("half")
        (folder / "bundle.json").write_text("half")
        raise failure
    with fill(folder):
        assert list(folder.iterdir()) == []
        (folder / "bundle.json").write_text("whole")
    with pytest.raises(InvalidOption, match="Expected a new or empty folder"), fill(folder):
        pass
    assert (folder / "bundle.json").read_text() == "whole"


def test_writing_nothing_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text("old")
    with pytest.raises(FileNotFoundError), write_beside(path):
        pass
    assert path.read_text() == "old"


def test_hidden_files_and_folders_are_not_visible(tmp_path: Path) -> None:
    for name in ("b/film.png", "a.json", ".a.123.json", "b/.DS_Store", ".cache/film.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert visible(tmp_path) == {"a.json": tmp_path / "a.json", "b/film.png": tmp_path / "b" / "film.png"}
