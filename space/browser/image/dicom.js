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
  const dataset = parsed(bytes, limits);
  check(dataset, limits);
  const format = pixelFormat(dataset);
  limits.checkSize(format.width, format.height, frames(dataset));
  if (frames(dataset) > 1) throw limits.refusal('frames', { frames: frames(dataset) });
  const stored = await storedPixels(dataset.byteArray, dataset.elements[PIXEL_DATA], format, limits);
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

/** What could be read of a file that ends early, as pydicom has it. */
function parsed(bytes, limits) {
  let dataset;
  try {
    dataset = globalThis.dicomParser.parseDicom(...withPreamble(bytes));
  } catch (failure) {
    if (!failure.dataSet || typeof failure.exception !== 'string') throw failure;
    dataset = failure.dataSet;
  }
  if (Object.keys(dataset.elements).length > limits.rules.dicom.most_elements) {
    throw new RangeError('no header has that many elements');
  }
  return dataset;
}

/** The parser wants the preamble of 128 bytes that some files lack, or to be told how a bare data set is encoded. */
function withPreamble(bytes) {
  const text = (at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (text(128, 4) === 'DICM') return [bytes];
  if (bytes[0] === 8) {
    return [bytes, { TransferSyntaxUID: /^[A-Z]{2}$/.test(text(4, 2)) ? SYNTAX.explicit : SYNTAX.implicit }];
  }
  const lacking = 128 + (text(0, 4) === 'DICM' ? 0 : 4);
  const whole = new Uint8Array(lacking + bytes.length);
  whole.set(new TextEncoder().encode('DICM'), 128);
  whole.set(bytes, lacking);
  return [whole];
}

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
function pixelFormat(dataset) {
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
    syntax: dataset.string('x00020010') ?? SYNTAX.implicit,
  };
  if (![1, 3].includes(format.samples) || !(format.stored >= 1 && format.stored <= format.allocated)) {
    throw new RangeError('neither grey nor RGB, or more bits than there are');
  }
  return format;
}
