// From the bytes of any picture to an upright grey image: pneumonia/image.py in the browser.

import { InputError } from '../errors.js';
import { format } from '../page/html.js';
import { decoded, decodedPng16 } from './decode.js';
import { greyOf, stretched } from './grey.js';
import { HEADERS, takeOrientation } from './headers.js';
import { sha256 } from './sha256.js';

/**
 * Decodes the bytes of an image file; `invert` swaps black and white, for a negative.
 *
 * `{ pixels: { width, height, data }, info: { width, height, format, sha256 }, colour, inverted }`: grey bytes, upright,
 * the mean over all pixels of max(R, G, B) - min(R, G, B) in [0, 255], and whether the file holds a negative.
 * `rules` are those of pneumonia/image.py in rules.json. Throws `InputError` with the very sentence of the app.
 */
export async function readImage(bytes, { invert = false, rules }) {
  const refuse = (code, values) => new InputError(format(rules.refusals[code], values));
  if (!bytes.length) throw refuse('empty');
  if (bytes.length > rules.max_bytes) {
    throw refuse('heavy', { most: rules.max_bytes >> 20, size: bytes.length / 2 ** 20 });
  }
  const kind = identified(bytes, rules, refuse);
  const checkSize = (width, height, frames = 1) => {
    if (width * height * frames > rules.max_pixels) {
      const values = { most: rules.max_pixels / 1e6, width, height, frames };
      throw refuse(frames > 1 ? 'large_frames' : 'large', values);
    }
    if (Math.min(width, height) < rules.min_side) throw refuse('small', { least: rules.min_side, width, height });
  };
  const hash = sha256(bytes);
  let pixels;
  try {
    pixels = kind === 'DICOM' ? await dicom(bytes, checkSize, refuse, rules) : await picture(bytes, kind, checkSize, rules);
  } catch (error) {
    if (error.name === 'InputError' || error.name === 'UnsupportedBrowser') throw error;
    throw refuse('damaged', { kind, size: bytes.length });  // whatever a decoder says, it is said like this
  }
  const { width, height, data, colour } = pixels;
  if (invert) for (let n = 0; n < data.length; n++) data[n] = 255 - data[n];
  const info = { width, height, format: kind, sha256: await hash };
  return { pixels: { width, height, data }, info, colour, inverted: invert };
}

/** The format's name, from the first bytes: file names lie. */
function identified(bytes, rules, refuse) {
  const start = String.fromCharCode(...bytes.subarray(0, 1024));
  const begins = (signature, flags) => new RegExp(`^(?:${signature})`, flags).test(start);
  for (const [kind, signature] of Object.entries(rules.signatures)) if (begins(signature, 's')) return kind;
  for (const [what, signature] of Object.entries(rules.not_read)) {
    if (begins(signature, 'si')) throw refuse('other_format', { what, formats: rules.formats });
  }
  throw refuse('no_format', { size: bytes.length, formats: rules.formats });
}

async function picture(bytes, kind, checkSize, rules) {
  const copy = bytes.slice();  // its orientation is taken out
  const header = HEADERS[kind](copy);
  checkSize(header.width, header.height);
  const orientation = takeOrientation(header.exif);
  const stored = header.depth === 16 ? await png16(copy, header, rules) : await decoded(copy);
  if (stored.width !== header.width || stored.height !== header.height) throw new RangeError('not the promised size');
  return { ...stored, ...upright(stored, orientation) };
}

async function png16(bytes, { width, height, colour }, rules) {
  const rgba = await decodedPng16(bytes), channels = colour === 0 ? 1 : 3;
  const values = new Float32Array(width * height * channels);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    for (let channel = 0; channel < channels; channel++) {
      values[to++] = channels === 1 ? rgba[from] : Math.round((rgba[from + channel] * rgba[from + 3]) / 65535);
    }
  }
  return { width, height, ...greyOf(stretched(values, channels, width, rules.refusals), channels) };
}

async function dicom(bytes, checkSize, refuse, rules) {
  const { decode } = await import('./dicom.js');  // here, because few will ever need it
  return decode(bytes, checkSize, refuse, rules);
}

/** Turned as the EXIF tag Orientation says (EXIF 2.3, section 4.6.4). */
function upright({ width, height, data }, orientation) {
  if (!(orientation >= 2 && orientation <= 8)) return { width, height, data };
  const turned = orientation >= 5;
  const [columns, rows] = turned ? [height, width] : [width, height];
  const flipX = [2, 3, 7, 8].includes(orientation), flipY = [3, 4, 6, 7].includes(orientation);
  const pixels = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, to++) {
      const [column, row] = turned ? [y, x] : [x, y];
      pixels[to] = data[(flipY ? height - 1 - row : row) * width + (flipX ? width - 1 - column : column)];
    }
  }
  return { width: columns, height: rows, data: pixels };
}
