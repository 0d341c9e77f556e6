// What the quiz shows: a film to read, the answer to it, and the summary. The markup of pneumonia/ui/quiz_view.py.

import { filmAddress, heatAddress } from './heat.js';
import { alert, sure } from './card.js';
import { outcome } from './collection.js';
import { escape, format, icon, percent, svg } from './html.js';

const SIDE = 700;  // longest side of a film to read, in pixels

/** While the model reads the gallery, to know which films it judges. */
export const waiting = ({ texts }) => (
  start(`<p class="px-wait" role="status">${escape(texts.gallery_busy)}</p>`, texts));

/** What went wrong at a step (`{ action, film }`), and a button that tries it again. */
export const failed = (message, { action, film }, app) => (
  start(alert(message, app, { title: '' }) + button(app.texts.retry, { action, film: film ?? '' }), app.texts));

/** One film without a word about it; the place of a click stays here until the answer is given. */
export function question({ film }, place, total, { texts, rules }) {
  const mark = '<span class="px-place" hidden></span>';
  const buttons = rules.labels.map((label) => button(label, { action: 'read', film: place, label }));
  return page(
    picture(film, texts, mark, 'data-asked=""'),
    `${heading(format(texts.quiz_film, { number: place + 1, total }))}<p>${escape(texts.quiz_question)}</p>`
      + `<p class="px-fine">${escape(texts.quiz_where)}</p><div class="px-answers">${buttons.join('')}</div>`,
  );
}

/** Truth, the visitor's and the model's answer, the model's map with the visitor's click on it, and the score. */
export function answered(readings, total, { film, cam, report }, place, { texts, rules }) {
  const reading = readings.at(-1), [normal, ill] = rules.labels;
  const at = place?.map((share) => `${(100 * share).toFixed(2)}%`);
  const mark = at ? `<span class="px-place" style="left:${at[0]};top:${at[1]}"></span>` : '';
  const address = heatAddress(cam, film, ill, rules.explain.default_colormap, rules);
  const heat = `<img class="px-heat" alt="" src="${address}">`;
  const right = reading.visitor === reading.truth;
  const facts = [
    [texts.quiz_truth, reading.truth], [texts.quiz_you, reading.visitor],
    [texts.quiz_model, `${reading.model}, ${sure(report, texts)}`],
  ].map(([term, value]) => `<dt>${escape(term)}</dt><dd>${escape(value)}</dd>`);
  const noClick = reading.visitor === ill ? texts.quiz_no_click : '';
  const met = texts.quiz_met[reading.model === normal ? normal : reading.met];
  return page(
    `${picture(film, texts, heat + mark)}<p class="px-fine">${escape(texts.quiz_map)}</p>`,
    `${heading(texts.quiz_verdict[right], right ? icon(reading.truth, rules) : '')}`
      + `<dl class="px-facts">${facts.join('')}</dl><p>${escape(place ? met : noClick)}</p>`
      + `<p class="px-score">${escape(format(texts.quiz_score, { ...score(readings), n: readings.length }))}</p>`
      + button(readings.length < total ? texts.quiz_next : texts.quiz_end, { action: 'next', film: readings.length }),
  );
}

/** The score in a table, what it is worth, the result to copy, and all films to look at again. */
export function summary(readings, films, app) {
  const { texts, rules } = app;
  const n = readings.length, values = { ...score(readings), n };
  const [visitor, model] = ['visitor', 'model'].map((who) => outcomes(readings, who, rules.labels));
  const lines = Object.keys(visitor).map((name) => (
    `<tr><th scope="row">${escape(texts.outcomes[name])}</th><td>${visitor[name]}</td><td>${model[name]}</td></tr>`));
  const head = ['', texts.quiz_you, texts.quiz_model].map((words) => `<th scope="col">${escape(words)}</th>`);
  const [low, high] = wilson(visitor.right, n, rules.z95).map((share) => percent(share));
  const clicks = readings.map(({ met }) => met).filter((met) => met !== null);
  const where = clicks.length
    ? format(texts.quiz_clicks, { met: clicks.filter(Boolean).length, clicks: clicks.length }) : '';
  const copied = [format(texts.quiz_result, values), ...(where ? [where] : []), '{address}/?lesson=quiz'].join('\n');
  return `<section class="px-card px-quiz-end">${heading(format(texts.quiz_summary, values))}`
    + `<table class="px-table"><thead><tr>${head.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`
    + `<p>${escape(where)}</p><p class="px-fine">${escape(format(texts.quiz_worth, { n, low, high }))}</p>`
    + `${code(copied, texts)}${button(texts.quiz_again, { action: 'start' })}</section>`
    + `<p class="px-label">${escape(texts.quiz_review)}</p>`
    + `<div class="px-grid">${readings.map((reading, n) => tile(reading, films[n], app)).join('')}</div>`;
}

/** A film with what it is and who said what; it opens with its map on a page of its own, so the result stays. */
function tile({ truth, visitor, model }, { item, number }, app) {
  const { texts, rules, lang } = app, how = outcome(truth, visitor, rules.labels);
  const said = [[texts.quiz_truth, truth], [texts.quiz_you, visitor], [texts.quiz_model, model]];
  const pairs = said.map(([term, label]) => `<span>${escape(term)}</span><b>${escape(label)}</b>`).join('');
  const link = new URLSearchParams({ example: number + 1, tab: 'gradcam', ...(lang === 'en' ? {} : { lang }) });
  return `<a class="px-tile px-${how}" href="?${escape(String(link))}" target="_blank">`
    + `<img src="${app.address(item.thumbnail)}" alt=""><span class="px-outcome">${svg(rules.marks[how])}`
    + `${escape(texts.outcomes[how])}</span><span class="px-pair">${pairs}</span></a>`;
}

/** Text with a button that copies it; see pneumonia/ui/scripts.py. */
export const code = (content, texts) => (
  `<div class="px-code"><pre tabindex="0"><code>${escape(content)}</code></pre>`
  + `<button type="button" data-copied="${escape(texts.copied)}">${escape(texts.copy)}</button></div>`);

function outcomes(readings, who, labels) {
  const found = readings.map((reading) => outcome(reading.truth, reading[who], labels));
  const count = (how) => [how, found.filter((other) => other === how).length];
  return Object.fromEntries(['right', 'missed', 'false_alarm'].map(count));
}

function score(readings) {
  const right = (who) => readings.filter((reading) => reading[who] === reading.truth).length;
  return { you: right('visitor'), model: right('model') };
}

/** Wilson's score interval of a proportion, as pneumonia.metrics.wilson. */
function wilson(successes, trials, z) {
  const share = successes / trials, z2 = z * z;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2))) / (1 + z2 / trials);
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
}

const picture = (film, texts, above, attributes = '') => (
  `<div class="px-film" role="group" aria-label="${escape(texts.quiz_film_alt)}" `
  + `style="--px-film:url('${filmAddress(film, SIDE, 0.85)}');--px-ratio:${(film.width / film.height).toFixed(4)}" `
  + `${attributes}>${above}</div>`);

const start = (content, texts) => (
  `<section class="px-card px-quiz-start">${heading(texts.learn_quiz)}${content}</section>`);

const page = (left, words) => `<div class="px-quiz"><div>${left}</div><div class="px-card">${words}</div></div>`;

/** It takes the focus, so that a screen reader reads on from here. */
const heading = (words, before = '') => `<h2 tabindex="-1">${before}${escape(words)}</h2>`;

const button = (words, data) => `<button type="button" class="px-check" ${Object.entries(data).map(([name, value]) => (
  `data-${name}="${escape(value)}"`)).join(' ')}>${escape(words)}</button>`;
