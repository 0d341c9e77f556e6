// Stored DICOM values as a viewer would show them: modality and VOI transformations, as pydicom applies them.

/** Grey values of any type, white where X-rays were stopped; bytes if they are on the 8-bit scale already. */
export function asViewed(stored, dataset, format) {
  const negative = format.photometric === 'MONOCHROME1';
  if (!negative && format.photometric !== 'MONOCHROME2') throw new TypeError('neither grey nor RGB');
  const values = voi(modality(stored, dataset, format), dataset, format);
  if (format.stored === 8 && values.every((value) => value >= 0 && value <= 255)) {
    const bytes = new Uint8Array(new Uint8ClampedArray(values).buffer);  // halves go to the even one, as in NumPy
    return negative ? bytes.map((value) => 255 - value) : bytes;
  }
  return negative ? mapped(values, (value) => -value) : values;
}

/** As float64, whatever type the values have. */
function mapped(values, change) {
  const changed = new Float64Array(values.length);
  for (let n = 0; n < values.length; n++) changed[n] = change(values[n]);
  return changed;
}

/** DICOM PS3.3, C.11.1. */
function modality(values, dataset, format) {
  const table = lookup(dataset, 'x00283000', format);
  if (table) return looked(values, table);
  const { slope, intercept } = rescale(dataset);
  if (slope === undefined || intercept === undefined) return values;
  return mapped(values, (value) => value * slope + intercept);
}

function rescale(dataset) {
  return { slope: decimal(dataset, 'x00281053'), intercept: decimal(dataset, 'x00281052') };
}

/** The first of an element's decimal strings, or undefined. */
function decimal(dataset, tag) {
  const text = dataset.string(tag, 0);
  if (text === undefined || text === '') return undefined;
  if (!Number.isFinite(Number(text))) throw new TypeError('no number');
  return Number(text);
}

/** DICOM PS3.3, C.11.2: a table, or a window; a window of no width is as good as none. */
function voi(values, dataset, format) {
  const table = lookup(dataset, 'x00283010', format);
  if (table) return looked(values, table);
  const centre = decimal(dataset, 'x00281050'), width = decimal(dataset, 'x00281051');
  if (centre === undefined || width === undefined) return values;
  const [low, high] = outputRange(dataset, format);
  const kind = dataset.string('x00281056')?.toUpperCase() ?? 'LINEAR';
  if (kind === 'LINEAR' && width >= 1) return windowed(values, centre - 0.5, width - 1, low, high);
  if (kind === 'LINEAR_EXACT' && width > 0) return windowed(values, centre, width, low, high);
  if (kind !== 'SIGMOID' || width <= 0) return values;
  return mapped(values, (value) => (high - low) / (1 + Math.exp((-4 * (value - centre)) / width)) + low);
}

function windowed(values, centre, width, low, high) {
  const first = centre - width / 2, last = centre + width / 2, range = high - low;
  return mapped(values, (value) => {
    if (value <= first) return low;
    return value > last ? high : ((value - centre) / width + 0.5) * range + low;
  });
}

/** The range of values that a window leads to. */
function outputRange(dataset, format) {
  const { stored, signed } = format, table = lookup(dataset, 'x00283000', format);
  let ends = signed ? [-(2 ** (stored - 1)), 2 ** (stored - 1) - 1] : [0, 2 ** stored - 1];
  if (table) ends = [0, 2 ** table.bits - 1];
  const { slope, intercept } = rescale(dataset);
  if (slope === undefined || intercept === undefined) return ends;
  return ends.map((end) => end * slope + intercept);
}

/** The first look-up table of a sequence: `{ first, bits, entries }`, or null. */
function lookup(dataset, tag, format) {
  const item = dataset.elements[tag]?.items?.[0]?.dataSet;
  const data = item?.elements.x00283006, descriptor = item?.elements.x00283002;
  if (!data || !descriptor) return null;
  const signed = descriptor.vr ? descriptor.vr === 'SS' : format.signed;
  const count = item.uint16('x00283002', 0) || 65536, bits = item.uint16('x00283002', 2);
  if (data.length < 2 * count || bits < 8 || bits > 16) throw new RangeError('no such table');
  const Entries = bits === 8 ? Uint8Array : Uint16Array;
  const entries = Entries.from({ length: count }, (_, n) => item.uint16('x00283006', n));
  return { first: item[signed ? 'int16' : 'uint16']('x00283002', 1), bits, entries };
}

function looked(values, { first, entries }) {
  const shown = new entries.constructor(values.length);
  for (let n = 0; n < values.length; n++) {
    shown[n] = entries[Math.min(Math.max(Math.trunc(values[n]) - first, 0), entries.length - 1)];
  }
  return shown;
}
