// Resizing as OpenCV does it: pictures are `{ width, height, data }`, grey, one byte a pixel.

/** The model's input, as pneumonia.image.to_input makes it: areas where an axis shrinks, linear where it grows. */
export function toInput(picture, size) {
  let pixels = picture;
  while (Math.min(pixels.width, pixels.height) >= 4 * size) pixels = halved(pixels);
  const shrunk = resizeArea(pixels, Math.min(pixels.width, size), Math.min(pixels.height, size));
  return resizeLinear(shrunk, size, size).data;
}

/** Means of 2x2 pixels; an odd last row or column is left out. */
function halved({ width, height, data }) {
  const columns = width >> 1, rows = height >> 1;
  const means = new Uint8Array(columns * rows);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let from = 2 * y * width, end = from + 2 * columns; from < end; from += 2) {
      means[to++] = (data[from] + data[from + 1] + data[from + width] + data[from + width + 1] + 2) >> 2;
    }
  }
  return { width: columns, height: rows, data: means };
}

/** Each new pixel is the mean of the area that it covers; `columns` and `rows` are at most the picture's own. */
export function resizeArea({ width, height, data }, columns, rows) {
  if (columns === width && rows === height) return { width, height, data };
  if (2 * columns === width && 2 * rows === height) return halved({ width, height, data });
  // Areas of whole pixels are added up first and divided then: OpenCV rounds so.
  const whole = width % columns === 0 && height % rows === 0;
  const across = shares(width, columns, whole), down = shares(height, rows, whole);
  const line = new Float32Array(columns), sums = new Float32Array(columns * rows);
  let done = -1;
  for (const { to: row, from: y, weight } of down) {
    if (y !== done) shrinkRow(data.subarray(y * width, (y + 1) * width), across, line);
    done = y;
    for (let x = 0, at = row * columns; x < columns; x++) sums[at++] += Math.fround(line[x] * weight);
  }
  const scale = whole ? Math.fround((columns * rows) / (width * height)) : 1;
  return { width: columns, height: rows, data: rounded(sums.map((sum) => sum * scale)) };
}

function shrinkRow(row, shared, line) {
  line.fill(0);
  for (const { to, from, weight } of shared) line[to] += Math.fround(row[from] * weight);
}

/** Which old pixel along an axis has what share (float32, as all sums here) in which new one; `whole`: 1 each. */
function shares(from, to, whole) {
  const scale = from / to, least = 1e-3, found = [];
  for (let n = 0; n < to; n++) {
    const start = n * scale, end = start + scale, length = whole ? 1 : Math.min(scale, from - start);
    const add = (at, part) => found.push({ to: n, from: at, weight: Math.fround(part / length) });
    const last = Math.min(Math.floor(end), from - 1), first = Math.min(Math.ceil(start), last);
    if (first - start > least) add(first - 1, first - start);
    for (let at = first; at < last; at++) add(at, 1);
    if (end - last > least) add(last, Math.min(end - last, 1, length));
  }
  return found;
}

/** To the nearest integers, halves to the even one, as OpenCV's cvRound does. */
function rounded(values) {
  return new Uint8Array(new Uint8ClampedArray(values).buffer);
}

/** Linear interpolation between the centres of pixels, in OpenCV's fixed point: weights of 11 bits. */
function resizeLinear({ width, height, data }, columns, rows) {
  if (columns === width && rows === height) return { width, height, data };
  const across = neighbours(width, columns), down = neighbours(height, rows);
  const wide = new Int32Array(columns * height), grown = new Uint8Array(columns * rows);
  for (let y = 0, to = 0; y < height; y++) {
    for (const [left, right, u, v] of across) wide[to++] = data[y * width + left] * u + data[y * width + right] * v;
  }
  const part = (row, x, weight) => ((wide[row * columns + x] >> 4) * weight) >> 16;
  for (let y = 0, to = 0; y < rows; y++) {
    const [above, below, u, v] = down[y];
    for (let x = 0; x < columns; x++) grown[to++] = (part(above, x, u) + part(below, x, v) + 2) >> 2;
  }
  return { width: columns, height: rows, data: grown };
}

/** For each new pixel along an axis: the two old ones around its centre, and their weights. */
function neighbours(from, to) {
  const within = (at) => Math.min(Math.max(at, 0), from - 1), { fround } = Math;
  return Array.from({ length: to }, (_, n) => {
    const centre = fround((n + 0.5) * (from / to) - 0.5), first = Math.floor(centre), share = fround(centre - first);
    return [within(first), within(first + 1), nearest(fround(1 - share) * 2048), nearest(share * 2048)];
  });
}

function nearest(value) {
  const whole = Math.round(value);
  return whole - value === 0.5 && whole % 2 ? whole - 1 : whole;
}
