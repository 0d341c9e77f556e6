// The Learn tab: lessons, a quiz, and what a teacher needs, as pneumonia/ui/learn.py lays it out.

import { mount as mountBlock } from './block.js';
import { add, escape } from './html.js';
import { quiz } from './quiz.js';
import { tablist } from './tabs.js';

export async function mount(panel, app) {
  const { texts } = app, drawn = await app.page('learn');
  add(panel, `<p class="px-intro">${escape(texts.learn_intro)}</p>`);
  const names = [texts.learn_lessons, texts.learn_quiz, texts.learn_teach].map((words, n) => [`learn-${n}`, words]);
  const { panels: [lessons, game, teachers], show } = tablist(
    add(panel, '', { classes: 'tab-container px-subtabs' }), names, (chosen) => show(chosen));
  show(app.link.lesson === 'quiz' ? 1 : 0);
  (await mountBlock(lessons, drawn.lessons)).value = drawn.lessons_contents;
  await quiz(game, app, drawn.quiz);
  add(teachers, drawn.teachers);
  (await mountBlock(teachers, drawn.builder)).value = drawn.builder_contents;
}
