// The third tab: real films with their truth and the model's answer, mistakes included. As pneumonia/ui/gallery.py.

import { intoView, mount as mountBlock } from './block.js';
import { alert, sure } from './card.js';
import { answered, answers } from './collection.js';
import { add, escape, fill, format, svg } from './html.js';

export async function mount(panel, app) {
  const { texts } = app, { cards, empty } = await app.page('gallery');
  if (!app.gallery.items.length) {
    add(panel, empty);
    return;
  }
  add(panel, `<p class="px-intro">${escape(texts.gallery_intro)}</p>`);
  const block = await mountBlock(add(panel), cards, {
    select: ({ number, tab }) => {
      app.show(tab);
      intoView(document.querySelector('#px-tabs'));
      app.openItem(number);
    },
  });
  block.value = grid(app);
  const [head, , tiles] = block.element.children;
  app.on('answered', (answer) => {
    tiles.children[answer.number].outerHTML = card(answer, app);
    fill(head, progress(app));
  });
  const read = async () => {
    fill(head, progress(app));
    try {
      fill(head, summary(await answers(app), app));
    } catch (error) {
      fill(head, alert(app.words(error), app, { more: again(texts) }));
    }
  };
  head.addEventListener('click', ({ target }) => { if (target.closest('[data-again]')) read(); });
  read();
}

const again = (texts) => (
  `<p class="px-save"><button type="button" data-again>${escape(texts.retry)}</button></p>`);

/** All films, with their truth alone until the model has read them. The first element has room for what is said. */
function grid(app) {
  const { texts, gallery: { items, total, about } } = app, known = answered();
  const tiles = items.map((item, number) => (known[number] ? card(known[number], app) : unread(item, app)));
  const notes = [
    ...(total > items.length ? [format(texts.gallery_more, { shown: items.length, total })] : []),
    ...(about ? [app.own(format(texts.gallery_chosen, about))] : []),
  ];
  return `<div></div><p class="px-none" hidden>${escape(texts.gallery_none)}</p>`
    + `<div class="px-grid">${tiles.join('')}</div>`
    + notes.map((words) => `<p class="px-fine">${escape(words)}</p>`).join('');
}

function progress({ texts, gallery: { items } }) {
  const done = answered().length, words = format(texts.batch_reading, { done, total: items.length });
  return `<label class="px-progress">${escape(done ? words : texts.gallery_busy)}`
    + `<progress max="${items.length}" value="${done}"></progress></label>`;
}

function summary(all, app) {
  const { texts } = app, count = (how) => all.filter(({ outcome }) => outcome === how).length;
  const words = format(texts.gallery_summary, {
    right: count('right'),
    judged: all.length - count('refused'),
    missed: count('missed'),
    false_alarms: count('false_alarm'),
    refused: count('refused'),
  });
  return `<p class="px-summary" role="status">${escape(words)}</p>${filters(all, app)}`;
}

/** Two groups of buttons, by outcome and by truth; of each group one is pressed. */
function filters(all, { texts, rules }) {
  const present = all.flatMap(kinds), count = (kind) => present.filter((other) => other === kind).length;
  const outcomes = [...Object.entries(texts.outcomes), ['doubtful', texts.gallery_doubtful]];
  const truths = rules.labels.map((label) => [label, label]);
  const groups = [[texts.gallery_outcome, outcomes], [texts.gallery_truth, truths]];
  return groups.map(([title, choices]) => {
    const shown = choices.map(([kind, words]) => [kind, words, count(kind)]).filter(([, , n]) => n);
    const buttons = [['', texts.gallery_all, all.length], ...shown].map(([kind, words, n]) => (
      `<button type="button" data-filter="${kind}" aria-pressed="${!kind}">${escape(words)} (${n})</button>`));
    return `<div class="px-presets px-filters" role="group" aria-label="${escape(title)}"><span>${escape(title)}</span>`
      + `${buttons.join('')}</div>`;
  }).join('');
}

const kinds = ({ item, outcome, doubtful }) => [outcome, item.truth, ...(doubtful ? ['doubtful'] : [])];

function card(answer, app) {
  const { number, item, report, outcome } = answer, { texts, rules } = app, data = kinds(answer).join(' ');
  if (!report) {
    const words = `<span>${escape(texts.gallery_unreadable)}</span>`;
    return `<div class="px-tile px-unreadable" data-kinds="${data}">${words}</div>`;
  }
  const name = format(texts.gallery_number, { number: number + 1 });
  const credit = [item.source, item.licence].filter(Boolean).join(' · ');
  const confidence = report.label ? `<b>${escape(sure(report, texts))}</b>` : '';
  return `<div class="px-tile px-${outcome}" data-kinds="${data}"><button type="button" data-number="${number}" `
    + `title="${escape(credit)}">${picture(item, app)}<span class="px-outcome">${svg(rules.marks[outcome])}`
    + `${escape(texts.outcomes[outcome])}${confidence}</span>`
    + `${pair(item.truth, report.label ?? texts.outcomes.refused, texts)}</button>`
    + `<p><span>${escape(name)}</span><button type="button" data-number="${number}" data-tab="gradcam" `
    + `aria-label="${escape(`${texts.tab_gradcam}, ${name}`)}">${escape(texts.tab_gradcam)}</button></p></div>`;
}

const unread = (item, app) => (
  `<div class="px-tile" data-kinds="${item.truth}">${picture(item, app)}${pair(item.truth, '…', app.texts)}</div>`);

const picture = ({ thumbnail }, app) => (thumbnail ? `<img src="${app.address(thumbnail)}" alt="">` : '');

const pair = (truth, says, texts) => (
  `<span class="px-pair"><span>${escape(texts.gallery_truth)}</span><b>${escape(truth)}</b>`
  + `<span>${escape(texts.gallery_model)}</span><b>${escape(says)}</b></span>`);
