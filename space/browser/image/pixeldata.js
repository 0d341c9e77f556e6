// The element Pixel Data (DICOM PS3.5, 8 and annex A) in each encoding that is read here, as pydicom unpacks it.

import { eachBand } from './decode.js';
import { jpeg as jpegHeader } from './headers.js';
import { needed } from './lazy.js';
import { rle } from './rle.js';

const UID = '1.2.840.10008.1.2';
export const SYNTAX = { implicit: UID, explicit: `${UID}.1`, bigEndian: `${UID}.2` };

const ADOBE_RGB = Uint8Array.of(0xff, 0xee, 0, 14, ...new TextEncoder().encode('Adobe'), 0, 100, 0, 0, 0, 0, 0);

const UNPACK = {
  [SYNTAX.implicit]: plain,
  [SYNTAX.explicit]: plain,
  [SYNTAX.bigEndian]: plain,
  [`${UID}.4.50`]: jpeg,  // baseline
  [`${UID}.4.51`]: jpeg,  // extended, of which browsers read 8 bits
  [`${UID}.4.57`]: jpegLossless,
  [`${UID}.4.70`]: jpegLossless,  // the same with the first predictor
  [`${UID}.5`]: rleLossless,
};

/** The stored values, one or three (RGB) for each pixel: a typed array as wide as the file says. */
export async function storedPixels(bytes, element, format, limits) {
  const unpack = UNPACK[format.syntax];
  if (!unpack) throw limits.refusal('packed');
  const content = unpack === plain ? valueOf(bytes, element) : stream(bytes, element, limits);
  const { data, planar, photometric } = await unpack(content, format, limits);
  // Of old files that keep their bits in the high ones of each word, too.
  const spare = unpack === plain ? Math.max(0, (format.high ?? 0) + 1 - format.stored) : 0;
  const values = within(data, format, spare);
  if (format.samples === 1) return values;
  const pixels = planar ? interleaved(values) : values;
  return /^YBR_FULL/.test(photometric) ? toRgb(pixels) : pixels;
}

function valueOf(bytes, { dataOffset, length, hadUndefinedLength }) {
  if (hadUndefinedLength || dataOffset + length > bytes.length) throw new RangeError('no pixels, or not all of them');
  return bytes.subarray(dataOffset, dataOffset + length);
}

/** The fragments of the one frame, joined. */
function stream(bytes, { fragments = [] }, limits) {
  if (!fragments.length || fragments.length > limits.rules.dicom.most_fragments) {
    throw new RangeError('no stream is in that many pieces');
  }
  const parts = fragments.map(({ position, length }) => bytes.subarray(position, position + length));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function plain(bytes, format) {
  const { width, height, samples, allocated, syntax, photometric, planar } = format;
  const count = width * height * samples, subsampled = photometric === 'YBR_FULL_422';
  if (allocated === 1) return { data: bits(bytes, count) };
  const size = ((subsampled ? (count / 3) * 2 : count) * allocated) / 8;
  if (bytes.length < size) throw new RangeError('the pixels end early');
  const copy = bytes.slice(0, size + (size % 2));
  if (syntax === SYNTAX.bigEndian) for (let at = 0, step = Math.max(2, allocated / 8); at < copy.length; at += step) {
    copy.subarray(at, at + step).reverse();  // bytes lie in words of 16 bits, too
  }
  const data = numbers(copy.buffer.slice(0, size), format);
  return { data: subsampled ? resampled(data, count) : data, planar: planar && !subsampled, photometric };
}

function bits(bytes, count) {
  if (8 * bytes.length < count) throw new RangeError('the pixels end early');
  return Uint8Array.from({ length: count }, (_, n) => (bytes[n >> 3] >> (n & 7)) & 1);
}

function numbers(buffer, { allocated, signed }) {
  const Kind = { 8: [Uint8Array, Int8Array], 16: [Uint16Array, Int16Array], 32: [Uint32Array, Int32Array] }[allocated];
  if (!Kind) throw new TypeError(`${allocated} bits a sample`);
  return new Kind[Number(signed)](buffer);
}

/** YBR_FULL_422 is stored as Y Y B R for two pixels (PS3.3, C.7.6.3.1.2). */
function resampled(values, count) {
  const whole = new values.constructor(count);
  for (let from = 0, to = 0; to < count; from += 4, to += 6) {
    const [left, right, blue, red] = values.subarray(from, from + 4);
    whole.set([left, blue, red, right, blue, red].slice(0, count - to), to);
  }
  return whole;
}

/** A browser's JPEG decoder gives 8-bit RGB, whatever the colours were stored as. */
async function jpeg(bytes, format, limits) {
  checkedHeader(bytes, format, limits);
  const { width, height, samples, photometric } = format;
  const data = new Uint8Array(width * height * samples);
  await eachBand(photometric === 'RGB' ? untransformed(bytes) : bytes, { width, height }, (rgba, start) => {
    for (let from = 0, to = start * samples; from < rgba.length; from += 4) {
      for (let part = 0; part < samples; part++) data[to++] = rgba[from + part];
    }
  });
  return { data };
}

/** Colours that are RGB in the stream already: without a marker that says so, decoders take them for YCbCr. */
function untransformed(bytes) {
  // JFIF, which means YCbCr, or Adobe, which says what they are unless the block is too short to.
  const marked = bytes[3] === 0xe0 || (bytes[3] === 0xee && bytes[5] >= ADOBE_RGB[3]);
  return marked ? bytes : new Blob([bytes.subarray(0, 2), ADOBE_RGB, bytes.subarray(2)]);
}

function checkedHeader(bytes, format, limits) {
  const header = jpegHeader(bytes, limits);
  if (header.width !== format.width || header.height !== format.height || header.end === -1) {
    throw new RangeError('the stream is larger than the header promised, maybe a bomb, or has no end');
  }
  return header;
}

async function jpegLossless(bytes, format, limits) {
  const { end } = checkedHeader(bytes, format, limits);
  const { width, height, samples, photometric } = format;
  const { Decoder } = await needed((again) => import(`../vendor/lossless/lossless-min.js${again}`), limits);
  const decoder = new Decoder();
  const data = decoder.decode(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The decoder makes something of anything: a whole stream has given all rows when it comes to its end.
  if (data.length !== width * height * samples || decoder.yLoc !== height || decoder.stream.index !== end) {
    throw new RangeError('not as many values as there are pixels');
  }
  return { data: decoder.numBytes === format.allocated / 8 ? numbers(data.buffer, format) : data, photometric };
}

function rleLossless(bytes, format) {
  return { data: numbers(rle(bytes, format).buffer, format), planar: true, photometric: format.photometric };
}

/** Unused bits may hold anything (PS3.5, 8.1.1): the high ones become the sign, or zeros, and the low ones go. */
function within(values, { stored, signed }, spare) {
  const unused = 8 * values.BYTES_PER_ELEMENT - stored;
  if (spare > unused) throw new RangeError('more bits than there are');
  if (unused > 0) {
    for (let n = 0; n < values.length; n++) {
      const first = values[n] << (unused - spare + 32 - 8 * values.BYTES_PER_ELEMENT);  // the highest bit of 32
      values[n] = signed ? first >> (32 - stored) : first >>> (32 - stored);
    }
  }
  return values;
}

/** Three planes, one after another, to pixels. */
function interleaved(values) {
  const pixels = new values.constructor(values.length), count = values.length / 3;
  for (let n = 0; n < count; n++) for (let part = 0; part < 3; part++) pixels[3 * n + part] = values[part * count + n];
  return pixels;
}

/** PS3.3, C.7.6.3.1.2, inverted, with pydicom's rounding. */
function toRgb(ybr) {
  if (!(ybr instanceof Uint8Array)) throw new TypeError('colours of more than 8 bits');
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let n = 0; n < ybr.length; n += 3) {
    const luma = ybr[n] + 0.5, blue = ybr[n + 1] - 128, red = ybr[n + 2] - 128;
    rgb[n] = Math.floor(luma + 1.402 * red);
    rgb[n + 1] = Math.floor(luma - ((0.114 * 1.772) / 0.587) * blue - ((0.299 * 1.402) / 0.587) * red);
    rgb[n + 2] = Math.floor(luma + 1.772 * blue);
  }
  return new Uint8Array(rgb.buffer);
}
