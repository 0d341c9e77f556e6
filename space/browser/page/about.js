// The last tab: what the model is and is not, how to use it from another page, and whose work is in here.

import { mount as mountBlock } from './block.js';
import { escape } from './html.js';
import { code } from './quiz-view.js';

const MODULE = `import { Classifier } from '{address}/pneumonia.js';

const classifier = await Classifier.load();
const { report, cam } = await classifier.predict(file);  // a File, a Blob or an ArrayBuffer
console.log(report.label, report.probability);`;

const MESSAGES = `<input type="file" disabled> <output></output>
{frame}
<script type="module">
const [input, told, frame] = ['input', 'output', 'iframe'].map((name) => document.querySelector(name));
addEventListener('message', ({ data, source }) => {
  if (source !== frame.contentWindow) return;
  if (data.type === 'pneumonia:ready') input.disabled = false;
  if (data.type === 'pneumonia:report') told.textContent = data.report.label ?? data.report.advice;
  if (data.type === 'pneumonia:error') told.textContent = data.message;
});
input.addEventListener('change', () => {
  frame.contentWindow.postMessage({ type: 'pneumonia:predict', id: 1, file: input.files[0] }, '{origin}');
});
</script>`;

export async function mount(panel, app) {
  const { about, developers, frame, licences } = await app.page('about');
  await mountBlock(panel, about);
  (await mountBlock(panel, developers)).value = forDevelopers(frame, licences, app);
}

function forDevelopers(frame, licences, { texts }) {
  const address = new URL('..', import.meta.url).href.replace(/\/$/, '');
  const values = { address, title: texts.title, origin: location.origin };
  const snippet = (content) => code(content.replace(/\{(address|title|origin)\}/g, (_, name) => values[name]), texts);
  const examples = ['module', 'embed'].map((name) => (
    `<a href="developers/${name}.html">${escape(texts[`example_${name}`])}</a>`));
  const vendor = licences.map(({ name, file }) => `<a href="vendor/${file}">${escape(name)}</a>`);
  return `<h2>${escape(texts.about_privacy)}</h2><p>${escape(texts.about_privacy_words)}</p>`
    + `<h2>${escape(texts.developers)}</h2>`
    + `<p>${escape(texts.module_words)}</p>${snippet(MODULE)}<p>${escape(texts.message_words)}</p>${snippet(MESSAGES.replace('{frame}', frame))}`
    + `<p>${escape(texts.examples)} ${examples.join(', ')}</p>`
    + `<p class="px-fine">${escape(texts.licences)} ${vendor.join(', ')}</p>`;
}
