"""Paint on the film that is looked at: the answer and the map follow, and nothing else on the page does.

Not with ``gr.ImageEditor``: in Gradio 6.31 every change of any event's state on the page makes it upload its pictures
again (36 uploads for one stroke), it fetches a WebGL engine, and it fills the console with warnings. This is a canvas
above the film; each stroke uploads one picture, as the drop zone does, which is deleted as any upload is.
"""

from html import escape
from typing import Any

import gradio as gr

from pneumonia.classifier import Classifier
from pneumonia.errors import InputError
from pneumonia.explain import for_screen
from pneumonia.image import MIN_SIDE
from pneumonia.report import percent
from pneumonia.ui import session
from pneumonia.ui.block import html
from pneumonia.ui.card import UNRELIABLE, alert, icon, verdict
from pneumonia.ui.newest import Newest, is_outdated
from pneumonia.ui.run_panel import QUIET, RUN, heading, invitation
from pneumonia.ui.scripts import script
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts
from pneumonia.ui.viewer import data_uri, explained, side_by_side

#: Longest side of the film that is painted on, in pixels; wider than a phone's screen, and quick to upload.
SIDE = 640
GREYS = {"white": "#ffffff", "grey": "#808080", "black": "#000000"}
CROP = "crop"

_SCRIPT = script("paint.js")


def build(classifier: Classifier, seen: gr.State, colormap: gr.Radio, texts: Texts) -> None:
    head, about = heading(texts.paint_title, texts.paint_words, texts)
    with gr.Row(elem_classes="px-columns"):
        with gr.Column(scale=7, min_width=300):
            panel = easel(texts)
        with gr.Column(scale=5, min_width=300):
            answer = html(elem_id="px-painted")
    panel.select(lambda seen: _easel(seen, texts), seen, panel, **QUIET)

    newest = Newest()

    def painted(seen: Seen | None, colours: str, event: gr.EventData, request: gr.Request) -> Any:
        stroke = newest.turn(request, event)
        if seen is None or event.film != seen.report.image.sha256:  # another film came in the meantime
            return gr.skip()
        shown = judge(classifier, texts, event.path, seen, colours) if stroke.is_last() else ""
        return shown if stroke.is_last() and not is_outdated(seen.turn) else gr.skip()

    # Not "always_last", with which Gradio would judge the first stroke twice and the last one never.
    panel.upload(painted, [seen, colormap], answer, trigger_mode="multiple", **QUIET)
    seen.change(
        lambda seen: [about(seen), invitation(seen, texts.paint_run, texts), ""], seen, [head, panel, answer], **QUIET
    )


def easel(texts: Texts) -> gr.HTML:
    """The place of the film that is painted on: each stroke is an ``upload`` event of one picture."""
    value = invitation(None, texts.paint_run, texts)
    return html(value, js_on_load=RUN + _SCRIPT, elem_id="px-paint", failed=texts.paint_failed, least=MIN_SIDE)


def judge(classifier: Classifier, texts: Texts, path: Any, before: Seen, colormap: str) -> str:
    """What the model says about the painted film at ``path``; the same reader and refusals as for any upload."""
    try:
        after = session.read_upload(classifier, path, before.report.operating_point)
    except InputError as error:
        return alert(texts.told(error), texts)
    label = after.report.label
    if label is None:
        reason = after.report.chest_xray.reason
        return (
            f'<p class="px-finding px-refused" role="status">{icon(None)}<strong>{escape(texts.paint_refused)}</strong>'
            f'</p><p class="px-fine">{escape(texts.say(reason)) if reason else ""}</p>'
        )
    words = texts.paint_same if label == before.report.label else texts.paint_flips
    says = words.format(before=before.report.label, label=label)
    # Of the film itself, too: a painted copy has lost the age that its file may say.
    kind = UNRELIABLE if UNRELIABLE in map(verdict, (before.report, after.report)) else label
    if kind == UNRELIABLE:
        says += f" ({texts.unreliable}: {texts.unreliable_why})"
    was, now = (escape(percent(seen.report.probability)) for seen in (before, after))
    picture = explained(after.cam, after.pixels.shape, texts, label, colormap, texts.explained, outlined=True)
    return (
        f'<p class="px-title">{escape(texts.paint_probability)}</p><p class="px-big">{was} → <span>{now}</span></p>'
        f'<p class="px-finding px-{kind.lower()}" role="status">{icon(kind)}<strong>{escape(says)}</strong></p>'
        f"{side_by_side(after.pixels, [picture])}"
    )


def _easel(seen: Seen | None, texts: Texts) -> str:
    if seen is None or seen.report.label is None:
        return invitation(seen, texts.paint_run, texts)
    film = for_screen(seen.pixels, SIDE)
    height, width = film.shape
    return under_a_canvas(texts).format(
        picture=data_uri(film, ".png", "image/png"),
        width=width,
        height=height,
        ratio=f"{width / height:.4f}",
        film=seen.report.image.sha256,
    )


def under_a_canvas(texts: Texts) -> str:
    """Any film under an empty canvas, and the tools.

    To be formatted with the ``picture``'s address, its ``width``, ``height`` and ``ratio``, and which ``film`` it is.
    """
    tools = "".join(
        f'<label><input type="radio" name="px-tool" value="{GREYS.get(name, name)}"{" checked" * (not n)}>'
        f"{f'<i style=background:{GREYS[name]}></i>' if name in GREYS else ''}{escape(texts.paint_tools[name])}</label>"
        for n, name in enumerate([*GREYS, CROP])
    )
    undo = "".join(
        f'<button type="button" data-undo="{which}">{escape(words)}</button>'
        for which, words in (("last", texts.paint_undo), ("all", texts.paint_again))
    )
    return (
        f'<fieldset class="px-tools"><legend>{escape(texts.paint_with)}</legend>{tools}'
        f'<label>{escape(texts.paint_size)}<input class="px-brush" type="range" min="6" max="120" value="40"></label>'
        '</fieldset><div class="px-easel" style="--px-ratio:{ratio}"><img alt="" src="{picture}">'
        f'<canvas width="{{width}}" height="{{height}}" data-film="{{film}}" aria-label="{escape(texts.paint_alt)}">'
        f'</canvas></div><div class="px-save">{undo}</div>'
        f'<p class="px-fine" role="status">{escape(texts.paint_hint)}</p>'
    )
