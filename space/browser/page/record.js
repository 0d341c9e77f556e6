// A result for the record: the API's JSON, or one page to print or to save as PDF, laid out as pneumonia/ui/record.py.

import { sure, sureWhy } from './card.js';
import { caption, filmAddress, overlay } from './heat.js';
import { add, escape, fill, format, percent } from './html.js';

/** The buttons below an answer. */
export function record(place, app) {
  const buttons = ['pdf', 'json'].map((kind) => {
    const words = format(app.texts.save, { kind: kind.toUpperCase() });
    return `<button type="button" data-kind="${kind}">${escape(words)}</button>`;
  });
  const offer = () => fill(place, app.seen ? `<div class="px-save">${buttons.join('')}</div>` : '');
  offer();
  app.on('seen', offer);
  place.addEventListener('click', ({ target }) => {
    if (!app.seen) return;
    const kind = target.closest('button[data-kind]')?.dataset.kind, { report } = app.seen.prediction;
    const name = `pneumonia-${report.image.sha256.slice(0, 8)}`;
    if (kind === 'json') download(`${name}.json`, JSON.stringify(report, null, 1), 'application/json');
    if (kind === 'pdf') print(page(app), name);
  });
}

/** Hands a file to the visitor. */
export function download(name, content, type) {
  const link = Object.assign(document.createElement('a'), {
    download: name, href: URL.createObjectURL(new Blob([content], { type })),
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The record takes the page's place while it is printed; browsers save what they print as PDF, too. */
async function print(html, name) {
  document.querySelector('.px-record')?.remove();  // of a print that was never told to have ended
  const article = add(document.body, html, { classes: 'px px-record', tag: 'article' });
  await Promise.all([...article.querySelectorAll('img')].map((picture) => picture.decode()));
  const { title } = document;
  document.title = name;  // the file's name
  addEventListener('afterprint', () => {
    article.remove();
    document.title = title;
  }, { once: true });
  window.print();
}

/** One page with answer, pictures and every fact, in the page's language. */
function page(app) {
  const { texts } = app, { report, notes } = app.seen.prediction;
  const said = [`${report.label}, ${sure(report, texts)}`, sureWhy(report, texts)];
  const verdict = report.label ? said.join(report.confidence === null ? ': ' : ' ') : texts.verdict_refused;
  const title = report.label ? texts.warnings_title : texts.refused_title;
  const warnings = notes.warnings.map((note) => `<p>${escape(`${title}: ${app.say(note)}`)}</p>`);
  // Of a percentage and a heat map only where there are any.
  const limits = [texts.record_diagnosis, ...(report.label ? [texts.record_reading] : []), texts.record_kept];
  const rows = facts(app).map(([term, value]) => `<dt>${escape(term)}</dt><dd>${escape(value)}</dd>`);
  return `<h1>${escape(texts.title)}</h1><p>${texts.notice}</p><h2>${escape(verdict)}</h2>`
    + `<p>${escape(app.say(notes.advice))}</p>${warnings.join('')}`
    + `<div class="px-prints">${pictures(app).join('')}</div>`
    + `<dl class="px-facts">${rows.join('')}</dl><p class="px-fine">${escape(limits.join(' '))}</p>`;
}

/** The film, and for an answer the film under the evidence for it; as pictures, because browsers print no backgrounds. */
function pictures({ seen: { prediction }, texts, rules }) {
  const { default_colormap: colormap, default_opacity: opacity, longest_side: longest } = rules.explain;
  const figure = (address, words) => (
    `<figure><img src="${address}" alt=""><figcaption>${escape(words)}</figcaption></figure>`);
  const { label } = prediction.report;
  const film = figure(filmAddress(prediction.film, longest), label ? texts.original : texts.original_refused);
  if (!label) return [film];
  const heated = overlay(prediction, { label, colormap, opacity, longest }, rules);
  return [film, figure(heated.toDataURL('image/jpeg', 0.9), caption(prediction.cam, label, texts, rules))];
}

function facts({ seen: { prediction: { report }, truth }, texts }) {
  const { image, model } = report;
  const point = texts.point_names[report.operating_point] ?? report.operating_point;
  const threshold = texts.threshold.charAt(0).toUpperCase() + texts.threshold.slice(1);
  return [
    [texts.record_date, `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ...(report.probability === null ? []
      : [[texts.probability, `${percent(report.probability, 1)} (${report.probability.toFixed(6)})`]]),
    [threshold, `${percent(report.threshold, 1)} (${point})`],
    ...(truth ? [[texts.record_truth, truth]] : []),
    [texts.record_image, `${image.width} x ${image.height} px, ${image.format}, SHA-256 ${image.sha256}`],
    [texts.about_id, `${model.id}, ${texts.about_revision.toLowerCase()} ${model.revision}, ${model.architecture}`],
  ];
}
