"""Damaged image files for the reader, thousands if asked: ``python tests/fuzzing.py here EXAMPLES FOLDER [SEED]``.

A process of its own, because a decoder may crash, hang or eat all memory: the file that it was given last lies in
FOLDER, and the exit status tells (SIGALRM: a hang). Without SEED the files are the same each time. ``apart`` instead of
``here``: DICOM files that the reader decodes in a process of its own, which takes a second each.
"""

import io
import resource
import signal
import struct
import sys
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

import cv2
import numpy as np
from dicoms import dicom, film, recoded
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from pneumonia.errors import InputError
from pneumonia.image import MIN_SIDE, read_image, to_input

SECONDS = 30  # for one file, on a machine with other work
SMALL = film(64, 48)
MOST = 1 << 20  # bytes of a mutant
NUMBERS = (0, 1, 2, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def encode(kind: str, image: Any = SMALL, **options: Any) -> bytes:
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, kind, **options)
    return file.getvalue()


def seeds() -> dict[str, bytes]:
    """A whole file of each kind that the reader takes different ways for."""
    turned, deep, colour = Image.Exif(), SMALL.astype(np.uint16) * 257, np.dstack([SMALL, SMALL // 2, 255 - SMALL])
    turned[0x0112] = 6
    files = {
        "JPEG": encode("JPEG", exif=turned),
        "JPEG, progressive": encode("JPEG", colour, progressive=True),
        "JPEG, CMYK": encode("JPEG", Image.fromarray(SMALL).convert("CMYK")),
        "PNG": encode("PNG", exif=turned),
        "PNG, 16-bit": encode("PNG", deep),
        "PNG, palette": encode("PNG", Image.fromarray(colour).convert("P")),
        "PNG, animated": encode("PNG", save_all=True, append_images=[Image.fromarray(255 - SMALL)]),
        "PNG, 16-bit colour and alpha": cv2.imencode(".png", np.dstack([deep] * 4))[1].tobytes(),
        "WebP": encode("WEBP", colour),
        "WebP, lossless": encode("WEBP", lossless=True, exif=turned),
        "TIFF": encode("TIFF", exif=turned),
        "TIFF, float": encode("TIFF", SMALL.astype(np.float32)),
        "TIFF, BigTIFF": encode("TIFF", deep, big_tiff=True),
        "BMP": encode("BMP"),
        "BMP, colour": encode("BMP", colour),
        "DICOM": dicom(SMALL),
        "DICOM, 16-bit": dicom(deep, WindowCenter=2000, WindowWidth=4000, BitsStored=16),
        "DICOM, JPEG": recoded(dicom(SMALL), "JPEG baseline"),
    }
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        files[f"TIFF, {compression}"] = encode("TIFF", colour, compression=compression)
    files["TIFF, group4"] = encode("TIFF", Image.fromarray(SMALL).convert("1"), compression="group4")
    return files


def seeds_apart() -> dict[str, bytes]:
    return {f"DICOM, {syntax}": recoded(dicom(SMALL), syntax) for syntax in ("JPEG 2000", "RLE", "JPEG-LS")}


# --- what is done to a file -------------------------------------------------------------------------------------------

Change = Callable[[bytes], bytes]
places = st.one_of(st.integers(0, 400), st.integers(0, 8000))
lengths = st.one_of(st.integers(1, 16), st.integers(1, 2000))


def _flip(at: int, bits: int) -> Change:
    return lambda data: data[: at % len(data)] + bytes([data[at % len(data)] ^ bits]) + data[at % len(data) + 1 :]


def _number(at: int, value: int, form: str) -> Change:
    packed = struct.pack(form, value & (256 ** struct.calcsize(form) - 1))
    return lambda data: data[: at % len(data)] + packed + data[at % len(data) + len(packed) :]


def _cut(at: int) -> Change:
    return lambda data: data[: 1 + at % len(data)]


def _insert(at: int, more: bytes) -> Change:
    return lambda data: data[: at % len(data)] + more + data[at % len(data) :]


def _drop(at: int, length: int) -> Change:
    return lambda data: data[: at % len(data)] + data[at % len(data) + length :] or data


def _repeat(at: int, length: int, times: int) -> Change:
    return lambda data: data[: at % len(data)] + data[at % len(data) :][:length] * times + data[at % len(data) :]


def _splice(other: bytes, at: int) -> Change:
    return lambda data: data[: at % len(data)] + other[at % len(other) :]


def changes(files: dict[str, bytes]) -> st.SearchStrategy[Change]:
    return st.one_of(
        st.builds(_flip, places, st.integers(1, 255)),
        st.builds(_number, places, st.sampled_from(NUMBERS), st.sampled_from(["B", "<H", ">H", "<I", ">I"])),
        st.builds(_cut, places),
        st.builds(_insert, places, st.binary(min_size=1, max_size=20)),
        st.builds(_drop, places, lengths),
        st.builds(_repeat, places, lengths, st.sampled_from([2, 100, 5000])),
        st.builds(_splice, st.sampled_from(list(files.values())), places),
    )


def with_checksums(data: bytes) -> bytes:
    """A PNG file whose chunks are right again, so that damage gets beyond their checksums; others as they are."""
    mended, at = bytearray(data), 8
    while data.startswith(b"\x89PNG") and at + 12 <= len(data):
        end = at + 8 + struct.unpack_from(">I", data, at)[0]
        if end + 4 <= len(data):
            struct.pack_into(">I", mended, end, zlib.crc32(mended[at + 4 : end]))
        at = end + 4
    return bytes(mended)


def mutants(files: dict[str, bytes]) -> st.SearchStrategy[bytes]:
    def changed(data: bytes, steps: list[Change], mended: bool) -> bytes:
        for step in steps:
            data = step(data)[:MOST]
        return with_checksums(data) if mended else data

    return st.builds(
        changed, st.sampled_from(list(files.values())), st.lists(changes(files), min_size=1, max_size=5), st.booleans()
    )


# --- what must hold ---------------------------------------------------------------------------------------------------


def check(data: bytes) -> bool:
    """Our own error, or an image that keeps all promises (True); anything else is raised."""
    try:
        xray = read_image(data)
    except InputError as error:
        if not str(error).startswith("Expected "):
            raise AssertionError(str(error)) from error
        return False
    height, width = xray.pixels.shape
    if xray.pixels.dtype != np.uint8 or min(height, width) < MIN_SIDE or not 0 <= xray.colour <= 255:
        raise AssertionError(f"{xray.pixels.dtype} {width} x {height}, colour {xray.colour}")
    if (xray.info.width, xray.info.height) != (width, height) or to_input(xray.pixels, 160).shape != (160, 160):
        raise AssertionError("the report tells another size")
    return True


def main(where: str, examples: int, folder: Path, random: int | None = None) -> None:
    files = {"here": seeds, "apart": seeds_apart}[where]()
    for name, data in files.items():
        if not check(data):
            raise AssertionError(f"{name} is no good seed")
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    read = [0, 0]

    @settings(
        max_examples=examples,
        derandomize=random is None,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants(files))
    def fuzz(data: bytes) -> None:
        (folder / "last").write_bytes(data)
        signal.alarm(SECONDS)
        with warnings.catch_warnings(action="ignore"):  # Pillow warns of damaged tags before it raises
            read[check(data)] += 1
        signal.alarm(0)

    (fuzz if random is None else seed(random)(fuzz))()
    print(f"{read[0]} refused, {read[1]} read")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))
