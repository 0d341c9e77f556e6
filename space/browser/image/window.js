// Stored DICOM values as a viewer would show them: modality and VOI transformations, as pydicom applies them.

/** White where X-rays were stopped: bytes if the values are on the 8-bit scale already, else float64. */
export function asViewed(stored, dataset, allocated) {
  const photometric = dataset.string('x00280004');
  if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2') throw new TypeError('neither grey nor RGB');
  const bits = dataset.uint16('x00280101') ?? allocated, negative = photometric === 'MONOCHROME1';
  const values = voi(modality(Float64Array.from(stored), dataset), dataset, bits);
  if (bits === 8 && values.every((value) => value >= 0 && value <= 255)) {
    return Uint8Array.from(values, (value) => (negative ? 255 - Math.round(value) : Math.round(value)));
  }
  return negative ? values.map((value) => -value) : values;
}

/** DICOM PS3.3, C.11.1. */
function modality(values, dataset) {
  const table = lookup(dataset, 'x00283000');
  if (table) return looked(values, table);
  const slope = dataset.floatString('x00281053'), intercept = dataset.floatString('x00281052');
  if (slope === undefined || intercept === undefined) return values;
  return values.map((value) => value * slope + intercept);
}

/** DICOM PS3.3, C.11.2: a table, or a window; a window of no width is as good as none. */
function voi(values, dataset, bits) {
  const table = lookup(dataset, 'x00283010');
  if (table) return looked(values, table);
  const centre = dataset.floatString('x00281050', 0), width = dataset.floatString('x00281051', 0);
  if (centre === undefined || width === undefined) return values;
  const [low, high] = outputRange(dataset, bits), range = high - low;
  const kind = dataset.string('x00281056') ?? 'LINEAR';
  if (kind === 'SIGMOID' && width > 0) {
    return values.map((value) => range / (1 + Math.exp((-4 * (value - centre)) / width)) + low);
  }
  if (kind === 'LINEAR' && width >= 1) return windowed(values, centre - 0.5, width - 1, low, high);
  if (kind === 'LINEAR_EXACT' && width > 0) return windowed(values, centre, width, low, high);
  return values;
}

function windowed(values, centre, width, low, high) {
  return values.map((value) => {
    if (value <= centre - width / 2) return low;
    if (value > centre + width / 2) return high;
    return ((value - centre) / width + 0.5) * (high - low) + low;
  });
}

/** The range of values that a window leads to. */
function outputRange(dataset, bits) {
  const table = lookup(dataset, 'x00283000');
  if (table) return [0, 2 ** table.bits - 1];
  const signed = dataset.uint16('x00280103') === 1;
  const ends = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const slope = dataset.floatString('x00281053') ?? 1, intercept = dataset.floatString('x00281052') ?? 0;
  return ends.map((end) => end * slope + intercept);
}

/** The first look-up table of a sequence: `{ first, bits, entries }`, or null. */
function lookup(dataset, tag) {
  const item = dataset.elements[tag]?.items?.[0]?.dataSet;
  const data = item?.elements.x00283006;
  if (!data || !item.elements.x00283002) return null;
  const signed = dataset.uint16('x00280103') === 1;
  const count = item.uint16('x00283002', 0) || 65536;
  const first = signed ? item.int16('x00283002', 1) : item.uint16('x00283002', 1);
  const narrow = data.length < 2 * count;
  const entries = Array.from({ length: count }, (_, n) => (
    narrow ? item.byteArray[data.dataOffset + n] : item.uint16('x00283006', n)));
  return { first, bits: item.uint16('x00283002', 2), entries };
}

function looked(values, { first, entries }) {
  return values.map((value) => entries[Math.min(Math.max(Math.trunc(value) - first, 0), entries.length - 1)]);
}
