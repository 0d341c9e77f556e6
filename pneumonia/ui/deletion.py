"""Does the explanation matter? The film with its hottest places hidden, the curve of the answer, and one sentence."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.deletion import ELSEWHERE, SHARES, Deletion, deletion
from pneumonia.report import percent
from pneumonia.ui.block import html
from pneumonia.ui.metrics import compact, spec_of
from pneumonia.ui.run_panel import QUIET, RUN, heading, invitation, progress, start
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import jpeg

SLIDER = "px-hidden"

#: Shows the frame that the slider is at, and says its words.
_STEP = """
element.addEventListener('input', (event) => {
  if (event.target.id !== 'px-hidden') return;
  const frames = [...element.querySelectorAll('.px-frames img')];
  frames.forEach((frame, step) => { frame.hidden = step !== Number(event.target.value); });
  const words = frames[event.target.value].alt;
  element.querySelector('output').textContent = words;
  event.target.setAttribute('aria-valuetext', words);
});
"""


def build(classifier: Classifier, seen: gr.State, texts: Texts) -> None:
    head, about = heading(texts.deletion_title, texts.deletion_words, texts)
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=5, min_width=300):
            panel = html(invitation(None, texts.deletion_run, texts), js_on_load=RUN + _STEP, elem_id="px-deletion")
        with gr.Column(scale=6, min_width=300):
            plot = gr.Plot(show_label=False, container=False, visible=False, elem_id="px-deletion-curve")
    running = start(panel, partial(run, classifier, texts), [seen], [panel, plot], texts.deletion_run, texts)
    seen.change(
        lambda seen: [about(seen), invitation(seen, texts.deletion_run, texts), gr.Plot(None, visible=False)],
        seen,
        [head, panel, plot],
        cancels=[running],
        **QUIET,
    )


def run(classifier: Classifier, texts: Texts, seen: Seen | None) -> Iterator[list[Any]]:
    """A bar that fills, then the frames with their slider and the chart that listens to it."""
    if seen is None:  # forgotten in the meantime
        yield [invitation(None, texts.deletion_run, texts), gr.skip()]
        return
    label = str(seen.report.label)
    for found in deletion(classifier.logits, seen.film, seen.cam, label):
        yield [progress(len(found.elsewhere) / ELSEWHERE, texts.deletion_busy), gr.skip()]
    height, width = seen.pixels.shape
    yield [_result(found, label, width / height, texts), gr.Plot(_chart(found, label, texts), visible=True)]


def _chart(found: Deletion, label: str, texts: Texts) -> Any:
    words = {
        "map": texts.deletion_map,
        "elsewhere": texts.deletion_elsewhere,
        "hidden": texts.deletion_hidden,
        "probability": texts.deletion_probability.format(label=label),
        "described": texts.deletion_described.format(label=label),
    }
    from pneumonia import charts  # late, as in :mod:`pneumonia.ui.metrics`

    return compact(spec_of(charts.deletion(SHARES, found.curve, found.elsewhere, label, words, f"#{SLIDER}")))


def _result(found: Deletion, label: str, ratio: float, texts: Texts) -> str:
    steps = [
        escape(texts.deletion_step.format(share=percent(share), label=label, probability=percent(probability)))
        for share, probability in zip(SHARES, found.curve.tolist(), strict=True)
    ]
    frames = "".join(
        f'<img src="{jpeg(frame)}" alt="{words}"{" hidden" if step else ""}>'
        for step, (frame, words) in enumerate(zip(found.frames, steps, strict=True))
    )
    return (
        f'<div class="px-frames" style="--px-ratio:{ratio:.4f}">{frames}</div>'
        f'<div class="px-slider"><label for="{SLIDER}">{escape(texts.deletion_slider)}</label>'
        f'<input id="{SLIDER}" type="range" min="0" max="{len(SHARES) - 1}" step="1" value="0" '
        f'aria-valuetext="{steps[0]}"><output for="{SLIDER}">{steps[0]}</output></div>'
        f'<p class="px-finding" role="status"><strong>{escape(verdict(found, texts))}</strong></p>'
        f'<p class="px-fine">{escape(_numbers(found, label, texts))}</p>'
    )


def verdict(found: Deletion, texts: Texts) -> str:
    """What the curves come to, in one sentence."""
    if not found.noticeable:
        return texts.deletion_nothing
    words = texts.deletion_matters if found.matters else texts.deletion_chance
    return words.format(n=ELSEWHERE, of=ELSEWHERE + 1, less=int((found.area < found.areas).sum()))


def _numbers(found: Deletion, label: str, texts: Texts) -> str:
    area, areas = percent(found.area, 1), percent(float(found.areas.mean()), 1)
    return texts.deletion_numbers.format(label=label, area=area, areas=areas, n=ELSEWHERE)
