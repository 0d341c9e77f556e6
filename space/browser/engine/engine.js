// Images in, findings out, on whichever thread this is: what pneumonia/classifier.py does, up to the threshold.

import { failure, UnsupportedBrowser } from '../errors.js';
import { checkPixels } from '../image/decode.js';
import { readImage } from '../image/image.js';
import { toInput } from '../image/resize.js';
import { Backend } from './backend.js';
import { loadBundle } from './bundle.js';
import { Downloads } from './download.js';
import { fetchProgram, Network } from './network.js';
import { Typicality } from './typical.js';

/** The smallest program with an instruction for several numbers at once: `i8x16.popcnt(i8x16.splat(0))`. */
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

export class Engine {
  /** `{ engine, about }` of the bundle in the folder at an address; `about` is what the page needs to know of it. */
  static async load(folder, { threads, backend, rules, told }) {
    checkBrowser(rules);
    const downloads = new Downloads(rules, told);
    const [bundle, program] = await Promise.all([
      loadBundle(new URL(folder), downloads, rules), fetchProgram(downloads),
    ]);
    told?.(1);
    const network = await Network.load(bundle.model, program, { threads });
    const engine = new Engine(bundle, network, rules, backend);
    await network.run(new Uint8Array(engine.size ** 2), engine.size);  // the first run takes longer
    if (backend === 'webgpu') await engine.backend.tryCard();
    const model = { id: bundle.id, revision: bundle.revision, architecture: bundle.info.architecture.name };
    return { engine, about: { info: bundle.info, model } };
  }

  constructor({ info, model, typical }, network, rules, backend) {
    const { temperature } = info.calibration;
    this.backend = new Backend(network, model, { size: info.input.size, temperature, backend });
    this.rules = rules;
    this.size = info.input.size;
    this.calibration = info.calibration;
    const { population, doi, ages = doi === rules.published.doi ? rules.published.ages : null } = info.data ?? {};
    this.typicality = new Typicality(typical, rules.typical, population, ages);
  }

  /** Everything about one image that does not depend on the threshold. Throws `InputError`. */
  async find(bytes, invert) {
    const started = performance.now();
    const xray = await readImage(bytes, { invert, rules: this.rules.image });
    const input = toInput(xray.pixels, this.size);
    const { logit, cam, features } = await this.backend.run(input);
    const check = this.typicality.check(xray, input, this.size, features);
    const probability = check.ok ? this.probability(logit) : null;
    return { probability, check, info: xray.info, elapsed: performance.now() - started, cam, film: xray.pixels };
  }

  /** What runs the network now: `{ backend, threads }`. */
  runsOn() {
    const { name, network } = this.backend;
    return { backend: name, threads: network.threads };
  }

  /** Calibrated: sigmoid(logit / temperature + offset). */
  probability(logit) {
    const { temperature, offset } = this.calibration;
    return 0.5 * (1 + Math.tanh(0.5 * (logit / temperature + offset)));
  }
}

function checkBrowser(rules) {
  const missing = ['WebAssembly', 'OffscreenCanvas', 'createImageBitmap', 'DecompressionStream']
    .filter((name) => !(name in globalThis));
  if (!missing.length && !WebAssembly.validate(SIMD)) missing.push('WebAssembly SIMD');
  if (missing.length) throw failure(UnsupportedBrowser, rules, 'unsupported', { missing: missing.join(', ') });
  checkPixels(rules);
}
