// Outlines of the places whose evidence is at least a share of the strongest: marching squares, as SVG paths.

import { enlarged, fitting, heat } from './heat.js';

/** One path for each level of the rules, in percent; the style sheet shows that of the slider (ui/viewer.py). */
export function outlines({ cam, film }, label, rules) {
  const size = fitting(film, rules.explain.outline_side);
  const evidence = enlarged(heat(cam, label, rules.labels), size);
  const most = evidence.data.reduce((largest, value) => Math.max(largest, value), 0);
  const paths = most === 0 ? [] : rules.explain.levels.map((level) => (
    `<path style="--px-at:${level}" d="${path(evidence, (most * level) / 100)}"/>`));
  return `<svg class="px-outlines" viewBox="0 0 ${size.width} ${size.height}" preserveAspectRatio="none" aria-hidden="true">`
    + `${paths.join('')}</svg>`;
}

/** The closed lines along which a picture crosses a level, as the `d` of an SVG path. */
export function path(picture, level) {
  return lines(picture, level).map((line) => (
    `M${line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}Z`)).join('');
}

const STEP = 4;  // pixels between two looks: the evidence is smooth

/** Closed polygons [[x, y], ...] around what is at least `level`; outside the picture there is nothing. */
export function lines({ width, height, data }, level) {
  const columns = Math.ceil(width / STEP) + 2, rows = Math.ceil(height / STEP) + 2;
  const at = (column, row) => {
    if (column < 1 || row < 1 || column > columns - 2 || row > rows - 2) return -level;
    return data[Math.min((row - 1) * STEP, height - 1) * width + Math.min((column - 1) * STEP, width - 1)] - level;
  };
  const next = new Map();  // where a line goes on, by where it comes in
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => [column + x, row + y]);
      const values = corners.map(([x, y]) => at(x, y));
      connect(corners, values, next);
    }
  }
  return joined(next).map((line) => line.map(([x, y]) => [
    Math.min(Math.max((x - 1) * STEP, 0), width), Math.min(Math.max((y - 1) * STEP, 0), height)]));
}

/** The pieces of line in one square of four corners, from the edge where they enter to the edge where they leave. */
function connect(corners, values, next) {
  const entries = [], exits = [];
  for (let n = 0; n < 4; n++) {
    const m = (n + 1) % 4, [from, to] = [values[n], values[m]];
    if ((from >= 0) === (to >= 0)) continue;
    const point = n < 2 ? crossing(corners[n], corners[m], from, to) : crossing(corners[m], corners[n], to, from);
    (from >= 0 ? exits : entries).push(point);
  }
  exits.forEach((exit, n) => next.set(String(exit), { from: exit, to: String(entries[n]) }));
}

/** Where the level lies between two corners; always from the same one, so that both squares of an edge agree. */
function crossing([x0, y0], [x1, y1], from, to) {
  const share = from / (from - to);
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
}

function joined(next) {
  const found = [];
  while (next.size) {
    const line = [], [start] = next.keys();
    for (let key = start; next.has(key);) {
      const { from, to } = next.get(key);
      next.delete(key);
      line.push(from);
      key = to;
    }
    found.push(line);
  }
  return found;
}
