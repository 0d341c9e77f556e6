// The serving graph: one grey input to logit, signed Grad-CAM map and features, on WebAssembly.

import * as ort from '../vendor/ort/ort.wasm.min.mjs';
import { BundleError } from '../errors.js';
import { unzipped } from './download.js';

const VENDOR = new URL('../vendor/ort/', import.meta.url);
const PROGRAM = new URL('ort-wasm-simd-threaded.wasm.gz', VENDOR);
/** Bytes of the packed program, for the progress bar only. */
const PROGRAM_BYTES = 3.7e6;
/** More threads than this do not pay: the network is small. */
const MOST_THREADS = 4;

/** The program that runs the graph; fetched beside the model. */
export const fetchProgram = async (downloads) => unzipped(await downloads.fetch(PROGRAM, PROGRAM_BYTES));

export class Network {
  /** `threads`: how many, where the page may have several (crossOriginIsolated); default: as many as pay. */
  static async load(model, program, { threads } = {}) {
    ort.env.wasm.wasmBinary = program;
    ort.env.wasm.wasmPaths = VENDOR.href;
    const cores = Math.min(navigator.hardwareConcurrency ?? 1, MOST_THREADS);
    ort.env.wasm.numThreads = globalThis.crossOriginIsolated ? threads ?? cores : 1;
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] }).catch((error) => {
      throw new BundleError(`The model could not be started (${error.message}). Reload the page; if that does not `
        + 'help, deploy it again.');
    });
    return new Network(session, ort.Tensor, ort.env.wasm.numThreads);
  }

  constructor(session, Tensor, threads = 1) {
    this.session = session;
    this.Tensor = Tensor;
    this.threads = threads;
  }

  /** (size * size) bytes to `{ logit, cam: { rows, columns, data }, features }`, all float32. */
  async run(input, size) {
    const image = new this.Tensor('uint8', input, [1, size, size, 1]);
    const { logit, cam, features } = await this.session.run({ image });
    const [, rows, columns] = cam.dims;
    return { logit: logit.data[0], cam: { rows, columns, data: cam.data.slice() }, features: features.data.slice() };
  }
}
