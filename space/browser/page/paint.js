// Paint on the film that is looked at: the answer and the map follow. Brush and tools are pneumonia/ui/paint.py's.

import { mount as mountBlock } from './block.js';
import { alert, verdict } from './card.js';
import { outlines } from './contours.js';
import { explained, fitting, filmCanvas, forScreen, sideBySide } from './heat.js';
import { add, escape, fill, format, icon, percent } from './html.js';

/** Puts the easel below the pictures; `offer()` asks anew whether to paint, as another film has come. */
export async function paint(tab, app, staged, chosen) {
  const { texts, rules } = app;
  const head = add(tab, heading(app));
  const columns = add(tab, '<div></div><div></div>', { classes: 'px-columns' });
  const [left, right] = columns.children;
  const answer = add(right, '', { id: 'px-painted' });
  let latest = 0;  // only the answer to the latest stroke is shown, and none to a film that is gone
  const block = await mountBlock(left, staged.paint, {
    select: () => { block.value = onEasel(app.seen.prediction, staged.easel, rules); },
    upload: async ({ path, film }) => {
      const before = app.seen?.prediction;
      if (film !== before?.report.image.sha256) return;  // another film came in the meantime
      const mine = ++latest, said = await judged(path, before, app, chosen());
      if (mine === latest) fill(answer, said);
    },
  });
  const offer = () => {
    latest++;
    fill(head, heading(app));
    block.value = invitation(app);
    fill(answer, '');
  };
  return { offer };
}

/** Painting is about the answer, whatever evidence is chosen above. */
function heading({ seen, texts }) {
  const label = seen?.prediction.report.label;
  const about = label ? ` <small>${escape(format(texts.experiment_about, { label }))}</small>` : '';
  return `<h2 class="px-section">${escape(texts.paint_title)}${about}</h2>`
    + `<p class="px-intro">${escape(texts.paint_words)}</p>`;
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
  const finding = (kind, words) => (
    `<p class="px-finding px-${(kind ?? 'refused').toLowerCase()}" role="status">${icon(kind, rules)}`
    + `<strong>${escape(words)}</strong></p>`);
  if (!label) {
    return `${finding(null, texts.paint_refused)}<p class="px-fine">${escape(app.say(after.notes.reason))}</p>`;
  }
  const words = label === before.report.label ? texts.paint_same : texts.paint_flips;
  // Of the film itself, too: a painted copy has lost the age that its file may say.
  const unreliable = [before, after].map(({ report }) => verdict(report)).find((kind) => kind === 'UNRELIABLE');
  const doubt = unreliable ? ` (${texts.unreliable}: ${texts.unreliable_why})` : '';
  const [was, now] = [before, after].map(({ report }) => escape(percent(report.probability)));
  const above = outlines(after, label, rules);
  return `<p class="px-title">${escape(texts.paint_probability)}</p>`
    + `<p class="px-big">${was} → <span>${now}</span></p>`
    + finding(unreliable ?? label, format(words, { before: before.report.label, label }) + doubt)
    + sideBySide(after.film, [explained(after, label, colormap, app, { words: texts.explained, above })], rules);
}

/** The film under an empty canvas, and the tools. */
function onEasel({ film, report }, easel, { paint: { side } }) {
  const { width, height } = fitting(film, side), picture = filmCanvas(forScreen(film, side)).toDataURL();
  return format(easel, { picture, width, height, ratio: (width / height).toFixed(4), film: report.image.sha256 });
}
