"""The X-ray and, beside it, the same X-ray under its heat map.

Both travel inside the page as data, so nothing is written to disk. The heat map is a picture of its own whose
transparency is the evidence; laid over the film in the browser it gives, pixel for pixel, what
:func:`pneumonia.explain.overlay` computes, and its opacity follows a slider without asking the server.
"""

import base64
from html import escape

import cv2
import numpy as np

from pneumonia.explain import COLORMAPS, DEFAULT_COLORMAP, fitting, for_screen, heat, layer
from pneumonia.report import PNEUMONIA
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import English

#: The heat map is smooth: this many pixels across are plenty, and the browser enlarges them.
HEAT_SIDE = 320
#: The longest side of a thumbnail, in pixels.
THUMBNAIL = 240

#: Moves the heat maps inside the element with the given id; the opacity slider of the Grad-CAM tab runs it.
SET_OPACITY = "(opacity) => {{ document.getElementById('{0}')?.style.setProperty('--px-opacity', opacity); }}"


def pictures(seen: Seen, texts: English, *, evidence: str = PNEUMONIA, colormap: str = DEFAULT_COLORMAP) -> str:
    """Original and explained, side by side where there is room; an image that was not judged stands alone."""
    height, width = seen.pixels.shape
    film = f"url('{jpeg(seen.pixels)}')"
    return (
        f'<div class="px-pictures" style="--px-film:{film};--px-ratio:{width / height:.4f}">'
        f'<figure><div class="px-film" role="img" aria-label="{escape(texts.picture_alt)}"></div>'
        f"<figcaption>{escape(texts.original)}</figcaption></figure>"
        + (_explained(seen, texts, evidence, colormap) if seen.report.label else "")  # no answer, no evidence for it
        + "</div>"
    )


def _explained(seen: Seen, texts: English, evidence: str, colormap: str) -> str:
    any_evidence = bool(heat(seen.cam, evidence).any())
    words = texts.explained if any_evidence else texts.explained_nothing
    return (
        f'<figure><div class="px-film px-explained" role="img" '
        f'aria-label="{escape(texts.explained_alt.format(label=evidence))}">'
        f'<img class="px-heat" alt="" src="{heat_layer(seen.cam, seen.pixels.shape, evidence, colormap)}"></div>'
        f"<figcaption>{escape(words.format(label=evidence))}{_legend(colormap, texts)}</figcaption></figure>"
    )


def heat_layer(cam: np.ndarray, shape: tuple[int, ...], evidence: str, colormap: str) -> str:
    """The evidence as a picture: its colour from the colour map, its transparency from the same evidence in [0, 1]."""
    picture = layer(cam, fitting(shape, HEAT_SIDE), evidence=evidence, colormap=colormap)
    return _data_uri(cv2.cvtColor(picture, cv2.COLOR_RGBA2BGRA), ".png", "image/png")


def thumbnail(pixels: np.ndarray) -> str:
    """A small JPEG of a grey image (h, w) uint8."""
    return jpeg(for_screen(pixels, THUMBNAIL), 85)


def jpeg(pixels: np.ndarray, quality: int = 90) -> str:
    return _data_uri(pixels, ".jpg", "image/jpeg", [cv2.IMWRITE_JPEG_QUALITY, quality])


def _data_uri(picture: np.ndarray, kind: str, mime: str, options: list[int] | None = None) -> str:
    _, encoded = cv2.imencode(kind, picture, options or [])
    return f"data:{mime};base64,{base64.b64encode(encoded.tobytes()).decode()}"


def _legend(colormap: str, texts: English) -> str:
    """The colours from weak to strong, as a strip."""
    ramp = cv2.applyColorMap(np.linspace(0, 255, 9).astype(np.uint8)[:, np.newaxis], COLORMAPS[colormap])[:, 0, ::-1]
    stops = ",".join(f"rgb({r},{g},{b})" for r, g, b in ramp.tolist())
    return (
        f'<span class="px-ramp"><span>{escape(texts.weaker)}</span>'
        f'<i style="background:linear-gradient(90deg,{stops})"></i><span>{escape(texts.stronger)}</span></span>'
    )
