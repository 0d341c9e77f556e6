// Takes files that are dropped, chosen or pasted, and uploads them (dropzone.py).
// The events carry the paths that Gradio's upload gave; the server checks them again (see session.uploaded).
// They also say when the files came, for what came first may be uploaded last (see newest.py).

const zone = element.querySelector('.px-drop'), input = zone.querySelector('input');
const status = zone.querySelector('em'), bar = zone.querySelector('progress');
let latest = 0, latestSeveral = 0;  // when they came: the zone speaks of the last ones
const visible = () => zone.offsetParent !== null;
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
const say = (words, values = {}) => { status.textContent = words.replace(/{(\w+)}/g, (_, name) => values[name]); };
// On phones this offers the camera; on desktops it would hide DICOM files, which often have no extension.
if (matchMedia('(pointer: coarse)').matches) input.accept = 'image/*,.dcm,.dicom';

async function path(file) {
  return file.size > props.limit ? null : upload(file).then((sent) => sent.path, () => null);
}
async function one(file, at) {
  bar.hidden = true;
  say(props.busy);
  const sent = await path(file), told = sent || file.size > props.limit;
  if (at === latest) say(told ? '' : props.failed);  // in case the server cannot be asked to say so
  trigger('upload', { path: sent, size: file.size, at });
}
async function several(files, at) {
  latestSeveral = at;
  const sent = [];
  for (const file of files) {
    if (at === latest) {
      bar.hidden = false;
      bar.value = sent.length / files.length;
      say(props.counting, { done: sent.length, total: files.length });
    }
    sent.push({ name: file.name, path: await path(file), size: file.size });
    if (at !== latestSeveral) return;
  }
  if (at === latest) {
    bar.hidden = true;
    say('');
  }
  trigger('select', { files: sent, at });
}
async function send(chosen) {
  const files = props.most > 1 ? [...chosen] : [...chosen].slice(0, 1), at = performance.now();
  input.value = '';
  if (!files.length) return;
  if (files.length > props.most) return say(props.too_many, { most: props.most, received: files.length });
  latest = at;
  zone.dataset.busy = 'yes';
  await (files.length > 1 ? several(files, at) : one(files[0], at));
  if (at === latest) delete zone.dataset.busy;
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
