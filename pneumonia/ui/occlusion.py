"""The second opinion: occlusion sensitivity beside Grad-CAM, and whether the two agree."""

from collections.abc import Iterator
from functools import partial
from html import escape

import gradio as gr
import numpy as np

from pneumonia.classifier import Classifier
from pneumonia.occlusion import Agreement, agreement, sensitivity
from pneumonia.report import NORMAL, percent
from pneumonia.ui.block import html
from pneumonia.ui.run_panel import QUIET, RUN, heading, invitation, progress, start
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import explained, side_by_side


def build(classifier: Classifier, seen: gr.State, colormap: gr.Radio, texts: Texts) -> None:
    head, about = heading(texts.occlusion_title, texts.occlusion_words, texts)
    panel = html(invitation(None, texts.occlusion_run, texts), js_on_load=RUN, elem_id="px-occlusion")
    running = start(panel, partial(run, classifier, texts), [seen, colormap], [panel], texts.occlusion_run, texts)
    seen.change(
        lambda seen: [about(seen), invitation(seen, texts.occlusion_run, texts)],
        seen,
        [head, panel],
        cancels=[running],
        **QUIET,
    )


def run(classifier: Classifier, texts: Texts, seen: Seen | None, colormap: str) -> Iterator[str]:
    """A bar that fills, then both maps and how far they agree."""
    if seen is None:  # forgotten in the meantime
        yield invitation(None, texts.occlusion_run, texts)
        return
    for lost in sensitivity(classifier.logits, seen.film):
        yield progress(float(np.isfinite(lost).mean()), texts.occlusion_busy)
    yield _result(seen, lost, colormap, texts)


def _result(seen: Seen, lost: np.ndarray, colormap: str, texts: Texts) -> str:
    label = str(seen.report.label)
    sign = -1.0 if label == NORMAL else 1.0
    figures = [
        explained(map_, seen.pixels.shape, texts, label, colormap, words, outlined=True)
        for map_, words in ((seen.cam, texts.occlusion_gradcam), (lost, texts.occlusion_map))
    ]
    return f"{side_by_side(seen.pixels, figures)}{_sentence(agreement(sign * seen.cam, sign * lost), texts)}"


def _sentence(found: Agreement, texts: Texts) -> str:
    numbers = texts.occlusion_numbers.format(
        overlap=percent(found.overlap), chance=percent(found.chance), correlation=found.correlation
    )
    verdict = texts.occlusion_agree if found.agree else texts.occlusion_differ
    return (
        f'<p class="px-finding" role="status"><strong>{escape(verdict)}</strong></p>'
        f'<p class="px-fine">{escape(numbers)}</p>'
    )
