"""Radiographs in every encoding we read, other DICOM files refused, and no patient's name in any message or log."""

import io
import logging
import os
import resource
import struct
import subprocess
import sys
import threading
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from dicoms import (
    FILM,
    FILM_12,
    SYNTAXES,
    aged,
    as_bytes,
    dicom,
    differ,
    ill_headed,
    lookup,
    recoded,
    refusal,
    refusals_of_mutants,
)
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence

from pneumonia.dicom import decode
from pneumonia.errors import ImageTooLarge, UnreadableImage
from pneumonia.image import MAX_PIXELS, read_image

ROOT = Path(__file__).parents[1]

SIGNED = FILM_12.astype(np.int16) - 2048
DEEP = {"BitsStored": 12}
LOOKUP = lookup(0, 16, np.linspace(65535, 0, 4096))
COARSE = lookup(0, 8, 255 - np.arange(4096) // 16)
TWELVE = lookup(0, 12, np.arange(4095, -1, -1))
NINE = lookup(0, 9, 511 - np.arange(4096) // 8)
BELOW = lookup(-4096, 16, np.linspace(65535, 0, 8192))
UNDESCRIBED = lookup(0, 16, np.linspace(65535, 0, 4096))
del UNDESCRIBED.LUTDescriptor
PLAIN = {"RescaleSlope": None, "RescaleIntercept": None}

RADIOGRAPHS = {
    "12-bit": (dicom(FILM_12, **DEEP), FILM),
    "12-bit in MONOCHROME1": (dicom(4095 - FILM_12, PhotometricInterpretation="MONOCHROME1", **DEEP), FILM),
    "8-bit in MONOCHROME1": (dicom(255 - FILM, PhotometricInterpretation="MONOCHROME1"), FILM),
    "signed": (dicom(SIGNED), FILM),
    "rescaled": (dicom(FILM_12, RescaleSlope=-2, RescaleIntercept=100, **DEEP), 255 - FILM),
    "no rescale": (dicom(FILM_12, RescaleSlope=None, RescaleIntercept=None, **DEEP), FILM),
    "a window over everything": (dicom(FILM_12, WindowCenter=2048, WindowWidth=4096, **DEEP), FILM),
    "a window over the darker half": (
        dicom(FILM_12, WindowCenter=1024, WindowWidth=2048, **DEEP),
        np.clip(FILM.astype(int) * 2, 0, 255).astype(np.uint8),
    ),
    "a window of no width": (dicom(FILM_12, WindowCenter=5, WindowWidth=0, **DEEP), FILM),
    "two windows, the first counts": (dicom(FILM_12, WindowCenter=[2048, 9], WindowWidth=[4096, 2], **DEEP), FILM),
    "8-bit with its usual window": (dicom(FILM // 2, WindowCenter=128, WindowWidth=256), FILM // 2),
    "a window whose function is empty": (
        dicom(FILM_12, WindowCenter=1024, WindowWidth=2048, VOILUTFunction="", **DEEP),
        np.clip(FILM.astype(int) * 2, 0, 255).astype(np.uint8),
    ),
    "an empty rescale": (dicom(FILM_12, RescaleSlope="", RescaleIntercept="", **DEEP), FILM),
    "in the high bits": (dicom(FILM_12 << 4, HighBit=15, **DEEP), FILM),
    "a lookup table of bytes": (dicom(FILM_12, VOILUTSequence=Sequence([COARSE]), **DEEP), 255 - FILM),
    "a lookup table": (dicom(FILM_12, VOILUTSequence=Sequence([LOOKUP]), **DEEP), 255 - FILM),
    "a lookup table of 9 bits": (dicom(FILM_12, VOILUTSequence=Sequence([NINE]), **DEEP), 255 - FILM),
    "a lookup table that is not described": (dicom(FILM_12, VOILUTSequence=Sequence([UNDESCRIBED]), **DEEP), FILM),
    "far beyond a lookup table": (
        dicom(FILM.astype(np.uint32) * 1000, VOILUTSequence=Sequence([LOOKUP])),
        255 - np.clip(FILM * (1000 / 4095 * 255), 0, 255).round().astype(np.uint8),
    ),
    "a lookup table that begins below": (dicom(FILM_12, VOILUTSequence=Sequence([BELOW]), **PLAIN, **DEEP), 255 - FILM),
    "a modality table that begins below": (
        dicom(FILM_12, ModalityLUTSequence=Sequence([BELOW]), **PLAIN, **DEEP),
        255 - FILM,
    ),
    "a modality table of 12 bits": (
        dicom(FILM_12, ModalityLUTSequence=Sequence([TWELVE]), **PLAIN, **DEEP),
        255 - FILM,
    ),
    "re-saved, no modality": (dicom(FILM, Modality=None), FILM),
    "without preamble": (dicom(FILM)[128:], FILM),
    "RGB": (dicom(np.dstack([FILM] * 3)), FILM),
}

#: Age Strings, and the years that they are; what is none says nothing.
AGES = {"045Y": 45.0, "072M": 6.0, "011M": 11 / 12, "003W": 21 / 365.25, "005D": 5 / 365.25} | dict.fromkeys(
    ("", "45", "45Y", "045y", "045X", "+45Y", "045Y\\046Y", "SECRET"), None
)


@pytest.mark.parametrize(("library", "error"), [("gdcm", "AttributeError"), ("pydicom", "ImportError")])
def test_a_library_that_cannot_be_imported_is_no_damaged_film(tmp_path: Path, library: str, error: str) -> None:
    """As gdcm cannot where a folder ``dl`` lies in the current one, which it takes for a module."""
    (tmp_path / "film.dcm").write_bytes(dicom(FILM))
    (tmp_path / f"{library}.py").write_text(f"raise {error}('not this one')")
    code = "from pneumonia.image import read_image; read_image('film.dcm')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True
    )
    assert "damaged" not in done.stderr.decode()
    assert done.stderr.decode().endswith(f"{error}: not this one\n")


@pytest.mark.parametrize("name", RADIOGRAPHS)
def test_reads_radiographs(name: str) -> None:
    data, expected = RADIOGRAPHS[name]
    xray = read_image(data)
    assert differ(xray.pixels, expected) <= (2 if "window" in name else 1)
    assert (xray.info.format, xray.colour) == ("DICOM", 0.0)


def test_reads_a_data_set_however_it_is_headed() -> None:
    """Bare, without a transfer syntax, or with the wrong one."""
    for name, data in ill_headed().items():
        assert differ(read_image(data).pixels, FILM) <= 1, name


def test_monochrome1_is_the_very_negative() -> None:
    values = np.random.default_rng(3).integers(0, 4096, (120, 90), np.uint16)
    negative = read_image(dicom(4095 - values, PhotometricInterpretation="MONOCHROME1", **DEEP))
    assert differ(negative.pixels, read_image(dicom(values, **DEEP)).pixels) == 0


def test_colour_is_measured() -> None:
    tinted = np.dstack([FILM, FILM // 2, 255 - FILM])  # RGB
    xray = read_image(dicom(tinted))
    assert xray.colour == pytest.approx((tinted.max(axis=2) - tinted.min(axis=2)).mean(), abs=0.01)
    assert differ(xray.pixels, np.asarray(Image.fromarray(tinted).convert("L"))) <= 1


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_compressed_dicom_reads_like_uncompressed(syntax: str) -> None:
    plain = dicom(FILM) if syntax == "JPEG baseline" else dicom(FILM_12, **DEEP)
    tolerance = 12 if syntax == "JPEG baseline" else 0
    packed = recoded(plain, syntax)
    assert len(packed) < len(plain)
    assert differ(read_image(packed).pixels, read_image(plain).pixels) <= tolerance


def bundled(name: str) -> bytes:
    """One of the test files that come inside pydicom's wheel."""
    return Path(str(get_testdata_file(name, download=False))).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "SC_rgb_jpeg_dcmtk.dcm",  # JPEG baseline, YBR_FULL
        "SC_rgb_gdcm_KY.dcm",  # JPEG 2000
        "SC_rgb_jls_lossy_line.dcm",  # JPEG-LS, near lossless
        "SC_rgb_rle_16bit.dcm",
        "SC_ybr_full_422_uncompressed.dcm",
    ],
)
def test_other_makers_colour_files_agree(name: str) -> None:
    """They all show the same colour bars: by hand, their first row is pure red."""
    xray = read_image(bundled(name))
    assert xray.pixels.shape == (100, 100)
    assert abs(int(xray.pixels[2, 50]) - 76) <= 3  # 0.299 * 255
    assert xray.colour > 100


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("CT_small.dcm", "Expected a chest radiograph (CR, DX, DR or RG); received a DICOM file of modality CT."),
        ("693_J2KI.dcm", "modality CT"),
        ("MR_small.dcm", "modality MR"),
        ("examples_ybr_color.dcm", "modality US"),
        ("JPEG2000.dcm", "modality NM"),
        ("rtplan.dcm", "modality RTPLAN"),
        ("test-SR.dcm", "modality SR"),
        ("SC_rgb_rle_2frame.dcm", "Expected a single radiograph; received 2 frames. Export one frame."),
        ("SC_rgb_small_odd.dcm", "received 3 x 3"),
        ("image_dfl.dcm", "received one packed with deflate. Export it uncompressed."),
        ("empty_charset_LEI.dcm", "received one that holds none or ends early."),
    ],
)
def test_other_dicom_is_refused(name: str, reason: str) -> None:
    assert reason in refusal(bundled(name))


def test_frames_count_as_pixels() -> None:
    message = refusal(dicom(FILM, NumberOfFrames=1 + MAX_PIXELS // FILM.size), ImageTooLarge)
    assert "received 90 x 120 x 5926 frames" in message
    assert "received 10000 x 10000." in refusal(
        dicom(FILM, Rows=10_000, Columns=10_000, NumberOfFrames=-1), ImageTooLarge
    )


@pytest.mark.parametrize("modality", ["<b>x</b>", "SECRET^PATIENT"])
def test_an_odd_modality_is_not_quoted(modality: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns that these are no modalities
        data = dicom(FILM, Modality=modality)
    assert "modality unknown" in refusal(data)


def test_a_palette_is_refused() -> None:
    assert "an encoding we do not read" in refusal(dicom(FILM, PhotometricInterpretation="PALETTE COLOR"))


@pytest.mark.parametrize("syntax", ["JPEG baseline", "JPEG 2000", "RLE"])  # of GDCM's: below
def test_damaged_streams_are_refused(syntax: str) -> None:
    data = bytearray(recoded(dicom(FILM), syntax))
    start = data.rfind(b"\xfe\xff\x00\xe0") + 8
    data[start : start + 60] = b"\xff" * 60
    assert "cannot be decoded" in refusal(bytes(data))


def test_gdcm_dies_alone() -> None:
    """A stream of 77 bits per sample makes GDCM abort or crash its process; ours must survive it."""
    data = bytearray(recoded(dicom(FILM), "JPEG-LS"))
    data[data.rfind(b"\xff\xd8\xff") + 6] = 77
    assert "cannot be decoded" in refusal(bytes(data))
    child = subprocess.run(
        [sys.executable, "-m", "pneumonia.dicom"], cwd=ROOT, input=bytes(data), capture_output=True, check=False
    )
    assert child.returncode < 0, "GDCM survives now: it need no longer run in a process of its own"


def precinct_bomb() -> bytes:
    """4 kB of JPEG 2000 with a precinct for each of 64 million pixels: OpenJPEG would take 35 GB (T.800, A.6.1)."""
    file = io.BytesIO()
    blank = Image.new("L", (2000, 2000))
    blank.save(file, "JPEG2000", precinct_size=(128, 128), num_resolutions=6, codeblock_size=(4, 4))
    stream = bytearray(file.getvalue()[file.getvalue().find(b"\xff\x4f\xff\x51") :])
    sizes = stream.find(b"\xff\x52") + 14
    stream[sizes : sizes + 6] = b"\0\x11\x11\x11\x11\x11"
    return bytes(stream).replace(struct.pack(">II", 2000, 2000), struct.pack(">II", 8000, 8000))


@pytest.mark.slow
def test_a_stream_that_asks_for_all_memory_gets_little_of_it() -> None:
    dataset = pydicom.dcmread(io.BytesIO(recoded(dicom(FILM), "JPEG 2000")))
    dataset.Rows = dataset.Columns = 8000
    dataset.PixelData = encapsulate([precinct_bomb()])
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert "cannot be decoded" in refusal(as_bytes(dataset))
    assert before < resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4.5 * 2**20  # KiB


@pytest.mark.parametrize("syntax", ["JPEG baseline", "JPEG 2000"])
def test_a_stream_larger_than_its_header_is_refused_undecoded(syntax: str) -> None:
    dataset = pydicom.dcmread(io.BytesIO(recoded(dicom(np.zeros((1000, 1000), np.uint8)), syntax)))
    dataset.Rows = dataset.Columns = 100
    assert "cannot be decoded" in refusal(as_bytes(dataset))


def test_patients_stay_out_of_messages_and_logs(caplog: Any, capfd: Any) -> None:
    """pydicom quotes what it finds odd, as a warning, a log line and an exception: none of that may get through."""
    data = dicom(FILM, NumberOfFrames=123456).replace(b"123456", b"SECRET")
    with pytest.warns(UserWarning, match="SECRET"), pytest.raises(ValueError, match="SECRET"):
        int(pydicom.dcmread(io.BytesIO(data)).NumberOfFrames)
    assert "SECRET" in caplog.text
    caplog.clear()
    with pytest.raises(UnreadableImage, match="cannot be decoded") as caught:
        read_image(data)
    assert "SECRET" not in "".join(traceback.format_exception(caught.value))
    assert "SECRET" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize(("syntax", "turns"), [(None, 60), ("JPEG baseline", 60), ("JPEG 2000", 6)])
def test_damage_anywhere_names_no_patient(syntax: str | None, turns: int) -> None:
    messages = refusals_of_mutants(recoded(dicom(FILM), syntax) if syntax else dicom(FILM), turns)
    assert "Expected" in messages
    assert "SECRET" not in messages


@pytest.mark.parametrize(("stored", "years"), AGES.items())
def test_an_age_is_read_in_years_or_not_at_all(stored: str, years: float | None) -> None:
    assert read_image(aged(stored)).age == (None if years is None else pytest.approx(years))


def test_a_file_without_an_age_has_none(films: list[Path]) -> None:
    assert read_image(dicom(FILM)).age is None
    assert read_image(films[0]).age is None
    assert "045" not in repr(read_image(dicom(FILM, PatientAge="045Y"))), "it must get into no log"


def test_threads_agree_and_leave_no_trace() -> None:
    files = [data for data, _ in RADIOGRAPHS.values()]
    alone = [read_image(data) for data in files]
    filters, level = list(warnings.filters), logging.getLogger("pydicom").level
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read_image, files * 4))
    for xray, expected in zip(together, alone * 4, strict=True):
        assert (xray.info, xray.colour) == (expected.info, expected.colour)
        assert np.array_equal(xray.pixels, expected.pixels)
    assert warnings.filters == filters
    assert logging.getLogger("pydicom").level == level


def test_threads_decode_at_the_same_time() -> None:
    """Two are inside at once, or the barrier breaks; the silence lasts until the last has left."""
    both, inside = threading.Barrier(2, timeout=20), logging.getLogger("pydicom")

    def check(*_: int) -> None:
        both.wait()
        assert inside.level > logging.CRITICAL

    level = inside.level
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda data: decode(data, check)[0], [dicom(FILM)] * 2)
    assert np.array_equal(first, second)
    assert inside.level == level
