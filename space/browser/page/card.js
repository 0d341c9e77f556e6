// The answer in words: the markup of pneumonia/ui/card.py.

import { escape, format, icon, percent } from './html.js';

/** The card about what was seen (`{ prediction, truth, name }`); role=status makes a screen reader say it. */
export function result({ prediction, truth, name }, app) {
  const { texts } = app, { report, notes } = prediction;
  const kind = (verdict(report) ?? 'refused').toLowerCase();
  return `<section class="px-card px-result px-${kind}" role="status" aria-label="${escape(texts.result_label)}">`
    + (name ? `<p class="px-fine"><bdi>${escape(name)}</bdi></p>` : '')
    + headline(report, app)
    + `<p class="px-advice">${escape(app.say(notes.advice))}</p>`
    + (report.probability === null ? '' : meter(report, app))
    + (truth ? `<p class="px-truth">${escape(format(texts.truth, { label: truth }))}</p>` : '')
    + warnings(report, notes, app)
    + (report.label ? limits(report, app) : details(report, texts))
    + '</section>';
}

/** What shape and colour stand for: the label, UNRELIABLE where it must not be relied on, null without one. */
export const verdict = ({ label, confidence }) => (label && confidence === null ? 'UNRELIABLE' : label);

/** What stands where the answer will be. */
export function empty({ texts }) {
  const steps = texts.empty_steps.map((step) => `<li>${escape(step)}</li>`).join('');
  return `<section class="px-card px-empty"><h2>${escape(texts.empty_title)}</h2><ol>${steps}</ol></section>`;
}

/** The card in brief, above pictures elsewhere: the answer, and what to keep in mind or why there is none. */
export function brief({ report, notes }, app) {
  const kind = (verdict(report) ?? 'refused').toLowerCase(), words = escape(app.texts.result_label);
  return `<section class="px-card px-result px-brief px-${kind}" aria-label="${words}">`
    + `${headline(report, app)}${warnings(report, notes, app)}</section>`;
}

/** What stands there while the model is still on its way. */
export function waiting({ texts }) {
  return `<section class="px-card px-empty" role="status"><h2>${escape(texts.waiting)}</h2></section>`;
}

/** A message that stays until the next image. `more` is HTML. */
export function alert(message, { texts, rules }, { title = texts.alert_title, more = '' } = {}) {
  return `<div class="px-alert" role="alert">${icon(rules.labels[1], rules)}<div>`
    + `${title && `<strong>${escape(title)}</strong>`}<p>${escape(message)}</p>${more}</div></div>`;
}

function headline(report, { texts, rules }) {
  if (report.label === null) {
    return `<h2 class="px-verdict">${icon(null, rules)}<span>${escape(texts.verdict_refused)}</span></h2>`;
  }
  return `<h2 class="px-verdict">${icon(verdict(report), rules)}<span>${escape(report.label)}, `
    + `${escape(sure(report, texts))}</span> <small>${escape(sureWhy(report, texts))}</small></h2>`;
}

/** Is it called PNEUMONIA only because the threshold is low, although NORMAL is the likelier of the two? */
const flagged = ({ probability, threshold }) => threshold <= probability && probability < 0.5;

/** How sure the model is of its label, in a word or two. */
export function sure(report, texts) {
  if (report.confidence === null) return texts.unreliable;
  const stated = percent(report.confidence);
  return flagged(report) ? format(texts.flagged_at, { percent: stated }) : stated;
}

/** What that is: a confidence, or why there is none; for a label that is not the likelier one, its threshold. */
export function sureWhy(report, texts) {
  if (report.confidence === null) return texts.unreliable_why;
  return flagged(report) ? `(${texts.threshold} ${percent(report.threshold)})` : texts.confidence;
}

/** Probability as a bar, the threshold marked, and the zone hatched where either label is doubtful. */
function meter(report, { texts, rules }) {
  const { probability, threshold } = report;
  const low = Math.min(1 - rules.confident, threshold), high = Math.max(rules.confident, threshold);
  const stated = escape(percent(probability)), words = escape(`${texts.threshold} ${percent(threshold)}`);
  const at = (share) => `${(100 * share).toFixed(1)}%`;
  // Near the right edge the words would be cut off, so they go to the left of their mark.
  const side = threshold > 0.6 ? ' px-left' : '';
  const title = escape(texts.probability);
  return `<div class="px-meter"><p class="px-scale"><span>${title}</span><strong>${stated}</strong></p>`
    + `<div class="px-bar" role="meter" aria-valuemin="0" aria-valuemax="100" `
    + `aria-valuenow="${(100 * probability).toFixed(0)}" aria-label="${title}" aria-valuetext="${stated}, ${words}">`
    + `<span class="px-fill" style="width:${at(probability)}"></span>`
    + `<span class="px-doubt" style="left:${at(low)};width:${at(high - low)}"></span>`
    + `<span class="px-mark" style="left:${at(threshold)}"></span></div>`
    + `<p class="px-marked${side}" style="--at:${at(threshold)}"><span>${words}</span></p>`
    + `<p class="px-fine">${escape(caution(report, texts, rules))}</p></div>`;
}

/** What the hatching is, whether this answer lies in it, and a remark where the bar could be misread. */
function caution(report, texts, rules) {
  const { probability, confidence } = report;
  const remark = flagged(report) ? format(texts.flagged, { percent: percent(probability) }) : '';
  const here = confidence !== null && confidence < rules.confident ? texts.doubtful_here : '';
  return [remark, texts.doubtful, here].filter(Boolean).join(' ');
}

function warnings(report, notes, app) {
  if (!notes.warnings.length) return '';
  const { texts } = app, items = notes.warnings.map((note) => `<li>${escape(app.say(note))}</li>`).join('');
  const offer = notes.reason?.code !== 'inverted' ? ''
    : `<p class="px-save"><button type="button" data-kind="invert">${escape(texts.invert)}</button></p>`;
  const title = report.label ? texts.warnings_title : texts.refused_title;
  return `<div class="px-warn"><strong>${escape(title)}</strong><ul>${items}</ul>${offer}</div>`;
}

/** The one thing not to conclude in plain sight; the rest, and what is of use to few, on request. */
function limits(report, { texts, population }) {
  const [first, ...more] = texts.limits.map((limit) => escape(format(limit, { population })));
  return `<p class="px-caveat">${first}</p><details class="px-limits"><summary>${escape(texts.limits_title)}</summary>`
    + `<ul>${more.map((limit) => `<li>${limit}</li>`).join('')}</ul>${details(report, texts)}</details>`;
}

/** A commit as people write it; a content's own hash is short already. */
export const short = (revision) => (revision.length === 40 ? revision.slice(0, 7) : revision);

function details({ image, model, elapsed_ms: elapsed }, texts) {
  const words = format(texts.details, {
    width: image.width,
    height: image.height,
    format: image.format,
    elapsed: elapsed.toFixed(0),
    model: `${model.id} ${short(model.revision)}`,
  });
  return `<p class="px-fine">${escape(words)}</p>`;
}
