"""The first tab: hand in an image, read the answer."""

from dataclasses import dataclass
from html import escape

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.explain import DEFAULT_OPACITY
from pneumonia.report import PNEUMONIA, percent
from pneumonia.ui import batch, card, record
from pneumonia.ui.batch import Batch
from pneumonia.ui.block import html
from pneumonia.ui.collection import SHOWN, Collection
from pneumonia.ui.dropzone import dropzone
from pneumonia.ui.inputs import MOST_FILES
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import pictures

#: A click on a button with ``data-number`` becomes a ``select`` event that carries the number, the tab to open, and
#: when it was (newest.py).
SELECT = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-number]');
  if (!button) return;
  const { number, tab = 'predict' } = button.dataset;
  trigger('select', { number: Number(number), tab, at: performance.now() });
});
"""

_OPACITY = """
element.addEventListener('input', (event) => {
  element.querySelector('.px-pictures').style.setProperty('--px-opacity', event.target.value);
});
"""


@dataclass(frozen=True)
class PredictTab:
    drop: gr.HTML
    alert: gr.HTML
    points: gr.Radio
    examples: gr.HTML
    batch: Batch
    card: gr.HTML
    save: gr.HTML
    pictures: gr.HTML


def build(classifier: Classifier, collection: Collection, texts: Texts) -> PredictTab:
    """Lay the tab out; :mod:`pneumonia.ui.page` connects it."""
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=5, min_width=300):
            drop = dropzone(texts, "px-drop-predict", most=MOST_FILES)
            alert = html(elem_id="px-alert", elem_classes="px px-slot")
            # Most visitors have no film at hand: on a phone the examples must be in sight, before any choice.
            examples = html(_before_examples(collection, texts), js_on_load=SELECT, elem_id="px-examples")
            points = operating_points(classifier, texts)
        with gr.Column(scale=7, min_width=300):
            several = batch.build()
            answer = html(card.empty(texts), js_on_load=record.BUTTONS, elem_id="px-answer")
            film = html(js_on_load=_OPACITY, elem_id="px-pictures-predict")
            save = html(js_on_load=record.BUTTONS, elem_id="px-save", elem_classes="px px-slot")
    return PredictTab(drop, alert, points, examples, several, answer, save, film)


def operating_points(classifier: Classifier, texts: Texts) -> gr.Radio:
    """One choice per operating point, with what it means in words."""
    test = classifier.bundle.metrics["test"]
    return gr.Radio(
        [(words, name) for name, words in points_in_words(classifier, texts).items()],
        value=classifier.default_operating_point,
        label=texts.points_title,
        info=texts.point_source.format(n=test["n"]),
        elem_id="px-points",
    )


def points_in_words(classifier: Classifier, texts: Texts) -> dict[str, str]:
    """What each operating point means, by its name."""
    measured = classifier.bundle.metrics["test"]["operating_points"]
    return {name: _point_words(name, measured[name]["rates"], texts) for name in classifier.operating_points}


def _point_words(name: str, rates: dict[str, dict[str, float]], texts: Texts) -> str:
    words = texts.point_words.format(
        sensitivity=percent(rates["sensitivity"]["value"], 1),
        false_alarms=percent(1.0 - rates["specificity"]["value"], 1),
    )
    return f"{texts.point_names.get(name, name)}: {words}"


def examples_html(collection: Collection, texts: Texts) -> str:
    """Thumbnails to click."""
    buttons = "".join(
        f'<button type="button" data-number="{number}" aria-label="{escape(texts.example_label.format(number=n))}">'
        f'<img src="{picture}" alt=""></button>'
        for n, (number, picture) in enumerate(collection.examples, start=1)
    )
    return f'<p class="px-label">{escape(texts.examples_title)}</p><div class="px-examples">{buttons}</div>'


def _before_examples(collection: Collection, texts: Texts) -> str:
    """As much room as the examples take, which come after the first paint (page.py); or that there are none."""
    if not collection.items:
        return f'<p class="px-fine">{escape(texts.no_examples)}</p>'
    room = "<i></i>" * min(SHOWN, len(collection.items))
    return f'<p class="px-label">{escape(texts.examples_title)}</p><div class="px-examples">{room}</div>'


def shown(seen: Seen, texts: Texts) -> str:
    """The X-ray beside the evidence for its answer, with one slider that fades the map without asking the server."""
    slider = (
        f'<label class="px-opacity">{escape(texts.opacity)}'
        f'<input type="range" min="0" max="1" step="0.05" value="{DEFAULT_OPACITY}"></label>'
    )
    label = seen.report.label
    return pictures(seen, texts, evidence=label or PNEUMONIA, below=slider if label else "")
