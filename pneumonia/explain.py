"""From the signed Grad-CAM map to a picture; the raw map and its scaling are kept apart.

The map itself comes out of the serving graph (see :mod:`pneumonia.training.export`). Selvaraju et al., "Grad-CAM", ICCV
2017.
"""

import cv2
import numpy as np

from pneumonia.errors import InvalidOption
from pneumonia.report import LABELS, NORMAL, PNEUMONIA

#: Names of the colour maps and OpenCV's numbers for them. All but turbo keep their order of lightness in grey and for
#: colour-blind readers.
COLORMAPS = {
    "inferno": cv2.COLORMAP_INFERNO,
    "winter": cv2.COLORMAP_WINTER,
    "viridis": cv2.COLORMAP_VIRIDIS,
    "cividis": cv2.COLORMAP_CIVIDIS,
    "turbo": cv2.COLORMAP_TURBO,
}
#: Chooses by the label: what made a film look healthy must not glow like a finding.
AUTO = "auto"
BY_LABEL = {NORMAL: "winter", PNEUMONIA: "inferno"}
DEFAULT_COLORMAP = AUTO
#: What a caller may choose, the default first.
COLORMAP_NAMES = (AUTO, *COLORMAPS)
DEFAULT_OPACITY = 0.6
#: Longest side of a picture in pixels: enough for a screen, small enough for a phone.
LONGEST_SIDE = 1024
#: Rows that are mixed at a time: whole, a film of 4096 x 4096 pixels would take 600 MB as float32 in three colours.
ROWS = 64


def heat(cam: np.ndarray, evidence: str = PNEUMONIA) -> np.ndarray:
    """The share of the map that speaks for one label: (h, w) float32 in [0, 1].

    Both labels are scaled by the same number, the largest magnitude in the map, so that weak evidence against the
    answer looks weak.
    """
    if evidence not in LABELS:
        raise InvalidOption(f"Expected evidence for {' or '.join(LABELS)}; received {evidence!r}.")
    signed = -cam if evidence == NORMAL else cam
    return np.clip(signed / max(float(np.abs(cam).max()), 1e-6), 0.0, 1.0).astype(np.float32)


def overlay(
    pixels: np.ndarray,
    cam: np.ndarray,
    *,
    evidence: str = PNEUMONIA,
    opacity: float = DEFAULT_OPACITY,
    colormap: str = DEFAULT_COLORMAP,
    level: float = 0.0,
    longest: int = LONGEST_SIDE,
) -> np.ndarray:
    """The grey image (h, w) uint8 with the heat laid over it: (h', w', 3) uint8 RGB, no side longer than ``longest``.

    Opacity in [0, 1] is that of the hottest place; where there is no evidence the image shows unchanged. A ``level``
    above 0 is outlined (:func:`contours`), at any opacity.
    """
    if not 0.0 <= opacity <= 1.0:
        raise InvalidOption(f"Expected an opacity from 0 to 1; received {opacity}.")
    grey = for_screen(pixels, longest)
    lines = contours(cam, grey.shape, level, evidence=evidence) if level else []
    levels = _levels(cam, grey.shape, evidence)
    picture = np.empty((*grey.shape, 3), np.uint8)
    for top in range(0, len(grey), ROWS):
        rows = slice(top, top + ROWS)
        alpha = levels[rows, :, np.newaxis] * np.float32(opacity / 255)  # (rows, w', 1)
        below = grey[rows, :, np.newaxis].astype(np.float32)
        picture[rows] = below + (coloured(levels[rows], evidence, colormap) - below) * alpha + np.float32(0.5)
    if lines:
        width = max(1, round(max(grey.shape) / 500))
        for colour, thickness in ((0, 2 * width + 1), (255, width)):  # white, cased in black: seen on any ground
            cv2.polylines(picture, lines, True, (colour,) * 3, thickness, cv2.LINE_AA)
    return picture


def contours(cam: np.ndarray, shape: tuple[int, ...], level: float, *, evidence: str = PNEUMONIA) -> list[np.ndarray]:
    """Outlines of the places whose evidence is at least ``level``, a share in (0, 1], of the strongest for any label.

    Like the colours (:func:`heat`): weak evidence is not framed as if it were strong. Closed polygons (n, 2) int32 of
    x, y in pixels of ``shape`` (h, w), those of holes too; none where no evidence reaches the level.
    """
    if not 0.0 < level <= 1.0:
        raise InvalidOption(f"Expected a level above 0, up to 1; received {level}.")
    above = (_enlarged(cam, shape, evidence) >= level).view(np.uint8)
    lines, _ = cv2.findContours(above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    # Straightened by less than a pixel, which takes the pixels' staircase away.
    return [np.asarray(cv2.approxPolyDP(line, 0.7, True)[:, 0], np.int32) for line in lines]


def layer(
    cam: np.ndarray, shape: tuple[int, ...], *, evidence: str = PNEUMONIA, colormap: str = DEFAULT_COLORMAP
) -> np.ndarray:
    """The heat alone, enlarged to ``shape`` (h, w): (h, w, 4) uint8 RGBA, as opaque as the evidence is strong."""
    levels = _levels(cam, shape, evidence)
    return np.dstack([coloured(levels, evidence, colormap), levels])


def coloured(levels: np.ndarray, evidence: str, colormap: str) -> np.ndarray:
    """Levels (h, w) uint8 of the evidence for a label in the colours of a map: (h, w, 3) uint8 RGB."""
    if colormap not in COLORMAP_NAMES:  # whatever a caller of the API hands in, a list too
        raise InvalidOption(f"Expected a colour map out of {', '.join(COLORMAP_NAMES)}; received {colormap!r}.")
    name = BY_LABEL[evidence] if colormap == AUTO else colormap
    return cv2.applyColorMap(levels, COLORMAPS[name])[..., ::-1]


def _levels(cam: np.ndarray, shape: tuple[int, ...], evidence: str) -> np.ndarray:
    """:func:`heat` at ``shape`` (h, w) in 256 levels, uint8."""
    warm = _enlarged(cam, shape, evidence)
    warm *= 255
    np.rint(warm, out=warm)
    return warm.astype(np.uint8)


def _enlarged(cam: np.ndarray, shape: tuple[int, ...], evidence: str) -> np.ndarray:
    """:func:`heat` at ``shape`` (h, w)."""
    height, width = shape
    # Cubic enlargement overshoots a little; clipping puts it back into the colour map's range. In place, because a film
    # has up to 17 million pixels.
    warm = cv2.resize(heat(cam, evidence), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(warm, 0.0, 1.0, out=warm)


def for_screen(pixels: np.ndarray, longest: int = LONGEST_SIDE) -> np.ndarray:
    """The image (h, w) uint8 with its longest side reduced to ``longest`` pixels; never enlarged, aspect ratio kept."""
    shape = fitting(pixels.shape, longest)
    return (
        pixels if shape == pixels.shape else np.asarray(cv2.resize(pixels, shape[::-1], interpolation=cv2.INTER_AREA))
    )


def fitting(shape: tuple[int, ...], longest: int) -> tuple[int, ...]:
    """``shape`` (h, w), reduced in proportion so that no side is longer than ``longest``."""
    scale = min(1.0, longest / max(shape))
    return tuple(max(1, round(side * scale)) for side in shape)
