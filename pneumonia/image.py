"""From the bytes of any picture to an upright grey image, and from that to the model's input: the only preprocessing.

Training and serving both call :func:`read_image` and :func:`to_input`; nothing else decodes a file or makes a
model input.
Bytes are counted and the header's size is checked before anything is unpacked, so a decompression bomb is refused.
"""

import hashlib
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, TiffImagePlugin

from pneumonia import headers
from pneumonia.errors import ImageTooLarge, InputError, UnreadableImage
from pneumonia.grey import to_grey
from pneumonia.refusals import FORMATS, refusal
from pneumonia.report import ImageInfo

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 64_000_000
MIN_SIDE = 32  # pixels

#: How the formats that are read begin. DICOM stands first: its 128-byte preamble may hold the header of another format.
#: It may also be missing.
SIGNATURES = {
    "DICOM": rb".{128}DICM|DICM|[\x02\x08]\0.\0",
    "JPEG": rb"\xff\xd8\xff",
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "WebP": rb"RIFF.{4}WEBP",
    "TIFF": rb"II[*+]\0|MM\0[*+]",
    "BMP": rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0",
}
#: How well-known files begin that are not read.
NOT_READ = {
    "a GIF image": rb"GIF8",
    "a HEIC or AVIF photo": rb".{4}ftyp(hei|hev|avi|mif|msf)",
    "a JPEG 2000 image": rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51",
    "a PDF document": rb"%PDF-",
    "a ZIP archive": rb"PK\x03\x04",
    "an SVG drawing": rb"(\xef\xbb\xbf)?\s*(<\?xml.*?)?<svg",
    "a web page (HTML)": rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)",
}
_HEADERS: dict[str, Callable[[bytes], headers.Header]] = {
    "JPEG": headers.jpeg,
    "PNG": headers.png,
    "WebP": headers.webp,
    "BMP": headers.bmp,
}
_UPRIGHT: dict[int, Callable[[np.ndarray], np.ndarray]] = {  # EXIF 2.3, section 4.6.4, tag Orientation
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels, 2).swapaxes(0, 1),
    8: np.rot90,
}


@dataclass(frozen=True, eq=False)
class XRay:
    """One decoded image. ``pixels``: (h, w) uint8, grey, upright; ``colour``: how colourful the file was, in [0, 255].

    ``colour`` is the mean over all pixels of max(R, G, B) - min(R, G, B); 0.0 for a grey file. ``inverted``: the file
    holds a negative, and ``pixels`` are its own.
    ``age``: the patient's, in years, where a DICOM file says it; for the notes of a report alone.
    """

    pixels: np.ndarray  # (h, w) uint8
    info: ImageInfo
    colour: float
    inverted: bool = False
    age: float | None = field(default=None, repr=False)


def read_image(source: bytes | str | os.PathLike[str], *, invert: bool = False) -> XRay:
    """Decode the bytes of an image file, or the file at a path; ``invert`` swaps black and white, for a negative.

    8-bit greys stay as they are; deeper ones (16-bit, float, DICOM) are stretched to 8 bits. Alpha is composited over
    black, EXIF orientation is applied, DICOM comes out with its window applied and with white bones. Of a file with
    several pictures (TIFF pages, animations) the first is read; DICOM with several frames is refused.

    Raises ``UnreadableImage`` (no image, a broken one, a kind not read, too small) and ``ImageTooLarge``
    (``MAX_BYTES``, ``MAX_PIXELS``), and nothing else whatever the bytes are. A library that cannot be imported is a
    defect of the installation: its own exception goes through.
    """
    data = source if isinstance(source, bytes) else _read_file(Path(source))
    _check_bytes(len(data))
    kind = _identify(data)
    decode = _decoder(kind)  # not below: that its library cannot be imported is no fault of the file
    try:
        picture, age = decode(data)
        grey, colour = to_grey(picture)
    except (InputError, ImportError):
        raise
    except Exception:  # noqa: BLE001 - decoders raise what they like; "from None": pydicom quotes names of patients
        raise refusal("damaged", kind=kind, size=len(data)) from None
    height, width = grey.shape
    info = ImageInfo(width, height, kind, hashlib.sha256(data).hexdigest())
    return XRay(255 - grey if invert else grey, info, colour, invert, age)


def to_input(pixels: np.ndarray, size: int) -> np.ndarray:
    """Resize (h, w) uint8 to (size, size) uint8; unchanged when it has that size already.

    The aspect ratio is not kept: the data set's own 224x224 images were squeezed the same way. An axis that shrinks is
    averaged over areas (no aliasing), one that grows is interpolated linearly.
    """
    height, width = pixels.shape
    while min(height, width) >= 4 * size:
        # Means of 2x2 pixels: OpenCV does these four times faster than areas of any other size.
        height, width = height // 2, width // 2
        pixels = cv2.resize(pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    shrunk = cv2.resize(pixels, (min(width, size), min(height, size)), interpolation=cv2.INTER_AREA)
    return cv2.resize(shrunk, (size, size), interpolation=cv2.INTER_LINEAR)  # (size, size)


def _read_file(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise UnreadableImage(f"Expected an image file; {_found(path)}")
        _check_bytes(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableImage(
            f"Expected a readable image file; {path.name!r} cannot be opened ({error.strerror}). Check its permissions."
        ) from None


def _found(path: Path) -> str:
    """What a path leads to that is no file, and what to do."""
    if path.is_dir():
        name = path.name or str(path)
        return f"{name!r} is a folder. Name the files in it; `python -m pneumonia score` reads whole folders."
    if re.match("https?:/", path.as_posix()):  # a path has lost one of the two slashes
        return "received a web address. Download the film and name the file."
    return f"found no file named {path.name!r}. Check the path."


def _check_bytes(size: int) -> None:
    if size == 0:
        raise refusal("empty")
    if size > MAX_BYTES:
        raise refusal("heavy", ImageTooLarge, most=MAX_BYTES >> 20, size=size / 2**20)


def _check_pixels(width: int, height: int, frames: int = 1) -> None:
    if not (width and height):  # a JPEG cut before its size has none: that is no thumbnail
        raise ValueError("the header tells no size")
    size = {"width": width, "height": height}
    if width * height * frames > MAX_PIXELS:
        code = "large_frames" if frames > 1 else "large"
        raise refusal(code, ImageTooLarge, most=MAX_PIXELS // 10**6, frames=frames, **size)
    if min(width, height) < MIN_SIDE:
        raise refusal("small", least=MIN_SIDE, **size)


def _identify(data: bytes) -> str:
    """The format's name, from the first bytes: file names lie."""
    for kind, signature in SIGNATURES.items():
        if re.match(signature, data, re.DOTALL):
            return kind
    for what, signature in NOT_READ.items():
        if re.match(signature, data[:1024], re.DOTALL | re.IGNORECASE):
            raise refusal("other_format", what=what, formats=FORMATS)
    raise refusal("no_format", size=len(data), formats=FORMATS)


def _decoder(kind: str) -> Callable[[bytes], tuple[np.ndarray, float | None]]:
    """What decodes a format: to (h, w) grey, (h, w, 3) BGR or (h, w, 4) BGRA, upright, of any depth; and the patient's
    age, see :class:`XRay`.
    """
    if kind == "DICOM":
        from pneumonia import dicom  # here, because it takes 0.2 s that only DICOM should have to pay for

        return partial(dicom.decode, check_size=_check_pixels)
    picture = _decode_tiff if kind == "TIFF" else partial(_decode, kind=kind)
    return lambda data: (picture(data), None)


def _decode(data: bytes, kind: str) -> np.ndarray:
    header = _HEADERS[kind](data)
    _check_pixels(header.width, header.height)
    # OpenCV, because it is faster (JPEG 6 against 9 ms at 1776 x 1416, WebP 13 against 39), keeps 16-bit colour, and
    # since version 5 returns None for a file that ends early instead of filling it with grey.
    picture: np.ndarray | None = cv2.imdecode(np.frombuffer(header.picture or data, np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.shape[:2] != (header.height, header.width):
        raise ValueError("not what the header promised")
    if header.transparent is not None:
        picture[picture == header.transparent] = 0  # over black
    upright: np.ndarray = _UPRIGHT.get(headers.orientation(header.exif), np.asarray)(picture)
    return upright


def _area(box: tuple[int, int, int, int]) -> int:
    left, upper, right, lower = box
    return (right - left) * (lower - upper)


def _decode_tiff(data: bytes) -> np.ndarray:
    """Decode with Pillow, which refuses strips and tiles that contradict the header's size; it also turns upright."""
    headers.check_tiff(data)
    page = TiffImagePlugin.TiffImageFile(io.BytesIO(data))  # Image.open would warn or raise at size limits of its own
    _check_pixels(*page.size)
    if sum(_area(tile.extents or (0, 0, *page.size)) for tile in page.tile) > 5 * MAX_PIXELS:  # colour, alpha: 5 layers
        raise ValueError("the same strip over and over: each would be decoded anew")
    bits = page.tag_v2.get(ExifTags.Base.BitsPerSample, (1,))
    if len(bits) > 1 and max(bits) > 8:  # Pillow keeps the high bytes only: a 12-bit film would come out black
        raise refusal("deep_colour", bits=max(bits))
    page.load()
    if page.mode[0] in "IF":  # 16-bit, 32-bit and float greys
        white_is_zero = page.tag_v2.get(ExifTags.Base.PhotometricInterpretation) == 0
        return -np.asarray(page, np.float64) if white_is_zero else np.asarray(page)
    if page.mode in ("1", "L"):
        return np.asarray(page.convert("L"))
    return cv2.cvtColor(np.asarray(page.convert("RGBA")), cv2.COLOR_RGBA2BGRA)
