// RLE Lossless (DICOM PS3.5, annex G): a segment for each byte of each sample, in PackBits.

/** The bytes of all samples, plane after plane, little-endian. */
export function rle(bytes, { width, height, samples, allocated }) {
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const count = header.getUint32(0, true), size = allocated / 8, pixels = width * height;
  if (count !== samples * size || count > 15) throw new RangeError('not as many segments as bytes a pixel');
  const starts = Array.from({ length: count }, (_, n) => header.getUint32(4 + 4 * n, true));
  const planes = new Uint8Array(pixels * count);
  for (let n = 0; n < count; n++) {
    const sample = Math.floor(n / size), place = size - 1 - (n % size);  // the high byte comes first
    const segment = bytes.subarray(starts[n], starts[n + 1] ?? bytes.length);
    unpackSegment(segment, planes, sample * pixels * size + place, size, pixels);
  }
  return planes;
}

/** Writes `count` bytes into every `step`th place from `at` on; no more, whatever the segment holds. */
function unpackSegment(segment, planes, at, step, count) {
  const end = at + count * step;
  for (let from = 0; from < segment.length && at < end;) {
    const code = segment[from++];
    if (code === 128) continue;
    const repeated = code > 128;
    for (let left = repeated ? 257 - code : code + 1; left > 0 && at < end; left--, at += step) {
      if (from >= segment.length) throw new RangeError('the segment ends early');
      planes[at] = segment[repeated ? from : from++];
    }
    from += Number(repeated);
  }
  if (at < end) throw new RangeError('the segment ends early');
}
