"""From the signed Grad-CAM map to a picture; the raw map and its scaling are kept apart.

The map itself comes out of the serving graph (see :mod:`pneumonia.export`). Selvaraju et al., "Grad-CAM", ICCV 2017.
"""

import cv2
import numpy as np

from pneumonia.errors import InvalidOption
from pneumonia.report import LABELS, NORMAL, PNEUMONIA

#: Names of the colour maps and OpenCV's numbers for them; the first is the default. All but turbo keep their order
#: of lightness in grey and for colour-blind readers.
COLORMAPS = {
    "inferno": cv2.COLORMAP_INFERNO,
    "viridis": cv2.COLORMAP_VIRIDIS,
    "cividis": cv2.COLORMAP_CIVIDIS,
    "turbo": cv2.COLORMAP_TURBO,
}
DEFAULT_COLORMAP = "inferno"
DEFAULT_OPACITY = 0.6
#: Longest side of a picture in pixels: enough for a screen, small enough for a phone.
LONGEST_SIDE = 1024


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
) -> np.ndarray:
    """The grey image (h, w) uint8 with the heat laid over it: (h', w', 3) uint8 RGB, longest side at most 1024.

    Opacity in [0, 1] is that of the hottest place; where there is no evidence the image shows unchanged.
    """
    if not 0.0 <= opacity <= 1.0:
        raise InvalidOption(f"Expected an opacity from 0 to 1; received {opacity}.")
    grey = for_screen(pixels)
    warm = layer(cam, grey.shape, evidence=evidence, colormap=colormap)
    alpha = warm[..., 3:] * np.float32(opacity / 255)  # (h', w', 1)
    below = grey[..., np.newaxis].astype(np.float32)
    return np.asarray(below + (warm[..., :3] - below) * alpha + np.float32(0.5), dtype=np.uint8)


def layer(
    cam: np.ndarray, shape: tuple[int, ...], *, evidence: str = PNEUMONIA, colormap: str = DEFAULT_COLORMAP
) -> np.ndarray:
    """The heat alone, enlarged to ``shape`` (h, w): (h, w, 4) uint8 RGBA, as opaque as the evidence is strong."""
    if colormap not in COLORMAPS:
        raise InvalidOption(f"Expected a colour map out of {', '.join(COLORMAPS)}; received {colormap!r}.")
    height, width = shape
    # Cubic enlargement overshoots a little; clipping puts it back into the colour map's range.
    warm = np.clip(cv2.resize(heat(cam, evidence), (width, height), interpolation=cv2.INTER_CUBIC), 0.0, 1.0)
    levels = np.rint(warm * 255).astype(np.uint8)
    return np.dstack([cv2.applyColorMap(levels, COLORMAPS[colormap])[..., ::-1], levels])


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
