"""From the decoded pixels of any picture, of any depth and colour, to 8-bit grey; for :mod:`pneumonia.image`."""

import cv2
import numpy as np

from pneumonia.refusals import refusal

_BAND = 1 << 22  # values that are turned grey at once


def to_grey(picture: np.ndarray) -> tuple[np.ndarray, float]:
    """Any decoded picture to (h, w) uint8 and its colourfulness in [0, 255].

    Band by band, because 64 million pixels of 16-bit colour would take 3 GB at once; few bands, because OpenCV and
    NumPy are fast on large pieces.
    """
    if picture.ndim == 2 and picture.dtype == np.uint8:
        return np.ascontiguousarray(picture), 0.0
    span = _range(picture)
    rows = max(1, _BAND // picture[0].size)
    bands = [_band_to_grey(picture[top : top + rows], span) for top in range(0, len(picture), rows)]
    greys, colours = zip(*bands, strict=True)
    grey = np.concatenate(greys) if len(greys) > 1 else greys[0]
    return grey, sum(colour * band.size for colour, band in zip(colours, greys, strict=True)) / grey.size


def _band_to_grey(band: np.ndarray, span: tuple[float, float] | None) -> tuple[np.ndarray, float]:
    band = np.ascontiguousarray(_to_8_bits(_over_black(band), span))
    if band.ndim == 2:
        return band, 0.0
    blue, green, red = cv2.split(band)
    spread = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
    return cv2.cvtColor(band, cv2.COLOR_BGR2GRAY), float(cv2.mean(spread)[0])


def _over_black(picture: np.ndarray) -> np.ndarray:
    """Composite BGRA over black to BGR; anything else is returned untouched."""
    if picture.ndim == 2 or picture.shape[2] == 3:
        return picture
    alpha = cv2.merge([picture[..., 3]] * 3)
    return cv2.multiply(picture[..., :3], alpha, scale=1 / np.iinfo(picture.dtype).max)


def _range(picture: np.ndarray) -> tuple[float, float] | None:
    """The values that become 0 and 255, or None for uint8, which stays as it is.

    The range is measured, because a 12-bit film in a 16-bit file would come out black otherwise. It runs from the 0.1st
    to the 99.9th percentile, because a dead pixel or a burnt-in marker must not set the contrast of the lungs.
    """
    if picture.dtype == np.uint8:
        return None
    values = picture.size if picture.ndim == 2 else picture[..., :3].size
    step = max(1, int((values / 1e6) ** 0.5))  # a million samples fix the percentiles well enough
    sample = _over_black(np.ascontiguousarray(picture[::step, ::step]))
    finite = sample[np.isfinite(sample)].astype(np.float64)
    if finite.size == 0:
        raise refusal("not_finite")
    low, high = np.percentile(finite, (0.1, 99.9))
    return (finite.min(), finite.max()) if low == high else (low, high)


def _to_8_bits(values: np.ndarray, span: tuple[float, float] | None) -> np.ndarray:
    """Stretch ``span`` to [0, 255]; uint8 is returned untouched, NaN becomes 0."""
    if span is None:
        return values
    low, high = map(float, span)
    with np.errstate(all="ignore"):  # NaN and infinities pass through here and are settled below
        scaled = (values.astype(np.result_type(values, np.float32)) - low) * (255 / max(high - low, 1e-30))
    return np.nan_to_num(scaled, nan=0, posinf=255, neginf=0).clip(0, 255).round().astype(np.uint8)
