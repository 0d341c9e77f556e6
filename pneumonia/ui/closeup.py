"""The overlay at the film's own size: to look closer, and to save.

The page keeps the film at screen size only, so it is read again from the file it came from, as long as that exists.
"""

import base64
from collections.abc import Iterator
from functools import partial
from html import escape

import cv2
import gradio as gr

from pneumonia.errors import InputError, UnreadableImage
from pneumonia.explain import fitting, overlay
from pneumonia.image import read_image
from pneumonia.ui.block import html
from pneumonia.ui.card import alert
from pneumonia.ui.newest import is_outdated
from pneumonia.ui.run_panel import QUIET, RUN
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts

#: No side is longer: radiographs have 2,000 to 4,300 pixels, and a browser shows larger PNGs badly or not at all.
LONGEST_SIDE = 4096

#: Zooms and closes. The browser itself closes a dialog with Escape.
_DIALOG = """
element.addEventListener('click', (event) => {
  const dialog = element.querySelector('dialog');
  if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
  const zoom = dialog?.querySelector('[data-zoom]');
  if (event.target.closest('[data-zoom]') || event.target.closest('dialog img')) {
    zoom.setAttribute('aria-pressed', zoom.getAttribute('aria-pressed') !== 'true');
  }
});
"""
#: Opens the dialog when it has come. The picture as a blob, because phones open data links instead of saving them.
_OPEN = """async () => {
  const dialog = document.querySelector('#px-closeup dialog');
  if (!dialog) return;
  dialog.showModal();
  const picture = dialog.querySelector('img'), blob = await (await fetch(picture.src)).blob();
  const address = URL.createObjectURL(blob);
  picture.src = dialog.querySelector('a').href = address;
  dialog.addEventListener('close', () => { dialog.remove(); URL.revokeObjectURL(address); });
}"""


def build(
    seen: gr.State, evidence: gr.Radio, colormap: gr.Radio, opacity: gr.Slider, level: gr.Slider, texts: Texts
) -> None:
    panel = html(js_on_load=RUN + _DIALOG, elem_id="px-closeup", elem_classes="px px-slot")
    opened = panel.select(partial(look, texts), [seen, evidence, colormap, opacity, level], panel, **QUIET)
    opened.then(None, js=_OPEN, api_visibility="private")
    seen.change(lambda seen: button(seen, texts), seen, panel, **QUIET)


def button(seen: Seen | None, texts: Texts) -> str:
    if seen is None or seen.report.label is None:
        return ""
    height, width = fitting((seen.report.image.height, seen.report.image.width), LONGEST_SIDE)
    words = texts.closer.format(width=width, height=height)
    return f'<div class="px-save"><button type="button" data-run>{escape(words)}</button></div>'


def look(texts: Texts, seen: Seen | None, evidence: str, colormap: str, opacity: float, level: float) -> Iterator[str]:
    """The button, and a dialog with the picture; or a message that the file is gone. Nothing once a newer film came."""
    if seen is None:  # forgotten in the meantime
        yield ""
        return
    yield f'<p class="px-save px-fine">{escape(texts.closer_busy)}</p>'
    try:
        picture = at_own_size(seen, texts, evidence=evidence, colormap=colormap, opacity=opacity, level=level)
    except InputError as error:
        shown = alert(texts.told(error), texts)
    else:
        shown = _dialog(picture, seen, evidence, texts)
    if not is_outdated(seen.turn):
        yield button(seen, texts) + shown


def at_own_size(seen: Seen, texts: Texts, *, evidence: str, colormap: str, opacity: float, level: float) -> bytes:
    """The overlay as a PNG; ``level`` in percent. Raises ``UnreadableImage`` when the file is gone."""
    if seen.source is None or not seen.source.is_file():
        raise UnreadableImage(texts.gone)
    drawn = overlay(
        read_image(seen.source, invert=seen.inverted).pixels,
        seen.cam,
        evidence=evidence,
        opacity=opacity,
        colormap=colormap,
        level=level / 100,
        longest=LONGEST_SIDE,
    )
    return bytes(cv2.imencode(".png", drawn[..., ::-1])[1])


def _dialog(picture: bytes, seen: Seen, evidence: str, texts: Texts) -> str:
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    alt = escape(texts.explained_alt.format(label=evidence))
    name = f"gradcam-{seen.report.image.sha256[:8]}.png"
    return (
        f'<dialog class="px-closeup" aria-label="{alt}"><div class="px-save">'
        f'<button type="button" data-zoom aria-pressed="false">{escape(texts.closer_zoom)}</button>'
        f'<a download="{name}">{escape(texts.closer_save)}</a>'
        f'<button type="button" data-close>{escape(texts.closer_close)}</button></div>'
        f'<div class="px-scroll" tabindex="0"><img src="{address}" alt="{alt}"></div></dialog>'
    )
