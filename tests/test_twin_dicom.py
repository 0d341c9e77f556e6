"""The reader of the static page reads and refuses radiographs in DICOM as the reader in Python does."""

import io

import numpy as np
import pydicom
import pytest
from dicoms import FILM, FILM_12, PATIENT, SYNTAXES, aged, dicom, ill_headed, lookup, recoded
from pictures import GREY, TINTED
from playwright.sync_api import Page
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian
from test_dicom import AGES, DEEP, LOOKUP, RADIOGRAPHS, bundled
from twin_reader import compared, read, told

from pneumonia.image import read_image
from pneumonia.refusals import REFUSALS

TABLE = lookup(0, 16, np.linspace(0, 1, 4096) ** 2 * 65535)
MORE = {
    "sigmoid": dicom(FILM_12, WindowCenter=2048, WindowWidth=2000, VOILUTFunction="SIGMOID", **DEEP),
    "exactly linear": dicom(FILM_12, WindowCenter=2048, WindowWidth=2000, VOILUTFunction="LINEAR_EXACT", **DEEP),
    "a modality table": dicom(
        FILM_12, ModalityLUTSequence=Sequence([TABLE]), RescaleSlope=None, RescaleIntercept=None, **DEEP
    ),
    "two tables": dicom(
        FILM_12, ModalityLUTSequence=Sequence([TABLE]), VOILUTSequence=Sequence([LOOKUP]), WindowCenter=9, WindowWidth=9
    ),
    "8-bit, window, MONOCHROME1": dicom(
        FILM, WindowCenter=99.5, WindowWidth=120, PhotometricInterpretation="MONOCHROME1"
    ),
    "signed in 12 bits": dicom((FILM_12.astype(np.int16) - 2048) & 0xFFF, PixelRepresentation=1, **DEEP),
    "24 of 32 bits": dicom(FILM.astype(np.uint32) * 65_000, BitsStored=24),
    "32-bit": dicom(FILM.astype(np.uint32) * 70_000),
    "planes": dicom(np.moveaxis(TINTED, 2, 0).reshape(TINTED.shape), PlanarConfiguration=1),
    "YBR_FULL": dicom(TINTED, PhotometricInterpretation="YBR_FULL"),
    "16-bit colour": dicom(TINTED.astype(np.uint16) * 99),
}
READ_SYNTAXES = [name for name in SYNTAXES if name not in ("JPEG-LS", "JPEG 2000")]
OTHER_MAKERS = [
    "SC_rgb_jpeg_gdcm.dcm",  # JPEG lossless SV1
    "SC_rgb_jpeg_dcmtk.dcm",  # JPEG baseline, YBR_FULL
    "SC_rgb_jpeg.dcm",  # JPEG baseline, and an implicit data set that is said to be explicit
    "SC_jpeg_no_color_transform.dcm",  # JPEG baseline, RGB in the stream
    "SC_rgb_rle.dcm",
    "SC_rgb_rle_16bit.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
]


def big_endian(pixels: np.ndarray) -> bytes:
    """Bytes lie in words of 16 bits here, even where a value is one byte."""
    dataset, file = pydicom.dcmread(io.BytesIO(dicom(pixels))), io.BytesIO()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    dataset.PixelData = np.frombuffer(dataset.PixelData, np.uint16).byteswap().tobytes()
    dataset["PixelData"].VR = "OW"
    pydicom.dcmwrite(file, dataset, implicit_vr=False, little_endian=False, enforce_file_format=True)
    return file.getvalue()


def radiographs() -> dict[str, bytes]:
    packed = {name: dicom(FILM) if name == "JPEG baseline" else dicom(FILM_12, **DEEP) for name in READ_SYNTAXES}
    return (
        {name: data for name, (data, _) in RADIOGRAPHS.items()}
        | MORE
        | {f"big-endian {pixels.dtype}": big_endian(pixels) for pixels in (FILM, FILM_12)}
        | ill_headed()
        | {f"packed as {name}": recoded(data, name) for name, data in packed.items()}
        | {name: bundled(name) for name in OTHER_MAKERS}
    )


def test_radiographs(reader: Page) -> None:
    gaps = {name: compared(reader, data) for name, data in radiographs().items()}
    print("largest gaps in grey levels:", {name: gap for name, gap in gaps.items() if any(gap)} or "none")
    assert max(max(gap) for gap in gaps.values()) <= 1


def test_ages_are_read_alike(reader: Page) -> None:
    for stored in AGES:
        data = aged(stored)
        assert read(reader, data)["age"] == pytest.approx(read_image(data).age), stored
    assert read(reader, GREY["PNG"][0])["age"] is None


@pytest.mark.parametrize("syntax", ["JPEG-LS", "JPEG 2000"])
def test_what_a_browser_cannot_unpack_is_named(reader: Page, syntax: str) -> None:
    assert read(reader, recoded(dicom(FILM), syntax))["message"] == REFUSALS["packed"]


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small.dcm",
        "examples_ybr_color.dcm",
        "rtplan.dcm",
        "test-SR.dcm",
        "SC_rgb_rle_2frame.dcm",
        "SC_rgb_small_odd.dcm",
        "image_dfl.dcm",
        "empty_charset_LEI.dcm",
    ],
)
def test_other_dicom_is_refused_alike(reader: Page, name: str) -> None:
    found, expected = told(reader, bundled(name))
    assert found == expected != ""


@pytest.mark.parametrize("syntax", READ_SYNTAXES)
def test_damaged_streams_are_refused(reader: Page, syntax: str) -> None:
    data = bytearray(recoded(dicom(FILM), syntax))
    start = data.rfind(b"\xfe\xff\x00\xe0") + 8
    data[start : start + 60] = b"\xff" * 60
    found, expected = told(reader, bytes(data))
    assert found == expected != ""


def test_damage_anywhere_ends_in_words_that_name_no_patient(reader: Page) -> None:
    rng, messages = np.random.default_rng(1), []
    files = [dicom(FILM), *(recoded(dicom(FILM), syntax) for syntax in READ_SYNTAXES), GREY["PNG, 16-bit"][0]]
    for data in files:
        for turn in range(12):
            mutant = bytearray(data)
            for at in rng.integers(0, min(len(data), 400) if turn % 2 else len(data), rng.integers(1, 9)):
                mutant[at] = rng.integers(256)
            answer = read(reader, bytes(mutant))
            assert answer.get("error") in (None, "InputError"), answer
            messages.append(answer.get("message", ""))
    assert "Expected" in "".join(messages)
    assert PATIENT.split("^")[0] not in "".join(messages)


def test_packed_dicom_that_ends_early_is_refused(reader: Page) -> None:
    for syntax in READ_SYNTAXES:
        data = recoded(dicom(FILM), syntax)
        for share in (0.3, 0.6, 0.95):
            found, expected = told(reader, data[: int(len(data) * share)])
            assert found == expected != "", (syntax, share)
