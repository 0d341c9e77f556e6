// The third tab: real films with their truth and the model's answer, mistakes included. As pneumonia/ui/gallery.py.

import { mount as mountBlock } from './block.js';
import { add, escape, fill, format, icon, percent } from './html.js';

export async function mount(panel, app) {
  const { texts } = app, { cards, empty } = await app.page('gallery');
  if (!app.gallery.items.length) {
    add(panel, empty);
    return;
  }
  add(panel, `<p class="px-intro">${escape(texts.gallery_intro)}</p>`);
  const place = add(panel);
  const block = await mountBlock(place, cards, {
    select: async ({ number, tab }) => {
      app.show(tab);
      await app.openItem(number);
    },
  });
  const busy = add(place, '', { classes: 'px px-slot' });
  const answered = await answers(app, (done, total) => fill(busy, progress(done, total, texts)));
  busy.remove();
  block.value = grid(answered, app);
}

const progress = (done, total, texts) => (
  `<label class="px-progress">${escape(format(texts.batch_reading, { done, total }))}`
  + `<progress max="${total}" value="${done}"></progress></label>`);

let found = null;

/** The model's answers at its default operating point, computed once: `{ item, report, outcome }`. */
export function answers(app, told = () => {}) {
  found ??= (async () => {
    const classifier = await app.ready, all = [];
    for (const [number, item] of app.gallery.items.entries()) {
      told(number, app.gallery.items.length);
      const answer = await classifier.predict(await app.film(number)).catch((error) => {
        console.warn(item.file, error);
        return null;
      });
      all.push({ number, item, report: answer?.report ?? null, outcome: outcome(item, answer?.report, app.rules) });
    }
    return all;
  })();
  found.catch(() => { found = null; });  // to be tried again
  return found;
}

/** right, missed, false_alarm or refused. */
function outcome({ truth }, report, { labels: [normal] }) {
  if (!report?.label) return 'refused';
  if (report.label === truth) return 'right';
  return report.label === normal ? 'missed' : 'false_alarm';
}

const kinds = ({ item, report, outcome: how }, { confident }) => (
  [how, item.truth, ...(report?.label && report.confidence < confident ? ['doubtful'] : [])]);

function grid(answered, app) {
  const { texts, gallery } = app;
  const count = (how) => answered.filter((answer) => answer.outcome === how).length;
  const summary = format(texts.gallery_summary, {
    right: count('right'),
    judged: answered.length - count('refused'),
    missed: count('missed'),
    false_alarms: count('false_alarm'),
    refused: count('refused'),
  });
  const more = [
    ...(gallery.total > answered.length ? [format(texts.gallery_more, { shown: answered.length, total: gallery.total })] : []),
    ...(gallery.about ? [format(texts.gallery_chosen, gallery.about)] : []),
  ];
  return `<p class="px-summary">${escape(summary)}</p>${filters(answered, app)}`
    + `<p class="px-none" hidden>${escape(texts.gallery_none)}</p>`
    + `<div class="px-grid">${answered.map((answer) => card(answer, app)).join('')}</div>`
    + more.map((words) => `<p class="px-fine">${escape(words)}</p>`).join('');
}

/** Two groups of buttons, by outcome and by truth; of each group one is pressed. */
function filters(answered, { texts, rules }) {
  const present = answered.flatMap((answer) => kinds(answer, rules));
  const count = (kind) => present.filter((other) => other === kind).length;
  const outcomes = [...Object.entries(texts.outcomes), ['doubtful', texts.gallery_doubtful]];
  const groups = [[texts.gallery_outcome, outcomes], [texts.gallery_truth, rules.labels.map((label) => [label, label])]];
  return groups.map(([title, choices]) => {
    const shown = choices.map(([kind, words]) => [kind, words, count(kind)]).filter(([, , n]) => n);
    const buttons = [['', texts.gallery_all, answered.length], ...shown].map(([kind, words, n]) => (
      `<button type="button" data-filter="${kind}" aria-pressed="${!kind}">${escape(words)} (${n})</button>`));
    return `<div class="px-presets px-filters" role="group" aria-label="${escape(title)}"><span>${escape(title)}</span>`
      + `${buttons.join('')}</div>`;
  }).join('');
}

function card(answer, app) {
  const { number, item, report, outcome: how } = answer, { texts, rules } = app;
  const data = kinds(answer, rules).join(' ');
  if (!report) {
    return `<div class="px-tile px-unreadable" data-kinds="${data}"><span>${escape(texts.gallery_unreadable)}</span></div>`;
  }
  const name = format(texts.gallery_number, { number: number + 1 });
  const credit = [item.source, item.licence].filter(Boolean).join(' · ');
  const confidence = report.label ? `<b>${escape(percent(report.confidence))}</b>` : '';
  return `<div class="px-tile px-${how}" data-kinds="${data}"><button type="button" data-number="${number}" `
    + `title="${escape(credit)}"><img src="${app.address(item.thumbnail)}" alt=""><span class="px-outcome">`
    + `${mark(how, rules)}${escape(texts.outcomes[how])}${confidence}</span><span class="px-pair">`
    + `<span>${escape(texts.gallery_truth)}</span><b>${escape(item.truth)}</b><span>${escape(texts.gallery_model)}</span>`
    + `<b>${escape(report.label ?? texts.outcomes.refused)}</b></span></button>`
    + `<p><span>${escape(name)}</span><button type="button" data-number="${number}" data-tab="gradcam" `
    + `aria-label="${escape(`${texts.tab_gradcam}, ${name}`)}">${escape(texts.tab_gradcam)}</button></p></div>`;
}

function mark(how, rules) {
  const [normal, ill] = rules.labels;
  if (how === 'missed') {
    return '<svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg>';
  }
  return icon({ right: normal, false_alarm: ill, refused: null }[how], rules);
}
