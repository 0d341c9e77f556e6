// The first tab: hand in an image, read the answer. Laid out as pneumonia/ui/predict.py has it.

import { batch } from './batch.js';
import { mount as mountBlock } from './block.js';
import { alert, empty, result } from './card.js';
import { explained, original, sideBySide } from './heat.js';
import { add, escape, fill, format } from './html.js';
import { save } from './record.js';

export async function mount(panel, app) {
  const { texts, rules } = app;
  const columns = add(panel, '<div></div><div></div>', { classes: 'px-columns' });
  const [left, right] = columns.children;
  const table = batch(add(right), app);
  const answer = add(right, empty(app), { id: 'px-answer' });
  const pictures = add(right, '', { id: 'px-pictures-predict' });
  const saved = add(right, '', { id: 'px-save', classes: 'px px-slot' });

  await mountBlock(left, app.first.drop, {
    upload: ({ path }) => app.open(path),
    select: ({ files }) => table.read(files),
  });
  const told = add(left, '', { id: 'px-alert', classes: 'px px-slot' });
  points(add(left, '', { id: 'px-points' }), app);
  examples(add(left, '', { id: 'px-examples' }), app);

  app.on('alert', (message) => fill(told, alert(message, app)));
  app.on('seen', (seen) => {
    const { prediction } = seen, { label } = prediction.report;
    fill(told, '');
    fill(answer, result(seen, app));
    const figures = [original(texts)];
    if (label) figures.push(explained(prediction, rules.labels[1], rules.explain.default_colormap, app));
    fill(pictures, sideBySide(prediction.film, figures, rules) + (label ? slider(app) : ''));
    save(saved, seen, app);
    intoView(answer);
  });
  app.on('judged', (seen) => {
    fill(answer, result(seen, app));
    save(saved, seen, app);
  });
  answer.addEventListener('click', (event) => {
    if (!event.target.closest('button[data-kind=invert]')) return;
    app.open(app.seen.source, { truth: app.seen.truth, invert: true });
  });
  pictures.addEventListener('input', (event) => {
    pictures.querySelector('.px-pictures').style.setProperty('--px-opacity', event.target.value);
  });
  if (app.seen) app.tell('seen', app.seen);
}

const slider = ({ texts, rules }) => (
  `<label class="px-opacity">${escape(texts.opacity)}`
  + `<input type="range" min="0" max="1" step="0.05" value="${rules.explain.default_opacity}"></label>`);

/** One choice per operating point, with what it means in words. */
function points(place, app) {
  const { texts, first } = app;
  const choices = first.points.map(({ name, words }) => (
    `<label><input type="radio" name="px-point" value="${name}"${name === app.point ? ' checked' : ''}>`
    + `<span>${escape(words)}</span></label>`));
  fill(place, `<fieldset class="px-choice"><legend>${escape(texts.points_title)}</legend>`
    + `<p class="px-fine">${escape(first.point_source)}</p>${choices.join('')}</fieldset>`);
  place.addEventListener('change', (event) => app.judge(event.target.value));
}

/** Thumbnails to click. */
function examples(place, app) {
  const { texts, gallery } = app;
  const buttons = gallery.examples.map((number, n) => (
    `<button type="button" data-number="${number}" aria-label="${escape(format(texts.example_label, { number: n + 1 }))}">`
    + `<img src="${app.address(gallery.items[number].thumbnail)}" alt=""></button>`));
  fill(place, buttons.length
    ? `<p class="px-label">${escape(texts.examples_title)}</p><div class="px-examples">${buttons.join('')}</div>`
    : `<p class="px-fine">${escape(texts.no_examples)}</p>`);
  place.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) app.openItem(Number(button.dataset.number));
  });
}

/** Scrolls to what is below the fold, as the answer is on a phone; without a jump for those who asked for less motion. */
function intoView(place) {
  if (!place.offsetParent || place.getBoundingClientRect().top < innerHeight * 0.6) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  place.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}
