"""The second tab: what spoke for and against, in which colours and how strongly, and experiments on it."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.explain import COLORMAP_NAMES, DEFAULT_COLORMAP, DEFAULT_OPACITY
from pneumonia.report import LABELS, PNEUMONIA
from pneumonia.ui import card, closeup, deletion, occlusion, paint, record
from pneumonia.ui.block import html
from pneumonia.ui.dropzone import dropzone
from pneumonia.ui.newest import is_outdated
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import SET_PROPERTY, pictures

_TAB = "px-gradcam"
#: The outline that is there at first encloses what is above half of the strongest evidence for either label, as widths
#: of peaks are measured.
DEFAULT_LEVEL = 50


@dataclass(frozen=True)
class GradCamTab:
    drop: gr.HTML
    alert: gr.HTML
    evidence: gr.Radio
    colormap: gr.Radio
    pictures: gr.HTML


def build(classifier: Classifier, seen: gr.State, texts: Texts) -> GradCamTab:
    """Lay the tab out. The controls draw the same map again; only the experiments below it run the network."""
    with gr.Column(elem_id=_TAB):
        html(f'<p class="px-intro">{escape(texts.gradcam_intro)}</p>')
        with gr.Row(elem_classes="px-columns px-pictures-first"):
            with gr.Column(scale=4, min_width=280):
                evidence = gr.Radio(
                    list(reversed(LABELS)), value=PNEUMONIA, label=texts.evidence, elem_id="px-evidence"
                )
                opacity = gr.Slider(
                    0, 1, value=DEFAULT_OPACITY, step=0.05, label=texts.opacity, elem_id="px-opacity", buttons=[]
                )
                level = gr.Slider(
                    0, 95, value=DEFAULT_LEVEL, step=5, label=texts.outline, elem_id="px-level", buttons=[]
                )
                colormap = gr.Radio(
                    list(COLORMAP_NAMES), value=DEFAULT_COLORMAP, label=texts.colormap, elem_id="px-colormap"
                )
                drop = dropzone(texts, "px-drop-gradcam")
                alert = html(elem_id="px-alert-gradcam", elem_classes="px px-slot")
            with gr.Column(scale=8, min_width=300):
                view = html(empty(texts), js_on_load=record.BUTTONS, elem_id="px-pictures-gradcam")
                closeup.build(seen, evidence, colormap, opacity, level, texts)
        occlusion.build(classifier, seen, colormap, texts)
        deletion.build(classifier, seen, texts)
        paint.build(classifier, seen, colormap, texts)
    _connect_controls(seen, evidence, colormap, view, texts)
    for slider, name in ((opacity, "--px-opacity"), (level, "--px-level")):
        slider.input(None, slider, js=SET_PROPERTY.format(_TAB, name), api_visibility="private")
    return GradCamTab(drop, alert, evidence, colormap, view)


def _connect_controls(seen: gr.State, evidence: gr.Radio, colormap: gr.Radio, view: gr.HTML, texts: Texts) -> None:
    def again(seen: Seen | None, label: str, colours: str) -> Any:
        shown = draw(seen, label, colours, texts)
        # Meanwhile a newer film may have been drawn, or will be when it has been read.
        return gr.skip() if seen and is_outdated(seen.turn) else shown

    for control in (evidence, colormap):
        control.input(  # not change: with another film the evidence for its answer is chosen, and drawn at once
            again,
            [seen, evidence, colormap],
            view,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="always_last",
        )


def for_answer(seen: Seen, colormap: str, texts: Texts) -> tuple[str, str]:
    """The evidence to choose for a film that has just been judged, that for its answer, and what is drawn then."""
    evidence = seen.report.label or PNEUMONIA
    return evidence, draw(seen, evidence, colormap, texts)


def draw(seen: Seen | None, evidence: str, colormap: str, texts: Texts) -> str:
    """The answer in brief, whatever the evidence shown, and below it the pictures: a link may lead here at once."""
    if seen is None:
        return empty(texts)
    shown = pictures(seen, texts, evidence=evidence, colormap=colormap, outlined=True)
    return card.brief(seen.report, texts) + shown


def empty(texts: Texts) -> str:
    return f'<section class="px-card px-empty"><p>{escape(texts.gradcam_empty)}</p></section>'
