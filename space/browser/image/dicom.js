// From the bytes of a DICOM file to the picture of one radiograph: pneumonia/dicom.py in the browser.
// No message names a value of the file that could be a patient's.

import { loadScript, needed } from './lazy.js';
import { storedPixels, SYNTAX } from './pixeldata.js';
import { asViewed } from './window.js';

const PARSER = new URL('../vendor/dicom/dicomParser.min.js', import.meta.url).href;
const PIXEL_DATA = 'x7fe00010';
const OPEN = 0xffffffff;  // the length that dicomParser leaves where fragments have no end

/**
 * Decodes one radiograph to `{ width, height, channels, data, age }`: grey of any type, white where X-rays were stopped,
 * or RGB; the patient's age in years, or null. Throws `InputError` for what is no single radiograph; a broken file
 * throws anything.
 */
export async function decodedDicom(bytes, limits) {
  if (contains(bytes, limits.rules.dicom.deflated)) throw limits.refusal('deflated');
  if (!globalThis.dicomParser) await needed(() => loadScript(PARSER), limits);
  const { dataset, syntax } = parsed(bytes, limits.rules.dicom.most_reads);
  check(dataset, limits);
  const format = pixelFormat(dataset, syntax);
  limits.checkSize(format.width, format.height, frames(dataset));
  if (frames(dataset) > 1) throw limits.refusal('frames', { frames: frames(dataset) });
  const stored = await storedPixels(bytes, dataset.elements[PIXEL_DATA], format, limits);
  const { width, height, samples: channels } = format;
  const data = channels === 1 ? asViewed(stored, dataset, format) : stored;
  return { width, height, channels, data, age: age(dataset, limits.rules.dicom.per_year) };
}

function contains(bytes, text) {
  const wanted = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, n) => bytes[at + n] === byte)) return true;
  }
  return false;
}

/**
 * The data set and its transfer syntax, behind the preamble and the file's meta information, which some files lack.
 * Whether it is explicit or implicit the data themselves show, to pydicom, too: the meta information may be wrong.
 */
function parsed(bytes, most) {
  const { DataSet, littleEndianByteArrayParser: little, bigEndianByteArrayParser: big } = globalThis.dicomParser;
  const prefix = [128, 0].find((at) => textAt(bytes, at, 4) === 'DICM');
  let position = prefix === undefined ? 0 : prefix + 4;
  const read = (parser, within) => {
    const stream = metered(parser, bytes, position, most), found = elements(stream, within);
    ({ position } = stream);
    return new DataSet(parser, bytes, found);
  };
  const meta = read(little, ([low, high]) => low === 2 && high === 0);
  const syntax = meta.string('x00020010') || SYNTAX.explicit;  // without a name no pixels are packed
  return { syntax, dataset: read(syntax === SYNTAX.bigEndian ? big : little, () => true) };
}

/** Elements by their tags, as long as what follows is `within`; of a file that ends early those that could be read. */
function elements(stream, within) {
  const found = {}, rest = () => stream.byteArray.subarray(stream.position);
  const readElement = /^[A-Z]{2}$/.test(textAt(rest(), 4, 2)) ? globalThis.dicomParser.readDicomElementExplicit : implicit;
  try {
    while (rest().length && within(rest())) {
      const element = readElement(stream, stream.warnings);
      found[element.tag] = element;
    }
  } catch (failure) {
    if (typeof failure !== 'string') throw failure;
  }
  return found;
}

/** An element that does not say what it is: the parser would take packed pixels for a sequence. */
function implicit(stream, warnings) {
  const { readDicomElementImplicit, findEndOfEncapsulatedElement } = globalThis.dicomParser;
  const element = readDicomElementImplicit(stream, PIXEL_DATA);  // of this one no more than its length
  if (element.tag !== PIXEL_DATA) return element;
  if (element.hadUndefinedLength) findEndOfEncapsulatedElement(stream, element, warnings);
  else stream.seek(element.length);
  return element;
}

/** A header of empty elements or items, 8 bytes each, would keep the parser busy for seconds and take a gigabyte. */
function metered(parser, bytes, position, most) {
  const stream = new globalThis.dicomParser.ByteStream(parser, bytes);
  let reads = 0;
  for (const name of ['readFixedString', 'readUint32']) {  // one of them or both for each element
    const read = stream[name].bind(stream);
    stream[name] = (length) => {
      if (++reads > most) throw new RangeError('no header has that many elements');
      return read(length);
    };
  }
  return Object.assign(stream, { position });
}

const textAt = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));

function check(dataset, limits) {
  const modality = (dataset.string('x00080060') ?? '').toUpperCase();
  if (!limits.rules.dicom.modalities.includes(modality)) {
    throw limits.refusal('modality', { modality: /^[A-Z]{2,10}$/.test(modality) ? modality : 'unknown' });
  }
  if ((dataset.elements[PIXEL_DATA]?.length ?? OPEN) === OPEN) throw limits.refusal('no_pixels');
}

/** In years; an Age String (DICOM PS3.5, 6.2) counts days, weeks, months or years. Anything else says nothing. */
function age(dataset, perYear) {
  const [, count, unit] = /^([0-9]{3})([DWMY])$/.exec((dataset.string('x00101010') ?? '').trim()) ?? [];
  return unit ? Number(count) / perYear[unit] : null;
}

function frames(dataset) {
  const count = Number(dataset.string('x00280008') ?? 1);
  if (!Number.isInteger(count)) throw new TypeError('no number of frames');
  return Math.max(1, count);
}

/** The module Image Pixel (DICOM PS3.3, C.7.6.3): how the stored values are laid out. */
function pixelFormat(dataset, syntax) {
  const required = (tag) => {
    const value = dataset.uint16(tag);
    if (value === undefined) throw new TypeError(`no ${tag}`);
    return value;
  };
  const format = {
    width: required('x00280011'),
    height: required('x00280010'),
    samples: required('x00280002'),
    allocated: required('x00280100'),
    stored: required('x00280101'),
    high: dataset.uint16('x00280102'),
    signed: required('x00280103') === 1,
    planar: dataset.uint16('x00280006') === 1,
    photometric: dataset.string('x00280004'),
    syntax,
  };
  if (![1, 3].includes(format.samples) || !(format.stored >= 1 && format.stored <= format.allocated)) {
    throw new RangeError('neither grey nor RGB, or more bits than there are');
  }
  return format;
}
