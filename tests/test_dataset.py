"""Every source of the data, every way in which it can be wrong, and the real folder as a whole."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import cv2
import numpy as np
import pytest
from PIL import Image

from pneumonia import dataset
from pneumonia.dataset import FACTS, POOL, SIDE, TEST, Dataset, load, patient
from pneumonia.errors import DataError

# The tiny data set that the tests make: name in Kaggle's layout, two films each and one in val.
NAMES = [
    "train/NORMAL/IM-0115-0001.jpeg",
    "train/NORMAL/NORMAL2-IM-0115-0002.jpeg",
    "train/PNEUMONIA/person1_bacteria_1.jpeg",
    "train/PNEUMONIA/person1_virus_6.jpeg",
    "val/NORMAL/NORMAL2-IM-1427-0001.jpeg",
    "val/PNEUMONIA/person1946_bacteria_4874.jpeg",
    "test/NORMAL/IM-0001-0001.jpeg",
    "test/PNEUMONIA/person1_virus_7.jpeg",
]


def jpeg(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (48, 64), np.uint8)
    return cv2.imencode(".jpg", pixels)[1].tobytes()


FILES = {name: jpeg(seed) for seed, name in enumerate(NAMES)}


def write(root: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(root)


def zipped(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> str:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return str(path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def refusal(data: str, cache: Path, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        load(data, cache=cache, **({"expect": None} | options))  # type: ignore[arg-type]
    return str(caught.value)


def check_tiny(data: Dataset) -> None:
    """All of ``FILES``, in order, with ``val`` in the pool."""
    assert data.images.shape == (8, SIDE, SIDE)
    assert data.images.dtype == np.uint8
    assert data.official.tolist() == [POOL] * 6 + [TEST] * 2
    assert data.labels.tolist() == [0, 0, 0, 1, 1, 1, 0, 1]
    assert set(data.names) == {Path(name).name for name in NAMES}
    for name, image in zip(data.names, data.images, strict=True):
        [content] = [content for key, content in FILES.items() if key.endswith(f"/{name}")]
        decoded = np.asarray(Image.open(io.BytesIO(content)))
        expected = cv2.resize(decoded, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
        assert np.abs(image.astype(int) - expected).max() <= 1
    assert data.skipped == ()


# --- the real data ----------------------------------------------------------------------------------------------------


def test_the_real_folder_is_read_whole(real_data: Dataset, shared_data: Path) -> None:
    assert real_data.images.shape == (5856, 224, 224)
    counts = {
        split: {
            label: int(np.sum((real_data.official == split) & (real_data.labels == c)))
            for c, label in enumerate(labels)
        }
        for split, labels in FACTS.counts.items()
    }
    assert counts == FACTS.counts
    assert (real_data.source, real_data.skipped, len(real_data.fingerprint)) == ("chest_xray", (), 64)
    folders = {POOL: "train", TEST: "test"}
    for index in range(0, 5856, 97):
        file = Path(folders[real_data.official[index]], ("NORMAL", "PNEUMONIA")[real_data.labels[index]])
        decoded = np.asarray(Image.open(shared_data / "chest_xray" / file / real_data.names[index]))
        assert np.array_equal(real_data.images[index], decoded)


def test_real_patients_are_found_and_belong_to_one_side(real_data: Dataset) -> None:
    pool, test = (set(real_data.patients[real_data.official == split]) for split in (POOL, TEST))
    assert not pool & test
    # No name was of an unknown form: all groups are persons or IM numbers.
    assert all(name.split(":")[1].startswith(("person", "IM")) for name in pool | test)
    assert len(pool | test) < 3500  # so most patients have several films


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("person12_bacteria_46.jpeg", "person12"),
        ("person12_virus_47.jpeg", "person12"),
        ("person123_bacteria_46.jpeg", "person123"),
        ("IM-0115-0001.jpeg", "IM0115"),
        ("IM-0115-0001-0002.jpeg", "IM0115"),
        ("NORMAL2-IM-0115-0001.jpeg", "IM0115"),
        ("film of somebody.jpeg", "film of somebody"),
        ("personal.jpeg", "personal"),
    ],
)
def test_patients_by_name(name: str, expected: str) -> None:
    assert patient(name) == expected


# --- sources ----------------------------------------------------------------------------------------------------------


def test_a_folder(tmp_path: Path, cache: Path) -> None:
    data = load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    check_tiny(data)
    assert data.source == "films"  # not the path: bundles are published


def test_a_folder_as_it_comes_out_of_the_zip(tmp_path: Path, cache: Path) -> None:
    """With everything twice, a Mac's leftovers, and files beside the data."""
    extra = {f"chest_xray/{name}": content for name, content in FILES.items()}
    extra |= {f"__MACOSX/chest_xray/{Path(name).parent}/._{Path(name).name}": b"mac" for name in NAMES}
    extra |= {"train/.DS_Store": b"mac", "train/NORMAL/.DS_Store": b"mac", "README.txt": b"read me"}
    check_tiny(load(write(tmp_path / "films", FILES | extra), expect=None, cache=cache))


def test_other_names_of_the_folders(tmp_path: Path, cache: Path) -> None:
    def renamed(name: str) -> str:
        return name.replace("val/", "Validation/").replace("train", "TRAIN").replace("NORMAL/", "Normal/")

    check_tiny(
        load(write(tmp_path / "films", {renamed(name): c for name, c in FILES.items()}), expect=None, cache=cache)
    )


def test_the_same_name_in_train_and_val_is_two_films(tmp_path: Path, cache: Path) -> None:
    twin = {"val/NORMAL/IM-0115-0001.jpeg": jpeg(99)}
    for data in (write(tmp_path / "films", FILES | twin), zipped(tmp_path / "films.zip", FILES | twin)):
        assert len(load(data, expect=None, cache=cache).images) == 9


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_zip_as_downloaded(tmp_path: Path, cache: Path, compression: int) -> None:
    members = {"chest_xray/.DS_Store": b"mac", "chest_xray/train/": b"", "chest_xray/train/.DS_Store": b"mac"}
    for prefix in ("chest_xray/chest_xray/", "chest_xray/"):
        members |= {prefix + name: content for name, content in FILES.items()}
    members |= {f"chest_xray/__MACOSX/{Path(name).parent}/._{Path(name).name}": b"mac" for name in NAMES}
    data = load(zipped(tmp_path / "chest-xray-pneumonia.zip", members, compression), expect=None, cache=cache)
    check_tiny(data)
    assert data.source == "chest-xray-pneumonia.zip"
    assert data.fingerprint == load(write(tmp_path / "films", FILES), expect=None, cache=cache).fingerprint


def test_malicious_member_names_do_no_harm(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    evil = [
        "../../train/NORMAL/up.jpeg",
        "/tmp/train/NORMAL/root.jpeg",  # noqa: S108
        "train/NORMAL/../../../out.jpeg",
        "train/NORMAL/..",
        "C:\\train\\NORMAL\\drive.jpeg",
        "train/NORMAL/" + "long" * 5000,
    ]
    data = zipped(tmp_path / "films.zip", FILES | {name: jpeg(50 + i) for i, name in enumerate(evil)})
    before = set(tmp_path.rglob("*"))
    loaded = load(data, expect=None, cache=cache)
    # A name is only ever a name: the folders before it say the split and the class, and nothing is written.
    assert set(loaded.names) == {Path(name).name for name in NAMES} | {"up.jpeg", "root.jpeg", "long" * 5000}
    made = set(tmp_path.rglob("*")) - before
    assert {path.parent for path in made} <= {tmp_path, cache}
    assert not Path("/tmp/train").exists()  # noqa: S108


def test_reading_a_zip_opens_it_once(tmp_path: Path) -> None:
    """Kaggle's holds 17,000 members; to read their list for each of 5,856 films would take 20 minutes."""
    data = zipped(tmp_path / "films.zip", FILES)
    entries = list(dataset._from_zip(Path(data)))
    Path(data).unlink()  # an open handle still reads it
    assert {entry.name: entry.read() for entry in entries} == {Path(name).name: FILES[name] for name in NAMES}


# --- the Hub ----------------------------------------------------------------------------------------------------------


class Hub(BaseHTTPRequestHandler):
    """As much of the Hugging Face Hub as ``datasets`` asks for: the data set user/films with the files in ``FILES``."""

    FILES: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        known, _, path = self.path.split("?")[0].partition("/datasets/user/films")
        name = path.split("/", 3)[-1]
        if path.startswith("/resolve/") and name in self.FILES:
            self.answer(self.FILES[name])
        elif path.startswith("/tree/") and path.count("/") == 2:
            sizes = {name: len(content) for name, content in self.FILES.items()}
            self.answer([{"type": "file", "path": name, "size": n, "oid": "0" * 40} for name, n in sizes.items()])
        elif known == "/api" and (path == "" or path.startswith("/revision/")):
            siblings = [{"rfilename": name} for name in self.FILES]
            self.answer({"id": "user/films", "sha": "a" * 40, "private": False, "tags": [], "siblings": siblings})
        else:
            self.answer(b"", 404, {"X-Error-Code": "EntryNotFound" if path else "RepoNotFound"})

    do_HEAD = do_GET  # noqa: N815

    def answer(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        usual = {"ETag": f'"{zlib.crc32(body)}"', "X-Repo-Commit": "a" * 40, "Content-Length": str(len(body))}
        for key, value in (usual | (headers or {})).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Callable[[str], subprocess.CompletedProcess[str]]]:
    """Runs Python with ``load`` in a process for which 127.0.0.1 is the Hub: its address is read at import."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    places = {"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "hub"), "PNEUMONIA_CACHE": str(tmp_path / "cache")}

    def run(code: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-c", f"from pneumonia.dataset import load\n{code}"]
        root = Path(__file__).parents[1]
        return subprocess.run(command, cwd=root, env=os.environ | places, capture_output=True, text=True, check=False)

    with server:
        yield run
        server.shutdown()


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub")
    datasets.disable_progress_bars()


@pytest.mark.usefixtures("hub_cache")
def test_a_hub_data_set_with_columns_of_any_name(
    tmp_path: Path, cache: Path, hub: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    """As it lies on the Hub: parquet, original bytes and names, and here odd columns in an odd order."""
    import datasets

    kinds = {"age": datasets.Value("int32"), "finding": datasets.ClassLabel(names=["Pneumonia", "Normal"])}
    features = datasets.Features(kinds | {"scan": datasets.Image()})
    for split, folder in (("train", "train"), ("validation", "val"), ("test", "test")):
        names = [name for name in NAMES if name.startswith(folder)]
        rows = {
            "age": [3] * len(names),
            "finding": [int("NORMAL/" in name) for name in names],
            "scan": [{"bytes": FILES[name], "path": Path(name).name} for name in names],
        }
        parquet = tmp_path / "split.parquet"
        datasets.Dataset.from_dict(rows, features=features).to_parquet(parquet)
        Hub.FILES[f"{split}-00000-of-00001.parquet"] = parquet.read_bytes()
    done = hub("d = load('user/films', expect=None); print(d.source, d.fingerprint, *d.official, *d.labels, *d.names)")
    folder_data = load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    check_tiny(folder_data)
    expected = [*folder_data.official, *map(str, folder_data.labels), *folder_data.names]
    assert done.stdout.split() == ["user/films", folder_data.fingerprint, *expected], done.stderr


def test_a_data_set_that_the_hub_does_not_know(hub: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    done = hub("load('user/nothing')")
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


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["nowhere", "/no/such/folder", "a/b/c"])
def test_nothing_there(data: str, cache: Path) -> None:
    assert refusal(data, cache) == (
        f"There is no data at {data!r}. Expected a folder with train/ and test/, each with NORMAL/ and PNEUMONIA/, "
        "the Kaggle zip as downloaded, or a data set id on the Hugging Face Hub such as hf-vision/chest-xray-pneumonia."
    )


def test_a_file_that_is_no_zip(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "films.zip").write_bytes(b"this download failed")
    assert refusal(str(tmp_path / "films.zip"), cache) == (
        f"Expected a folder, a zip file or a data set id; received the file {tmp_path}/films.zip, which is no zip."
    )


def test_a_zip_that_ends_early(tmp_path: Path, cache: Path) -> None:
    whole = Path(zipped(tmp_path / "films.zip", FILES)).read_bytes()
    (tmp_path / "films.zip").write_bytes(whole[: len(whole) // 2])
    assert refusal(str(tmp_path / "films.zip"), cache).endswith("which is no zip.")


@pytest.mark.parametrize("split", ["train", "test"])
def test_a_missing_split(tmp_path: Path, cache: Path, split: str) -> None:
    data = write(tmp_path / "films", {n: c for n, c in FILES.items() if n.startswith("test") == (split != "test")})
    assert refusal(data, cache) == (
        f"{data} has no {split} split. Expected {split}/NORMAL and {split}/PNEUMONIA with images."
    )


@pytest.mark.parametrize(("split", "label"), [("train", "NORMAL"), ("test", "PNEUMONIA")])
def test_an_empty_class(tmp_path: Path, cache: Path, split: str, label: str) -> None:
    data = write(
        tmp_path / "films",
        {n: c for n, c in FILES.items() if f"/{label}/" not in n or (split == "test") != ("test/" in n)},
    )
    (tmp_path / "films" / split / label).mkdir()
    assert refusal(data, cache) == f"{data} has no image in {split}/{label}. Both classes are needed in every split."


def test_counts_name_every_difference(tmp_path: Path, cache: Path) -> None:
    data = write(tmp_path / "films", FILES)
    assert refusal(data, cache, expect=FACTS) == (
        f"{data} is not Chest X-Ray Images (Pneumonia) as published. "
        "train + val NORMAL: expected 1349, received 3 (-1346); "
        "train + val PNEUMONIA: expected 3883, received 3 (-3880); "
        "test NORMAL: expected 234, received 1 (-233); test PNEUMONIA: expected 390, received 1 (-389). "
        "Download it again, or pass --any-counts to train on it as it is."
    )


def test_one_film_too_many_is_told_alone(shared_data: Path, tmp_path: Path, cache: Path) -> None:
    """The real folder with one film more, as links: 5,857 names and no copy."""
    root = tmp_path / "chest_xray"
    for folder in ("train/NORMAL", "train/PNEUMONIA", "test/NORMAL", "test/PNEUMONIA"):
        (root / folder).mkdir(parents=True)
        for file in (shared_data / "chest_xray" / folder).iterdir():
            (root / folder / file.name).symlink_to(file)
    write(root, {"test/NORMAL/IM-9999-0001.jpeg": jpeg(1)})
    assert refusal(str(root), cache, expect=FACTS) == (
        f"{root} is not Chest X-Ray Images (Pneumonia) as published. test NORMAL: expected 234, received 235 (+1). "
        "Download it again, or pass --any-counts to train on it as it is."
    )


# --- damaged files ----------------------------------------------------------------------------------------------------

BAD = {
    "train/NORMAL/notes.txt": b"this is no image, whatever its folder says",
    "train/PNEUMONIA/half.jpeg": jpeg(5)[:500],
    "test/NORMAL/empty.jpeg": b"",
}
REASONS = (
    "pool/NORMAL/notes.txt: Expected an image of a chest X-ray; received a 42-byte file that is no image format",
    "pool/PNEUMONIA/half.jpeg: Expected a whole JPEG image; received 500 bytes that cannot be decoded",
    "test/NORMAL/empty.jpeg: Expected an image of a chest X-ray; received an empty file.",
)


def test_damaged_files_stop_the_run_and_are_named(tmp_path: Path, cache: Path) -> None:
    message = refusal(write(tmp_path / "films", FILES | BAD), cache)
    assert all(reason in message for reason in REASONS)
    assert message.endswith("Repair the data, or leave such files out with --skip-bad.")
    assert not cache.exists()


def test_damaged_files_are_skipped_and_listed(tmp_path: Path, cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path / "films", FILES | BAD)
    for turn in ("decoded", "from the cache"):
        data = load(path, expect=None, cache=cache, skip_bad=True)
        assert data.skipped == ("pool/NORMAL/notes.txt", "pool/PNEUMONIA/half.jpeg", "test/NORMAL/empty.jpeg"), turn
        check_tiny(Dataset(**(vars(data) | {"skipped": ()})))
    assert [record.getMessage().split(": E")[0] for record in caplog.records] == [
        f"skipped: {key}" for key in data.skipped
    ]
    assert all(reason in refusal(path, cache) for reason in REASONS)  # also with a cache that knows them


def test_a_damaged_member_of_a_zip_is_named_like_any_other(tmp_path: Path, cache: Path) -> None:
    path = Path(zipped(tmp_path / "films.zip", FILES, zipfile.ZIP_STORED))
    content = bytearray(path.read_bytes())
    at = content.find(FILES[NAMES[3]])
    content[at + 300] ^= 0xFF
    path.write_bytes(content)
    assert "pool/PNEUMONIA/person1_virus_6.jpeg: cannot be read (Bad CRC-32 for file" in refusal(str(path), cache)
    data = load(str(path), expect=None, cache=cache, skip_bad=True)
    assert data.skipped == ("pool/PNEUMONIA/person1_virus_6.jpeg",)
    assert len(data.images) == len(data.names) == len(data.patients) == 7


@pytest.mark.parametrize("spared", [True, False])
def test_skipping_a_whole_class_is_refused(tmp_path: Path, cache: Path, spared: bool) -> None:
    films = {name: c if spared and "/PNEUMONIA/" in name else b"no image" for name, c in FILES.items()}
    message = refusal(write(tmp_path / "films", films), cache, skip_bad=True)
    assert ("has no image in train/NORMAL" if spared else "has no train split") in message


# --- the cache --------------------------------------------------------------------------------------------------------


def test_the_second_load_reads_the_cache(tmp_path: Path, cache: Path) -> None:
    path = write(tmp_path / "films", FILES)
    first = load(path, expect=None, cache=cache)
    [stored] = cache.iterdir()
    assert stored.name == f"{first.fingerprint[:16]}-224.npz"
    np.savez(stored, images=255 - first.images, skipped=json.dumps([]))  # what only the cache can know
    second = load(path, expect=None, cache=cache)
    assert np.array_equal(second.images, 255 - first.images)
    assert second.fingerprint == first.fingerprint
    assert [file.name for file in cache.iterdir()] == [stored.name]


def test_the_same_films_elsewhere_share_the_cache(tmp_path: Path, cache: Path) -> None:
    load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    shutil.copytree(tmp_path / "films", tmp_path / "copy")
    load(str(tmp_path / "copy"), expect=None, cache=cache)
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("change", ["a byte", "a name"])
def test_another_byte_or_name_is_another_data_set(tmp_path: Path, cache: Path, change: str) -> None:
    first = load(write(tmp_path / "films", FILES), expect=None, cache=cache)
    film = tmp_path / "films" / NAMES[0]
    if change == "a byte":
        film.write_bytes(FILES[NAMES[0]] + b"\0")
    else:
        film.rename(film.with_name("IM-0116-0001.jpeg"))
    second = load(str(tmp_path / "films"), expect=None, cache=cache)
    assert second.fingerprint != first.fingerprint
    assert len(list(cache.iterdir())) == 2


def test_the_place_of_the_cache_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PNEUMONIA_CACHE", str(tmp_path / "elsewhere"))
    load(write(tmp_path / "films", FILES), expect=None)
    assert len(os.listdir(tmp_path / "elsewhere")) == 1  # noqa: PTH208
