// Decoding with what the browser has, and reading the pixels back without a change.

import { failure, UnsupportedBrowser } from '../errors.js';
import { greyOfRgba } from './grey.js';

// Pixels that are read back at once: a phone's canvas holds 16 million, and small canvases are faster.
const BAND = 1 << 18;

/**
 * `{ width, height, data, colour }` of a picture that the browser decodes: grey bytes and how colourful it was.
 * Throws whatever the browser throws, and `RangeError` if the picture is not of the size that its header promised.
 */
export async function decoded(bytes, { width, height }) {
  const data = new Uint8Array(width * height);
  let spread = 0;
  await eachBand(bytes, { width, height }, (rgba, start) => { spread += greyOfRgba(rgba, data, start); });
  return { width, height, data, colour: spread / data.length };
}

/** Calls `take(rgba, start)` for each band of rows: opaque 8-bit RGBA over black, from pixel number `start` on. */
export async function eachBand(bytes, { width, height }, take) {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' });
  try {
    if (bitmap.width !== width || bitmap.height !== height) throw new RangeError('not what the header promised');
    const rows = Math.max(1, Math.min(height, Math.floor(BAND / width)));
    const pen = opaque(width, rows);
    for (let top = 0; top < height; top += rows) {
      pen.clearRect(0, 0, width, rows);  // to black
      pen.drawImage(bitmap, 0, -top);
      take(pen.getImageData(0, 0, width, Math.min(rows, height - top)).data, top * width);
    }
  } finally {
    bitmap.close();
  }
}

function opaque(width, height) {
  return new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
}

/**
 * Some browsers change the pixels that a page reads back, so that it cannot recognise its visitor. A grey level here
 * and there does no harm; where it is more, something else would be judged than the film: `UnsupportedBrowser`.
 */
export function checkPixels(rules) {
  const pen = opaque(16, 16), pattern = pen.createImageData(16, 16);
  for (let n = 0; n < pattern.data.length; n++) pattern.data[n] = n % 4 === 3 ? 255 : (n * 37) % 251;
  pen.putImageData(pattern, 0, 0);
  const back = pen.getImageData(0, 0, 16, 16).data;
  const altered = back.some((value, n) => Math.abs(value - pattern.data[n]) > 1);
  if (altered) throw failure(UnsupportedBrowser, rules, 'altered_pixels');
}
