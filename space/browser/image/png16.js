// PNG with 16 bits a sample, which a canvas would clip to 8: by @jsquash/png (the Rust crate png, as WebAssembly).

import { needed } from './lazy.js';

/** `{ width, height, channels, data }`: uint16, 1 channel if the file is grey, else RGBA. */
export async function decodedPng16(bytes, { width, height, colour }, limits) {
  const { decode_rgba16: decode } = await needed(async (again) => {
    const codec = await import(`../vendor/png/codec/pkg/squoosh_png.js${again}`);
    await codec.default();
    return codec;
  }, limits);
  // The crate compares no checksums, and would read damaged pixels as others; the browser's own decoder throws.
  (await createImageBitmap(new Blob([bytes]))).close();
  const image = decode(bytes);
  try {
    if (image.width !== width || image.height !== height) throw new RangeError('not what the header promised');
    const rgba = image.data;  // a view on memory that is freed below
    if (colour !== 0) return { width, height, channels: 4, data: rgba.slice() };
    const data = new Uint16Array(width * height);
    for (let n = 0; n < data.length; n++) data[n] = rgba[4 * n];
    return { width, height, channels: 1, data };
  } finally {
    image.free();
  }
}
