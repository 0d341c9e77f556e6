"""Distribution shift: one child's film, changed in ways that mean nothing, and what the live model says to each."""

from html import escape

import cv2
import numpy as np

from pneumonia.classifier import Classifier
from pneumonia.evaluation.robustness import Change, cropped, exposed, turned
from pneumonia.report import NORMAL, percent
from pneumonia.ui import viewer
from pneumonia.ui.collection import Collection
from pneumonia.ui.lessons import frame
from pneumonia.ui.texts import Texts

#: What is done to the film; the first leaves it alone.
CHANGES: dict[str, Change] = {
    "unchanged": lambda film: film,
    "brighter": exposed(lambda grey: grey**0.5),
    "darker": exposed(lambda grey: grey**2.0),
    "tilted": turned(15.0),
    "turned": lambda film: np.rot90(film),
    "mirrored": lambda film: film[:, ::-1],
    "negative": lambda film: 255 - film,
    "cropped": cropped(8),
}


def lesson(classifier: Classifier, collection: Collection, texts: Texts) -> str:
    words = texts.lesson_shift
    population = texts.population(classifier.bundle.info)
    # A film that the model warns about as it is has no change without a warning.
    healthy = next((found for found in collection.judged_right(NORMAL) if not found.report.warnings), None)
    if healthy is None:
        playground = f'<p class="px-fine">{escape(texts.lesson_no_films)}</p>'
    else:
        buttons = [(f'data-change="{name}"', texts.lesson_changes[name]) for name in CHANGES]
        pixels = healthy.xray.pixels
        playground = (
            frame.choices(words["title"], buttons, pressed=0)
            + "".join(_version(classifier, name, change(pixels), texts) for name, change in CHANGES.items())
            + frame.check(texts)
        )
    return frame.lesson("shift", words, playground, texts, population=population)


def _version(classifier: Classifier, name: str, pixels: np.ndarray, texts: Texts) -> str:
    """The changed film with the model's live answer and its warnings."""
    pixels = np.ascontiguousarray(pixels)
    report = classifier.predict(cv2.imencode(".png", pixels)[1].tobytes()).report
    says = texts.verdict_refused if report.label is None else f"{report.label} · {percent(report.probability, 1)}"
    warnings = "".join(f"<p>{escape(texts.say(warning))}</p>" for warning in report.warnings)
    warned = f'<div class="px-warn">{warnings}</div>' if warnings else ""
    return (
        f'<div class="px-version" data-change="{name}" data-probability="{report.probability or 0:.4f}" '
        f"{'hidden' if name != 'unchanged' else ''}>{viewer.film(pixels, texts.lesson_changes[name])}"
        f'<div role="status"><p class="px-gauge"><span>{escape(texts.probability)}</span><b>{escape(says)}</b>'
        f'<i aria-hidden="true" style="--value:{report.probability or 0:.4f}"></i></p>'
        f"{warned}</div></div>"
    )
