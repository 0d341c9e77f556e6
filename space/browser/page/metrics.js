// The fourth tab: how good the model is, with a threshold to play with. All of it is drawn by the app's own Python.

import { mount as mountBlock } from './block.js';
import { add } from './html.js';
import { load } from './load.js';

export async function mount(panel, app) {
  const vegaLoaded = vega();
  vegaLoaded.catch(() => {});  // told below, once the numbers are there, which need no Vega
  const drawn = await app.page('metrics');
  const page = add(panel, drawn.html, { id: 'px-metrics' });
  for (const place of page.querySelectorAll('[data-block]')) {
    const staged = drawn.blocks[place.dataset.block];
    (await mountBlock(place, staged)).value = staged.contents;
  }
  const slider = page.querySelector(`#${drawn.slider}`);
  if (app.link.threshold !== null) move(slider, app.link.threshold);
  app.on('threshold', (threshold) => move(slider, threshold));
  // The charts follow the explorer's slider, from where it stands when they are drawn.
  await vegaLoaded;
  for (const place of page.querySelectorAll('[data-chart]')) await chart(place, drawn.charts[place.dataset.chart]);
}

function move(slider, threshold) {
  slider.value = threshold;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Vega's scripts are no modules; loaded in this order they find each other. */
async function vega() {
  for (const name of ['vega', 'vega-lite', 'vega-embed']) await load(`../vendor/vega/${name}.min.js`);
}

/** Drawn without eval, which the page forbids: expressions are read by Vega's interpreter. */
async function chart(place, spec) {
  const { vegaEmbed } = globalThis;
  const plain = { renderer: 'svg', actions: false, defaultStyle: false, tooltip: tooltip() };
  const { view } = await vegaEmbed(place, spec, { mode: 'vega-lite', ast: true, ...plain });
  // A chart as wide as its column notices when the tab is shown or the window changes.
  new ResizeObserver(() => { if (place.clientWidth) view.resize().runAsync(); }).observe(place);
}

/** What a mark says when it is pointed at; Vega's own tooltip would bring a style sheet with it. */
function tooltip() {
  const box = document.querySelector('#px-tooltip') ?? add(document.body, '', { id: 'px-tooltip' });
  box.hidden = true;
  return (_, event, item, value) => {
    box.hidden = !value || typeof value !== 'object';
    if (box.hidden) return;
    const rows = Object.entries(value).map(([name, what]) => {
      const row = document.createElement('div');
      row.textContent = name.trim() ? `${name}: ${what}` : what;
      return row;
    });
    box.replaceChildren(...rows);
    const left = Math.min(event.clientX + 12, innerWidth - box.offsetWidth - 8);
    const top = Math.min(event.clientY + 12, innerHeight - box.offsetHeight - 8);
    Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
  };
}
