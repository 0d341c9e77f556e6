// Size and orientation out of a file's header, before a decoder believes it: pneumonia/headers.py, in short.

const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const name = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

/** `{ width, height, exif }` per format: size in pixels as stored; `exif` the block with the orientation, if any. */
export const HEADERS = { JPEG: jpeg, PNG: png, WebP: webp, BMP: bmp };

const SOF = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const [SOS, EOI, APP1] = [0xda, 0xd9, 0xe1];

/** Walks the segments to the end of the image (ITU-T T.81, B.1.1), which a whole file has. */
export function jpeg(bytes) {
  const data = view(bytes), found = { width: 0, height: 0, exif: null };
  for (let at = 2; ;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) throw new RangeError('no end of image');
    const marker = bytes[at + 1];
    // What stands alone: stuffed zeros, fill bytes, TEM, RST, SOI.
    if (marker < 2 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) { at += marker === 0xff ? 1 : 2; continue; }
    if (marker === EOI) return found;
    const start = at + 2, length = data.getUint16(start);
    if (SOF.has(marker) && !found.width) {
      found.height = data.getUint16(start + 3);
      found.width = data.getUint16(start + 5);
    } else if (marker === APP1 && !found.exif && name(bytes, start + 2) === 'Exif') {
      found.exif = bytes.subarray(start + 8, start + length);
    }
    at = start + Math.max(2, length);
    if (marker === SOS && !found.width) throw new RangeError('no size');
  }
}

/** Walks the chunks, which must end where the file does. `depth`: bits a sample; `colour`: PNG's colour type. */
export function png(bytes) {
  const data = view(bytes);
  const found = { width: data.getUint32(16), height: data.getUint32(20), depth: bytes[24], colour: bytes[25], exif: null };
  for (let at = 8, kind = ''; kind !== 'IEND';) {
    const length = data.getUint32(at);
    kind = name(bytes, at + 4);
    if (at + length + 12 > bytes.length) throw new RangeError('a chunk reaches beyond the end of the file');
    if (kind === 'eXIf') found.exif = bytes.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
  return found;
}

/** RFC 9649, sections 2.5 to 2.7. */
export function webp(bytes) {
  const data = view(bytes), kind = name(bytes, 12);
  const three = (at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  if (kind === 'VP8X') return { width: 1 + three(24), height: 1 + three(27), exif: webpExif(bytes) };
  if (kind === 'VP8L') {
    const bits = data.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff), exif: null };
  }
  return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff, exif: null };
}

function webpExif(bytes) {
  const data = view(bytes);
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = data.getUint32(at + 4, true);
    if (name(bytes, at) === 'EXIF') return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return null;
}

/** BITMAPCOREHEADER has 16-bit sides, its successors 32-bit ones, with a negative height for rows from the top. */
export function bmp(bytes) {
  const data = view(bytes);
  if (data.getUint32(14, true) === 12) {
    return { width: data.getUint16(18, true), height: data.getUint16(20, true), exif: null };
  }
  return { width: data.getInt32(18, true), height: Math.abs(data.getInt32(22, true)), exif: null };
}

const ORIENTATION = 0x0112, SHORT = 3, LONG = 4;

/**
 * The tag Orientation, 1 to 8 (EXIF 2.3, section 4.6.4), which is 1 in the block afterwards: browsers differ in when
 * they turn a picture, so they get nothing to turn. 1 where there is none or only junk.
 */
export function takeOrientation(exif) {
  if (!exif) return 1;
  const block = name(exif, 0) === 'Exif' ? exif.subarray(6) : exif;
  const data = view(block), little = block[0] === 0x49;
  try {
    const first = data.getUint32(4, little), entries = data.getUint16(first, little);
    for (let at = first + 2; at < first + 2 + 12 * entries; at += 12) {
      const kind = data.getUint16(at + 2, little);
      if (data.getUint16(at, little) !== ORIENTATION || (kind !== SHORT && kind !== LONG)) continue;
      const found = kind === SHORT ? data.getUint16(at + 8, little) : data.getUint32(at + 8, little);
      if (kind === SHORT) data.setUint16(at + 8, 1, little);
      else data.setUint32(at + 8, 1, little);
      return found;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}
