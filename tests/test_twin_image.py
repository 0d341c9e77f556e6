"""The reader of the static page sees the pixels that the reader in Python sees, and refuses in the same words."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pydicom
import pytest
from badfiles import rows
from browser import visit
from dicoms import FILM, FILM_12, PATIENT, SYNTAXES, dicom, film, recoded
from PIL import Image
from playwright.sync_api import Browser, Page
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian
from test_dicom import DEEP, LOOKUP, RADIOGRAPHS, bundled
from test_image import GREY, NO_IMAGES, TINTED, bombs, encode
from twin import predict

from pneumonia.errors import InputError
from pneumonia.image import read_image, to_input
from pneumonia.refusals import REFUSALS

SIZE = 192
READ = """async ({ data, invert, size }) => {
  const { readImage } = await import(new URL('image/image.js', document.baseURI));
  const { toInput } = await import(new URL('image/resize.js', document.baseURI));
  const { image: rules } = await (window.rules ??= fetch('rules.json').then((answer) => answer.json()));
  const text = async (bytes) => (await new Promise((done) => {
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result) });
    reader.readAsDataURL(new Blob([bytes]));
  })).split(',')[1];
  const bytes = new Uint8Array(await (await fetch(`data:;base64,${data}`)).arrayBuffer());
  try {
    const { pixels, ...rest } = await readImage(bytes, { invert, rules });
    return { ...rest, pixels: await text(pixels.data), input: await text(toInput(pixels, size)) };
  } catch (error) { return { error: error.name, message: error.message }; }
}"""

Read = Callable[..., Any]


@pytest.fixture(scope="module")
def reader(browser: Browser, twin: str) -> Iterator[Page]:
    """Any page of that origin, without the network and its model."""
    page = browser.new_page()
    page.goto(f"{twin}rules.json")
    yield page
    page.close()


def read(page: Page, data: bytes, *, invert: bool = False, size: int = SIZE) -> dict[str, Any]:
    """What ``readImage`` and ``toInput`` give: ``pixels`` (h, w) and ``input`` (size, size) as arrays; or an error."""
    answer: dict[str, Any] = page.evaluate(
        READ, {"data": base64.b64encode(data).decode(), "invert": invert, "size": size}
    )
    if "error" not in answer:
        shape = answer["info"]["height"], answer["info"]["width"]
        for name, form in (("pixels", shape), ("input", (size, size))):
            answer[name] = np.frombuffer(base64.b64decode(answer[name]), np.uint8).reshape(form)
    return answer


def gap(one: np.ndarray, other: np.ndarray) -> int:
    assert one.shape == other.shape
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def compared(page: Page, data: bytes) -> tuple[int, int]:
    """How far pixels and input are from Python's, at most; everything else is the same."""
    found, expected = read(page, data), read_image(data)
    assert found.get("message") is None, found["message"]
    assert found["info"] == vars(expected.info)
    assert found["colour"] == pytest.approx(expected.colour, abs=0.05)
    return gap(found["pixels"], expected.pixels), gap(found["input"], to_input(expected.pixels, SIZE))


def told(page: Page, data: bytes) -> tuple[str, str]:
    """The words with which the page refuses a file, and Python's, which name TIFF too; empty where it is read."""
    try:
        read_image(data)
        expected = ""
    except InputError as error:
        expected = str(error).replace("TIFF, ", "")
    return read(page, data).get("message", ""), expected


# --- what is read -----------------------------------------------------------------------------------------------------


def test_real_films(reader: Page, shared_data: Path) -> None:
    files = sorted(shared_data.glob("originals/*/*")) + sorted(shared_data.glob("adults/*.png"))
    files += sorted(shared_data.glob("chest_xray/test/*/*"))[::40]
    assert len(files) >= 40
    gaps = np.array([compared(reader, file.read_bytes()) for file in files])
    print(f"largest gaps of {len(files)} films in grey levels: pixels {gaps[:, 0].max()}, input {gaps[:, 1].max()}")
    assert gaps.max() == 0


def jpeg(**options: Any) -> bytes:
    return encode(TINTED, "JPEG", quality=90, **options)


ALPHA = np.dstack([TINTED, np.tile(np.linspace(0, 255, TINTED.shape[1]), (len(TINTED), 1)).astype(np.uint8)])
DEEP_COLOUR = ALPHA.astype(np.uint16) * 200 + 77
COLOUR = {
    "JPEG, 4:2:0": jpeg(subsampling="4:2:0"),
    "JPEG, 4:2:2": jpeg(subsampling="4:2:2"),
    "JPEG, 4:4:4": jpeg(subsampling="4:4:4"),
    "JPEG, progressive": jpeg(progressive=True),
    "JPEG, odd sides": encode(TINTED[:119, :87], "JPEG"),
    "JPEG, CMYK": encode(Image.fromarray(TINTED).convert("CMYK"), "JPEG"),
    "PNG, palette": encode(Image.fromarray(TINTED).convert("P"), "PNG"),
    "PNG, alpha": encode(ALPHA, "PNG"),
    "PNG, 1-bit": encode(Image.fromarray(FILM).convert("1"), "PNG"),
    "PNG, interlaced": cv2.imencode(".png", TINTED)[1].tobytes(),
    "PNG, 16-bit colour": cv2.imencode(".png", DEEP_COLOUR[..., :3])[1].tobytes(),
    "PNG, 16-bit colour and alpha": cv2.imencode(".png", DEEP_COLOUR)[1].tobytes(),
    "WebP": encode(TINTED, "WEBP", quality=80),
    "WebP, alpha": encode(ALPHA, "WEBP", lossless=True, exact=True),
    "BMP": encode(TINTED, "BMP"),
    "BMP, alpha": cv2.imencode(".bmp", ALPHA)[1].tobytes(),
}
READ_HERE = {name: data for name, (data, _) in GREY.items() if not name.startswith("TIFF")} | COLOUR


def test_every_format_and_colour(reader: Page) -> None:
    gaps = {name: compared(reader, data) for name, data in READ_HERE.items()}
    print("largest gaps in grey levels:", {name: gap for name, gap in gaps.items() if any(gap)} or "none")
    pixels, inputs = np.max(list(gaps.values()), axis=0)
    assert pixels <= 1, "colours are converted and alpha is multiplied in other ways"
    assert inputs <= 2, "and rounded once more"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_orientation(reader: Page, kind: str) -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        assert max(compared(reader, encode(FILM, kind, exif=exif))) == 0, orientation


def test_the_first_of_several_pictures(reader: Page) -> None:
    later = [Image.fromarray(255 - FILM)]
    for kind, options in {"PNG": {}, "WEBP": {"lossless": True}}.items():
        assert max(compared(reader, encode(FILM, kind, save_all=True, append_images=later, **options))) == 0


def test_a_negative(reader: Page) -> None:
    found = read(reader, encode(FILM, "PNG"), invert=True)
    assert (found["inverted"], gap(found["pixels"], 255 - FILM)) == (True, 0)


@pytest.mark.parametrize("size", [SIZE, 224])
def test_to_input(reader: Page, size: int) -> None:
    shapes = [(120, 90), (400, 90), (90, 400), (1000, 700), (2304, 1153), (192, 192), (32, 32), (384, 576), (777, 193)]
    noise = np.random.default_rng(5)
    for shape in shapes:
        pixels = noise.integers(0, 256, shape, np.uint8)
        found = read(reader, encode(pixels, "PNG"), size=size)
        assert gap(found["input"], to_input(pixels, size)) == 0, shape


# --- DICOM ------------------------------------------------------------------------------------------------------------

TABLE = pydicom.Dataset()
TABLE.LUTDescriptor = [4096, 0, 16]
TABLE.LUTData = (np.linspace(0, 1, 4096) ** 2 * 65535).astype("<u2").tobytes()
TABLE["LUTData"].VR = "OW"
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
    "32-bit": dicom(FILM.astype(np.uint32) * 70_000),
    "planes": dicom(np.moveaxis(TINTED, 2, 0).reshape(TINTED.shape), PlanarConfiguration=1),
    "YBR_FULL": dicom(TINTED, PhotometricInterpretation="YBR_FULL"),
    "16-bit colour": dicom(TINTED.astype(np.uint16) * 99),
}
READ_SYNTAXES = [name for name in SYNTAXES if name not in ("JPEG-LS", "JPEG 2000")]
OTHER_MAKERS = [
    "SC_rgb_jpeg_gdcm.dcm",  # JPEG lossless SV1
    "SC_rgb_jpeg_dcmtk.dcm",  # JPEG baseline, YBR_FULL
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


def bare(*, implicit: bool) -> bytes:
    dataset = pydicom.dcmread(io.BytesIO(dicom(FILM_12, **DEEP)))
    del dataset.file_meta
    dataset.preamble, file = None, io.BytesIO()
    pydicom.dcmwrite(file, dataset, implicit_vr=implicit, little_endian=True, enforce_file_format=False)
    return file.getvalue()


def radiographs() -> dict[str, bytes]:
    packed = {name: dicom(FILM) if name == "JPEG baseline" else dicom(FILM_12, **DEEP) for name in READ_SYNTAXES}
    return (
        {name: data for name, (data, _) in RADIOGRAPHS.items()}
        | MORE
        | {f"big-endian {pixels.dtype}": big_endian(pixels) for pixels in (FILM, FILM_12)}
        | {f"bare, implicit {implicit}": bare(implicit=implicit) for implicit in (True, False)}
        | {f"packed as {name}": recoded(data, name) for name, data in packed.items()}
        | {name: bundled(name) for name in OTHER_MAKERS}
    )


def test_radiographs(reader: Page) -> None:
    gaps = {name: compared(reader, data) for name, data in radiographs().items()}
    print("largest gaps in grey levels:", {name: gap for name, gap in gaps.items() if any(gap)} or "none")
    assert max(max(gap) for gap in gaps.values()) <= 1


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


# --- what is refused --------------------------------------------------------------------------------------------------


def is_tiff(data: bytes) -> bool:
    return data.startswith((b"II*\0", b"MM\0*", b"II+\0"))


def test_tiff_is_not_read_and_that_is_said(reader: Page) -> None:
    assert read(reader, GREY["TIFF"][0])["message"] == (
        "Expected an image of a chest X-ray; received a TIFF image. Save the X-ray in a format we read "
        "(JPEG, PNG, WebP, BMP, DICOM)."
    )


def test_everything_odd_gets_the_same_words_or_the_same_pixels(reader: Page, shared_data: Path) -> None:
    film = shared_data / "originals" / "PNEUMONIA" / "person1947_bacteria_4876.jpeg"
    jpeg_ls = "damaged.dcm"  # refused for its encoding here
    odd = [row for row in rows(film) if not is_tiff(row.data) and row.name != jpeg_ls]
    assert len(odd) > 40
    for row in odd:
        if row.words:
            found, expected = told(reader, row.data)
            assert found == expected != "", row.name
        else:
            assert max(compared(reader, row.data)) <= 1, row.name


def test_says_what_it_received_instead_of_an_image(reader: Page) -> None:
    for data in NO_IMAGES:
        found, expected = told(reader, data)
        assert found == expected != ""


def test_bombs_are_refused_by_their_header(reader: Page) -> None:
    for kind, data in bombs().items():
        found, expected = told(reader, data)
        assert found == expected != "" or kind == "TIFF"


def test_a_large_file_is_refused(reader: Page) -> None:
    code = """async () => {
      const { readImage } = await import(new URL('image/image.js', document.baseURI));
      const { image: rules } = await (await fetch('rules.json')).json();
      return readImage(new Uint8Array(rules.max_bytes + 1), { rules }).catch((error) => error.message);
    }"""
    assert "at most 64 MiB; received 64.0 MiB. Save the X-ray smaller" in reader.evaluate(code)


@pytest.mark.parametrize("name", ["JPEG", "JPEG, progressive", "PNG", "PNG, 16-bit", "WebP", "BMP", "DICOM"])
def test_a_file_that_ends_early_is_refused(reader: Page, name: str) -> None:
    data = GREY[name][0]
    for missing in (1, 2, 40, len(data) // 2):
        if name == "BMP" and missing <= 2:
            continue  # OpenCV and browsers differ in whether rows are padded
        found, expected = told(reader, data[:-missing])
        assert found == expected != "", missing


@pytest.mark.parametrize("name", ["PNG", "PNG, 16-bit"])
def test_damaged_pixels_of_a_png_are_refused(reader: Page, name: str) -> None:
    data = GREY[name][0]
    start, end = data.find(b"IDAT") + 4, data.find(b"IEND") - 8  # of the pixels; their checksum follows
    for at in np.linspace(start + 2, end - 1, 12).astype(int):
        damaged = data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]
        found, expected = told(reader, damaged)
        assert found == expected != "", at


def test_packed_dicom_that_ends_early_is_refused(reader: Page) -> None:
    for syntax in READ_SYNTAXES:
        data = recoded(dicom(FILM), syntax)
        for share in (0.3, 0.6, 0.95):
            found, expected = told(reader, data[: int(len(data) * share)])
            assert found == expected != "", (syntax, share)


# --- what browsers do -------------------------------------------------------------------------------------------------

CHECK = """async (change) => {
  const { checkPixels } = await import(new URL('image/decode.js', document.baseURI));
  const real = OffscreenCanvasRenderingContext2D.prototype.getImageData;
  OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
    const image = real.apply(this, area);
    for (let n = 0; n < image.data.length; n += 97) image.data[n] ^= change;
    return image;
  };
  try { checkPixels('altered'); return 'trusted'; } catch (error) { return `${error.name}: ${error.message}`; }
  finally { OffscreenCanvasRenderingContext2D.prototype.getImageData = real; }
}"""


@pytest.mark.parametrize(("change", "expected"), [(0, "trusted"), (1, "trusted"), (255, "UnsupportedBrowser: altered")])
def test_pixels_that_a_browser_alters_are_noticed(reader: Page, change: int, expected: str) -> None:
    assert reader.evaluate(CHECK, change) == expected


def test_a_part_that_cannot_be_loaded_is_told_from_a_damaged_file(browser: Browser, twin: str) -> None:
    page = browser.new_page()
    for part in ("dicom", "png", "lossless"):
        page.route(f"**/vendor/{part}/**", lambda route: route.abort())
    page.goto(f"{twin}rules.json")
    for data in (dicom(FILM), GREY["PNG, 16-bit"][0]):
        assert read(page, data)["message"] == REFUSALS["not_loaded"]
    page.close()


def test_the_worker_reads_what_needs_a_library(browser: Browser, twin: str) -> None:
    """Under the page's own security policy."""
    pixels = film(300, 260)
    deep = (pixels / 255 * 4095).round().astype(np.uint16)
    with visit(browser, twin) as page:
        for data in (recoded(dicom(deep, **DEEP), "JPEG lossless SV1"), encode(deep, "PNG")):
            answer = predict(page, data)
            assert answer.get("message") is None
            assert answer["report"]["image"] == vars(read_image(data).info)
