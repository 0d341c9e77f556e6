"""Every format we read, every way in which a file can be wrong, and that big and small copies give the same input."""

import hashlib
import io
import os
import struct
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from dicoms import FILM, FILM_12, differ, film, refusal, refusals_of_mutants
from pictures import GREY, NO_IMAGES, TINTED, bombs, encode
from PIL import Image, ImageOps

from pneumonia import headers
from pneumonia.errors import ImageTooLarge
from pneumonia.image import MAX_BYTES, read_image, to_input

ROOT = Path(__file__).parents[1]

TINT = float((TINTED.max(axis=2) - TINTED.min(axis=2)).mean())


def grey_of(rgb: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(rgb).convert("L"))  # ITU-R 601, by Pillow: not the code under test


# --- what we read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GREY)
def test_reads_grey(name: str) -> None:
    data, tolerance = GREY[name]
    xray = read_image(data)
    assert xray.pixels.dtype == np.uint8
    assert xray.pixels.flags.c_contiguous
    assert differ(xray.pixels, FILM) <= tolerance
    assert xray.colour <= (3 if "CMYK" in name else 0.5)
    assert (xray.info.width, xray.info.height, xray.info.format) == (90, 120, name.split(",")[0])


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_one_bit_is_black_and_white(kind: str) -> None:
    stencil = np.where(FILM > 99, 255, 0).astype(np.uint8)
    assert differ(read_image(encode(Image.fromarray(stencil).convert("1"), kind)).pixels, stencil) == 0


@pytest.mark.parametrize(
    ("kind", "tolerance"), [("PNG", 0.01), ("TIFF", 0.01), ("BMP", 0.01), ("JPEG", 4.0), ("WEBP", 8.0)]
)
def test_measures_colour(kind: str, tolerance: float) -> None:
    xray = read_image(encode(TINTED, kind))
    assert xray.colour == pytest.approx(TINT, abs=tolerance)
    assert np.abs(xray.pixels.astype(int) - grey_of(TINTED)).mean() <= 1 + tolerance


def test_colour_spans_0_to_255() -> None:
    red = np.zeros((40, 40, 3), np.uint8)
    red[..., 0] = 255
    assert read_image(encode(red, "PNG")).colour == 255.0


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_alpha_is_composited_over_black(kind: str) -> None:
    alpha = np.full_like(FILM, 255)
    alpha[:60], alpha[60:90] = 0, 128
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    pixels = read_image(encode(np.dstack([FILM] * 3 + [alpha]), kind, **options)).pixels
    assert differ(pixels, (FILM * (alpha / 255)).round().astype(np.uint8)) <= 1


@pytest.mark.parametrize("mode", ["L", "1"])
def test_a_grey_that_a_png_calls_transparent_is_black(mode: str) -> None:
    """PNG optimisers make such files of grey and alpha; a browser draws them so, too."""
    film = Image.fromarray(np.where(FILM > 200, 255, FILM)).convert(mode)
    file, grey = io.BytesIO(), np.asarray(film.convert("L"))
    film.save(file, "PNG", transparency=255 if mode == "L" else 1)
    assert (grey == 255).any()
    assert np.array_equal(
        read_image(file.getvalue()).pixels, np.where(grey == 255, 0, grey) if mode == "L" else 0 * grey
    )


def test_16_bit_alpha_does_not_set_the_range() -> None:
    deep = np.dstack([FILM_12] * 3 + [np.full_like(FILM_12, 65535)])
    assert differ(read_image(cv2.imencode(".png", deep)[1].tobytes()).pixels, FILM) <= 1


def test_dead_pixels_and_markers_do_not_darken_a_film() -> None:
    marked = FILM_12.copy()
    marked[5, 5:10] = 65535
    pixels = read_image(encode(marked, "PNG")).pixels
    assert differ(np.delete(pixels, 5, axis=0), np.delete(FILM, 5, axis=0)) <= 1
    assert pixels[5, 5] == 255


def test_a_flat_deep_film_with_one_bright_spot_keeps_it() -> None:
    flat = np.full((64, 64), 1000, np.uint16)
    assert read_image(encode(flat, "PNG")).pixels.max() == 0
    flat[3, 3] = 3000
    assert read_image(encode(flat, "PNG")).pixels.max() == 255


def test_nan_counts_as_the_minimum() -> None:
    holed = FILM.astype(np.float32)
    holed[10:20] = np.nan
    holed[30, 0], holed[31, 0] = np.inf, -np.inf
    pixels = read_image(encode(holed, "TIFF")).pixels
    assert not pixels[10:20].any()
    assert (pixels[30, 0], pixels[31, 0]) == (255, 0)
    assert differ(pixels[40:], FILM[40:]) <= 1


def test_all_nan_is_refused() -> None:
    message = refusal(encode(np.full((64, 64), np.nan, np.float32), "TIFF"))
    assert message == "Expected an image of a chest X-ray; received one whose pixels are all NaN or infinite."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation(kind: str) -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = encode(FILM, kind, exif=exif)
        xray = read_image(data)
        upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L"))
        assert differ(xray.pixels, upright) <= 2, orientation
        assert (xray.info.width, xray.info.height) == ((90, 120) if orientation < 5 else (120, 90))


def test_junk_in_exif_is_ignored() -> None:
    assert read_image(encode(FILM, "JPEG", exif=b"Exif\0\0junk, no TIFF header")).info.width == 90


@pytest.mark.parametrize("kind", ["TIFF", "PNG", "WEBP"])
def test_the_first_of_several_pictures_is_read(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    pages = encode(FILM, kind, save_all=True, append_images=[Image.fromarray(255 - FILM)], **options)
    assert differ(read_image(pages).pixels, FILM) <= 1


# --- what we refuse ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", NO_IMAGES, ids=NO_IMAGES.values())
def test_says_what_it_received_instead_of_an_image(data: bytes) -> None:
    message = refusal(data)
    assert message.startswith("Expected an image of a chest X-ray; received ")
    assert NO_IMAGES[data] in message


@pytest.mark.parametrize("name", GREY)
def test_a_file_that_ends_early_is_refused(name: str) -> None:
    data = GREY[name][0].split(b"appended")[0].rstrip(b"\0") if "trailing" in name else GREY[name][0]
    for share in (0.02, 0.1, 0.5, 0.95):  # of a JPEG the first ends before its size is told
        assert "ends early" in refusal(data[: int(len(data) * share)]), share


@pytest.mark.parametrize("missing", [1, 2, 40])
def test_even_the_last_bytes_of_a_jpeg_are_needed(missing: int) -> None:
    data = GREY["JPEG"][0]
    assert refusal(data[:-missing]) == (
        f"Expected a whole JPEG image; received {len(data) - missing:,} bytes that cannot be decoded: "
        "the file is damaged, ends early or uses an encoding we do not read. Download or export it again."
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_small_images_are_refused_with_their_size(kind: str) -> None:
    assert read_image(encode(FILM[:32, :32], kind)).info.width == 32
    message = refusal(encode(FILM[:40, :31], kind))
    assert message == "Expected at least 32 x 32 pixels; received 31 x 40. Use the X-ray itself, not a thumbnail."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WebP", "TIFF", "DICOM"])
def test_bombs_are_refused_by_their_header(kind: str) -> None:
    message = refusal(bombs()[kind], ImageTooLarge)
    assert message == "Expected at most 64 million pixels; received 10000 x 10000. Reduce the image and try again."


def test_a_png_chunk_cannot_claim_more_than_the_file_holds() -> None:
    png = bytearray(GREY["PNG"][0])
    at = png.find(b"IDAT")
    png[at - 4 : at] = struct.pack(">I", 0x7FFFFFF0)
    assert "ends early" in refusal(bytes(png))


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_what_a_png_holds_packed_beside_its_pixels_costs_nothing(name: bytes) -> None:
    """Sixty times 7.9 MB: libpng would take 2.5 s to unpack the texts."""
    plain, key = GREY["PNG"][0], b"key\0\1\0\0\0" if name == b"iTXt" else b"key\0\0"
    content = name + key + zlib.compress(bytes(7_900_000))
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    for at in (33, len(plain) - 12):  # before the pixels, behind them
        started = time.process_time()
        assert np.array_equal(read_image(plain[:at] + 60 * chunk + plain[at:]).pixels, FILM)
        assert time.process_time() - started < 1
        assert headers.png(plain[:at] + chunk + plain[at:]).picture == plain


def tiff_of_two_widths(first: int, second: int) -> bytes:
    """A 64 x 64 LZW image whose directory states its width twice: Pillow goes by the second, libtiff by the first."""
    strip = encode(FILM[:64, :64], "TIFF", compression="tiff_lzw")
    tags = Image.open(io.BytesIO(strip)).tag_v2
    packed = strip[tags[273][0] :][: tags[279][0]]
    entries = [
        (256, first),
        (256, second),
        (257, 64),
        (258, 8),
        (259, 5),
        (262, 1),
        (273, 8),
        (278, 64),
        (279, len(packed)),
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries
    )
    return b"II*\0" + struct.pack("<I", 8 + len(packed)) + packed + directory + bytes(4)


def test_a_tiff_of_two_sizes_is_no_way_around_the_limit() -> None:
    assert differ(read_image(tiff_of_two_widths(64, 64)).pixels, FILM[:64, :64]) == 0
    assert "cannot be decoded" in refusal(tiff_of_two_widths(1_000_000, 64))


def test_16_bit_colour_tiff_is_refused() -> None:
    message = refusal(cv2.imencode(".tiff", np.dstack([FILM_12] * 3))[1].tobytes())
    assert message.startswith("Expected a TIFF image in grey or in 8-bit colour; received 16-bit colour.")


@pytest.mark.parametrize("name", [name for name in GREY if name.count(",") < 2])
def test_nothing_but_our_own_errors_whatever_the_bytes(name: str) -> None:
    assert "Expected" in refusals_of_mutants(GREY[name][0])


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_path", [str, Path])
def test_a_path_reads_like_its_bytes(tmp_path: Path, as_path: type) -> None:
    file = tmp_path / "film.txt"  # the name does not matter
    file.write_bytes(GREY["PNG"][0])
    xray = read_image(as_path(file))
    assert differ(xray.pixels, FILM) == 0
    assert xray.info == read_image(GREY["PNG"][0]).info
    assert xray.info.sha256 == hashlib.sha256(GREY["PNG"][0]).hexdigest()


def test_no_such_file_folder_or_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("missing.png", "pipe", "nul\0byte"):
        message = refusal(tmp_path / name)
        assert message == f"Expected an image file; found no file named {name!r}. Check the path."
    assert refusal(tmp_path / "folder") == (
        "Expected an image file; 'folder' is a folder. Name the files in it; `python -m pneumonia score` reads whole "
        "folders."
    )
    assert "'.' is a folder" in refusal(Path())


@pytest.mark.parametrize("address", ["https://example.org/film.jpeg", "http://127.0.0.1/"])
def test_a_web_address_is_no_file(address: str) -> None:
    told = "Expected an image file; received a web address. Download the film and name the file."
    assert refusal(address) == refusal(Path(address)) == told


def test_a_file_that_cannot_be_opened_is_named_without_its_folder(tmp_path: Path) -> None:
    message = refusal(tmp_path / ("n" * 300))
    assert message.startswith("Expected a readable image file; 'nnn")
    assert "(File name too long)" in message
    assert str(tmp_path) not in message


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.png"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)  # a terabyte of nothing: reading it would fail in another way
    message = refusal(file, ImageTooLarge)
    assert message == (
        "Expected a file of at most 64 MiB; received 1,048,576.0 MiB. Save the X-ray smaller or compressed."
    )


def test_large_bytes_are_refused() -> None:
    assert "received 64.0 MiB" in refusal(bytes(MAX_BYTES + 1), ImageTooLarge)


# --- what the model depends on ----------------------------------------------------------------------------------------


def test_threads_agree() -> None:
    files = [data for data, _ in GREY.values()]
    alone = [read_image(data) for data in files]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read_image, files * 8))
    for xray, expected in zip(together, alone * 8, strict=True):
        assert (xray.info, xray.colour) == (expected.info, expected.colour)
        assert np.array_equal(xray.pixels, expected.pixels)


def test_real_films_decode_as_pillow_does(shared_data: Path) -> None:
    files = sorted(shared_data.glob("originals/*/*.jpeg"))
    assert len(files) == 16
    for file in files:
        xray = read_image(file)
        assert np.array_equal(xray.pixels, np.asarray(Image.open(file)))
        assert (xray.colour, xray.info.format) == (0.0, "JPEG")


def test_full_size_films_give_the_input_of_their_small_copies(shared_data: Path) -> None:
    """Small copies were sampled by nearest neighbour, ours are averaged: they differ by noise (worst 1.95 of 255)."""
    for file in sorted(shared_data.glob("originals/*/*.jpeg")):
        small = shared_data / "chest_xray" / "train" / file.parent.name / file.name
        one, other = (to_input(read_image(path).pixels, 160).astype(float) for path in (file, small))
        assert np.abs(one - other).mean() < 2.5
        assert abs(one.mean() - other.mean()) < 0.3  # halving rounds up: an eighth of a grey level each time
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.995


def test_adult_films_are_read(shared_data: Path) -> None:
    xrays = [read_image(file) for file in sorted((shared_data / "adults").glob("*.png"))]
    assert [(xray.info.width, xray.info.height) for xray in xrays] == [(1024, 1024)] * 8


@pytest.mark.parametrize("shape", [(120, 90), (400, 90), (90, 400), (1000, 700), (160, 160), (32, 32)])
def test_to_input_keeps_the_picture(shape: tuple[int, int]) -> None:
    pixels = film(*shape)
    squeezed = to_input(pixels, 160)
    assert (squeezed.shape, squeezed.dtype) == ((160, 160), np.uint8)
    assert abs(squeezed.mean() - pixels.mean()) < 1.5
    assert max(squeezed[80, 48], squeezed[80, 112]) < 60  # the lungs
    assert squeezed[150, 80] > 150  # the diaphragm


def test_to_input_leaves_its_own_size_alone() -> None:
    pixels = film(224, 224)
    assert np.array_equal(to_input(pixels, 224), pixels)


def test_to_input_averages_instead_of_sampling() -> None:
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 320))  # (64, 640), one pixel wide each
    assert abs(to_input(stripes, 64).astype(int) - 127).max() <= 1


def test_importing_it_is_cheap() -> None:
    code = (
        "import sys, pneumonia.image; print(*{'tensorflow', 'keras', 'gradio', 'pydicom', 'gdcm'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
