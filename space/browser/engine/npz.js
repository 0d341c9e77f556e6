// NumPy's archives: a ZIP of arrays (numpy.lib.format, version 1.0), float32 in C order, as np.savez_compressed writes.

import { unzipSync } from '../vendor/fflate.js';

/** The arrays by their names, each `{ shape, data: Float64Array }`. */
export function readNpz(bytes) {
  const files = Object.entries(unzipSync(bytes));
  return Object.fromEntries(files.map(([name, content]) => [name.replace(/\.npy$/, ''), readNpy(content)]));
}

function readNpy(bytes) {
  const length = bytes[8] | (bytes[9] << 8);
  const header = String.fromCharCode(...bytes.subarray(10, 10 + length));
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1].split(',').filter((side) => side.trim()).map(Number);
  if (bytes[6] !== 1 || !header.includes("'descr': '<f4'") || !header.includes("'fortran_order': False") || !shape) {
    throw new TypeError(`no float32 array in C order: ${header.trim()}`);
  }
  // A copy, because the numbers may start at any byte.
  return { shape, data: Float64Array.from(new Float32Array(bytes.slice(10 + length).buffer)) };
}
