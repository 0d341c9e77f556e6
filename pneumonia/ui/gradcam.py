"""The second tab: what spoke for and against, in which colours and how strongly."""

from dataclasses import dataclass
from html import escape

import gradio as gr

from pneumonia.explain import COLORMAPS, DEFAULT_COLORMAP, DEFAULT_OPACITY
from pneumonia.report import LABELS, PNEUMONIA
from pneumonia.ui.block import html
from pneumonia.ui.dropzone import dropzone
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import English
from pneumonia.ui.viewer import SET_OPACITY, pictures

_PICTURES = "px-pictures-gradcam"


@dataclass(frozen=True)
class GradCamTab:
    drop: gr.HTML
    alert: gr.HTML
    evidence: gr.Radio
    colormap: gr.Radio
    pictures: gr.HTML


def build(seen: gr.State, texts: English) -> GradCamTab:
    """Lay the tab out. Its controls draw the same map again; none of them runs the network."""
    html(f'<p class="px-intro">{escape(texts.gradcam_intro)}</p>')
    with gr.Row(elem_classes="px-columns px-pictures-first"):
        with gr.Column(scale=4, min_width=280):
            evidence = gr.Radio(list(reversed(LABELS)), value=PNEUMONIA, label=texts.evidence, elem_id="px-evidence")
            opacity = gr.Slider(
                0, 1, value=DEFAULT_OPACITY, step=0.05, label=texts.opacity, elem_id="px-opacity", buttons=[]
            )
            colormap = gr.Radio(list(COLORMAPS), value=DEFAULT_COLORMAP, label=texts.colormap, elem_id="px-colormap")
            drop = dropzone(texts, "px-drop-gradcam")
            alert = html(elem_classes="px px-slot")
        with gr.Column(scale=8, min_width=300):
            view = html(empty(texts), elem_id=_PICTURES)
    for control in (evidence, colormap):
        control.change(
            lambda seen, label, colours: draw(seen, label, colours, texts),
            [seen, evidence, colormap],
            view,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="always_last",
        )
    opacity.input(None, opacity, js=SET_OPACITY.format(_PICTURES), api_visibility="private")
    return GradCamTab(drop, alert, evidence, colormap, view)


def draw(seen: Seen | None, evidence: str, colormap: str, texts: English) -> str:
    if seen is None:
        return empty(texts)
    return pictures(seen, texts, evidence=evidence, colormap=colormap)


def empty(texts: English) -> str:
    return f'<section class="px-card px-empty"><p>{escape(texts.gradcam_empty)}</p></section>'
