"""Data sets on the Hub: the real `datasets` library against a server on 127.0.0.1."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hubserver.server import Hub, hub
from processes import Done, python
from tiny import FILES, NAMES, check_tiny, jpeg, write

from pneumonia import dataset
from pneumonia.dataset import POOL, Dataset, load
from pneumonia.errors import DataError


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


Run = Callable[[str], Done]
REPO = "user/films"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "server") as server:
        yield server


@pytest.fixture
def run(server: Hub, tmp_path: Path) -> Run:
    """Runs Python with ``load`` in a process for which the server is the Hub: its address is read at import."""

    def run(code: str) -> Done:
        places = server.environment(tmp_path / "home") | {"PNEUMONIA_CACHE": str(tmp_path / "cache")}
        return python(SETUP + code, os.environ | places)

    return run


SETUP = f"""
from pathlib import Path
from huggingface_hub import CommitOperationAdd, HfApi
from pneumonia.dataset import load
def publish(folder):
    files = [path for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    HfApi().create_repo("{REPO}", repo_type="dataset")
    add = [CommitOperationAdd(path.relative_to(folder).as_posix(), path) for path in files]
    HfApi().create_commit("{REPO}", add, repo_type="dataset", commit_message="All films")
def show(data): print(data.source, data.fingerprint, *data.official, *data.labels, *data.names)
"""


def as_shown(source: str, data: Dataset) -> list[str]:
    return [source, data.fingerprint, *data.official, *map(str, data.labels), *data.names]


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub")
    datasets.disable_progress_bars()


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_with_columns_of_any_name(tmp_path: Path, cache: Path, run: Run) -> None:
    """As it lies on the Hub: parquet, original bytes and names, and here odd columns in an odd order."""
    import datasets

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
    done = run(f"publish({str(tmp_path / 'repo')!r}); show(load({REPO!r}, expect=None))")
    folder_data = load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    check_tiny(folder_data)
    assert done.stdout.split() == as_shown(REPO, folder_data), done.stderr


def test_a_hub_data_set_of_folders_of_images(tmp_path: Path, cache: Path, run: Run) -> None:
    """As many people upload one: no table, the folders' names are the splits and the classes."""
    folder = write(tmp_path / "films", FILES)
    done = run(f"publish({folder!r}); show(load({REPO!r}, expect=None))")
    assert done.stdout.split() == as_shown(REPO, load(folder, expect=None, cache=cache)), done.stderr


def test_a_gallery_is_taken_from_a_hub_data_set_by_name(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "films", FILES)
    name = "test/PNEUMONIA/person1_virus_7.jpeg"
    code = f"""
from pneumonia.dataset import originals
publish({folder!r})
print(originals({REPO!r}, [("PNEUMONIA", "person1_virus_7.jpeg")])["PNEUMONIA", "person1_virus_7.jpeg"].hex())"""
    done = run(code)
    assert done.stdout.strip() == FILES[name].hex(), done.stderr


def test_a_data_set_that_the_hub_does_not_know(run: Run) -> None:
    done = run("load('user/nothing')")
    assert done.stderr.splitlines()[-1] == (
        "pneumonia.errors.DataError: The data set user/nothing could not be loaded from the Hugging Face Hub (Dataset "
        "'user/nothing' doesn't exist on the Hub or cannot be accessed.). Check the name and the network, or pass a "
        "folder or the Kaggle zip."
    )


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_of_plain_image_files(tmp_path: Path, cache: Path) -> None:
    """Copies that were uploaded as folders: the rows hold paths instead of bytes."""
    entries = sorted(dataset._from_hub(write(tmp_path / "films", FILES)), key=lambda entry: entry.key)
    assert dataset._fingerprint(entries) == load(str(tmp_path / "films"), expect=None, cache=cache).fingerprint


@pytest.mark.usefixtures("hub_cache")
def test_unlabelled_and_foreign_rows_of_a_hub_data_set_are_left_out(tmp_path: Path) -> None:
    import datasets

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
