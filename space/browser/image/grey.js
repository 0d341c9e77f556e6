// From decoded pixels of any depth and colour to 8-bit grey, as pneumonia/grey.py does it.

import { InputError } from '../errors.js';

/**
 * 8-bit RGBA (an array of 4 * n) over black to grey bytes, written to `grey` from `at` on.
 * Returns the sum over all pixels of max(R, G, B) - min(R, G, B).
 */
export function greyOfRgba(rgba, grey, at) {
  let spread = 0;
  for (let from = 0; from < rgba.length; from += 4, at++) {
    let red = rgba[from], green = rgba[from + 1], blue = rgba[from + 2];
    const alpha = rgba[from + 3];
    if (alpha !== 255) [red, green, blue] = [red, green, blue].map((value) => Math.round((value * alpha) / 255));
    grey[at] = luminance(red, green, blue);
    if (red !== green || green !== blue) spread += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return spread;
}

/** OpenCV's fixed-point weights of ITU-R BT.601. */
const luminance = (red, green, blue) => (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15;

/** Values of any depth to bytes: the range from the 0.1st to the 99.9th percentile is stretched to [0, 255]. */
export function stretched(values, channels, width, refusals) {
  const [low, high] = range(values, channels, width, refusals);
  const scale = 255 / Math.max(high - low, 1e-30);
  const bytes = new Uint8ClampedArray(values.length);  // rounds halves to even and clips, as NumPy; NaN becomes 0
  for (let n = 0; n < values.length; n++) bytes[n] = (values[n] - low) * scale;
  return bytes;
}

/** About a million samples fix the percentiles well enough. */
function range(values, channels, width, refusals) {
  const step = Math.max(1, Math.floor(Math.sqrt(values.length / 1e6)));
  const sample = [], height = values.length / channels / width;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      for (let channel = 0; channel < channels; channel++) {
        const value = values[(y * width + x) * channels + channel];
        if (Number.isFinite(value)) sample.push(value);
      }
    }
  }
  if (!sample.length) throw new InputError(refusals.not_finite);
  const sorted = Float64Array.from(sample).sort();
  const [low, high] = [0.001, 0.999].map((share) => quantile(sorted, share));
  return low === high ? [sorted[0], sorted[sorted.length - 1]] : [low, high];
}

function quantile(sorted, share) {
  const at = share * (sorted.length - 1), below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** 8-bit grey or RGB values to `{ data, colour }`. */
export function greyOf(bytes, channels) {
  if (channels === 1) return { data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), colour: 0 };
  const data = new Uint8Array(bytes.length / 3);
  let spread = 0;
  for (let from = 0, to = 0; to < data.length; from += 3, to++) {
    const red = bytes[from], green = bytes[from + 1], blue = bytes[from + 2];
    data[to] = luminance(red, green, blue);
    spread += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return { data, colour: spread / data.length };
}
