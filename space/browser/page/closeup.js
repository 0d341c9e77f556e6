// The overlay at the film's own size, to look closer and to save: pneumonia/ui/closeup.py.

import { path } from './contours.js';
import { enlarged, fitting, heat, overlay } from './heat.js';
import { escape, fill, format } from './html.js';

/** `offer()` puts the button there; `chosen()` tells label, colour map, opacity and level. */
export function closeup(place, app, chosen) {
  const { texts, rules: { explain } } = app;

  function offer() {
    if (!app.seen?.prediction.report.label) {
      fill(place, '');
      return;
    }
    const words = format(texts.closer, fitting(app.seen.prediction.film, explain.closeup_side));
    fill(place, `<div class="px-save"><button type="button" data-run>${escape(words)}</button></div>`);
  }

  async function look() {
    const { seen } = app, options = chosen();
    fill(place, `<p class="px-save px-fine">${escape(texts.closer_busy)}</p>`);
    await new Promise((shown) => { setTimeout(shown, 20); });  // the words come first: a large film takes a second
    const picture = drawn(seen.prediction, options, app.rules);
    const blob = await new Promise((come) => { picture.toBlob(come, 'image/png'); });
    if (seen.source !== app.seen?.source) return;  // another film came in the meantime
    offer();
    if (!blob) throw new Error(`This browser makes no PNG of ${picture.width} x ${picture.height} pixels.`);
    open(place, blob, `gradcam-${seen.prediction.report.image.sha256.slice(0, 8)}.png`, options, texts);
  }

  place.addEventListener('click', ({ target }) => {
    const dialog = place.querySelector('dialog'), zoom = dialog?.querySelector('[data-zoom]');
    if (target.closest('[data-run]')) look();
    else if (target === dialog || target.closest('[data-close]')) dialog.close();
    else if (target.closest('[data-zoom]') || target.closest('dialog img')) {
      zoom.setAttribute('aria-pressed', zoom.getAttribute('aria-pressed') !== 'true');
    }
  });
  return { offer };
}

/** The dialog; the browser itself closes it with Escape. */
function open(place, blob, name, options, texts) {
  const address = URL.createObjectURL(blob), alt = escape(format(texts.explained_alt, options));
  place.insertAdjacentHTML('beforeend', `<dialog class="px-closeup" aria-label="${alt}"><div class="px-save">`
    + `<button type="button" data-zoom aria-pressed="false">${escape(texts.closer_zoom)}</button>`
    + `<a download="${name}" href="${address}">${escape(texts.closer_save)}</a>`
    + `<button type="button" data-close>${escape(texts.closer_close)}</button></div>`
    + `<div class="px-scroll" tabindex="0"><img src="${address}" alt="${alt}"></div></dialog>`);
  const dialog = place.querySelector('dialog');
  dialog.showModal();
  dialog.addEventListener('close', () => {
    dialog.remove();
    URL.revokeObjectURL(address);
    place.querySelector('[data-run]')?.focus();  // the button that opened it was drawn anew in the meantime
  });
}

/** The overlay with its outline: white, cased in black, so that it is seen on any ground. */
function drawn(prediction, { label, colormap, opacity, level }, rules) {
  const { closeup_side: longest, outline_side: side } = rules.explain;
  const canvas = overlay(prediction, { label, colormap, opacity, longest }, rules);
  if (!level) return canvas;
  const evidence = enlarged(heat(prediction.cam, label, rules.labels), fitting(canvas, side));
  const outline = new Path2D(path(evidence, level));
  const pen = canvas.getContext('2d'), scale = canvas.width / evidence.width;
  const width = Math.max(1, Math.round(Math.max(canvas.width, canvas.height) / 500));
  pen.scale(scale, canvas.height / evidence.height);
  for (const [colour, thickness] of [['#000', 2 * width + 2], ['#fff', width + 1]]) {  // OpenCV's are 1 wider than told
    Object.assign(pen, { strokeStyle: colour, lineWidth: thickness / scale, lineJoin: 'round' });
    pen.stroke(outline);
  }
  return canvas;
}
