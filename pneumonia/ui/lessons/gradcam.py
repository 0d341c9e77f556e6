"""What Grad-CAM shows and does not: guess where the evidence is, then see."""

from html import escape
from itertools import islice

import numpy as np

from pneumonia.classifier import Prediction
from pneumonia.explain import heat
from pneumonia.report import PNEUMONIA
from pneumonia.ui import viewer
from pneumonia.ui.collection import Collection
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts

#: The film is divided into this many fields each way.
FIELDS = 3
FILMS = 3
#: A field is right if its evidence comes this close to the strongest.
NEARLY = 0.9
#: What counts as the border of a picture, as a share of its width and height.
BORDER = 1 / 8


def lesson(collection: Collection, texts: Texts) -> str:
    words = texts.lesson_gradcam
    shown = list(islice(collection.judged_right(PNEUMONIA), FILMS))
    if not shown:
        return frame.lesson("gradcam", words, f'<p class="px-fine">{escape(texts.lesson_no_films)}</p>', texts)
    names = [(f'data-film="{n}"', words["film"].format(number=n + 1)) for n in range(len(shown))]
    playground = frame.choices(words["title"], names, pressed=0) + "".join(
        _film(n, shown[n], texts) for n in range(len(shown))
    )
    return frame.lesson("gradcam", words, playground, texts)


def _film(number: int, prediction: Prediction, texts: Texts) -> str:
    cam, pixels = prediction.cam, prediction.xray.pixels
    hot = " ".join(map(str, hot_fields(cam)))
    buttons = "".join(
        f'<button type="button" data-field="{field}" aria-label="{escape(name)}" aria-pressed="false"></button>'
        for field, name in enumerate(texts.lesson_fields)
    )
    attributes = (
        f'data-hot="{hot}" data-rows="{cam.shape[0]}" data-columns="{cam.shape[1]}" '
        f'data-border="{100 * at_border(cam):.0f}" {"hidden" if number else ""}'
    )
    above = viewer.heat_above(cam, pixels.shape, "hidden") + f'<div class="px-fields">{buttons}</div>'
    return viewer.film(pixels, texts.lesson_gradcam["film"].format(number=number + 1), above, attributes)


def hot_fields(cam: np.ndarray) -> list[int]:
    """The numbers, row by row, of the fields where the evidence for PNEUMONIA in a map (h, w) is strongest."""
    evidence = heat(cam, PNEUMONIA)
    rows, columns = (np.arange(n) * FIELDS // n for n in evidence.shape)  # the field in which each cell lies
    field = FIELDS * rows[:, np.newaxis] + columns
    return [n for n in range(FIELDS**2) if evidence[field == n].max(initial=0.0) >= NEARLY * evidence.max() > 0]


def at_border(cam: np.ndarray) -> float:
    """The share, in [0, 1], of the evidence for PNEUMONIA in a map (h, w) that lies near the picture's edges."""
    evidence = heat(cam, PNEUMONIA)
    y, x = ((np.arange(n) + 0.5) / n for n in evidence.shape)
    near = [np.minimum(place, 1 - place) < BORDER for place in (y, x)]
    border = near[0][:, np.newaxis] | near[1]
    return float(evidence[border].sum() / max(float(evidence.sum()), 1e-6))
