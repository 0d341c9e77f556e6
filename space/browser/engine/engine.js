// Images in, findings out, on whichever thread this is: what pneumonia/classifier.py does, up to the threshold.

import { UnsupportedBrowser } from '../errors.js';
import { checkPixels } from '../image/decode.js';
import { readImage } from '../image/image.js';
import { toInput } from '../image/resize.js';
import { loadBundle } from './bundle.js';
import { Downloads } from './download.js';
import { fetchProgram, Network } from './network.js';
import { Typicality } from './typical.js';

export class Engine {
  /** `{ engine, about }` of the bundle in the folder at an address; `about` is what the page needs to know of it. */
  static async load(folder, { threads, rules, told }) {
    checkBrowser(rules);
    const downloads = new Downloads(told);
    const [bundle, program] = await Promise.all([
      loadBundle(new URL(folder), downloads, rules), fetchProgram(downloads),
    ]);
    told?.(1);
    const engine = new Engine(bundle, await Network.load(bundle.model, program, { threads }), rules);
    await engine.network.run(new Uint8Array(engine.size ** 2), engine.size);  // the first run takes longer
    const model = { id: bundle.id, revision: bundle.revision, architecture: bundle.info.architecture.name };
    return { engine, about: { info: bundle.info, model } };
  }

  constructor({ info, typical }, network, rules) {
    this.network = network;
    this.rules = rules;
    this.size = info.input.size;
    this.calibration = info.calibration;
    this.typicality = new Typicality(typical, rules.typical, info.data?.population);
  }

  /** Everything about one image that does not depend on the threshold. Throws `InputError`. */
  async find(bytes, invert) {
    const started = performance.now();
    const xray = await readImage(bytes, { invert, rules: this.rules.image });
    const input = toInput(xray.pixels, this.size);
    const { logit, cam, features } = await this.network.run(input, this.size);
    const check = this.typicality.check(xray, input, this.size, features);
    const probability = check.ok ? this.probability(logit) : null;
    return { probability, check, info: xray.info, elapsed: performance.now() - started, cam, film: xray.pixels };
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
  if (missing.length) throw new UnsupportedBrowser(rules.unsupported.replace('{missing}', missing.join(', ')));
  checkPixels(rules.altered_pixels);
}
