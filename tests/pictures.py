"""A small film in every format that is read, what is no image, and headers that promise too much."""

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
from dicoms import FILM, FILM_12, dicom
from PIL import Image

TINTED = np.dstack([FILM, FILM // 2, 255 - FILM])  # RGB


def encode(pixels: np.ndarray | Image.Image, kind: str, **options: Any) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


#: By name: the file, and how many of 255 grey levels its pixels may differ from ``FILM``.
GREY = {
    "JPEG": (encode(FILM, "JPEG", quality=95), 12),
    "JPEG, progressive": (encode(FILM, "JPEG", quality=95, progressive=True), 12),
    "JPEG, RGB": (encode(np.dstack([FILM] * 3), "JPEG", quality=95), 12),
    "JPEG, CMYK": (encode(Image.fromarray(FILM).convert("CMYK"), "JPEG", quality=95), 16),
    "JPEG, trailing bytes": (encode(FILM, "JPEG", quality=95) + b"appended by a phone" * 9, 12),
    "PNG": (encode(FILM, "PNG"), 0),
    "PNG, trailing bytes": (encode(FILM, "PNG") + b"\0" * 64, 0),
    "PNG, palette": (encode(Image.fromarray(FILM).convert("P"), "PNG"), 0),
    "PNG, RGB": (encode(np.dstack([FILM] * 3), "PNG"), 0),
    "PNG, RGBA opaque": (encode(np.dstack([FILM] * 3 + [np.full_like(FILM, 255)]), "PNG"), 0),
    "PNG, grey and alpha": (encode(np.dstack([FILM, np.full_like(FILM, 255)]), "PNG"), 0),
    "PNG, 16-bit": (encode(FILM.astype(np.uint16) * 257, "PNG"), 1),
    "PNG, 12 in 16 bits": (encode(FILM_12, "PNG"), 1),
    "PNG, 12 in 16 bits, RGB": (cv2.imencode(".png", np.dstack([FILM_12] * 3))[1].tobytes(), 1),
    "WebP": (encode(FILM, "WEBP", lossless=True), 1),
    "WebP, lossy": (encode(FILM, "WEBP", quality=95), 20),
    "TIFF": (encode(FILM, "TIFF"), 0),
    "TIFF, LZW": (encode(FILM, "TIFF", compression="tiff_lzw"), 0),
    "TIFF, RGB": (encode(np.dstack([FILM] * 3), "TIFF"), 0),
    "TIFF, white is zero": (encode(FILM, "TIFF", tiffinfo={262: 0}), 0),
    "TIFF, 16-bit": (encode(FILM_12, "TIFF"), 1),
    "TIFF, 16-bit, white is zero": (encode(4095 - FILM_12, "TIFF", tiffinfo={262: 0}), 1),
    "TIFF, 32-bit": (encode(FILM.astype(np.int32) * 1000 - 5000, "TIFF"), 1),
    "TIFF, float": (encode(FILM.astype(np.float32) / 255 - 0.5, "TIFF"), 1),
    "BMP": (encode(FILM, "BMP"), 0),
    "BMP, RGB": (encode(np.dstack([FILM] * 3), "BMP"), 0),
    "BMP, RGBA": (encode(Image.fromarray(FILM).convert("RGBA"), "BMP"), 0),
    "DICOM": (dicom(FILM), 0),
}

#: What is no image, and what is said about it.
NO_IMAGES = {
    b"": "received an empty file. Choose the file again.",
    b"twelve bytes": "received a 12-byte file that is no image format we read (JPEG, PNG, WebP, TIFF, BMP, DICOM).",
    b"BM is how this text begins, which makes it no bitmap": "received a 52-byte file that is no image format we read",
    b"GIF89a"
    + bytes(99): "received a GIF image. Save the X-ray in a format we read (JPEG, PNG, WebP, TIFF, BMP, DICOM).",
    b"%PDF-1.7" + bytes(99): "received a PDF document.",
    b"PK\x03\x04" + bytes(99): "received a ZIP archive.",
    b"\0\0\0\x18ftypheic" + bytes(99): "received a HEIC or AVIF photo.",
    b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99): "received a JPEG 2000 image.",
    b"\n<!DOCTYPE HTML><title>Not found</title>": "received a web page (HTML).",
    b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>': "received an SVG drawing.",
}


def bombs() -> dict[str, bytes]:
    """Headers that promise 10,000 x 10,000 pixels; what follows are 90 x 120, so to decode them would fail."""
    big = 10_000
    png = bytearray(GREY["PNG"][0])
    png[16:24] = struct.pack(">II", big, big)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    jpeg = bytearray(GREY["JPEG"][0])
    sof = jpeg.find(b"\xff\xc0") + 5
    jpeg[sof : sof + 4] = struct.pack(">HH", big, big)
    bmp = bytearray(GREY["BMP"][0])
    bmp[18:26] = struct.pack("<ii", big, big)
    webp = bytearray(encode(TINTED, "WEBP", lossless=True))
    webp[21:25] = struct.pack("<I", (big - 1) | (big - 1) << 14)
    tiff = GREY["TIFF"][0].replace(struct.pack("<HHII", 256, 4, 1, 90), struct.pack("<HHII", 256, 4, 1, big))
    tiff = tiff.replace(struct.pack("<HHII", 257, 4, 1, 120), struct.pack("<HHII", 257, 4, 1, big))
    return {
        "PNG": bytes(png),
        "JPEG": bytes(jpeg),
        "BMP": bytes(bmp),
        "WebP": bytes(webp),
        "TIFF": tiff,
        "DICOM": dicom(FILM, Rows=big, Columns=big),
    }
