// Paint on the film that is looked at: the answer and the map follow. The brush is the app's own (pneumonia/ui/paint.py).

import { mount as mountBlock } from './block.js';
import { alert } from './card.js';
import { outlines } from './contours.js';
import { explained, fitting, filmCanvas, forScreen, sideBySide } from './heat.js';
import { add, escape, fill, format, icon, percent } from './html.js';

/** Puts the easel below the pictures; `offer()` asks anew whether to paint, as another film has come. */
export async function paint(tab, app, staged, chosen) {
  const { texts } = app;
  add(tab, `<h2 class="px-section">${escape(texts.paint_title)}</h2><p class="px-intro">${escape(texts.paint_words)}</p>`);
  const columns = add(tab, '<div></div><div></div>', { classes: 'px-columns' });
  const [left, right] = columns.children;
  const answer = add(right, '', { id: 'px-painted' });
  let strokes = 0;
  const easel = await mountBlock(left, staged, {
    select: () => { if (app.seen?.prediction.report.label) easel.value = canvas(app); },
    upload: async ({ path, film }) => {
      const mine = ++strokes, before = app.seen;
      if (film !== before.prediction.report.image.sha256) return;  // another film came in the meantime
      const said = await judged(path, before.prediction, app, chosen());
      if (mine === strokes && before.source === app.seen.source) fill(answer, said);
    },
  });
  const offer = () => {
    easel.value = invitation(app);
    fill(answer, '');
  };
  return { offer };
}

function invitation({ seen, texts }) {
  if (!seen?.prediction.report.label) {
    return `<p class="px-fine">${escape(seen ? texts.experiment_refused : texts.experiment_first)}</p>`;
  }
  return `<div class="px-save"><button type="button" data-run>${escape(texts.paint_run)}</button></div>`;
}

/** What the model says about the painted film, beside what it said before. */
async function judged(file, before, app, { colormap }) {
  const { texts, rules } = app;
  let after;
  try {
    after = await (await app.ready).predict(file, { operatingPoint: before.report.operating_point });
  } catch (error) {
    return alert(app.words(error), app);
  }
  const { label } = after.report;
  if (!label) {
    return `<p class="px-finding px-refused" role="status">${icon(null, rules)}<strong>${escape(texts.paint_refused)}</strong>`
      + `</p><p class="px-fine">${escape(app.say(after.notes.reason))}</p>`;
  }
  const says = format(label === before.report.label ? texts.paint_same : texts.paint_flips,
    { before: before.report.label, label });
  const [was, now] = [before, after].map(({ report }) => escape(percent(report.probability)));
  const picture = explained(after, label, colormap, app, { words: texts.explained, above: outlines(after, label, rules) });
  return `<p class="px-title">${escape(texts.paint_probability)}</p><p class="px-big">${was} → <span>${now}</span></p>`
    + `<p class="px-finding px-${label.toLowerCase()}" role="status">${icon(label, rules)}<strong>${escape(says)}</strong></p>`
    + sideBySide(after.film, [picture], rules);
}

/** The film under an empty canvas, and the tools. */
function canvas({ seen, texts, rules: { paint: { side, greys, crop } } }) {
  const { film, report } = seen.prediction, { width, height } = fitting(film, side);
  const tools = [...Object.keys(greys), crop].map((name, n) => (
    `<label><input type="radio" name="px-tool" value="${greys[name] ?? name}"${n ? '' : ' checked'}>`
    + `${greys[name] ? `<i style="background:${greys[name]}"></i>` : ''}${escape(texts.paint_tools[name])}</label>`));
  const undo = [['last', texts.paint_undo], ['all', texts.paint_again]].map(([which, words]) => (
    `<button type="button" data-undo="${which}">${escape(words)}</button>`));
  const address = filmCanvas(forScreen(film, side)).toDataURL();
  return `<fieldset class="px-tools"><legend>${escape(texts.paint_with)}</legend>${tools.join('')}`
    + `<label>${escape(texts.paint_size)}<input class="px-brush" type="range" min="6" max="120" value="40"></label>`
    + `</fieldset><div class="px-easel" style="--px-ratio:${(width / height).toFixed(4)}"><img alt="" src="${address}">`
    + `<canvas width="${width}" height="${height}" data-film="${report.image.sha256}" `
    + `aria-label="${escape(texts.paint_alt)}"></canvas></div><div class="px-save">${undo.join('')}</div>`
    + `<p class="px-fine" role="status">${escape(texts.paint_hint)}</p>`;
}
