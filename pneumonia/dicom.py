"""From the bytes of a DICOM file to the picture of one radiograph, for :mod:`pneumonia.image`.

Imported when the first DICOM file arrives, because pydicom takes 0.2 s. Two guests here need watching: pydicom quotes
values of the file, the patient's name among them, in warnings, log lines and exceptions; GDCM, the only decoder of
JPEG lossless and JPEG-LS, can take its whole process down, so it runs in one of its own: ``python -m pneumonia.dicom``.
"""

import io
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.encaps import get_frame
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

from pneumonia.errors import UnreadableImage

_RADIOGRAPHS = ("CR", "DX", "DR", "RG", "OT", "SC", "")  # OT and SC: re-saved films; some anonymisers empty the field
_DEFLATED = b"1.2.840.10008.1.2.1.99"
_GDCM_ONLY = tuple(f"1.2.840.10008.1.2.4.{n}" for n in (57, 70, 80, 81))  # JPEG lossless (two kinds), JPEG-LS (two)
_GDCM_SECONDS, _GDCM_MEMORY = 20, 4 << 30  # far above what 64 million pixels need
_LOCK = threading.Lock()


def decode(data: bytes, check_size: Callable[[int, int, int], None]) -> np.ndarray:
    """Decode one radiograph: (h, w) grey of any type, white where X-rays were stopped, or (h, w, 3) BGR.

    ``check_size(width, height, frames)`` is called with what the header promises and may raise, before pixels are
    unpacked. Raises ``UnreadableImage`` for what is no single radiograph; a broken file raises anything.
    """
    if _DEFLATED in data:  # pydicom would inflate it whole, to any size, before a header can be read
        raise UnreadableImage("Expected a DICOM image; received one packed with deflate. Export it uncompressed.")
    data = bytes(128) + data if data.startswith(b"DICM") else data
    with _silent_pydicom():
        dataset = dcmread(io.BytesIO(data), force=True)
        _check(dataset, check_size)
        stored = _decode_frame(dataset, data)
        return stored[..., ::-1] if stored.ndim == 3 else _as_viewed(stored, dataset)


@contextmanager
def _silent_pydicom() -> Iterator[None]:
    """Keep pydicom's warnings and log lines off.

    Warning filters and log levels belong to the whole process, hence the lock: one DICOM file at a time.
    """
    logger = logging.getLogger("pydicom")
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        level = logger.level
        logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            logger.setLevel(level)


def _check(dataset: Dataset, check_size: Callable[[int, int, int], None]) -> None:
    modality = str(dataset.get("Modality") or "").strip().upper()
    if modality not in _RADIOGRAPHS:
        raise UnreadableImage(
            "Expected a chest radiograph (CR, DX, DR or RG); received a DICOM file of modality "
            f"{modality if re.fullmatch('[A-Z]{2,10}', modality) else 'unknown'}. Export the radiograph itself."
        )
    if "PixelData" not in dataset:
        raise UnreadableImage(
            "Expected a DICOM file with an image; received one that holds none or ends early. Export the image itself."
        )
    frames = max(1, int(dataset.get("NumberOfFrames") or 1))
    check_size(int(dataset.Columns), int(dataset.Rows), frames)
    if frames > 1:
        raise UnreadableImage(f"Expected a single radiograph; received {frames} frames. Export one frame.")


def _decode_frame(dataset: Dataset, data: bytes) -> np.ndarray:
    """The stored values: (h, w) of any integer type, or (h, w, 3) RGB.

    pydicom prefers GDCM wherever it can, but python-gdcm 3.2.6 aborts the whole process on damaged streams (about one
    in 300 mutated files; github.com/tfmoraes/python-gdcm/issues/34). What Pillow or pydicom can decode, they decode.
    """
    if "TransferSyntaxUID" not in dataset.file_meta:  # a bare data set: pydicom has found out how it is encoded
        implicit, _ = dataset.original_encoding
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax == RLELossless or not syntax.is_compressed:
        return pixel_array(dataset, decoding_plugin="pydicom")
    if syntax in _GDCM_ONLY:
        return _ask_gdcm(data)
    stream = io.BytesIO(get_frame(dataset.PixelData, 0, number_of_frames=1))
    if Image.open(stream, formats=("JPEG", "JPEG2000")).size != (dataset.Columns, dataset.Rows):
        raise ValueError("the stream is larger than the header promised: maybe a bomb")
    return pixel_array(dataset, decoding_plugin="pillow")


def _as_viewed(stored: np.ndarray, dataset: Dataset) -> np.ndarray:
    """Stored grey values to (h, w) as a viewer would show them (DICOM PS3.3, C.7.6.3.1.2, C.11.1 and C.11.2)."""
    photometric = dataset.PhotometricInterpretation
    if photometric not in ("MONOCHROME1", "MONOCHROME2"):
        raise ValueError("neither grey nor RGB")
    values = apply_modality_lut(stored, dataset)
    with suppress(ValueError):  # a window of no width: as good as none
        values = apply_voi_lut(values, dataset)
    if dataset.BitsStored == 8 and values.min() >= 0 and values.max() <= 255:
        values = values.round().astype(np.uint8)  # on the 8-bit scale already
        return 255 - values if photometric == "MONOCHROME1" else values
    return -values.astype(np.float64) if photometric == "MONOCHROME1" else values


def _ask_gdcm(data: bytes) -> np.ndarray:
    """Decode in a child process (0.6 s), which may crash, hang or eat memory as it likes."""
    child = subprocess.run(
        [sys.executable, "-m", "pneumonia.dicom"],
        cwd=Path(__file__).parents[1],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_GDCM_SECONDS,
        check=True,
    )
    frame: np.ndarray = np.load(io.BytesIO(child.stdout), allow_pickle=False)
    return frame


def _gdcm_child() -> None:
    """What ``python -m pneumonia.dicom`` does: a DICOM file on stdin becomes its pixels as .npy on stdout."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows, and not everywhere on macOS
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_GDCM_MEMORY, _GDCM_MEMORY))  # a JPEG-LS stream may lie about its size
    frame = pixel_array(dcmread(io.BytesIO(sys.stdin.buffer.read()), force=True), decoding_plugin="gdcm")
    npy = io.BytesIO()
    np.save(npy, frame)
    sys.stdout.buffer.write(npy.getbuffer())


if __name__ == "__main__":
    _gdcm_child()
