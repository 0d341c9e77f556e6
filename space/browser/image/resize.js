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
  const across = spans(width, columns), down = spans(height, rows);
  const narrow = new Float32Array(columns * height);  // first across, then down
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      const { first, weights } = across[x];
      let sum = 0;
      for (let n = 0, from = y * width + first; n < weights.length; n++) sum += weights[n] * data[from + n];
      narrow[y * columns + x] = sum;
    }
  }
  const means = new Uint8Array(columns * rows), line = new Float32Array(columns);
  for (let y = 0; y < rows; y++) {
    const { first, weights } = down[y];
    line.fill(0);
    for (let n = 0; n < weights.length; n++) {
      for (let x = 0, from = (first + n) * columns; x < columns; x++) line[x] += weights[n] * narrow[from + x];
    }
    for (let x = 0; x < columns; x++) means[y * columns + x] = rounded(line[x]);
  }
  return { width: columns, height: rows, data: means };
}

/** For each new pixel along an axis: the first old one that it covers, and the share of the mean that each has. */
function spans(from, to) {
  const scale = from / to;
  return Array.from({ length: to }, (_, n) => {
    const start = n * scale, end = Math.min(start + scale, from);
    const first = Math.floor(start + 1e-6), last = Math.min(Math.ceil(end - 1e-6), from);
    const weights = [];
    for (let at = first; at < last; at++) weights.push((Math.min(at + 1, end) - Math.max(at, start)) / (end - start));
    return { first, weights };
  });
}

/** Linear interpolation between the centres of pixels; beyond the outermost centres, these. */
function resizeLinear({ width, height, data }, columns, rows) {
  if (columns === width && rows === height) return { width, height, data };
  const across = neighbours(width, columns), down = neighbours(height, rows);
  const grown = new Uint8Array(columns * rows);
  for (let y = 0, to = 0; y < rows; y++) {
    const [above, below, v] = down[y];
    for (let x = 0; x < columns; x++) {
      const [left, right, u] = across[x];
      const top = data[above * width + left] * (1 - u) + data[above * width + right] * u;
      const bottom = data[below * width + left] * (1 - u) + data[below * width + right] * u;
      grown[to++] = rounded(top * (1 - v) + bottom * v);
    }
  }
  return { width: columns, height: rows, data: grown };
}

function neighbours(from, to) {
  return Array.from({ length: to }, (_, n) => {
    const at = Math.min(Math.max((n + 0.5) * (from / to) - 0.5, 0), from - 1), first = Math.floor(at);
    return [first, Math.min(first + 1, from - 1), at - first];
  });
}

/** To the nearest integer, halves to the even one, as OpenCV's cvRound does. */
function rounded(value) {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 ? nearest - 1 : nearest;
}
