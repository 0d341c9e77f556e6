// From the signed Grad-CAM map to a picture, as pneumonia/explain.py and pneumonia/ui/viewer.py make it.

import { resizeArea } from '../image/resize.js';
import { escape, format } from './html.js';

/** The share of a map that speaks for one label, by its largest magnitude: `{ rows, columns, data }` in [0, 1]. */
export function heat({ rows, columns, data }, label, [normal]) {
  const most = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  const sign = label === normal ? -1 : 1;
  return { rows, columns, data: data.map((value) => Math.min(Math.max((sign * value) / most, 0), 1)) };
}

/** Evidence enlarged to a picture's size by cubic interpolation (OpenCV's, a = -0.75), clipped to [0, 1]. */
export function enlarged({ rows, columns, data }, { width, height }) {
  const across = cubic(columns, width), down = cubic(rows, height);
  const wide = new Float32Array(rows * width), large = new Float32Array(width * height);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      for (const [at, weight] of across[x]) wide[y * width + x] += weight * data[y * columns + at];
    }
  }
  for (let y = 0; y < height; y++) {
    for (const [at, weight] of down[y]) {
      for (let x = 0; x < width; x++) large[y * width + x] += weight * wide[at * width + x];
    }
  }
  for (let n = 0; n < large.length; n++) large[n] = Math.min(Math.max(large[n], 0), 1);
  return { width, height, data: large };
}

const A = -0.75;

/** For each new pixel along an axis its four neighbours, the outermost repeated, with their weights. */
function cubic(from, to) {
  const near = (x) => ((A + 2) * x - (A + 3)) * x * x + 1;
  const far = (x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  return Array.from({ length: to }, (_, n) => {
    const at = (n + 0.5) * (from / to) - 0.5, first = Math.floor(at), rest = at - first;
    const weights = [far(rest + 1), near(rest), near(1 - rest), far(2 - rest)];
    return weights.map((weight, k) => [Math.min(Math.max(first - 1 + k, 0), from - 1), weight]);
  });
}

/** `{ width, height }`, reduced in proportion so that no side is longer than `longest`. */
export function fitting({ width, height }, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A film with no side longer than `longest`. */
export function forScreen(film, longest) {
  const { width, height } = fitting(film, longest);
  return resizeArea(film, width, height);
}

/** A canvas with a grey film on it. */
export function filmCanvas({ width, height, data }) {
  return drawn(width, height, (pixels) => {
    for (let n = 0; n < data.length; n++) pixels[n] = 0xff000000 | (data[n] * 0x010101);
  });
}

/** A canvas with the evidence alone: its colour from the colour map, its transparency from the same evidence. */
export function heatCanvas(cam, size, label, colormap, rules) {
  const colours = coloursOf(label, colormap, rules);
  const { width, height, data } = enlarged(heat(cam, label, rules.labels), size);
  return drawn(width, height, (pixels) => {
    for (let n = 0; n < data.length; n++) {
      const level = Math.round(data[n] * 255), [red, green, blue] = colours[level];
      pixels[n] = ((level << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    }
  });
}

/** The 256 colours of a map; where none is named, "auto", of that of the label. */
const coloursOf = (label, colormap, { explain: { colormaps, by_label: byLabel } }) => (
  colormaps[colormap] ?? colormaps[byLabel[label]]);

function drawn(width, height, paint) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d'), picture = pen.createImageData(width, height);
  paint(new Uint32Array(picture.data.buffer));
  pen.putImageData(picture, 0, 0);
  return canvas;
}

/** A film as the address of a JPEG, no side longer than `longest`. */
export const filmAddress = (film, longest, quality = 0.9) => (
  filmCanvas(forScreen(film, longest)).toDataURL('image/jpeg', quality));

/** The heat alone as the address of a picture, to lie above a film of this size. */
export const heatAddress = (cam, size, label, colormap, rules) => (
  heatCanvas(cam, fitting(size, rules.explain.heat_side), label, colormap, rules).toDataURL());

/** A canvas with the film under its heat, as pneumonia.explain.overlay draws it: no side longer than `longest`. */
export function overlay({ film, cam }, { label, colormap, opacity, longest }, rules) {
  const grey = forScreen(film, longest), colours = coloursOf(label, colormap, rules);
  const { data } = enlarged(heat(cam, label, rules.labels), grey);
  return drawn(grey.width, grey.height, (pixels) => {
    for (let n = 0; n < data.length; n++) {
      const level = Math.round(data[n] * 255), warm = colours[level];
      const share = (level * opacity) / 255, below = grey.data[n] * (1 - share) + 0.5;
      const red = below + warm[0] * share, green = below + warm[1] * share, blue = below + warm[2] * share;
      pixels[n] = 0xff000000 | (blue << 16) | (green << 8) | red;
    }
  });
}

const addresses = new WeakMap();  // by film: it is drawn again for each colour map, and on two tabs

/** Figures of the same film, side by side: the markup of ui/viewer.py. */
export function sideBySide(film, figures, rules) {
  if (!addresses.has(film)) addresses.set(film, filmAddress(film, rules.explain.longest_side));
  const ratio = (film.width / film.height).toFixed(4), address = addresses.get(film);
  return `<div class="px-pictures" style="--px-film:url('${address}');--px-ratio:${ratio}">${figures.join('')}</div>`;
}

/** The film as it is; nobody knows that what was refused is an X-ray. */
export function original({ seen, texts }) {
  const { label } = seen.prediction.report;
  const alt = label ? texts.picture_alt : texts.picture_alt_refused;
  return `<figure><div class="px-film" role="img" aria-label="${escape(alt)}"></div>`
    + `<figcaption>${escape(label ? texts.original : texts.original_refused)}</figcaption></figure>`;
}

/** What a heat map shows. */
export function caption(cam, label, texts, { labels }) {
  const any = heat(cam, label, labels).data.some((value) => value > 0);
  return format(any ? texts.explained : texts.explained_nothing, { label });
}

/** The film under its heat map; `above` is more HTML to lie on it, `words` say what it is. */
export function explained({ cam, film }, label, colormap, { texts, rules }, { words = null, above = '' } = {}) {
  const said = words ? format(words, { label }) : caption(cam, label, texts, rules);
  return `<figure><div class="px-film px-explained" role="img" `
    + `aria-label="${escape(format(texts.explained_alt, { label }))}">`
    + `<img class="px-heat" alt="" src="${heatAddress(cam, film, label, colormap, rules)}">${above}</div>`
    + `<figcaption>${escape(said)}${legend(label, colormap, texts, rules)}</figcaption></figure>`;
}

/** The colours from weak to strong, as a strip. */
function legend(label, colormap, texts, rules) {
  const colours = coloursOf(label, colormap, rules);
  const stops = Array.from({ length: 9 }, (_, n) => `rgb(${colours[Math.floor((255 * n) / 8)].join(',')})`);
  return `<span class="px-ramp"><span>${escape(texts.weaker)}</span>`
    + `<i style="background:linear-gradient(90deg,${stops.join(',')})"></i>`
    + `<span>${escape(texts.stronger)}</span></span>`;
}
