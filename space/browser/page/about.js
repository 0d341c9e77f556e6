// The last tab: what the model is and is not, how to use it from another page, and whose work is in here.

import { mount as mountBlock } from './block.js';
import { add, escape } from './html.js';
import { code } from './quiz-view.js';

const MODULE = `import { Classifier } from '{address}/pneumonia.js';

const classifier = await Classifier.load();
const { report, cam } = await classifier.predict(file);  // a File, a Blob or an ArrayBuffer
console.log(report.label, report.probability);`;

const MESSAGES = `<iframe src="{address}/?embed=1" title="..." width="100%" height="800" allow="camera"></iframe>

frame.contentWindow.postMessage({ type: 'pneumonia:predict', id: 1, file }, '{origin}');
addEventListener('message', ({ data }) => {
  if (data.type === 'pneumonia:report') console.log(data.id, data.report.label);
  if (data.type === 'pneumonia:error') console.log(data.id, data.message);
});`;

export async function mount(panel, app) {
  const { texts } = app, { about, licences } = await app.page('about');
  await mountBlock(panel, about);
  const address = new URL('..', import.meta.url).href.replace(/\/$/, '');
  const filled = (snippet) => snippet.replaceAll('{address}', address).replaceAll('{origin}', location.origin);
  const links = [['module', texts.example_module], ['embed', texts.example_embed]].map(([file, words]) => (
    `<a href="developers/${file}.html">${escape(words)}</a>`));
  const vendor = licences.map(({ name, file }) => `<a href="vendor/${file}">${escape(name)}</a>`);
  const place = add(panel, `<h2 class="px-section">${escape(texts.developers)}</h2>`
    + `<p>${escape(texts.module_words)}</p>${code(filled(MODULE), texts)}`
    + `<p>${escape(texts.message_words)}</p>${code(filled(MESSAGES), texts)}`
    + `<p>${escape(texts.examples)} ${links.join(', ')}</p>`
    + `<p class="px-fine">${escape(texts.licences)} ${vendor.join(', ')}</p>`, { id: 'px-developers' });
  place.addEventListener('click', async ({ target }) => {
    const button = target.closest('button[data-copied]');
    if (!button) return;
    const content = button.closest('.px-code').querySelector('code');
    getSelection().selectAllChildren(content);  // where the clipboard is closed to us, the visitor can copy by hand
    await navigator.clipboard?.writeText(content.textContent);
    button.textContent = button.dataset.copied;
  });
}
