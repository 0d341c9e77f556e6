"""The one place where images come in: drop, click, paste, or a phone's camera; any file our reader understands.

Gradio's own components would not do: ``gr.Image`` clips 16-bit pictures and takes no DICOM, ``gr.File`` takes no paste
and turns into a list after the first file. This zone stays where it is, ready for the next image.
"""

from html import escape
from typing import Any

import gradio as gr

from pneumonia.image import MAX_BYTES
from pneumonia.ui.block import html
from pneumonia.ui.texts import English

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

# The events carry the paths that Gradio's upload gave; the server checks them again (see session.uploaded).
_SCRIPT = """
const zone = element.querySelector('.px-drop'), input = zone.querySelector('input');
const status = zone.querySelector('em'), bar = zone.querySelector('progress');
const visible = () => zone.offsetParent !== null;
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
const say = (words, values = {}) => { status.textContent = words.replace(/{(\\w+)}/g, (_, name) => values[name]); };
// On phones this offers the camera; on desktops it would hide DICOM files, which often have no extension.
if (matchMedia('(pointer: coarse)').matches) input.accept = 'image/*,.dcm,.dicom';

async function path(file) {
  return file.size > props.limit ? null : upload(file).then((sent) => sent.path, () => null);
}
async function one(file) {
  say(props.busy);
  const sent = await path(file);
  say(sent || file.size > props.limit ? '' : props.failed);  // in case the server cannot be asked to say so
  trigger('upload', { path: sent, size: file.size });
}
async function several(files) {
  bar.hidden = false;
  const sent = [];
  for (const file of files) {
    bar.value = sent.length / files.length;
    say(props.counting, { done: sent.length, total: files.length });
    sent.push({ name: file.name, path: await path(file), size: file.size });
  }
  bar.hidden = true;
  say('');
  trigger('select', { files: sent });
}
async function send(chosen) {
  const files = props.most > 1 ? [...chosen] : [...chosen].slice(0, 1);
  input.value = '';
  if (!files.length || zone.dataset.busy) return;
  if (files.length > props.most) return say(props.too_many, { most: props.most, received: files.length });
  zone.dataset.busy = 'yes';
  await (files.length > 1 ? several(files) : one(files[0]));
  delete zone.dataset.busy;
}
input.addEventListener('change', () => send(input.files));
document.addEventListener('paste', (event) => {
  const files = event.clipboardData?.files;
  if (files?.length && visible()) { event.preventDefault(); send(files); }
});
// A file dropped beside the zone would otherwise replace the page.
document.addEventListener('dragover', (event) => {
  if (hasFiles(event) && visible()) { event.preventDefault(); zone.classList.add('px-over'); }
});
document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) zone.classList.remove('px-over'); });
document.addEventListener('drop', (event) => {
  zone.classList.remove('px-over');
  if (hasFiles(event) && visible()) { event.preventDefault(); send(event.dataTransfer.files); }
});
"""


def dropzone(texts: English, elem_id: str, *, most: int = 1) -> gr.HTML:
    """The component. One file is an ``upload`` event with its ``size`` in bytes and its ``path`` on the server, null
    where it did not get there (an answer to an older file must go all the same); of several only the first counts.

    Unless it takes more: then several files, up to ``most``, are a ``select`` event with ``files``, each with ``name``,
    ``size`` and ``path`` (null where the upload failed).
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


def failed(size: Any, texts: English) -> str:
    """Why a file is not on the server, as far as a browser knows, which says how many bytes the file has."""
    if isinstance(size, int) and size > MAX_BYTES:
        return texts.drop_large.format(size=-(-size >> 20), megabytes=_MEGABYTES)
    return texts.drop_failed
