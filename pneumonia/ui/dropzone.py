"""The one place where images come in: drop, click, paste, or a phone's camera; any file our reader understands.

Gradio's own components would not do: ``gr.Image`` clips 16-bit pictures and takes no DICOM, ``gr.File`` takes no paste
and turns into a list after the first file. This zone stays where it is, ready for the next image.
"""

from html import escape

import gradio as gr

from pneumonia.image import MAX_BYTES
from pneumonia.ui.block import html
from pneumonia.ui.texts import English

_MEGABYTES = MAX_BYTES >> 20

_TEMPLATE = """
<label class="px-drop">
  <input type="file" aria-label="{title}. {action} {hint}">
  <svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 16V4m0 0L7 9m5-5l5 5M4 16v4h16v-4"/></svg>
  <strong>{title}</strong>
  <span><b>{action}</b> {hint}</span>
  <em role="status"></em>
</label>
"""

# The event carries the path that Gradio's upload gave; the server checks it again (see session.read_upload).
_SCRIPT = """
const zone = element.querySelector('.px-drop'), input = zone.querySelector('input'), status = zone.querySelector('em');
const visible = () => zone.offsetParent !== null;
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
// On phones this offers the camera; on desktops it would hide DICOM files, which often have no extension.
if (matchMedia('(pointer: coarse)').matches) input.accept = 'image/*,.dcm,.dicom';

async function send(file) {
  if (!file || zone.dataset.busy) return;
  zone.dataset.busy = 'yes';
  status.textContent = props.busy;
  try {
    if (file.size > props.limit) throw new Error('too large');
    const { path } = await upload(file);
    status.textContent = '';
    trigger('upload', { path });
  } catch (error) {
    status.textContent = props.failed;
  } finally {
    delete zone.dataset.busy;
    input.value = '';
  }
}
input.addEventListener('change', () => send(input.files[0]));
document.addEventListener('paste', (event) => {
  const file = event.clipboardData?.files?.[0];
  if (file && visible()) { event.preventDefault(); send(file); }
});
// A file dropped beside the zone would otherwise replace the page.
document.addEventListener('dragover', (event) => {
  if (hasFiles(event) && visible()) { event.preventDefault(); zone.classList.add('px-over'); }
});
document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) zone.classList.remove('px-over'); });
document.addEventListener('drop', (event) => {
  zone.classList.remove('px-over');
  if (hasFiles(event) && visible()) { event.preventDefault(); send(event.dataTransfer.files[0]); }
});
"""


def dropzone(texts: English, elem_id: str) -> gr.HTML:
    """The component; its ``upload`` event carries ``path``, the file on the server."""
    hint = texts.drop_hint.format(megabytes=_MEGABYTES)
    return html(
        _TEMPLATE.format(title=escape(texts.drop_title), action=escape(texts.drop_action), hint=escape(hint)),
        js_on_load=_SCRIPT,
        elem_id=elem_id,
        busy=texts.drop_busy,
        failed=texts.drop_failed.format(megabytes=_MEGABYTES),
        limit=MAX_BYTES,
    )
