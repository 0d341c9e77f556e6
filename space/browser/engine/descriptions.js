// What an image looks like in a few hundred numbers, as pneumonia/descriptions.py has it.

import { resizeArea, toInput } from '../image/resize.js';

/** Bright and dark places: grey levels of a small picture, with mean 0 and deviation about 1. */
export function thumbnail(input, size, { thumbnail: side, blank }) {
  const small = Float64Array.from(resizeArea({ width: size, height: size, data: input }, side, side).data);
  const [mean, deviation] = moments(small);
  return small.map((value) => (value - mean) / (deviation + blank));
}

/** The picture without the even ground at its border, at its own size. */
export function withoutMargins(input, size, { margin, even }) {
  return withoutCorners(cut(input, size, margin), size, even);
}

/** Even runs of pixels from the border inwards get the grey level behind them, of the shortest run of the four. */
function withoutCorners(image, size, even) {
  const painted = image.slice(), shortest = new Uint16Array(size * size).fill(size), half = Math.floor(size / 2);
  const last = size - 1;  // the runs from the left, the top, the right and the bottom: where they start, next, inwards
  for (const [start, next, inwards] of [[0, size, 1], [0, 1, size], [last, size, -1], [last * size, 1, -size]]) {
    for (let line = 0; line < size; line++) {
      const first = start + line * next;
      let length = 1;
      while (length < half && Math.abs(image[first + length * inwards] - image[first]) <= even) length++;
      if (length === 1 || length === half) continue;
      length++;  // the next is half margin where a picture was made smaller
      for (let k = 0; k < length; k++) {
        const at = first + k * inwards;
        if (length >= shortest[at]) continue;
        shortest[at] = length;
        painted[at] = image[first + length * inwards];
      }
    }
  }
  return painted;
}

/** Without the even rows and columns around it. */
function cut(input, size, margin) {
  const rows = span(input, size, size, 1, margin), columns = span(input, size, 1, size, margin);
  const width = columns.end - columns.first, height = rows.end - rows.first;
  if (width === size && height === size) return input;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (rows.first + y) * size + columns.first;
    data.set(input.subarray(from, from + width), y * width);
  }
  return toInput({ width, height, data }, size);
}

/** From the first to the last of the rows (or columns) that are no margin: `step` between them, `along` inside one. */
function span(input, size, step, along, margin) {
  const even = (n) => {
    let sum = 0, squares = 0;
    for (let k = 0; k < size; k++) {
      const value = input[n * step + k * along];
      sum += value;
      squares += value * value;
    }
    return size * squares - sum * sum < (margin * size) ** 2;
  };
  let first = 0, end = size;
  while (first < size && even(first)) first++;
  while (end > first && even(end - 1)) end--;
  if (first > 0) first++;  // the next is half margin where a picture was made smaller
  if (end < size) end--;
  return 2 * (end - first) >= size ? { first, end } : { first: 0, end: size };
}

/** How much of all edges has which direction in which cell, as square roots of shares. */
export function edges(input, size, { edges: side, cell, directions, faint }) {
  const { data } = resizeArea({ width: size, height: size, data: input }, side, side);
  const inside = (n) => Math.min(Math.abs(n), 2 * (side - 1) - n);  // beyond the border the picture is mirrored
  const grey = (x, y) => data[inside(y) * side + inside(x)];
  const cells = side / cell, sums = new Float64Array(cells * cells * directions);
  let total = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [nw, n, ne] = [-1, 0, 1].map((step) => grey(x + step, y - 1));
      const [sw, s, se] = [-1, 0, 1].map((step) => grey(x + step, y + 1));
      const across = ne - nw + 2 * (grey(x + 1, y) - grey(x - 1, y)) + se - sw;
      const down = sw - nw + 2 * (s - n) + se - ne;
      const strength = Math.hypot(across, down);
      const turn = Math.floor((Math.atan2(down, across) / Math.PI) * directions + 0.5);
      const place = Math.floor(y / cell) * cells + Math.floor(x / cell);
      sums[place * directions + (turn + directions) % directions] += strength;
      total += strength;
    }
  }
  return sums.map((sum) => Math.sqrt(sum / (total + faint)));
}

/** How strong structures of each size are in each place, as logarithms of grey levels. */
export function textures(input, size, { textures: side, scales, places, grain }) {
  const found = [];
  let picture = toInput({ width: size, height: size, data: input }, side);
  for (let scale = 0, width = side; scale < scales; scale++, width /= 2) {
    const half = width / 2, place = half / places;
    const means = new Float64Array(half * half), sums = new Float64Array(places * places);
    for (let y = 0; y < half; y++) {
      for (let x = 0; x < half; x++) {
        const at = 2 * (y * width + x);
        const [a, b, c, d] = [picture[at], picture[at + 1], picture[at + width], picture[at + width + 1]];
        const strength = Math.hypot(a + b - c - d, a - b + c - d, a - b - c + d) / 4;
        sums[Math.floor(y / place) * places + Math.floor(x / place)] += strength;
        means[y * half + x] = (a + b + c + d) / 4;
      }
    }
    found.push(...sums.map((sum) => Math.log(sum / place ** 2 + grain)));
    picture = means;
  }
  return Float64Array.from(found);
}

/** Mean and standard deviation. */
export function moments(values) {
  let sum = 0, squares = 0;
  for (const value of values) { sum += value; squares += value * value; }
  const mean = sum / values.length;
  return [mean, Math.sqrt(Math.max(squares / values.length - mean * mean, 0))];
}
