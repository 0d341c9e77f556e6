// Several films at once: a table that fills while they are read. The markup of pneumonia/ui/batch_table.py.

import { intoView, mount as mountBlock } from './block.js';
import { verdict } from './card.js';
import { overlays, table } from './files.js';
import { filmAddress, forScreen } from './heat.js';
import { add, escape, fill, format, icon, percent } from './html.js';
import { download } from './record.js';

/**
 * The table's place at the end of another one. `read(files)` fills it with a row for each `{ name, path }`; a row is
 * `{ name, file }`, then also `error` (a sentence) or `prediction` and `thumbnail`.
 */
export function batch(place, app) {
  let rows = [], block = null;
  const mounted = mountBlock(place, app.first.batch, {
    select: ({ number }) => app.open(rows[number].file, { name: rows[number].name }),
  }).then((found) => { block = found; });
  const files = add(place, '', { id: 'px-batch-files', classes: 'px px-slot' });
  const show = (now) => {
    rows = now;
    keepingPlace(block.element, () => { block.value = rows.length ? drawn(rows, app) : ''; });
    fill(files, rows.length && rows.every(done) ? buttons(rows, app) : '');
  };

  /** One after another, so that no more than one is decoded in memory; a later batch ends an earlier one. */
  async function read(handed) {
    await mounted;
    const mine = handed.map(({ name, path, size }) => (
      { name, file: path, error: path ? '' : app.tooLarge(size), prediction: null, thumbnail: '' }));
    app.clear();
    show(mine);
    intoView(block.element);
    for (const row of mine.filter((one) => !done(one))) {
      await readRow(row, app);
      if (mine !== rows) return;
      show(mine);
    }
  }

  files.addEventListener('click', async ({ target }) => {
    const kind = target.closest('button[data-kind]')?.dataset.kind;
    if (kind === 'csv') download('pneumonia.csv', table(rows, app), 'text/csv');
    if (kind === 'zip') download('pneumonia-overlays.zip', await overlays(rows, app), 'application/zip');
    if (kind === 'close') show([]);
  });
  app.on('point', () => {
    for (const row of rows) if (row.prediction) row.prediction = app.judged(row.prediction);
    if (rows.length) show(rows);
  });
  return { read };
}

const done = (row) => Boolean(row.error || row.prediction);

async function readRow(row, app) {
  const { picture, thumbnail } = app.rules.batch;
  try {
    const classifier = await app.ready;
    const prediction = await classifier.predict(row.file, { operatingPoint: app.point });
    row.prediction = app.judged(lighter(prediction, forScreen(prediction.film, picture)));
    row.thumbnail = filmAddress(row.prediction.film, thumbnail, 0.8);
  } catch (error) {
    row.error = app.words(error);
  }
}

/** With a smaller film: sixty-four of full size would fill a phone's memory. */
const lighter = (prediction, film) => ({ ...prediction, film, found: { ...prediction.found, film } });

/** Draws the table anew, scrolled to where it was and with the focus where it was. */
function keepingPlace(element, draw) {
  const at = element.querySelector('.px-rows')?.scrollTop ?? 0;
  const focused = document.activeElement?.closest('[data-sort], [data-number]');
  const { sort, number } = element.contains(focused) ? focused.dataset : {};
  draw();
  element.querySelector('.px-rows')?.scrollTo(0, at);
  if (sort) element.querySelector(`[data-sort="${sort}"] button`)?.focus({ preventScroll: true });
  if (number) element.querySelector(`tr[data-number="${number}"] button`)?.focus({ preventScroll: true });
}

function drawn(rows, app) {
  const { texts } = app, come = rows.filter(done).length;
  const title = escape(format(texts.batch_title, { n: rows.length }));
  const below = come < rows.length ? progress(come, rows.length, texts)
    : `<p role="status">${escape(summary(rows, app))}</p><p class="px-fine">${hint(rows, texts)}</p>`;
  const head = (key, words) => (
    `<th scope="col" data-sort="${key}" aria-sort="none"><button type="button">${escape(words)}</button></th>`);
  return `<section class="px-card px-batch" aria-label="${title}"><h2>${title}</h2>${below}`
    + `<div class="px-rows"><table><thead><tr><td></td>${head('name', texts.batch_file)}`
    + `${head('probability', texts.probability)}</tr></thead>`
    + `<tbody>${rows.map((row, number) => line(row, number, app)).join('')}</tbody></table></div></section>`;
}

function progress(come, total, texts) {
  const share = Math.round((100 * come) / total), words = format(texts.batch_reading, { done: come, total });
  return `<label class="px-progress">${escape(words)}`
    + `<progress max="100" value="${share}">${share}\u00a0%</progress></label>`;
}

function summary(rows, { texts, rules }) {
  const [normal, ill] = rules.labels;
  const count = (what) => rows.filter(({ prediction }) => prediction && verdict(prediction.report) === what).length;
  const counted = [
    [count(ill), ill], [count(normal), normal], [count('UNRELIABLE'), texts.unreliable],
    [count(null), texts.outcomes.refused],
    [rows.filter(({ error }) => error).length, texts.gallery_unreadable],
  ];
  return counted.filter(([n]) => n).map(([n, words]) => `${n} ${words}`).join(' · ');
}

function hint(rows, texts) {
  const read = rows.find(({ prediction }) => prediction);
  return read ? escape(format(texts.batch_hint, { threshold: percent(read.prediction.report.threshold) })) : '';
}

/** One row; two where there is an answer and something to keep in mind about it, in words that need the width. */
function line(row, number, app) {
  const report = row.prediction?.report, judged = report?.label;
  const name = `<bdi>${escape(row.name)}</bdi>`;
  const opened = report ? `<button type="button">${name}</button>` : name;
  const kind = report ? (verdict(report) ?? 'refused').toLowerCase() : 'unread';
  const told = notes(row, app), twice = judged && told;
  const cells = judged
    ? `<th scope="row">${opened}</th><td>${answer(report, app)}</td>`
    : `<th scope="row" colspan="2">${opened}${told}</th>`;
  const data = `data-number="${number}" data-name="${escape(row.name)}" `
    + `data-probability="${judged ? report.probability.toFixed(6) : ''}"`;
  return `<tr class="px-${kind}" ${data}><td${twice ? ' rowspan="2"' : ''}>`
    + `${report ? `<img alt="" src="${row.thumbnail}">` : ''}</td>${cells}</tr>`
    + (twice ? `<tr class="px-notes" ${data}><td colspan="2">${told}</td></tr>` : '');
}

/** Why there is no answer, or what to keep in mind about it. */
function notes({ error, prediction }, app) {
  const { texts, rules } = app;
  const sentences = error ? [error] : (prediction?.notes.warnings ?? []).map((note) => app.say(note));
  let head = error ? `<b>${escape(texts.gallery_unreadable)}</b>` : '';
  if (prediction && !prediction.report.label) head = `<b>${icon(null, rules)}${escape(texts.verdict_refused)}</b>`;
  return (head ? `<div>${head}</div>` : '')
    + sentences.map((words) => `<small>${escape(words)}</small>`).join('');
}

/** Verdict and probability, with a small bar on which the threshold is marked, and a word where it is doubtful. */
function answer(report, { texts, rules }) {
  const { label, probability, threshold } = report;
  const at = (share) => `${(100 * share).toFixed(1)}%`;
  return `<b>${icon(verdict(report), rules)}${escape(label)}</b> <span>${escape(percent(probability))}</span>`
    + `<span class="px-bar" aria-hidden="true"><i class="px-fill" style="width:${at(probability)}"></i>`
    + `<i class="px-mark" style="left:${at(threshold)}"></i></span>${doubt(report, texts, rules)}`;
}

/** Which answers of many to look at again; the sure ones say nothing. */
function doubt({ confidence }, { unreliable, unsure }, { confident }) {
  if (confidence !== null && confidence >= confident) return '';
  return `<small>${escape(confidence === null ? unreliable : unsure)}</small>`;
}

function buttons(rows, { texts }) {
  const judged = rows.some(({ prediction }) => prediction?.report.label);
  const offered = {
    csv: format(texts.save, { kind: 'CSV' }),
    ...(judged && { zip: texts.batch_overlays }),
    close: texts.batch_close,
  };
  return `<div class="px-save">${Object.entries(offered).map(([kind, words]) => (
    `<button type="button" data-kind="${kind}">${escape(words)}</button>`)).join('')}</div>`;
}
