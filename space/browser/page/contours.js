// Outlines of what is at least a share of the strongest evidence for either label: marching squares, as SVG paths.

import { enlarged, fitting, heat } from './heat.js';

/** One path for each level of the rules that is reached; the style sheet shows that of the slider (ui/viewer.py). */
export function outlines({ cam, film }, label, rules) {
  const { labels, explain: { levels, outline_side: side } } = rules;
  const evidence = enlarged(heat(cam, label, labels), fitting(film, side));
  const drawn = levels.map((level) => [level, path(evidence, level / 100)]).filter(([, line]) => line);
  const paths = drawn.map(([level, line]) => `<path style="--px-at:${level}" d="${line}"/>`);
  const { width, height } = evidence;
  return `<svg class="px-outlines" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">`
    + `${paths.join('')}</svg>`;
}

/** The `d` of an SVG path around what is at least `level`, in pixels of the picture. */
export const path = (picture, level) => lines(picture, level).map((line) => (
  `M${line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}Z`)).join('');

const STEP = 4;  // pixels from one corner of a square to the next: the evidence is smooth

/** Closed polygons [[x, y], ...] around what is at least `level`, a number above 0, in `{ width, height, data }`. */
function lines(picture, level) {
  const { width, height } = picture, columns = Math.ceil(width / STEP) + 3, rows = Math.ceil(height / STEP) + 3;
  const above = corners(picture, columns, rows).map((value) => value - level);
  const next = new Map();  // by the edge of a square on which a piece of line begins: where, and on which edge it ends
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      if (crossed(above, columns, at)) connect(above, columns, at, next);
    }
  }
  const inside = (share, side) => Math.min(Math.max((share - 1) * STEP, 0), side);
  return joined(next).map((line) => line.map(([x, y]) => [inside(x, width), inside(y, height)]));
}

/**
 * The values at the corners of all squares, row by row. Corners beyond the picture have the values of its edge, so that
 * lines reach it; those around them all are 0, so that lines close.
 */
function corners({ width, height, data }, columns, rows) {
  const values = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const x = Math.min((column - 1) * STEP, width - 1), y = Math.min((row - 1) * STEP, height - 1);
      values[row * columns + column] = data[y * width + x];
    }
  }
  return values;
}

/** Are the corners of the square whose first one is `at` on both sides of the level? Most are not. */
function crossed(above, columns, at) {
  const side = above[at] >= 0;
  return side !== above[at + 1] >= 0 || side !== above[at + columns] >= 0 || side !== above[at + columns + 1] >= 0;
}

/** The pieces of line in the square whose first corner is `at`, each from one of its edges to another. */
function connect(above, columns, at, next) {
  const square = [at, at + 1, at + 1 + columns, at + columns];  // clockwise
  const begins = [], ends = [];
  for (let n = 0; n < 4; n++) {
    const from = square[n], to = square[(n + 1) % 4];
    if ((above[from] >= 0) === (above[to] >= 0)) continue;
    const edge = n < 2 ? `${from} ${to}` : `${to} ${from}`;  // the same name in both of its squares
    if (above[to] >= 0) ends.push(edge);
    else begins.push([edge, crossing(above, columns, from, to)]);
  }
  begins.forEach(([edge, point], n) => next.set(edge, { point, to: ends[n] }));
}

/** Where the level lies between two corners, linearly: [column, row]. */
function crossing(above, columns, from, to) {
  const share = above[from] / (above[from] - above[to]), step = to - from, row = Math.floor(from / columns);
  const across = Math.abs(step) === 1 ? Math.sign(step) : 0, down = across ? 0 : Math.sign(step);
  return [from - row * columns + share * across, row + share * down];
}

/** Each piece begins on the edge on which another one ends: follows them around. */
function joined(next) {
  const found = [];
  while (next.size) {
    const line = [];
    for (let [edge] = next.keys(); next.has(edge);) {
      const { point, to } = next.get(edge);
      next.delete(edge);
      line.push(point);
      edge = to;
    }
    found.push(line);
  }
  return found;
}
