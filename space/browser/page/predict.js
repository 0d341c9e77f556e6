// The first tab: hand in an image, read the answer. Laid out as pneumonia/ui/predict.py has it.

import { batch } from './batch.js';
import { intoView, mount as mountBlock } from './block.js';
import { alert, empty, result, waiting } from './card.js';
import { explained, original, sideBySide } from './heat.js';
import { add, escape, fill, format } from './html.js';
import { record } from './record.js';

export async function mount(panel, app) {
  const page = new DocumentFragment();  // shown once its scripts listen: a file that is chosen before would be lost
  const columns = add(page, '<div></div><div></div>', { classes: 'px-columns' });
  const [left, right] = columns.children;
  const table = batch(right, app);
  const dropped = mountBlock(left, app.first.drop, {
    upload: ({ path, size }) => app.handedIn(path, size),
    select: ({ files }) => table.read(files),
  });
  const told = add(left, '', { id: 'px-alert', classes: 'px px-slot' });
  examples(add(left, '', { id: 'px-examples' }), app);
  points(add(left, '', { id: 'px-points' }), app);
  const answer = card(add(right, empty(app), { id: 'px-answer' }), app);
  pictures(add(right, '', { id: 'px-pictures-predict' }), app);
  record(add(right, '', { id: 'px-save', classes: 'px px-slot' }), app);

  app.on('alert', (message) => {
    fill(told, alert(message, app));
    intoView(told);
  });
  app.on('seen', (seen) => {
    fill(told, '');
    if (seen && !(seen.linked && parent !== window)) intoView(answer);  // unasked, nothing moves in another page
  });
  await dropped;
  panel.append(page);
}

/** The answer in words, or what stands there before there is one. */
function card(place, app) {
  const draw = () => fill(place, app.seen ? result(app.seen, app) : empty(app));
  draw();
  app.on('seen', draw);
  app.on('judged', draw);
  app.on('busy', (busy) => {
    place.setAttribute('aria-busy', busy);
    if (!app.seen) fill(place, busy && !app.classifier ? waiting(app) : empty(app));
  });
  place.addEventListener('click', (event) => {
    if (event.target.closest('button[data-kind=invert]')) app.invert();
  });
  return place;
}

/** The film beside the evidence for its answer, with one slider that fades the map. */
function pictures(place, app) {
  const { rules } = app;
  let drawn = null;  // the label whose evidence is shown
  const draw = () => {
    if (!app.seen) {
      fill(place, '');
      return;
    }
    const { prediction } = app.seen, { label } = prediction.report, figures = [original(app)];
    if (label) figures.push(explained(prediction, label, rules.explain.default_colormap, app), slider(app));
    fill(place, sideBySide(prediction.film, figures, rules));
    drawn = label;
  };
  draw();
  app.on('seen', draw);
  app.on('judged', () => { if (app.seen.prediction.report.label !== drawn) draw(); });
  place.addEventListener('input', (event) => {
    place.querySelector('.px-pictures').style.setProperty('--px-opacity', event.target.value);
  });
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
  const buttons = gallery.examples.map((number, n) => {
    const words = escape(format(texts.example_label, { number: n + 1 }));
    return `<button type="button" data-number="${number}" aria-label="${words}">`
      + `<img src="${app.address(gallery.items[number].thumbnail)}" alt=""></button>`;
  });
  fill(place, buttons.length
    ? `<p class="px-label">${escape(texts.examples_title)}</p><div class="px-examples">${buttons.join('')}</div>`
    : `<p class="px-fine">${escape(texts.no_examples)}</p>`);
  place.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) app.openItem(Number(button.dataset.number));
  });
}
