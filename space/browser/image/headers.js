// What an image file says of itself, before a decoder believes it: pneumonia/headers.py in the browser.
// Each reader returns `{ width, height, exif }`: size in pixels as stored, and the block with the orientation, if any.

const SOF = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const [EOI, SOS, APP1] = [0xd9, 0xda, 0xe1];
const PNG_SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };  // by colour type
const [ORIENTATION, SHORT, LONG] = [0x0112, 3, 4];

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const textAt = (bytes, at, length = 4) => String.fromCharCode(...bytes.subarray(at, at + length));

/** Walks the segments as libjpeg does, to the end of the first image; `end`: behind its marker, -1 if there is none. */
export function jpeg(bytes, limits) {
  const data = viewOf(bytes), { max_parts: mostParts, max_scans: mostScans } = limits.rules;
  const header = { width: 0, height: 0, exif: null, end: -1 };
  let parts = 0, scans = 0;
  for (let at = nextMarker(bytes, 2); at >= 0; at = nextMarker(bytes, at)) {
    const marker = bytes[at + 1], start = at + 2;
    if (marker === EOI) return { ...header, end: start };
    const length = data.getUint16(start);
    at = start + Math.max(2, length);
    limits.checkParts('JPEG', ++parts, mostParts, 'segments');
    limits.checkParts('JPEG', scans += Number(marker === SOS), mostScans, 'scans');
    if (SOF.has(marker) && !header.width) {
      [header.height, header.width] = [data.getUint16(start + 3), data.getUint16(start + 5)];
    } else if (marker === APP1 && !header.exif && textAt(bytes, start + 2, 6) === 'Exif\0\0') {
      header.exif = bytes.subarray(start + 2, at);
    }
  }
  return header;
}

/** Where the next marker is, but for those that stand alone (ITU-T T.81, B.1.1.3); -1 if there is none. */
function nextMarker(bytes, from) {
  let at = bytes.indexOf(0xff, from);
  for (; at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code > 1 && code < 0xff && (code < 0xd0 || code > 0xd8)) return at;
  }
  return -1;
}

/** Walks the chunks, which must end where the file does, and hold the pixels that were promised, not more. */
export async function png(bytes, limits) {
  const data = viewOf(bytes), depth = bytes[24], colour = bytes[25], pixels = [];
  const header = { width: data.getUint32(16), height: data.getUint32(20), depth, colour, exif: null };
  let parts = 0;
  for (let at = 8, name = ''; name !== 'IEND';) {
    const start = at + 8, end = start + data.getUint32(at);
    name = textAt(bytes, at + 4);
    at = end + 4;
    limits.checkParts('PNG', ++parts, limits.rules.max_parts, 'chunks');
    if (at > bytes.length) throw new RangeError('a chunk reaches beyond the end of the file');
    if (name === 'IDAT') pixels.push(bytes.subarray(start, end));
    else if (name === 'eXIf') header.exif = bytes.subarray(start, end);
  }
  if (!(colour in PNG_SAMPLES)) throw new RangeError('no such colour type');
  const row = 1 + Math.floor((header.width * depth * PNG_SAMPLES[colour]) / 8);
  // Twice: the rows of an interlaced image are more.
  await checkUnpacked(pixels, 2 * row * header.height + 2 ** 20, limits);
  return header;
}

async function checkUnpacked(pixels, most, limits) {
  const packed = pixels.reduce((sum, part) => sum + part.length, 0);
  if (1032 * packed <= most) return;  // deflate packs no better: zlib.net/zlib_tech.html
  const reader = new Blob(pixels).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  // Whether damage is fatal is the decoder's word, which gets no further either.
  const next = () => reader.read().catch(() => ({ done: true }));
  let size = 0;
  for (let part = await next(); !part.done; part = await next()) {
    size += part.value.length;
    if (size > most) await reader.cancel();
    limits.checkParts('PNG', size, most, 'bytes of pixels, by its header');
  }
}

/** RFC 9649, sections 2.5 to 2.7, and for VP8 RFC 6386, section 9.1. */
export function webp(bytes, limits) {
  const data = viewOf(bytes), kind = textAt(bytes, 12);
  if (kind === 'VP8X') {
    const [width, height] = [24, 27].map((at) => 1 + (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)));
    return { width, height, exif: webpExif(bytes, limits) };
  }
  if (kind === 'VP8L') {
    const bits = data.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff), exif: null };
  }
  return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff, exif: null };
}

function webpExif(bytes, limits) {
  const data = viewOf(bytes);
  for (let at = 12, parts = 0; at + 8 <= bytes.length;) {
    const length = data.getUint32(at + 4, true);
    if (textAt(bytes, at) === 'EXIF') return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
    limits.checkParts('WebP', ++parts, limits.rules.max_parts, 'chunks');
  }
  return null;
}

/** BITMAPCOREHEADER has 16-bit sides, its successors 32-bit ones, with a negative height for rows from the top. */
export function bmp(bytes) {
  const data = viewOf(bytes);
  if (data.getUint32(14, true) === 12) {
    return { width: data.getUint16(18, true), height: data.getUint16(20, true), exif: null };
  }
  return { width: data.getUint32(18, true), height: Math.abs(data.getInt32(22, true)), exif: null };
}

/**
 * The tag Orientation, 1 to 8 (EXIF 2.3, section 4.6.4), which is 1 in the block afterwards: browsers differ in when
 * they turn a picture, so they get nothing to turn. 1 where there is none or only junk.
 */
export function takeOrientation(exif) {
  const block = textAt(exif, 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const data = viewOf(block), little = textAt(block, 0, 2) === 'II';
  try {
    const first = data.getUint32(4, little) + 2;
    const end = first + 12 * data.getUint16(first - 2, little);
    for (let at = first; at < end; at += 12) {
      const kind = data.getUint16(at + 2, little);
      if (data.getUint16(at, little) !== ORIENTATION || (kind !== SHORT && kind !== LONG)) continue;
      const [get, set] = kind === SHORT ? ['getUint16', 'setUint16'] : ['getUint32', 'setUint32'];
      const found = data[get](at + 8, little);
      data[set](at + 8, 1, little);
      return found;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}
