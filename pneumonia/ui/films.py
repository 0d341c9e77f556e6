"""A film that something lies on (a heat map, a mark, buttons), and which films of the gallery the lessons take."""

import logging
from collections.abc import Iterator
from html import escape

import numpy as np

from pneumonia.classifier import Classifier, Prediction
from pneumonia.errors import InputError
from pneumonia.explain import DEFAULT_COLORMAP, for_screen
from pneumonia.report import PNEUMONIA
from pneumonia.ui.collection import Collection
from pneumonia.ui.viewer import heat_layer, jpeg

#: The longest side of a film in a lesson, in pixels.
SIDE = 420
log = logging.getLogger(__name__)


def judged_right(classifier: Classifier, collection: Collection, label: str) -> Iterator[Prediction]:
    """The gallery's films of one class that the model gets right, read one by one as they are asked for."""
    for item in collection.items:
        if item.truth != label:
            continue
        try:
            prediction = classifier.predict(item.file)
        except InputError as error:
            log.warning("left out of the lessons: %s", error)
            continue
        if prediction.report.label == label:
            yield prediction


def film(pixels: np.ndarray, alt: str, above: str = "", attributes: str = "", side: int = SIDE) -> str:
    """An image (h, w) uint8, no side longer than ``side`` pixels, with the HTML that lies above it."""
    height, width = pixels.shape
    style = f"--px-film:url('{jpeg(for_screen(pixels, side), 85)}');--px-ratio:{width / height:.4f}"
    return f'<div class="px-film" role="group" aria-label="{escape(alt)}" style="{style}" {attributes}>{above}</div>'


def heat(cam: np.ndarray, shape: tuple[int, ...], attributes: str = "") -> str:
    """The evidence for PNEUMONIA, to lie above a film of ``shape`` (h, w)."""
    return f'<img class="px-heat" alt="" src="{heat_layer(cam, shape, PNEUMONIA, DEFAULT_COLORMAP)}" {attributes}>'
