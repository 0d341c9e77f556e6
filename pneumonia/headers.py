"""What an image file says of itself, and what it would cost: read before any decoder believes it.

Decoders take the time and the memory that a file asks for, and a small file can ask for hours. What is checked here was
measured with Pillow 12.3, OpenCV 5.0 and libtiff 4.7: a JPEG file of 0.2 MB and 1,000 scans took 12 s; one with 59 MB
of EXIF blocks 24 s; a PNG file of 1 MB that holds 1 GiB of surplus pixels 6 s; one of 8 MB with 1,000 packed texts
40 s; a TIFF file of 1 MB whose 2,000 tags all point to the same megabyte 30 s and 3.8 GB.
"""

import io
import re
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass

from PIL import BmpImagePlugin, ExifTags

from pneumonia.refusals import refusal

MAX_SCANS = 100  # of a JPEG file: libtiff's limit too; a progressive one has about ten
MAX_PARTS = 65_536  # JPEG segments, PNG or WebP chunks, TIFF tags
MAX_VALUES = 1 << 18  # numbers in one TIFF tag: a transfer function of 16-bit colour has 3 * 2**16

# Every marker but those that stand alone (ITU-T T.81, B.1.1.3): stuffed zeros, fill bytes, TEM, RST, SOI.
_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])")
_SOF = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_EOI, _SOS, _APP1 = 0xD9, 0xDA, 0xE1
_EXIF = b"Exif\0\0"

_PNG_PACKED = {b"zTXt", b"iTXt", b"iCCP"}  # libpng unpacks up to 8 MB of each, in 40 ms
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_SLICE = 1 << 14  # zlib unpacks it to 17 MB at most

_SHORT, _LONG = 3, 4
_TIFF_BYTES = {1: 1, 2: 1, _SHORT: 2, _LONG: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}


@dataclass(frozen=True)
class Header:
    """Size in pixels as stored, before any turn, and the EXIF block, if there is one.

    ``picture``: the file for the decoder, without what it would unpack for nothing; empty if that is the file itself.
    ``transparent``: the 8-bit grey that a grey PNG calls so, which OpenCV leaves to us.
    """

    width: int
    height: int
    exif: bytes = b""
    picture: bytes = b""
    transparent: int | None = None


def jpeg(data: bytes) -> Header:
    """Walk the segments as libjpeg does, to the end of the first image."""
    width = height = parts = scans = 0
    exif, end = b"", 2
    while (found := _MARKER.search(data, end)) and (marker := found[1][0]) != _EOI:
        start = found.end()
        (length,) = struct.unpack_from(">H", data, start)
        end = start + max(2, length)
        parts, scans = parts + 1, scans + (marker == _SOS)
        _limit("JPEG", parts, MAX_PARTS, "segments")
        _limit("JPEG", scans, MAX_SCANS, "scans")
        if marker in _SOF and not width:
            height, width = struct.unpack_from(">HH", data, start + 3)
        elif marker == _APP1 and not exif and data.startswith(_EXIF, start + 2):
            exif = data[start + 2 : end]
    return Header(width, height, exif)


def png(data: bytes) -> Header:
    """Walk the chunks: they must end where the file does, and hold the pixels that the header promised, not more.

    OpenCV 5.0 allocates the length that a chunk claims (2.4 GB, 6 s from 30 kB) and unpacks whatever IDAT holds. It
    also unpacks texts and profiles, which no pixel needs, so they are left out of the picture that it gets.
    """
    width, height, depth, colour = struct.unpack_from(">IIBB", data, 16)
    exif, transparent, pixels, parts, end, name = b"", None, [], 0, 8, b""
    picture = [memoryview(data)[:end]]
    while name != b"IEND":
        first, start = end, end + 8
        length, name = struct.unpack_from(">I4s", data, first)
        end, parts = start + length + 4, parts + 1
        _limit("PNG", parts, MAX_PARTS, "chunks")
        if end > len(data):
            raise ValueError("a chunk reaches beyond the end of the file")
        if name not in _PNG_PACKED:
            picture.append(memoryview(data)[first:end])
        if name == b"IDAT":
            pixels.append(memoryview(data)[start : start + length])
        elif name == b"eXIf":
            exif = data[start : start + length]
        elif name == b"tRNS" and colour == 0 and depth <= 8:
            transparent = int.from_bytes(data[start : start + 2], "big") * 255 // (2**depth - 1)
    row = 1 + width * depth * _PNG_SAMPLES[colour] // 8
    _check_unpacked(pixels, 2 * row * height + (1 << 20))  # twice: the rows of an interlaced image are more
    return Header(width, height, exif, b"".join(picture), transparent)


def _check_unpacked(parts: list[memoryview], most: int) -> None:
    if 1032 * sum(map(len, parts)) <= most:  # deflate packs no better: zlib.net/zlib_tech.html
        return
    unpacker, size = zlib.decompressobj(), 0
    with suppress(zlib.error):  # whether damage is fatal is the decoder's word, which gets no further either
        for part in parts:
            for at in range(0, len(part), _SLICE):
                size += len(unpacker.decompress(part[at : at + _SLICE]))
                _limit("PNG", size, most, "bytes of pixels, by its header")


def webp(data: bytes) -> Header:
    """Size and EXIF block (RFC 9649, sections 2.5 to 2.7). Pillow would reserve two canvases of four bytes a pixel."""
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return Header(width, height, _webp_exif(data))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Header(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", data, 26)  # VP8: RFC 6386, section 9.1
    return Header(width & 0x3FFF, height & 0x3FFF)


def _webp_exif(data: bytes) -> bytes:
    at, parts = 12, 0
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"EXIF":
            return data[at + 8 : at + 8 + length]
        at, parts = at + 8 + length + length % 2, parts + 1
        _limit("WebP", parts, MAX_PARTS, "chunks")
    return b""


def bmp(data: bytes) -> Header:
    return Header(*BmpImagePlugin.BmpImageFile(io.BytesIO(data)).size)


def check_tiff(data: bytes) -> None:
    """The first directory's values lie in the file and do not overlap, so they are no larger than it together.

    Pillow and libtiff read each value into memory of its own, wherever its tag points to.
    """
    order, big = ("<" if data[:2] == b"II" else ">"), b"+" in data[2:4]
    at = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0]
    (entries,) = struct.unpack_from(order + ("Q" if big else "H"), data, at)
    _limit("TIFF", entries, MAX_PARTS, "tags")
    entry = struct.Struct(order + ("HHQ8x" if big else "HHI4x"))
    first, total = at + (8 if big else 2), 0
    for _, kind, count in entry.iter_unpack(data[first : first + entries * entry.size]):
        size = _TIFF_BYTES.get(kind, 0)
        total += count * size
        if size > 1:
            _limit("TIFF", count, MAX_VALUES, "values in a tag")
    _limit("TIFF", total, len(data), "bytes in its tags")


def orientation(exif: bytes) -> int:
    """The tag Orientation, 1 to 8 (EXIF 2.3, section 4.6.4); 1 where there is none or only junk."""
    block = exif.removeprefix(_EXIF)
    order = "<" if block[:2] == b"II" else ">"
    with suppress(struct.error):
        (at,) = struct.unpack_from(order + "I", block, 4)
        (entries,) = struct.unpack_from(order + "H", block, at)
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            tag, kind = struct.unpack_from(order + "HH", block, entry)
            if tag == ExifTags.Base.Orientation and kind in (_SHORT, _LONG):
                return int(struct.unpack_from(order + ("H" if kind == _SHORT else "I"), block, entry + 8)[0])
    return 1


def _limit(kind: str, received: int, most: int, what: str) -> None:
    if received > most:
        raise refusal("parts", kind=kind, most=most, what=what)
