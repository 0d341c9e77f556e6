// Gives the app's own HTML blocks (space/twin/blocks.py) what Gradio gives them: their element, properties and events.

import { load } from './load.js';

/**
 * Puts a block into `place` and runs its script. `on` holds a handler per event that the script triggers, called with
 * the event's data. An upload stays in this browser: its `path` is the File itself.
 * Returns the block; setting its `value` draws it anew and tells the script.
 */
export async function mount(place, { html, id, classes, props, script }, on = {}) {
  const element = document.createElement('div');
  if (id) element.id = id;
  element.className = classes;
  place.append(element);
  // Its script comes first: what is shown can be clicked, and nobody would hear it yet.
  const run = script ? (await load(`../blocks/${script}`)).default : () => {};
  element.innerHTML = html;
  const watchers = [];
  const block = {
    element,
    get value() { return element.innerHTML; },
    set value(content) {
      element.innerHTML = content;
      for (const watcher of watchers) watcher();
    },
  };
  run({
    element,
    props: { ...props, value: html },
    trigger: (event, data) => on[event]?.(data),
    watch: (name, watcher) => watchers.push(watcher),
    upload: async (file) => ({ path: file }),
  });
  return block;
}

/**
 * Scrolls to a place unless its top is in sight, as the answer is below the fold on a phone; at once for those who asked
 * for less motion. Only this document: `scrollIntoView` would pull a page around it along.
 */
export function intoView(place) {
  const { top } = place.getBoundingClientRect();
  if (!place.offsetParent || (top >= 0 && top < innerHeight * 0.6)) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  scrollBy({ top, behavior: calm ? 'auto' : 'smooth' });
}
