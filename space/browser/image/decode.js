// Decoding with what the browser has, and reading the pixels back without a change.

import { UnsupportedBrowser } from '../errors.js';
import { greyOfRgba } from './grey.js';

const BAND = 1 << 22;  // pixels that are read back at once: 64 million would take 256 MB

/** `{ width, height, data, colour }` of a picture that the browser decodes: grey bytes and how colourful it was. */
export async function decoded(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height), rows = Math.max(1, Math.min(height, Math.floor(BAND / width)));
  const pen = opaque(width, rows);
  let spread = 0;
  for (let top = 0; top < height; top += rows) {
    const band = Math.min(rows, height - top);
    pen.fillRect(0, 0, width, band);  // black, over which what is transparent is laid
    pen.drawImage(bitmap, 0, top, width, band, 0, 0, width, band);
    spread += greyOfRgba(pen.getImageData(0, 0, width, band).data, data, top * width);
  }
  bitmap.close();
  return { width, height, data, colour: spread / data.length };
}

function opaque(width, height) {
  return new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
}

/**
 * Some browsers change the pixels that a page reads back, so that it cannot recognise its visitor; what they give
 * would be judged instead of the film. Throws `UnsupportedBrowser` there.
 */
export function checkPixels(sentence) {
  const pen = opaque(16, 16), pattern = pen.createImageData(16, 16);
  for (let n = 0; n < pattern.data.length; n++) pattern.data[n] = n % 4 === 3 ? 255 : (n * 37) % 251;
  pen.putImageData(pattern, 0, 0);
  const back = pen.getImageData(0, 0, 16, 16).data;
  if (back.some((value, n) => value !== pattern.data[n])) throw new UnsupportedBrowser(sentence);
}

/** PNG with 16 bits a sample, which a canvas would clip: `{ channels, values }` (RGBA as uint16). */
export async function decodedPng16(bytes) {
  const { decode } = await import('../vendor/png/decode.js');
  const { data } = await decode(bytes, { bitDepth: 16 });
  return data;
}

/** Runs a script that is no module, in a page or in a classic worker. */
export async function loadScript(address) {
  if (typeof importScripts === 'function') return importScripts(address);
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
}
