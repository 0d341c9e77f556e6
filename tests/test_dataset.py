"""Folder and zip, every way in which they can be wrong, and the real folder as a whole."""

import json
import os
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny import FILES, NAMES, check_tiny, jpeg, refusal, write, zipped

from pneumonia import dataset
from pneumonia.dataset import FACTS, POOL, TEST, Dataset, load, patient


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


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


def test_within_each_series_of_names_the_test_set_has_numbers_of_its_own(real_data: Dataset) -> None:
    """So no child is on both sides, although the rule that joins series within the pool would join some across."""
    for series in (r"person(\d+)_bacteria_", r"person(\d+)_virus_", r"IM-(\d+)-", r"NORMAL2-IM-(\d+)-"):
        found = [re.match(series, name) for name in real_data.names]
        numbers = {
            split: {match[1] for match, of in zip(found, real_data.official, strict=True) if match and of == split}
            for split in (POOL, TEST)
        }
        assert min(map(len, numbers.values())) > 50
        assert numbers[POOL].isdisjoint(numbers[TEST])


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


def test_one_film_too_many_is_told_alone(tmp_path: Path, cache: Path) -> None:
    data = write(tmp_path / "films", FILES | {"test/NORMAL/IM-9999-0001.jpeg": jpeg(1)})
    tiny = replace(FACTS, counts={POOL: {"NORMAL": 3, "PNEUMONIA": 3}, TEST: {"NORMAL": 1, "PNEUMONIA": 1}})
    assert refusal(data, cache, expect=tiny) == (
        f"{data} is not Chest X-Ray Images (Pneumonia) as published. test NORMAL: expected 1, received 2 (+1). "
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
    assert stored.name == f"{first.fingerprint[:16]}-224-1.npz"
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
