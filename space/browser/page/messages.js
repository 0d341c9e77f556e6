// For a page that embeds this one in an iframe: hand in X-rays, hear the answers. See developers/embed.html.
//
// To this page, with any `id` of yours, which comes back with the answer:
//   { type: 'pneumonia:predict', id, file, operatingPoint }   file: a Blob or ArrayBuffer; the page shows it, too
//   { type: 'pneumonia:show', tab, threshold, example }       each may be left out, as in a link
// From this page:
//   { type: 'pneumonia:ready', model }                        once the model is loaded; model: { id, revision, ... }
//   { type: 'pneumonia:report', id, report, cam }             the API's JSON, and the map { rows, columns, data }
//   { type: 'pneumonia:error', id, message }                  what was expected, what was received, what to do
// An answer goes to the page that asked, and to nobody else.

import { TABS } from './app.js';

export async function listen(app) {
  addEventListener('message', ({ data, source, origin }) => {
    if (source === window || !source || typeof data?.type !== 'string') return;
    const to = origin === 'null' ? '*' : origin;  // a file or a sandboxed page has no origin to name
    const answer = (type, content) => source.postMessage({ type: `pneumonia:${type}`, id: data.id, ...content }, to);
    if (data.type === 'pneumonia:predict') predict(data, answer, app);
    if (data.type === 'pneumonia:show') show(data, app);
  });
  const { model } = await app.ready;
  if (parent !== window) parent.postMessage({ type: 'pneumonia:ready', model }, '*');  // no secret, for whoever embeds
}

async function predict({ file, operatingPoint = null }, answer, app) {
  const mine = ++app.opened, last = () => mine === app.opened;  // as in App.open; but each sender gets an answer
  try {
    const classifier = await app.loading;  // and if it cannot be loaded, whoever asks is told
    const prediction = await classifier.predict(file, { operatingPoint });
    answer('report', { report: prediction.report, cam: prediction.cam });
    if (last()) app.look({ prediction, source: new Blob([file]), truth: null, inverted: false });
  } catch (error) {
    answer('error', { message: error.message });
    if (last()) app.refuse(app.words(error));  // or an older answer would pass for this film's
  } finally {
    if (last()) app.tell('busy', false);  // an upload that was on its way is no longer
  }
}

function show({ tab, threshold, example }, app) {
  if (TABS.includes(tab)) app.show(tab);
  if (threshold >= 0 && threshold <= 1) {
    app.link.threshold = threshold;
    app.tell('threshold', threshold);
  }
  if (app.gallery.items[example - 1]) app.openItem(example - 1);
}
