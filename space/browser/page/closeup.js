// The overlay at the film's own size, to look closer and to save: pneumonia/ui/closeup.py.

import { lines } from './contours.js';
import { enlarged, fitting, heat, overlay } from './heat.js';
import { escape, fill, format } from './html.js';

/** `offer()` puts the button there; `chosen()` tells label, colour map, opacity and level. */
export function closeup(place, app, chosen) {
  const { texts, rules } = app;

  function offer() {
    const { report, ...size } = { ...app.seen.prediction.film, report: app.seen.prediction.report };
    const words = format(texts.closer, fitting(size, rules.explain.closeup_side));
    fill(place, report.label
      ? `<div class="px-save"><button type="button" data-run>${escape(words)}</button></div>` : '');
  }

  async function look() {
    const picture = drawn(app.seen.prediction, chosen(), rules);
    const blob = await new Promise((come) => { picture.toBlob(come, 'image/png'); });
    const address = URL.createObjectURL(blob), alt = escape(format(texts.explained_alt, chosen()));
    const name = `gradcam-${app.seen.prediction.report.image.sha256.slice(0, 8)}.png`;
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
    });
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

/** The overlay with its outline: white, cased in black, so that it is seen on any ground. */
function drawn(prediction, { label, colormap, opacity, level }, rules) {
  const canvas = overlay(prediction, { label, colormap, opacity, longest: rules.explain.closeup_side }, rules);
  if (!level) return canvas;
  const small = enlarged(heat(prediction.cam, label, rules.labels), fitting(canvas, rules.explain.outline_side));
  const most = small.data.reduce((largest, value) => Math.max(largest, value), 0);
  const pen = canvas.getContext('2d'), scale = canvas.width / small.width;
  const width = Math.max(1, Math.round(Math.max(canvas.width, canvas.height) / 500));
  pen.lineJoin = 'round';
  for (const [colour, thickness] of [['#000', 2 * width + 1], ['#fff', width]]) {
    Object.assign(pen, { strokeStyle: colour, lineWidth: thickness });
    for (const line of most ? lines(small, level * most) : []) {
      pen.beginPath();
      line.forEach(([x, y]) => pen.lineTo(x * scale, y * scale));
      pen.closePath();
      pen.stroke();
    }
  }
  return canvas;
}
