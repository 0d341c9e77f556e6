"""One table of everything odd that may be handed in. A row is refused in its own words or read like its plain twin.

Made from a real X-ray, anew each time, always the same, without a decoder of ours.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import cv2
import numpy as np
import pydicom
from dicoms import as_bytes, dicom, recoded
from pictures import encode
from PIL import Image, ImageCms
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate

JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
DAMAGED = "the file is damaged, ends early or uses an encoding we do not read"
STRANGE = [
    "two\nlines.jpg",
    "\"double\" and 'single'.jpg",
    "emoji \N{FACE WITH TEARS OF JOY}.jpg",
    "right to left \u202egpj.exe",
    "../../etc/passwd",
    "<img src=x onerror=alert(1)>.jpg",
    "nul%00byte.jpg",
    '=HYPERLINK("http://x").jpg',
    "\x1b]0;owned\x07\x1b[31mred.jpg",
    "n" * 251 + ".jpg",
]


@dataclass(frozen=True)
class Row:
    """``name``: as it is handed in; ``words``: of the message that refuses it, or else ``twin``: its plain picture.

    ``near``: how far the probability may be from the twin's.
    """

    name: str
    data: bytes
    words: str = ""
    twin: np.ndarray | None = None
    near: float = 0.001


def rows(film: Path) -> list[Row]:
    """Refused and read in turn as long as there are both, so that none looks like the one before it."""
    plain = picture(film)
    refused = [*_refused(plain), *_bombs(plain), *_dicom(plain)]
    strange = [Row(name, encode(plain, "JPEG", quality=95), twin=plain, near=0.03) for name in STRANGE]
    turns = zip_longest(refused, [*_readable(plain), *strange])
    return [row for pair in turns for row in pair if row]


def picture(film: Path) -> np.ndarray:
    """(400, 300) uint8 from black to white, so that stretching its range changes nothing."""
    pixels = np.asarray(Image.open(film).convert("L").resize((300, 400), Image.Resampling.BOX), np.float64)
    low, high = np.percentile(pixels, (0.5, 99.5))
    return ((pixels - low) * 255 / (high - low)).clip(0, 255).round().astype(np.uint8)


# --- read -------------------------------------------------------------------------------------------------------------


def _readable(plain: np.ndarray) -> Iterator[Row]:
    def row(name: str, data: bytes, twin: np.ndarray = plain, near: float = 0.001) -> Row:
        return Row(name, data, twin=twin, near=near)

    png, other = encode(plain, "PNG"), Image.fromarray(255 - plain)
    deep, high = plain.astype(np.uint16) * 257, {"quality": 95}
    turned, profile = Image.Exif(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned[0x0112] = 6
    holed, filled = plain.astype(np.float32) / 255, plain.copy()
    holed[:4], filled[:4] = np.nan, 0
    stencil = np.where(plain > 110, 255, 0).astype(np.uint8)
    yield row("plain.png", png)
    yield row("a PNG.dcm", png)
    yield row("a DICOM.jpg", dicom(plain))
    yield row("cmyk.jpg", encode(Image.fromarray(plain).convert("CMYK"), "JPEG", **high), near=0.03)
    yield row("16-bit.png", encode(deep, "PNG"))
    yield row("12 in 16 bits.tif", encode(deep >> 4, "TIFF"))
    yield row("some NaN.tif", encode(holed, "TIFF"), filled)
    yield row("1-bit.png", encode(Image.fromarray(stencil).convert("1"), "PNG"), stencil)
    yield row("EXIF turned.jpg", encode(np.rot90(plain), "JPEG", exif=turned, **high), near=0.03)
    yield row("ICC profile.jpg", encode(plain, "JPEG", icc_profile=profile, **high), near=0.03)
    yield row("ICC profile.png", encode(np.dstack([plain] * 3), "PNG", icc_profile=profile))
    yield row("animated.png", encode(plain, "PNG", save_all=True, append_images=[other]))
    yield row("pages.tif", encode(plain, "TIFF", save_all=True, append_images=[other]))
    # What a careless reader would unpack or copy, and what is not a part of the picture: ignored.
    block = b"II*\0" + struct.pack("<I", 8)
    endless = struct.pack("<H", 2000) + b"".join(struct.pack("<HHII", 1000 + n, 7, 9**6, 8) for n in range(2000))
    yield row("EXIF bomb.png", _inserted(png, _chunk(b"eXIf", block + endless + bytes(9**6))))
    yield row("text bomb.png", _inserted(png, _chunk(b"zTXt", b"key\0\0" + zlib.compress(bytes(10**8)))))
    yield row("ICC bomb.png", _inserted(png, _chunk(b"iCCP", b"key\0\0" + zlib.compress(bytes(10**8)))))
    jpeg = encode(plain, "JPEG", **high)
    exif = b"\xff\xe1" + struct.pack(">H", 65535) + b"Exif\0\0" + bytes(65527)
    yield row("5 MB of EXIF.jpg", jpeg[:2] + exif * 80 + jpeg[2:], near=0.03)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _inserted(png: bytes, chunk: bytes) -> bytes:
    return png[:33] + chunk + png[33:]


# --- refused ----------------------------------------------------------------------------------------------------------


def _refused(plain: np.ndarray) -> Iterator[Row]:
    jpeg, png = encode(plain, "JPEG"), encode(plain, "PNG")
    frames = [Image.fromarray(plain // 2)]
    no_image = "Expected an image of a chest X-ray; received "
    yield Row("empty.jpg", b"", no_image + "an empty file. Choose the file again.")
    yield Row("1x1.png", encode(plain[:1, :1], "PNG"), "Expected at least 32 x 32 pixels; received 1 x 1.")
    for name, data in (("cut.jpg", jpeg), ("cut.png", png), ("cut.tif", encode(plain, "TIFF"))):
        kind = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF"}[name[-3:]]
        yield Row(name, data[: len(data) // 2], f"Expected a whole {kind} image; received {len(data) // 2:,} bytes")
    yield Row("text.jpg", b"no picture", no_image + "a 10-byte file that is no image format we read")
    yield Row("page.jpg", b"<!DOCTYPE html><title>404</title>", no_image + "a web page (HTML)")
    yield Row("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', no_image + "an SVG drawing")
    yield Row(
        "moving.gif",
        encode(plain, "GIF", save_all=True, append_images=frames),
        no_image + "a GIF image. Save the X-ray",
    )
    yield Row("all NaN.tif", encode(np.full((64, 64), np.nan, np.float32), "TIFF"), "pixels are all NaN or infinite")
    deep = cv2.imencode(".tiff", np.dstack([plain.astype(np.uint16) * 200] * 3))[1].tobytes()
    yield Row("16-bit colour.tif", deep, "received 16-bit colour. Save it as grey or as PNG.")


def _bombs(plain: np.ndarray) -> Iterator[Row]:
    """Small files that ask for hours or for all the memory, each of them in another way."""
    jpeg, png, webp = encode(plain, "JPEG"), encode(plain, "PNG"), bytearray(encode(plain, "WEBP", lossless=True))
    zeros = _zeros(30_000 * 3_751)
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    bomb = png[:8] + _chunk(b"IHDR", head) + _chunk(b"IDAT", zeros) + _chunk(b"IEND", b"")
    yield Row("30,000 x 30,000.png", bomb, "Expected at most 64 million pixels; received 30000 x 30000.")
    surplus = png[:8] + _chunk(b"IHDR", struct.pack(">IIBBBBB", 300, 400, 8, 0, 0, 0, 0))
    surplus += _chunk(b"IDAT", zeros) + _chunk(b"IEND", b"")
    yield Row("surplus.png", surplus, "bytes of pixels, by its header; received more. Save it again")
    chunks = _inserted(png, _chunk(b"tEXt", b"a\0b") * 70_000)
    yield Row("chunks.png", chunks, "Expected a PNG image of at most 65,536 chunks; received more.")
    sof = jpeg.find(b"\xff\xc0") + 5
    sized = jpeg[:sof] + struct.pack(">HH", 65_500, 65_500) + jpeg[sof + 4 :]
    yield Row("65,500 x 65,500.jpg", sized, "received 65500 x 65500.")
    yield Row("scans.jpg", scans(4000, 4000, 1000), "Expected a JPEG image of at most 100 scans; received more.")
    yield Row("segments.jpg", jpeg[:2] + b"\xff\xfe\0\2" * 70_000 + jpeg[2:], "at most 65,536 segments; received more.")
    webp[21:25] = struct.pack("<I", 16_382 | 16_382 << 14)
    yield Row("16,383 x 16,383.webp", bytes(webp), "received 16383 x 16383.")
    chunks = encode(plain, "WEBP", exif=b"junk").replace(
        b"EXIF", b"none" + bytes(4) + b"none\0\0\0\0" * 70_000 + b"EXIF"
    )
    yield Row("chunks.webp", chunks, "Expected a WebP image of at most 65,536 chunks; received more.")
    bmp = bytearray(encode(plain, "BMP"))
    bmp[18:26] = struct.pack("<ii", 50_000, 50_000)
    yield Row("50,000 x 50,000.bmp", bytes(bmp), "received 50000 x 50000.")
    yield Row("zipped 30,000 x 30,000.tif", tiff(30_000, 30_000, zeros, compression=8), "received 30000 x 30000.")
    tags = [(1000 + n, 7, 30_000, 8) for n in range(2000)]
    yield Row("tags.tif", tiff(200, 200, bytes(40_000), *tags), "bytes in its tags; received more.")
    offsets = struct.pack("<I", 8) * 270_000
    values = tiff(200, 200, offsets, strips=270_000)
    yield Row("strips.tif", values, "Expected a TIFF image of at most 262,144 values in a tag; received more.")
    offsets = struct.pack("<I", 8) * 4000 + bytes(2_000_000)
    yield Row(
        "one strip over and over.tif",
        tiff(1000, 1000, offsets, strips=4000, rows=999),
        f"bytes that cannot be decoded: {DAMAGED}",
    )


def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(min(1 << 24, size - at))) for at in range(0, size, 1 << 24)]
    return b"".join(parts) + packer.flush()


def tiff(
    width: int,
    height: int,
    data: bytes,
    *tags: tuple[int, int, int, int],
    compression: int = 1,
    strips: int = 0,
    rows: int = 0,
) -> bytes:
    """A grey image, its only strip at byte 8 or as many, whose offsets and lengths are there in the ``data``."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1)]
    entries += [
        (273, 4, strips or 1, 8),
        (278, 4, 1, rows or height),
        (279, 4, strips or 1, 8 if strips else len(data)),
        *tags,
    ]
    listed = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + struct.pack("<H", len(entries)) + listed + bytes(4)


def scans(width: int, height: int, count: int) -> bytes:
    """A progressive JPEG (ITU-T T.81, G): a scan of 20 bytes makes a decoder go through all of the picture."""
    blocks = -(-width // 8) * -(-height // 8)
    runs = "0" + "1" * 14  # the only code, EOB14, with 14 bits more: the next 32,767 blocks end here
    bits = runs * -(-blocks // 32_767)
    packed = int(bits + "1" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big").replace(b"\xff", b"\xff\0")
    segments = [
        b"\xff\xdb" + struct.pack(">HB", 67, 0) + bytes([1] * 64),
        b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0",
        b"\xff\xc4" + struct.pack(">HB", 20, 0x00) + bytes([1] + [0] * 15) + b"\0",
        b"\xff\xc4" + struct.pack(">HB", 20, 0x10) + bytes([1] + [0] * 15) + b"\xe0",
        b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\0\0" + bytes(-(-blocks // 8)),
    ]
    return b"\xff\xd8" + b"".join(segments) + (b"\xff\xda\0\x08\1\1\x10\1\x3f\0" + packed) * count + b"\xff\xd9"


# --- DICOM ------------------------------------------------------------------------------------------------------------


def _dicom(plain: np.ndarray) -> Iterator[Row]:
    whole = dicom(plain)
    pixels = whole.find(struct.pack("<HH2s", 0x7FE0, 0x0010, b"OB"))
    damaged = bytearray(recoded(whole, "JPEG-LS"))
    damaged[damaged.rfind(b"\xff\xd8\xff") + 6] = 77
    cannot = f"Expected a whole DICOM image; received {{:,}} bytes that cannot be decoded: {DAMAGED}"
    yield Row("damaged.dcm", bytes(damaged), cannot.format(len(damaged)))
    yield Row("cut.dcm", whole[:-5000], cannot.format(len(whole) - 5000))
    yield Row("two frames.dcm", dicom(plain, NumberOfFrames=2), "Expected a single radiograph; received 2 frames.")
    yield Row("ct.dcm", _bundled("CT_small.dcm"), "received a DICOM file of modality CT. Export the radiograph itself.")
    yield Row("no picture.dcm", _bundled("empty_charset_LEI.dcm"), "received one that holds none or ends early.")
    yield Row("deflated.dcm", _bundled("image_dfl.dcm"), "received one packed with deflate. Export it uncompressed.")
    yield Row("50,000 x 50,000.dcm", dicom(plain, Rows=50_000, Columns=50_000), "received 50000 x 50000.")
    yield Row("scans.dcm", _packed(whole, scans(300, 400, 1000)), "at most 100 scans; received more.")
    elements = b"".join(struct.pack("<HH2sH", 0x0029, n, b"LO", 0) for n in range(60_000))
    yield Row("elements.dcm", whole[:pixels] + elements + whole[pixels:], "bytes that cannot be decoded")
    sequence = struct.pack("<HH2sHI", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF)
    items = sequence + struct.pack("<HHI", 0xFFFE, 0xE000, 0) * 60_000 + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    yield Row("items.dcm", whole[:pixels] + items + whole[pixels:], "bytes that cannot be decoded")
    nested = sequence + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    yield Row("nested.dcm", whole[:pixels] + nested * 10_000 + whole[pixels:], "bytes that cannot be decoded")
    item = struct.pack("<HHI2s", 0xFFFE, 0xE000, 2, b"ab")
    pieces = _packed(whole, b"ab").replace(item, item[:4] + bytes(4)) + b""
    yield Row("pieces.dcm", pieces.replace(item[:4], (item[:4] + bytes(4)) * 20_000 + item[:4], 1), "cannot be decoded")


def _bundled(name: str) -> bytes:
    """One of the test files that come inside pydicom's wheel."""
    return Path(str(get_testdata_file(name, download=False))).read_bytes()


def _packed(whole: bytes, stream: bytes) -> bytes:
    """The same DICOM file with its pixels in a JPEG stream."""
    dataset = pydicom.dcmread(io.BytesIO(whole))
    dataset.file_meta.TransferSyntaxUID = JPEG_BASELINE
    dataset.PixelData = encapsulate([stream])
    dataset["PixelData"].is_undefined_length = True
    dataset["PixelData"].VR = "OB"
    return as_bytes(dataset)
