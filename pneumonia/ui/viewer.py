"""The X-ray as the page shows it: beside itself under its heat map, or alone with something that lies on it.

Film and heat map travel inside the page as data, so nothing is written to disk. The heat map is a picture of its own
whose transparency is the evidence; laid over the film in the browser it gives, pixel for pixel, what
:func:`pneumonia.explain.overlay` computes, and its opacity follows a slider without asking the server.
"""

import base64
from html import escape

import cv2
import numpy as np

from pneumonia.explain import DEFAULT_COLORMAP, coloured, contours, fitting, for_screen, heat, layer
from pneumonia.report import PNEUMONIA
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts

#: The heat map is smooth: this many pixels across are plenty, and the browser enlarges them.
HEAT_SIDE = 320
#: The grid on which outlines are drawn, as fine as a screen shows them; and the levels that there are, in percent.
OUTLINE_SIDE, LEVELS = 640, range(5, 100, 5)
#: The longest side of a thumbnail, in pixels.
THUMBNAIL = 240
#: The longest side of a film in a lesson, in pixels.
FILM_SIDE = 420

#: Hands a slider's value to the style sheet, as a property of the element with the given id.
SET_PROPERTY = "(value) => {{ document.getElementById('{0}')?.style.setProperty('{1}', value); }}"


def pictures(
    seen: Seen,
    texts: Texts,
    *,
    evidence: str = PNEUMONIA,
    colormap: str = DEFAULT_COLORMAP,
    outlined: bool = False,
    below: str = "",
) -> str:
    """Original and explained, side by side where there is room; an image that was not judged stands alone.

    On a phone the explained one comes first, and then what stands ``below`` both elsewhere.
    """
    alt = texts.picture_alt if seen.report.label else texts.picture_alt_refused
    figures = [
        f'<figure><div class="px-film" role="img" aria-label="{escape(alt)}"></div>'
        f"<figcaption>{escape(original(seen, texts))}</figcaption></figure>"
    ]
    if seen.report.label:  # no answer, no evidence for it
        words = caption(seen.cam, evidence, texts)
        figures.append(explained(seen.cam, seen.pixels.shape, texts, evidence, colormap, words, outlined=outlined))
    return side_by_side(seen.pixels, [*figures, below])


def original(seen: Seen, texts: Texts) -> str:
    """What the picture as it is may be called: nobody knows that what was refused is an X-ray."""
    return texts.original if seen.report.label else texts.original_refused


def caption(cam: np.ndarray, evidence: str, texts: Texts) -> str:
    """What a heat map shows, with ``{label}`` for the evidence shown."""
    return texts.explained if heat(cam, evidence).any() else texts.explained_nothing


def side_by_side(pixels: np.ndarray, figures: list[str]) -> str:
    """Figures of the same film: it travels once."""
    height, width = pixels.shape
    style = f"--px-film:url('{jpeg(pixels)}');--px-ratio:{width / height:.4f}"
    return f'<div class="px-pictures" style="{style}">{"".join(figures)}</div>'


def explained(
    cam: np.ndarray,
    shape: tuple[int, ...],
    texts: Texts,
    evidence: str,
    colormap: str,
    words: str,
    *,
    outlined: bool = False,
) -> str:
    """The film under its heat map; ``words`` say what it is, with ``{label}`` for the evidence shown."""
    return (
        f'<figure><div class="px-film px-explained" role="img" '
        f'aria-label="{escape(texts.explained_alt.format(label=evidence))}">'
        f'<img class="px-heat" alt="" src="{heat_layer(cam, shape, evidence, colormap)}">'
        f"{outlines(cam, shape, evidence) if outlined else ''}</div>"
        f"<figcaption>{escape(words.format(label=evidence))}{_legend(evidence, colormap, texts)}</figcaption></figure>"
    )


def outlines(cam: np.ndarray, shape: tuple[int, ...], evidence: str) -> str:
    """One path for each level in ``LEVELS``; the style sheet shows that of the slider, without asking the server."""
    height, width = fitting(shape, OUTLINE_SIDE)
    drawn = ((level, contours(cam, (height, width), level / 100, evidence=evidence)) for level in LEVELS)
    paths = "".join(f'<path style="--px-at:{level}" d="{_path(lines)}"/>' for level, lines in drawn if lines)
    return (
        f'<svg class="px-outlines" viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">'
        f"{paths}</svg>"
    )


def _path(lines: list[np.ndarray]) -> str:
    return "".join(f"M{' '.join(f'{x},{y}' for x, y in line.tolist())}Z" for line in lines)


def heat_layer(cam: np.ndarray, shape: tuple[int, ...], evidence: str, colormap: str) -> str:
    """The evidence as a picture: its colour from the colour map, its transparency from the same evidence in [0, 1]."""
    picture = layer(cam, fitting(shape, HEAT_SIDE), evidence=evidence, colormap=colormap)
    return data_uri(cv2.cvtColor(picture, cv2.COLOR_RGBA2BGRA), ".png", "image/png")


def film(pixels: np.ndarray, alt: str, above: str = "", attributes: str = "", side: int = FILM_SIDE) -> str:
    """An image (h, w) uint8, no side longer than ``side`` pixels, with the HTML that lies above it: a mark, buttons."""
    height, width = pixels.shape
    style = f"--px-film:url('{jpeg(for_screen(pixels, side), 85)}');--px-ratio:{width / height:.4f}"
    return f'<div class="px-film" role="group" aria-label="{escape(alt)}" style="{style}" {attributes}>{above}</div>'


def heat_above(cam: np.ndarray, shape: tuple[int, ...], attributes: str = "") -> str:
    """The evidence for PNEUMONIA, to lie above a :func:`film` of ``shape`` (h, w)."""
    return f'<img class="px-heat" alt="" src="{heat_layer(cam, shape, PNEUMONIA, DEFAULT_COLORMAP)}" {attributes}>'


def thumbnail(pixels: np.ndarray) -> str:
    """A small JPEG of a grey image (h, w) uint8."""
    return jpeg(for_screen(pixels, THUMBNAIL), 85)


def jpeg(pixels: np.ndarray, quality: int = 90) -> str:
    return data_uri(pixels, ".jpg", "image/jpeg", [cv2.IMWRITE_JPEG_QUALITY, quality])


def data_uri(picture: np.ndarray, kind: str, mime: str, options: list[int] | None = None) -> str:
    _, encoded = cv2.imencode(kind, picture, options or [])
    return f"data:{mime};base64,{base64.b64encode(encoded.tobytes()).decode()}"


def _legend(evidence: str, colormap: str, texts: Texts) -> str:
    """The colours from weak to strong, as a strip."""
    ramp = coloured(np.linspace(0, 255, 9).astype(np.uint8)[:, np.newaxis], evidence, colormap)[:, 0]
    stops = ",".join(f"rgb({r},{g},{b})" for r, g, b in ramp.tolist())
    return (
        f'<span class="px-ramp"><span>{escape(texts.weaker)}</span>'
        f'<i style="background:linear-gradient(90deg,{stops})"></i><span>{escape(texts.stronger)}</span></span>'
    )
