"""The one place where images come in: drop, click, paste, or a phone's camera; any file our reader understands.

Gradio's own components would not do: ``gr.Image`` clips 16-bit pictures and takes no DICOM, ``gr.File`` takes no paste
and turns into a list after the first file. This zone stays where it is, ready for the next image.
"""

from html import escape
from typing import Any

import gradio as gr

from pneumonia.image import MAX_BYTES
from pneumonia.ui.block import html
from pneumonia.ui.scripts import script
from pneumonia.ui.texts import Texts

_MEGABYTES = MAX_BYTES >> 20

_TEMPLATE = """
<label class="px-drop">
  <input type="file" aria-label="{title}. {action} {hint}"{multiple}>
  <svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 16V4m0 0L7 9m5-5l5 5M4 16v4h16v-4"/></svg>
  <strong>{title}</strong>
  <span><b>{action}</b> {hint}</span>
  <em role="status"></em>
  <progress hidden max="1" value="0" aria-label="{busy}"></progress>
</label>
"""

_SCRIPT = script("dropzone.js")


def dropzone(texts: Texts, elem_id: str, *, most: int = 1) -> gr.HTML:
    """The component. One file is an ``upload`` event with its ``size`` in bytes and its ``path`` on the server, null
    where it did not get there (an answer to an older file must go all the same); of several only the first counts.

    Unless it takes more: then several files, up to ``most``, are a ``select`` event with ``files``, each with ``name``,
    ``size`` and ``path`` (null where the upload failed). Files that come while older ones are uploaded are taken, too;
    ``at`` of both events says when theirs came, in milliseconds since the page was opened.
    """
    hint = texts.drop_hint.format(megabytes=_MEGABYTES) + (f". {texts.drop_several}" if most > 1 else "")
    title, action, hint, busy = map(escape, (texts.drop_title, texts.drop_action, hint, texts.drop_busy))
    multiple = " multiple" if most > 1 else ""
    return html(
        _TEMPLATE.format(title=title, action=action, hint=hint, busy=busy, multiple=multiple),
        js_on_load=_SCRIPT,
        elem_id=elem_id,
        busy=texts.drop_busy,
        failed=texts.drop_failed,
        counting=texts.drop_counting,
        too_many=texts.drop_too_many,
        limit=MAX_BYTES,
        most=most,
    )


def failed(size: Any, texts: Texts) -> str:
    """Why a file is not on the server, as far as a browser knows, which says how many bytes the file has."""
    if isinstance(size, int) and size > MAX_BYTES:
        return texts.drop_large.format(size=-(-size >> 20), megabytes=_MEGABYTES)
    return texts.drop_failed
