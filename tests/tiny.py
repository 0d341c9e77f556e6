"""A tiny data set in Kaggle's layout, for the tests of its loader."""

import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pneumonia.dataset import POOL, SIDE, TEST, Dataset, load
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
