// The files that the page needs, with a report of how far they have come.

import { BundleError } from '../errors.js';

/** Bytes that usually come, until the bundle has told how many they are. */
const USUAL = 10e6;

/** Fetches files side by side; `told(share)` is called with the share of all bytes that has come, in [0, 1]. */
export class Downloads {
  constructor(told = () => {}) {
    this.told = told;
    this.sizes = new Map();
    this.come = 0;
    this.share = 0;
  }

  /** The bytes behind an address; raises `BundleError` where there are none. `size` is expected, in bytes. */
  async fetch(address, size = 0) {
    const file = decodeURI(address.href.split('/').pop());
    this.sizes.set(address.href, size);
    const response = await fetch(address).catch(() => null);
    if (!response?.ok) {
      const why = response ? `the server answered ${response.status}` : 'the network failed';
      throw new BundleError(`Expected the file ${file}; it could not be loaded (${why}). Check the connection and try `
        + 'again.');
    }
    return this.read(response).catch(() => {
      throw new BundleError(`Expected the whole file ${file}; it ended early. Check the connection and try again.`);
    });
  }

  async read(response) {
    const parts = [], reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      this.come += part.value.length;
      const total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
      this.share = Math.max(this.share, this.come / Math.max(total, this.come, USUAL));  // never back
      this.told(this.share);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }
}

/** Unpacked, if it is packed with gzip: some servers say that it is, and the browser has unpacked it then. */
export async function unzipped(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
