"""Six short lessons, each with one question that is answered by playing: one lesson per file.

Every number comes from the bundle's ``metrics.json`` or from the model itself, and the controls run in the browser.
"""

import json
from functools import cache
from html import escape

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.report import LABELS
from pneumonia.ui.block import html
from pneumonia.ui.collection import Collection
from pneumonia.ui.lessons import accuracy, gradcam, imbalance, roc, screening, shift
from pneumonia.ui.scripts import script
from pneumonia.ui.texts import Texts

#: In the order of the page.
NAMES = ("accuracy", "screening", "roc", "imbalance", "gradcam", "shift")
_SCRIPT = "".join(script(f"lessons/{name}.js") for name in ("frame", *NAMES))


def build(texts: Texts) -> gr.HTML:
    """The place of the lessons; :func:`contents` fills it when somebody looks."""
    return html(
        f'<p class="px-wait">{escape(texts.lessons_busy)}</p>',
        js_on_load=_SCRIPT,
        elem_id="px-lessons",
        right=texts.lesson_right,
        not_yet=texts.lesson_not_yet,
        undefined=texts.rate_undefined,
        most_missed=screening.MISSED,
        pairs=roc.PAIRS,
    )


def titles(texts: Texts) -> list[str]:
    """The title of each lesson, in the order of the page."""
    return [getattr(texts, f"lesson_{name}")["title"] for name in NAMES]


@cache  # the same for every visitor, and neither model nor gallery change while the app runs
def contents(classifier: Classifier, collection: Collection, texts: Texts) -> str:
    lessons = (
        accuracy.lesson(classifier, texts),
        screening.lesson(texts),
        roc.lesson(classifier, texts),
        imbalance.lesson(classifier, texts),
        gradcam.lesson(collection, texts),
        shift.lesson(classifier, collection, texts),
    )
    scores = f'<div hidden data-scores="{escape(_scores(classifier))}"></div>'
    return f'<div class="px-lessons">{"".join(lessons)}</div>{scores}'


def _scores(classifier: Classifier) -> str:
    """The probabilities that the model gave to the test images, by their truth."""
    rows = classifier.bundle.metrics["scores"]["test"]
    scores = {
        label: [row["probability"] for row in rows if row["label"] == number] for number, label in enumerate(LABELS)
    }
    return json.dumps(scores, separators=(",", ":"))
