"""Data sets on the Hub: the real `datasets` library against a server on 127.0.0.1."""

from collections.abc import Iterator
from pathlib import Path

import datasets
import numpy as np
import pytest
from hubserver.server import hub
from huggingface_hub import CommitOperationAdd, HfApi, HfFileSystem
from tiny import FILES, NAMES, check_tiny, jpeg, write

from pneumonia import dataset
from pneumonia.dataset import POOL, Dataset, load, originals
from pneumonia.errors import DataError

REPO = "user/films"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub")
    datasets.disable_progress_bars()


@pytest.fixture
def own_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server is the Hub of this process."""
    with hub(tmp_path / "server") as server, server.client(tmp_path / "home"):
        monkeypatch.setattr(datasets.config, "HF_ENDPOINT", server.address)
        HfFileSystem.clear_instance_cache()
        yield
        HfFileSystem.clear_instance_cache()


def publish(folder: Path | str) -> None:
    files = [path for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    HfApi().create_repo(REPO, repo_type="dataset")
    add = [CommitOperationAdd(path.relative_to(folder).as_posix(), path) for path in files]
    HfApi().create_commit(REPO, add, repo_type="dataset", commit_message="All films")


def check_same(received: Dataset, folder: Dataset) -> None:
    assert (received.source, received.fingerprint) == (REPO, folder.fingerprint)
    for name in ("official", "labels", "names"):
        assert np.array_equal(getattr(received, name), getattr(folder, name)), name


@pytest.mark.usefixtures("hub_cache", "own_hub")
def test_a_hub_data_set_with_columns_of_any_name(tmp_path: Path, cache: Path) -> None:
    """As it lies on the Hub: parquet, original bytes and names, and here odd columns in an odd order."""
    (tmp_path / "repo").mkdir()
    kinds = {"age": datasets.Value("int32"), "finding": datasets.ClassLabel(names=["Pneumonia", "Normal"])}
    features = datasets.Features(kinds | {"scan": datasets.Image()})
    for split, folder in (("train", "train"), ("validation", "val"), ("test", "test")):
        names = [name for name in NAMES if name.startswith(folder)]
        rows = {
            "age": [3] * len(names),
            "finding": [int("NORMAL/" in name) for name in names],
            "scan": [{"bytes": FILES[name], "path": Path(name).name} for name in names],
        }
        table = datasets.Dataset.from_dict(rows, features=features)
        table.to_parquet(tmp_path / "repo" / f"{split}-00000-of-00001.parquet")
    publish(tmp_path / "repo")
    received = load(REPO, expect=None, cache=tmp_path / "received")
    check_tiny(received)
    check_same(received, load(write(tmp_path / "films", FILES), expect=None, cache=cache))


@pytest.mark.usefixtures("hub_cache", "own_hub")
def test_a_hub_data_set_of_folders_of_images(tmp_path: Path, cache: Path) -> None:
    """As many people upload one: no table, the folders' names are the splits and the classes."""
    folder = write(tmp_path / "films", FILES)
    publish(folder)
    check_same(load(REPO, expect=None, cache=tmp_path / "received"), load(folder, expect=None, cache=cache))
    film = ("PNEUMONIA", "person1_virus_7.jpeg")
    assert originals(REPO, [film]) == {film: FILES["test/PNEUMONIA/person1_virus_7.jpeg"]}, "for a gallery, by name"


@pytest.mark.usefixtures("hub_cache", "own_hub")
def test_a_data_set_that_the_hub_does_not_know(cache: Path) -> None:
    with pytest.raises(DataError) as caught:
        load("user/nothing", cache=cache)
    assert str(caught.value) == (
        "The data set user/nothing could not be loaded from the Hugging Face Hub (Dataset 'user/nothing' doesn't exist "
        "on the Hub or cannot be accessed.). Check the name and the network, or pass a folder or the Kaggle zip."
    )


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_of_plain_image_files(tmp_path: Path, cache: Path) -> None:
    """Copies that were uploaded as folders: the rows hold paths instead of bytes."""
    entries = sorted(dataset._from_hub(write(tmp_path / "films", FILES)), key=lambda entry: entry.key)
    assert dataset._fingerprint(entries) == load(str(tmp_path / "films"), expect=None, cache=cache).fingerprint


@pytest.mark.usefixtures("hub_cache")
def test_unlabelled_and_foreign_rows_of_a_hub_data_set_are_left_out(tmp_path: Path) -> None:
    features = datasets.Features(
        {"x": datasets.Image(), "y": datasets.ClassLabel(names=["NORMAL", "COVID", "PNEUMONIA"])}
    )
    images = [{"bytes": jpeg(i), "path": None} for i in range(5)]
    table = datasets.Dataset.from_dict({"x": images, "y": [0, 1, 2, -1, None]}, features=features)
    (tmp_path / "parquet").mkdir()
    table.to_parquet(tmp_path / "parquet" / "train.parquet")
    found = [(entry.split, entry.label, entry.name) for entry in dataset._from_hub(str(tmp_path / "parquet"))]
    assert found == [(POOL, "NORMAL", "train-0"), (POOL, "PNEUMONIA", "train-2")]


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_without_images_or_classes(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,score\nhello,1\n")
    with pytest.raises(DataError) as caught:
        list(dataset._from_hub(str(tmp_path)))
    assert str(caught.value) == (
        f"Expected an image column and a class-label column in {tmp_path}; received "
        "{'text': 'Value', 'score': 'Value'}."
    )


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_that_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "notes.xyz").write_text("nothing that datasets knows")
    with pytest.raises(DataError) as caught:
        list(dataset._from_hub(str(tmp_path)))
    message = str(caught.value)
    assert message.startswith(f"The data set {tmp_path} could not be loaded from the Hugging Face Hub (")
    assert message.endswith("Check the name and the network, or pass a folder or the Kaggle zip.")
