"""A small film, DICOM files made of it with a patient's name that must never surface, and what their tests ask."""

import io
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, generate_uid

from pneumonia.errors import InputError, UnreadableImage
from pneumonia.image import read_image

PATIENT = "SECRET^PATIENT"

# The syntaxes that GDCM can write, by the names used in the tests.
SYNTAXES = {
    "JPEG baseline": gdcm.TransferSyntax.JPEGBaselineProcess1,
    "JPEG lossless": gdcm.TransferSyntax.JPEGLosslessProcess14,
    "JPEG lossless SV1": gdcm.TransferSyntax.JPEGLosslessProcess14_1,
    "JPEG-LS": gdcm.TransferSyntax.JPEGLSLossless,
    "JPEG 2000": gdcm.TransferSyntax.JPEG2000Lossless,
    "RLE": gdcm.TransferSyntax.RLELossless,
}


def film(height: int = 120, width: int = 90) -> np.ndarray:
    """Two dark lungs on a bright chest with a little texture, upright beyond doubt, from 0 to 255."""
    y, x = np.mgrid[0:height, 0:width] / [[[height]], [[width]]]
    lungs = sum(np.exp(-(((x - centre) / 0.13) ** 2) - ((y - 0.5) / 0.3) ** 2) for centre in (0.3, 0.7))
    values = 0.8 - lungs + 0.2 * y + 0.01 * np.random.default_rng(7).normal(size=y.shape)
    low, high = np.percentile(values, (2, 98))  # saturated ends, as on a film: then a stretch to full range is exact
    return (np.clip((values - low) / (high - low), 0, 1) * 255).round().astype(np.uint8)


FILM = film()
FILM_12 = (FILM / 255 * 4095).round().astype(np.uint16)  # 12 bits in 16


def dicom(pixels: np.ndarray, **elements: Any) -> bytes:
    """A radiograph with these stored values, (h, w) or (h, w, 3) of any integer type; ``elements`` replace its tags.

    An element given as None is left out.
    """
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = ComputedRadiographyImageStorage
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=["test"])
    dataset.PatientName = PATIENT
    dataset.Modality = "CR"
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.SamplesPerPixel = 1 if pixels.ndim == 2 else 3
    dataset.PhotometricInterpretation = "MONOCHROME2" if pixels.ndim == 2 else "RGB"
    if pixels.ndim == 3:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8 * pixels.dtype.itemsize
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, 0  # GDCM would add them on recoding
    dataset.PixelData = pixels.tobytes()
    for name, value in elements.items():
        if value is None:
            delattr(dataset, name)
        else:
            setattr(dataset, name, value)
    dataset.HighBit = elements.get("HighBit", dataset.BitsStored - 1)
    return as_bytes(dataset)


def lookup(first: int, bits: int, entries: np.ndarray) -> Dataset:
    """A table that says what becomes of the value ``first`` and of those after it (PS3.3, C.11)."""
    table = Dataset()
    table.LUTDescriptor = [len(entries), first, bits]
    table["LUTDescriptor"].VR = "SS" if first < 0 else "US"
    table.LUTData = entries.astype("<u2").tobytes()
    table["LUTData"].VR = "OW"
    return table


def bare(*, implicit: bool) -> bytes:
    """The data set of a film in 12 bits, with nothing before it."""
    dataset = dcmread(io.BytesIO(dicom(FILM_12, BitsStored=12)))
    del dataset.file_meta
    dataset.preamble, file = None, io.BytesIO()
    dcmwrite(file, dataset, implicit_vr=implicit, little_endian=True, enforce_file_format=False)
    return file.getvalue()


def meta(syntax: bytes | None) -> bytes:
    """File meta information in which the transfer syntax has these very characters, or is not named at all."""
    named = b"" if syntax is None else b"\x02\0\x10\0UI" + len(syntax).to_bytes(2, "little") + syntax
    return b"\x02\0\0\0UL\x04\0" + len(named).to_bytes(4, "little") + named


def ill_headed() -> dict[str, bytes]:
    """The film of ``bare`` behind what does not say, or says wrongly, how it is encoded."""
    preamble, explicit, implicit = bytes(128) + b"DICM", b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2\0"
    heads = {
        "nothing": b"",
        "a preamble": preamble,
        "a preamble and no name": preamble + meta(None),
        "no preamble and no name": meta(None),
        "half a preamble and no name": b"DICM" + meta(None),
        "an empty name": preamble + meta(b""),
        "the name of explicit": preamble + meta(explicit),
        "the name of implicit": preamble + meta(implicit),
        "the name of implicit and a space": preamble + meta(implicit.replace(b"\0", b" ")),
    }
    return {
        f"{name}, implicit {kind}": head + bare(implicit=kind) for name, head in heads.items() for kind in (True, False)
    }


def aged(stored: str) -> bytes:
    """The film of a patient whose age is stored in these very characters, whatever the standard says."""
    value = stored.encode() + b" " * (len(stored) % 2)
    whole, element = dicom(FILM, PatientAge="123Y"), b"\x10\x00\x10\x10AS"
    return whole.replace(element + b"\x04\x00123Y", element + len(value).to_bytes(2, "little") + value)


def as_bytes(dataset: Dataset) -> bytes:
    """The file that ``dataset`` makes, with preamble and file meta information."""
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def recoded(data: bytes, syntax: str) -> bytes:
    """The same file with its pixels compressed as one of ``SYNTAXES``."""
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder, "plain.dcm"), Path(folder, "packed.dcm")
        plain.write_bytes(data)
        reader = gdcm.ImageReader()
        reader.SetFileName(str(plain))
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(SYNTAXES[syntax]))
        if not reader.Read():
            raise ValueError("GDCM cannot read the file")
        change.SetInput(reader.GetImage())
        if not change.Change():
            raise ValueError(f"GDCM cannot write {syntax}")
        writer = gdcm.ImageWriter()
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        writer.SetFileName(str(packed))
        if not writer.Write():
            raise ValueError("GDCM cannot write the file")
        return packed.read_bytes()


def differ(one: np.ndarray, other: np.ndarray) -> int:
    """The largest difference between two grey pictures of the same size."""
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def refusal(data: bytes | str | os.PathLike[str], error: type[InputError] = UnreadableImage) -> str:
    """The message with which ``data`` is refused."""
    with pytest.raises(error) as caught:
        read_image(data)
    return str(caught.value)


def refusals_of_mutants(data: bytes, turns: int = 60) -> str:
    """All messages when a few bytes are changed, in the header or anywhere; any other exception goes through."""
    rng = np.random.default_rng(1)
    messages = []
    for turn in range(turns):
        mutant = bytearray(data)
        for at in rng.integers(0, min(len(data), 400) if turn % 2 else len(data), rng.integers(1, 9)):
            mutant[at] = rng.integers(256)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about some broken tags before it raises
            try:
                read_image(bytes(mutant))
            except InputError as error:
                messages.append(str(error))
    return "".join(messages)
