// From the bytes of a DICOM file to the picture of one radiograph: pneumonia/dicom.py in the browser.

import { decoded, loadScript } from './decode.js';
import { greyOf, stretched } from './grey.js';
import { asViewed } from './window.js';

const VENDOR = new URL('../vendor/', import.meta.url);
const [IMPLICIT, EXPLICIT, BIG_ENDIAN] = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2'];
const JPEG = ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51'];
const JPEG_LOSSLESS = ['1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70'];

/**
 * Decodes one radiograph to `{ width, height, data, colour }`: grey bytes, white where X-rays were stopped.
 *
 * `checkSize(width, height, frames)` is asked before pixels are unpacked; `refuse(code, values)` makes the error of a
 * file that is no single radiograph. No message names a value of the file that could be a patient's.
 */
export async function decode(bytes, checkSize, refuse, rules) {
  if (contains(bytes, rules.deflated)) throw refuse('deflated');
  await loadScript(new URL('dicom/dicomParser.min.js', VENDOR).href);
  const [data, options] = withPreamble(bytes);
  const dataset = globalThis.dicomParser.parseDicom(data, options);
  const size = checked(dataset, checkSize, refuse, rules);
  const frame = await unpacked(dataset, size, refuse);
  if (frame.data) return frame;  // colour, and grey already
  const values = asViewed(frame.values, dataset, size.bits);
  const grey = values instanceof Uint8Array ? values : stretched(values, 1, size.width, rules.refusals);
  return { width: size.width, height: size.height, ...greyOf(grey, 1) };
}

function contains(bytes, text) {
  const wanted = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, n) => bytes[at + n] === byte)) return true;
  }
  return false;
}

/** The parser wants the preamble of 128 bytes that some files lack, or to be told how a bare data set is encoded. */
function withPreamble(bytes) {
  const isMarked = (at) => String.fromCharCode(...bytes.subarray(at, at + 4)) === 'DICM';
  if (isMarked(128)) return [bytes, {}];
  if (!isMarked(0) && bytes[0] === 8) {
    const explicit = /^[A-Z]{2}$/.test(String.fromCharCode(bytes[4], bytes[5]));
    return [bytes, { TransferSyntaxUID: explicit ? EXPLICIT : IMPLICIT }];
  }
  const mark = isMarked(0) ? [] : [...'DICM'].map((sign) => sign.charCodeAt(0));
  const whole = new Uint8Array(128 + mark.length + bytes.length);
  whole.set(mark, 128);
  whole.set(bytes, 128 + mark.length);
  return [whole, {}];
}

function checked(dataset, checkSize, refuse, rules) {
  const modality = (dataset.string('x00080060') ?? '').trim().toUpperCase();
  if (!rules.modalities.includes(modality)) {
    throw refuse('modality', { modality: /^[A-Z]{2,10}$/.test(modality) ? modality : 'unknown' });
  }
  if (!dataset.elements.x7fe00010) throw refuse('no_pixels');
  const size = {
    width: dataset.uint16('x00280011'),
    height: dataset.uint16('x00280010'),
    samples: dataset.uint16('x00280002') ?? 1,
    bits: dataset.uint16('x00280100'),
  };
  const frames = Math.max(1, dataset.intString('x00280008') || 1);
  checkSize(size.width, size.height, frames);
  if (frames > 1) throw refuse('frames', { frames });
  return size;
}

/** `{ values }`, the stored greys, or for colour `{ width, height, data, colour }`. */
async function unpacked(dataset, size, refuse) {
  const syntax = dataset.string('x00020010') ?? IMPLICIT, element = dataset.elements.x7fe00010;
  if (!element.encapsulatedPixelData) return plain(dataset, element, size, syntax === BIG_ENDIAN);
  const stream = joined(dataset.byteArray, element.fragments);
  if (JPEG.includes(syntax)) {
    const picture = await decoded(stream);
    if (picture.width !== size.width || picture.height !== size.height) throw new RangeError('not the promised size');
    return size.samples === 1 ? { values: picture.data } : picture;
  }
  if (!JPEG_LOSSLESS.includes(syntax)) throw refuse('packed');
  return lossless(stream, dataset, size);
}

function joined(bytes, fragments) {
  const parts = fragments.map(({ position, length }) => bytes.subarray(position, position + length));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function lossless(stream, dataset, size) {
  const { Decoder } = await import('../vendor/lossless/lossless-min.js');
  const buffer = new Decoder().decompress(stream.buffer, stream.byteOffset, stream.byteLength);
  return arranged(new Uint8Array(buffer), dataset, size, false);
}

function plain(dataset, element, size, bigEndian) {
  const bytes = dataset.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  return arranged(bytes, dataset, size, bigEndian);
}

/** Stored bytes as numbers, and colours as grey. */
function arranged(bytes, dataset, { width, height, samples, bits }, bigEndian) {
  const count = width * height * samples, signed = dataset.uint16('x00280103') === 1;
  if (bytes.length < (count * bits) / 8) throw new RangeError('the pixels end early');
  const values = numbers(bytes, count, bits, signed, bigEndian);
  if (samples === 1) return { values };
  if (samples !== 3 || dataset.string('x00280004') !== 'RGB' || bits !== 8) throw new TypeError('neither grey nor RGB');
  const planes = dataset.uint16('x00280006') === 1;
  const rgb = planes ? values.map((_, n) => values[(n % 3) * (count / 3) + Math.floor(n / 3)]) : values;
  return { width, height, ...greyOf(rgb, 3) };
}

function numbers(bytes, count, bits, signed, bigEndian) {
  const Kind = { 8: [Uint8Array, Int8Array], 16: [Uint16Array, Int16Array], 32: [Uint32Array, Int32Array] }[bits];
  if (!Kind) throw new TypeError(`${bits} bits a sample`);
  const copy = bytes.slice(0, (count * bits) / 8);  // aligned
  if (bigEndian) reverseEach(copy, bits / 8);
  return new Kind[Number(signed)](copy.buffer);
}

function reverseEach(bytes, length) {
  for (let at = 0; at < bytes.length; at += length) bytes.subarray(at, at + length).reverse();
}
