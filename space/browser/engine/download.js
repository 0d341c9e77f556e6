// The files that the page needs, with a report of how far they have come.

import { BundleError, failure } from '../errors.js';

/** Bytes that usually come, until the bundle has told how many they are. */
const USUAL = 10e6;

/** Fetches files side by side; `told(share)` is called with the share of all bytes that has come, in [0, 1]. */
export class Downloads {
  constructor(rules, told = () => {}) {
    this.rules = rules;
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
    if (!response) throw failure(BundleError, this.rules, 'no_network', { file });
    if (!response.ok) throw failure(BundleError, this.rules, 'no_file', { file, status: response.status });
    return this.read(response).catch(() => { throw failure(BundleError, this.rules, 'ended_early', { file }); });
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
