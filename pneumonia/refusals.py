"""Every sentence with which a file is refused: what was expected, what was received, what to do.

One table, because two readers say them: :mod:`pneumonia.image` and the static page, which gets the table as it is.
"""

from typing import Any

from pneumonia.errors import InputError, UnreadableImage

FORMATS = "JPEG, PNG, WebP, TIFF, BMP, DICOM"

REFUSALS = {
    "empty": "Expected an image of a chest X-ray; received an empty file. Choose the file again.",
    "heavy": ("Expected a file of at most {most} MiB; received {size:,.1f} MiB. Save the X-ray smaller or compressed."),
    "large": "Expected at most {most} million pixels; received {width} x {height}. Reduce the image and try again.",
    "large_frames": (
        "Expected at most {most} million pixels; received {width} x {height} x {frames} frames. Reduce the image and "
        "try again."
    ),
    "small": (
        "Expected at least {least} x {least} pixels; received {width} x {height}. Use the X-ray itself, not a "
        "thumbnail."
    ),
    "other_format": (
        "Expected an image of a chest X-ray; received {what}. Save the X-ray in a format we read ({formats})."
    ),
    "no_format": (
        "Expected an image of a chest X-ray; received a {size:,}-byte file that is no image format we read ({formats})."
    ),
    "damaged": (
        "Expected a whole {kind} image; received {size:,} bytes that cannot be decoded: the file is damaged, "
        "ends early or uses an encoding we do not read. Download or export it again."
    ),
    "parts": "Expected a {kind} image of at most {most:,} {what}; received more. Save it again, as a plain image.",
    "deep_colour": (
        "Expected a TIFF image in grey or in 8-bit colour; received {bits}-bit colour. Save it as grey or as PNG."
    ),
    "not_finite": "Expected an image of a chest X-ray; received one whose pixels are all NaN or infinite.",
    "deflated": "Expected a DICOM image; received one packed with deflate. Export it uncompressed.",
    "modality": (
        "Expected a chest radiograph (CR, DX, DR or RG); received a DICOM file of modality {modality}. Export the "
        "radiograph itself."
    ),
    "no_pixels": (
        "Expected a DICOM file with an image; received one that holds none or ends early. Export the image itself."
    ),
    "frames": "Expected a single radiograph; received {frames} frames. Export one frame.",
    # Said by the static page alone, which cannot unpack everything, and loads what few files need when they come.
    "packed": (
        "Expected a DICOM image that is uncompressed or packed as JPEG (baseline or lossless) or RLE; received one "
        "packed in another way. Export it uncompressed."
    ),
    "not_loaded": (
        "Expected the part of this page that reads such files; it could not be loaded. Check the connection and try "
        "again."
    ),
}


def refusal(code: str, error: type[InputError] = UnreadableImage, /, **values: Any) -> InputError:
    """The error that says a sentence of the table with these values."""
    return error(REFUSALS[code].format(**values), code, values)
