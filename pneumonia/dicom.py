"""From the bytes of a DICOM file to the picture of one radiograph, for :mod:`pneumonia.image`.

Imported when the first DICOM file arrives, because pydicom takes 0.2 s. Two guests here need watching: pydicom quotes
values of the file, the patient's name among them, in warnings, log lines and exceptions; and decoders of all but plain
JPEG can take their whole process down, so they run in one of their own: ``python -m pneumonia.dicom``. Of the patient
nothing but the age leaves this module, to be compared with those that the model knows.
"""

import io
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
from pydicom import Dataset, dcmread
from pydicom.encaps import get_frame
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array
from pydicom.uid import (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000TransferSyntaxes,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    RLELossless,
)

from pneumonia import headers
from pneumonia.refusals import refusal

RADIOGRAPHS = ("CR", "DX", "DR", "RG", "OT", "SC", "")  # OT and SC: re-saved films; some anonymisers empty the field
DEFLATED = b"1.2.840.10008.1.2.1.99"
MOST_READS = 50_000  # of pydicom in a header: about two for each element
MOST_FRAGMENTS = 10_000  # of a stream: pydicom walks them one by one
#: How many of an Age String's units are a year.
PER_YEAR = {"D": 365.25, "W": 365.25 / 7, "M": 12, "Y": 1}
_SECONDS, _MEMORY = 20, 4 << 30  # of a decoder in a process of its own: far above what 64 million pixels need
_DECODERS = threading.BoundedSemaphore(2)  # at once, because each may take that much


def decode(data: bytes, check_size: Callable[[int, int, int], None]) -> tuple[np.ndarray, float | None]:
    """Decode one radiograph: (h, w) grey of any type, white where X-rays were stopped, or (h, w, 3) BGR; and the
    patient's age in years, None where the file does not say it.

    ``check_size(width, height, frames)`` is called with what the header promises and may raise, before pixels are
    unpacked. Raises ``UnreadableImage`` for what is no single radiograph; a broken file raises anything.
    """
    if DEFLATED in data:  # pydicom would inflate it whole, to any size, before a header can be read
        raise refusal("deflated")
    data = bytes(128) + data if data.startswith(b"DICM") else data
    with _SILENT:
        dataset = dcmread(_Metered(data), force=True)
        _check(dataset, check_size)
        stored = _decode_frame(dataset, data)
        picture = stored[..., ::-1] if stored.ndim == 3 else _as_viewed(stored, dataset)
        return picture, _age(dataset)


class _Metered(io.BytesIO):
    """A header of empty elements or items, 8 bytes each, would keep pydicom reading for minutes."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MOST_READS:
            raise ValueError("no header has that many elements")
        return super().read(size)


class _SilentPydicom:
    """Keep pydicom's warnings and log lines off.

    Warning filters and log levels belong to the whole process, so threads share one silence: the first that comes
    begins it, the last that leaves ends it, and nobody waits for the other's decoding.
    """

    def __init__(self) -> None:
        self._lock, self._inside, self._before = threading.Lock(), 0, ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before.enter_context(warnings.catch_warnings())
                warnings.simplefilter("ignore")
                logger = logging.getLogger("pydicom")
                self._before.callback(logger.setLevel, logger.level)
                logger.setLevel(logging.CRITICAL + 1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._before.close()


_SILENT = _SilentPydicom()


def _check(dataset: Dataset, check_size: Callable[[int, int, int], None]) -> None:
    modality = str(dataset.get("Modality") or "").strip().upper()
    if modality not in RADIOGRAPHS:
        known = modality if re.fullmatch("[A-Z]{2,10}", modality) else "unknown"
        raise refusal("modality", modality=known)
    if "PixelData" not in dataset:
        raise refusal("no_pixels")
    frames = max(1, int(dataset.get("NumberOfFrames") or 1))
    check_size(int(dataset.Columns), int(dataset.Rows), frames)
    if frames > 1:
        raise refusal("frames", frames=frames)


def _age(dataset: Dataset) -> float | None:
    """In years; an Age String (DICOM PS3.5, 6.2) counts days, weeks, months or years. Anything else says nothing."""
    found = re.fullmatch("([0-9]{3})([DWMY])", str(dataset.get("PatientAge") or "").strip())
    return int(found[1]) / PER_YEAR[found[2]] if found else None


def _decode_frame(dataset: Dataset, data: bytes) -> np.ndarray:
    """The stored values: (h, w) of any integer type, or (h, w, 3) RGB.

    Plain JPEG is decoded here, once its header and its scans are checked; anything else in a process of its own.
    """
    if not dataset.file_meta.get("TransferSyntaxUID"):  # pydicom has found out how the data set is encoded
        implicit, _ = dataset.original_encoding
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    syntax = dataset.file_meta.TransferSyntaxUID
    if not syntax.is_compressed:
        return _decode_native(dataset)
    if syntax not in (JPEGBaseline8Bit, JPEGExtended12Bit):
        return _decode_apart(data)
    if dataset.PixelData.count(b"\xfe\xff\x00\xe0") > MOST_FRAGMENTS:
        raise ValueError("no stream is in that many pieces")
    header = headers.jpeg(get_frame(dataset.PixelData, 0, number_of_frames=1))
    if (header.width, header.height) != (dataset.Columns, dataset.Rows):
        raise ValueError("the stream is larger than the header promised: maybe a bomb")
    return pixel_array(dataset, decoding_plugin="pillow")


def _decode_native(dataset: Dataset) -> np.ndarray:
    """Of old files that keep their bits in the high ones of each word, too (PS3.5, 8.1.1), which pydicom reads low."""
    stored = dataset.BitsStored
    spare = int(dataset.get("HighBit") or 0) + 1 - stored
    if spare <= 0:
        return pixel_array(dataset, decoding_plugin="pydicom")
    dataset.BitsStored = stored + spare
    values: np.ndarray = pixel_array(dataset, decoding_plugin="pydicom") >> spare
    dataset.BitsStored = stored
    return values


def _as_viewed(stored: np.ndarray, dataset: Dataset) -> np.ndarray:
    """Stored grey values to (h, w) as a viewer would show them (DICOM PS3.3, C.7.6.3.1.2, C.11.1 and C.11.2)."""
    photometric = dataset.PhotometricInterpretation
    if photometric not in ("MONOCHROME1", "MONOCHROME2"):
        raise ValueError("neither grey nor RGB")
    for keyword in ("RescaleSlope", "RescaleIntercept", "VOILUTFunction"):
        if keyword in dataset and dataset[keyword].is_empty:  # says as much as none, and pydicom fails on it
            del dataset[keyword]
    values = _apply_modality(stored, dataset)
    with suppress(ValueError):  # a window of no width: as good as none
        values = _apply_voi(values, dataset)
    if dataset.BitsStored == 8 and values.min() >= 0 and values.max() <= 255:
        values = values.round().astype(np.uint8)  # on the 8-bit scale already
        return 255 - values if photometric == "MONOCHROME1" else values
    return -values.astype(np.float64) if photometric == "MONOCHROME1" else values


def _apply_modality(stored: np.ndarray, dataset: Dataset) -> np.ndarray:
    """A table, or a straight line (PS3.3, C.11.1)."""
    tables = dataset.get("ModalityLUTSequence")
    if not tables:
        return apply_modality_lut(stored, dataset)
    if 8 < tables[0].LUTDescriptor[2] < 16:
        tables[0].LUTDescriptor[2] = 16  # they lie in as many bits, but pydicom 3.0.2 looks for a type of just theirs
    return apply_modality_lut(_within(tables[0], stored), dataset)


def _apply_voi(values: np.ndarray, dataset: Dataset) -> np.ndarray:
    """A table, or a window (PS3.3, C.11.2)."""
    tables = dataset.get("VOILUTSequence")
    if not tables or "LUTData" not in tables[0] or "LUTDescriptor" not in tables[0]:
        return apply_voi_lut(values, dataset)
    bits = tables[0].LUTDescriptor[2]
    if bits in (8, 9):
        tables[0].LUTDescriptor[2] = 16  # of entries of 8 bits pydicom 3.0.2 finds the first 256 only, of 9 bits none
    seen = apply_voi_lut(_within(tables[0], values), dataset)
    return seen.astype(np.uint8) if bits == 8 else seen


def _within(table: Dataset, values: np.ndarray) -> np.ndarray:
    """What lies beyond a table counts as its end. pydicom 3.0.2 makes it fit a type first, so that it comes round."""
    entries, first = table.LUTDescriptor[0] or 1 << 16, table.LUTDescriptor[1]
    within: np.ndarray = np.clip(values, first, first + entries - 1).astype(np.int32)
    return within


def _decode_apart(data: bytes) -> np.ndarray:
    """Decode in a child process (0.6 s), which may crash, hang or eat memory as it likes.

    All three were seen. GDCM (python-gdcm 3.2.6) aborts on damaged streams, about one in 300 mutated files
    (github.com/tfmoraes/python-gdcm/issues/34). OpenJPEG 2.5 takes 550 bytes for every precinct, and a stream of 100
    bytes may ask for one per pixel. pydicom unpacks RLE to 64 times its size, whatever the header says.
    """
    with _DECODERS:
        child = subprocess.run(
            [sys.executable, "-m", "pneumonia.dicom"],
            cwd=Path(__file__).parents[1],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    frame: np.ndarray = np.load(io.BytesIO(child.stdout), allow_pickle=False)
    return frame


def _decode_as_child() -> None:
    """What ``python -m pneumonia.dicom`` does: a DICOM file on stdin becomes its pixels as .npy on stdout."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows, and not everywhere on macOS
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    dataset = dcmread(io.BytesIO(sys.stdin.buffer.read()), force=True)
    syntax = dataset.file_meta.TransferSyntaxUID
    plugin = "pydicom" if syntax == RLELossless else "pillow" if syntax in JPEG2000TransferSyntaxes else "gdcm"
    npy = io.BytesIO()
    np.save(npy, pixel_array(dataset, decoding_plugin=plugin))
    sys.stdout.buffer.write(npy.getbuffer())


if __name__ == "__main__":
    _decode_as_child()
