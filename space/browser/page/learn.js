// The Learn tab: lessons, a quiz, and what a teacher needs, as pneumonia/ui/learn.py lays it out.

import { mount as mountBlock } from './block.js';
import { add, escape } from './html.js';
import { quiz } from './quiz.js';

export async function mount(panel, app) {
  const { texts } = app, drawn = await app.page('learn');
  add(panel, `<p class="px-intro">${escape(texts.learn_intro)}</p>`);
  const [lessons, game, teachers] = subtabs(panel, [texts.learn_lessons, texts.learn_quiz, texts.learn_teach]);
  (await mountBlock(lessons, drawn.lessons)).value = drawn.lessons_contents;
  await quiz(game, app, drawn.quiz);
  add(teachers, drawn.teachers);
  (await mountBlock(teachers, drawn.builder)).value = drawn.builder_contents;
}

/** Tabs inside the tab; returns their panels. */
function subtabs(panel, names) {
  const list = add(panel, '', { classes: 'tab-container px-subtabs' });
  list.setAttribute('role', 'tablist');
  const pairs = names.map((name, n) => {
    const button = add(list, escape(name), { id: `tab-learn-${n}`, classes: '', tag: 'button' });
    const place = add(panel, '', { id: `panel-learn-${n}`, classes: '' });
    button.type = 'button';
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', place.id);
    place.setAttribute('role', 'tabpanel');
    place.setAttribute('aria-labelledby', button.id);
    return [button, place];
  });
  const show = (chosen) => pairs.forEach(([button, place], n) => {
    button.setAttribute('aria-selected', n === chosen);
    button.tabIndex = n === chosen ? 0 : -1;
    place.hidden = n !== chosen;
  });
  pairs.forEach(([button], n) => {
    button.addEventListener('click', () => show(n));
    button.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -n, End: pairs.length - 1 - n }[key];
      if (step === undefined) return;
      const next = (n + step + pairs.length) % pairs.length;
      show(next);
      pairs[next][0].focus();
    });
  });
  show(0);
  return pairs.map(([, place]) => place);
}
