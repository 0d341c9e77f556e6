// A result for the record: the API's JSON, or one page to print or to save as PDF, as pneumonia/ui/record.py lays it out.

import { explained, original, sideBySide } from './heat.js';
import { escape, fill, format, percent } from './html.js';

/** The buttons below an answer. */
export function save(place, seen, app) {
  const kinds = ['pdf', 'json'].map((kind) => (
    `<button type="button" data-kind="${kind}">${escape(format(app.texts.save, { kind: kind.toUpperCase() }))}</button>`));
  fill(place, `<div class="px-save">${kinds.join('')}</div>`);
  place.firstElementChild.addEventListener('click', (event) => {
    const { kind } = event.target.closest('button')?.dataset ?? {};
    const { report } = seen.prediction;
    if (kind === 'json') {
      download(`pneumonia-${report.image.sha256.slice(0, 8)}.json`, JSON.stringify(report, null, 1), 'application/json');
    }
    if (kind === 'pdf') print(seen, app);
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
function print(seen, app) {
  const page = document.createElement('article');
  page.className = 'px px-record';
  fill(page, record(seen, app));
  document.body.append(page);
  const title = document.title;
  document.title = `pneumonia-${seen.prediction.report.image.sha256.slice(0, 8)}`;  // the file's name
  addEventListener('afterprint', () => {
    page.remove();
    document.title = title;
  }, { once: true });
  Promise.all([...page.querySelectorAll('img')].map((picture) => picture.decode())).finally(() => window.print());
}

function record(seen, app) {
  const { texts, rules } = app, { prediction } = seen, { report, notes } = prediction;
  const verdict = report.label ? `${report.label}, ${percent(report.confidence)} ${texts.confidence}` : texts.verdict_refused;
  const warnings = notes.warnings.map((note) => `<p>${escape(`${texts.warnings_title}: ${app.say(note)}`)}</p>`);
  const figures = [original(texts)];
  if (report.label) figures.push(explained(prediction, rules.labels[1], rules.explain.default_colormap, app));
  const rows = facts(seen, app).map(([term, value]) => `<dt>${escape(term)}</dt><dd>${escape(value)}</dd>`);
  return `<h1>${escape(texts.title)}</h1><p>${texts.notice}</p><h2>${escape(verdict)}</h2>`
    + `<p>${escape(app.say(notes.advice))}</p>${warnings.join('')}${sideBySide(prediction.film, figures, rules)}`
    + `<dl class="px-facts">${rows.join('')}</dl><p class="px-fine">${escape(texts.record_limits)}</p>`;
}

function facts({ prediction, truth }, { texts }) {
  const { report } = prediction, { image, model } = report;
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
