// The second tab: what spoke for and against, in which colours and how strongly. Laid out as pneumonia/ui/gradcam.py.

import { intoView, mount as mountBlock } from './block.js';
import { alert, brief } from './card.js';
import { closeup } from './closeup.js';
import { outlines } from './contours.js';
import { explained, original, sideBySide } from './heat.js';
import { add, escape, fill } from './html.js';
import { paint } from './paint.js';

export async function mount(panel, app) {
  const { texts, rules } = app, drawn = await app.page('gradcam');
  const tab = add(panel, `<p class="px-intro">${escape(texts.gradcam_intro)}</p>`, { id: 'px-gradcam' });
  const columns = add(tab, '<div></div><div></div>', { classes: 'px-columns px-pictures-first' });
  const [left, right] = columns.children;
  const controls = add(left, form(app), { classes: 'px px-controls', tag: 'form' });
  const view = add(right, nothing(texts), { id: 'px-pictures-gradcam' });
  const chosen = () => ({
    label: controls.elements.evidence.value,
    colormap: controls.elements.colormap.value,
    opacity: Number(controls.elements.opacity.value),
    level: Number(controls.elements.level.value) / 100,
  });
  const closer = closeup(add(right, '', { id: 'px-closeup', classes: 'px px-slot' }), app, chosen);
  const easel = await paint(tab, app, drawn, chosen);
  await mountBlock(left, drawn.drop, { upload: ({ path, size }) => app.handedIn(path, size) });
  const told = add(left, '', { id: 'px-alert-gradcam', classes: 'px px-slot' });

  const draw = () => {
    if (!app.seen) {
      fill(view, nothing(texts));
      return;
    }
    const { prediction } = app.seen, { label, colormap } = chosen(), figures = [original(app)];
    if (prediction.report.label) {
      figures.push(explained(prediction, label, colormap, app, { above: outlines(prediction, label, rules) }));
    }
    fill(view, brief(prediction, app) + sideBySide(prediction.film, figures, rules));
  };
  controls.addEventListener('input', ({ target }) => {
    if (target.type !== 'range') {
      draw();
      return;
    }
    target.previousElementSibling.value = target.value;
    tab.style.setProperty(`--px-${target.name}`, target.value);
  });
  controls.addEventListener('submit', (event) => event.preventDefault());
  app.on('alert', (message) => {
    fill(told, alert(message, app));
    intoView(told);
  });
  view.addEventListener('click', ({ target }) => { if (target.closest('button[data-kind=invert]')) app.invert(); });
  const seen = () => {
    controls.elements.evidence.value = app.seen?.prediction.report.label ?? rules.labels[1];  // for the answer
    draw();
    closer.offer();
    easel.offer();
  };
  app.on('seen', () => {
    fill(told, '');
    seen();
  });
  app.on('judged', seen);
  if (app.seen) seen();
}

const nothing = (texts) => `<section class="px-card px-empty"><p>${escape(texts.gradcam_empty)}</p></section>`;

function form({ texts, rules: { explain, labels } }) {
  return choice('evidence', texts.evidence, [...labels].reverse(), labels[1])
    + range('opacity', texts.opacity, 0, 1, 0.05, explain.default_opacity)
    + range('level', texts.outline, 0, 95, 5, explain.default_level)
    + choice('colormap', texts.colormap, explain.colormap_names, explain.default_colormap);
}

const choice = (name, title, options, chosen) => (
  `<fieldset class="px-choice px-inline" id="px-${name}"><legend>${escape(title)}</legend>`
  + options.map((option) => `<label><input type="radio" name="${name}" value="${option}"`
    + `${option === chosen ? ' checked' : ''}><span>${option}</span></label>`).join('')
  + '</fieldset>');

const range = (name, title, least, most, step, value) => (
  `<label class="px-slide" id="px-${name}"><span>${escape(title)}</span><output>${value}</output>`
  + `<input type="range" name="${name}" min="${least}" max="${most}" step="${step}" value="${value}"></label>`);
