// From the bytes of any picture to an upright grey image: pneumonia/image.py in the browser.

import { InputError, UnsupportedBrowser } from '../errors.js';
import { decoded } from './decode.js';
import { decodedDicom } from './dicom.js';
import { toGrey } from './grey.js';
import * as headers from './headers.js';
import { Limits } from './limits.js';
import { decodedPng16 } from './png16.js';
import { sha256 } from './sha256.js';
import { upright } from './upright.js';

const HEADERS = { JPEG: headers.jpeg, PNG: headers.png, WebP: headers.webp, BMP: headers.bmp };

/**
 * Decodes the bytes of an image file; `invert` swaps black and white, for a negative.
 *
 * Gives `{ pixels: { width, height, data }, info: { width, height, format, sha256 }, colour, inverted, age }`: grey
 * bytes, upright; `colour` is the mean over all pixels of max(R, G, B) - min(R, G, B), in [0, 255]; `age` is the
 * patient's in years where a DICOM file says it, else null.
 * `rules`: the section `image` of rules.json. Throws `InputError` with the very sentence of the app.
 */
export async function readImage(bytes, { invert = false, rules }) {
  const limits = new Limits(rules);
  limits.checkBytes(bytes.length);
  const kind = identified(bytes, limits);
  const { width, height, data, colour, age = null } = await decodedWhole(bytes, kind, limits);
  if (invert) for (let n = 0; n < data.length; n++) data[n] = 255 - data[n];
  const info = { width, height, format: kind, sha256: await sha256(bytes) };
  return { pixels: { width, height, data }, info, colour, inverted: invert, age };
}

/** The format's name, from the first bytes: file names lie. */
function identified(bytes, limits) {
  const { signatures, not_read: others, formats } = limits.rules;
  const start = String.fromCharCode(...bytes.subarray(0, 1024));
  const begins = (signature, flags) => new RegExp(`^(?:${signature})`, flags).test(start);
  for (const [kind, signature] of Object.entries(signatures)) if (begins(signature, 's')) return kind;
  for (const [what, signature] of Object.entries(others)) {
    if (begins(signature, 'si')) throw limits.refusal('other_format', { what, formats });
  }
  throw limits.refusal('no_format', { size: bytes.length, formats });
}

/**
 * `{ width, height, data, colour }` and of DICOM the `age`: grey bytes, upright. Whatever a decoder says, it is said as
 * "damaged".
 */
async function decodedWhole(bytes, kind, limits) {
  try {
    if (kind !== 'DICOM') return await picture(bytes, kind, limits);
    const film = await decodedDicom(bytes, limits);
    return { ...toGrey(film, limits), age: film.age };
  } catch (error) {
    if (error instanceof InputError || error instanceof UnsupportedBrowser) throw error;
    throw limits.refusal('damaged', { kind, size: bytes.length });
  }
}

async function picture(bytes, kind, limits) {
  const stored = bytes.slice();  // its orientation is taken out
  const header = await HEADERS[kind](stored, limits);
  limits.checkSize(header.width, header.height);
  if (header.end === -1) throw new RangeError('the file ends early');
  const orientation = header.exif ? headers.takeOrientation(header.exif) : 1;
  if (header.depth !== 16) return upright(await decoded(stored, header), orientation);
  return upright(toGrey(await decodedPng16(stored, header, limits), limits), orientation);
}
