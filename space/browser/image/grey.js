// From decoded pixels of any depth and colour to 8-bit grey: pneumonia/grey.py in the browser.

/** OpenCV's weights of red, green and blue (ITU-R BT.601) in fixed point; equal ones stay what they are. */
const luminance = (red, green, blue) => (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15;

/**
 * Opaque 8-bit RGBA to grey bytes, written into `grey` from `start` on. Returns the sum over all pixels of
 * max(R, G, B) - min(R, G, B).
 */
export function greyOfRgba(rgba, grey, start) {
  const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);  // ABGR: devices are little-endian
  let spread = 0;
  for (let n = 0; n < pixels.length; n++) {
    const pixel = pixels[n], red = pixel & 255;
    grey[start + n] = red;
    if ((pixel | 0xff000000) === (red * 0x010101 | 0xff000000)) continue;  // grey, as nearly all X-rays are
    const green = (pixel >> 8) & 255, blue = (pixel >> 16) & 255;
    grey[start + n] = luminance(red, green, blue);
    spread += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return spread;
}

/**
 * `{ width, height, data, colour }` of a decoded picture: grey bytes, and the mean of max(R, G, B) - min(R, G, B).
 *
 * `channels`: 1 (grey), 3 (RGB) or 4 (RGBA, laid over black). Bytes stay as they are, deeper values are stretched.
 */
export function toGrey({ width, height, channels, data }, limits) {
  const span = data instanceof Uint8Array ? null : range({ width, height, channels, data }, limits);
  if (channels === 1) return { width, height, data: span ? stretched(data, span) : data, colour: 0 };
  const grey = new Uint8Array(width * height), row = new Uint8Array(4 * width);
  let spread = 0;
  for (let y = 0; y < height; y++) {
    const values = opaque(data.subarray(y * width * channels, (y + 1) * width * channels), channels);
    const bytes = span ? stretched(values, span) : values;
    for (let x = 0; x < width; x++) for (let part = 0; part < 3; part++) row[4 * x + part] = bytes[3 * x + part];
    spread += greyOfRgba(row, grey, y * width);
  }
  return { width, height, data: grey, colour: spread / grey.length };
}

/** RGBA to RGB of the same type, what is transparent laid over black; anything else is returned untouched. */
function opaque(values, channels) {
  if (channels < 4) return values;
  const rgb = new values.constructor((values.length / 4) * 3), most = 2 ** (8 * values.BYTES_PER_ELEMENT) - 1;
  for (let from = 0, to = 0; from < values.length; from += 4, to += 3) {
    for (let part = 0; part < 3; part++) rgb[to + part] = Math.round((values[from + part] * values[from + 3]) / most);
  }
  return rgb;
}

/** The values that become 0 and 255: the 0.1st and the 99.9th percentile, which a million samples fix well enough. */
function range({ width, height, channels, data }, limits) {
  const parts = Math.min(channels, 3);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height * parts) / 1e6)));
  const sample = new data.constructor(Math.ceil(width / step) * Math.ceil(height / step) * parts);
  let count = 0;
  for (let y = 0; y < height; y += step) {
    const row = opaque(data.subarray(y * width * channels, (y + 1) * width * channels), channels);
    for (let x = 0; x < width; x += step) {
      for (let part = 0; part < parts; part++) {
        const value = row[x * parts + part];
        if (Number.isFinite(value)) sample[count++] = value;
      }
    }
  }
  if (!count) throw limits.refusal('not_finite');
  const values = sample.subarray(0, count), [low, high] = [quantile(values, 0.001), quantile(values, 0.999)];
  return low === high ? [ranked(values, 0), ranked(values, count - 1)] : [low, high];
}

function quantile(values, share) {
  const at = share * (values.length - 1), first = Math.floor(at);
  const below = ranked(values, first), above = ranked(values, Math.min(first + 1, values.length - 1));
  return below + (above - below) * (at - first);
}

/** The value that sorting would put at `rank`, by Hoare's quickselect: to sort a million takes ten times as long. */
function ranked(values, rank) {
  for (let low = 0, high = values.length - 1; low < high;) {
    const pivot = values[low + Math.floor(Math.random() * (high - low + 1))];  // no file can know the slowest order
    let left = low, right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      [values[left], values[right]] = [values[right], values[left]];
      left++;
      right--;
    }
    if (rank > right && rank < left) break;
    if (rank <= right) high = right;
    else low = left;
  }
  return values[rank];
}

/** Bytes: the span goes from 0 to 255; what lies outside is clipped, NaN becomes 0. */
function stretched(values, [low, high]) {
  const scale = 255 / Math.max(high - low, 1e-30);
  const bytes = new Uint8ClampedArray(values.length);  // rounds halves to even, as NumPy does
  if (values.BYTES_PER_ELEMENT > 2) {
    for (let n = 0; n < values.length; n++) bytes[n] = (values[n] - low) * scale;
  } else {  // NumPy takes float32 for these
    const { fround } = Math, from = fround(low), by = fround(scale);
    for (let n = 0; n < values.length; n++) bytes[n] = fround(fround(values[n] - from) * by);
  }
  return new Uint8Array(bytes.buffer);
}
