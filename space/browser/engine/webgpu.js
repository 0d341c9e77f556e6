// The graph on the graphics card (WebGPU): taken only where it answers as WebAssembly does, and sooner.

import { unzipped } from './download.js';
import { Network } from './network.js';

const VENDOR = new URL('../vendor/ort/', import.meta.url);
/** A card that has not answered after this time, in ms, is given up. */
const PATIENCE = 20e3;
/** Warm runs of each, whose medians are compared. */
const RUNS = 3;
/** How far probabilities may be apart, and maps and features as shares of their largest value. */
const PROBABILITY = 0.005, SHARE = 0.02;

/**
 * The graph on the card, or null where there is no card, where it differs from `network`, or where it is not faster.
 * Never throws. A `software` adapter counts as a card only if asked for: it is slower than WebAssembly.
 */
export async function fasterCard(network, model, { size, temperature, software = false }) {
  try {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter || !('Suspending' in WebAssembly) || (adapter.info?.isFallbackAdapter && !software)) return null;
    const card = await within(PATIENCE, Card.load(model));
    if (await isBetter(card, network, size, temperature)) return card;
    await card.session.release();
  } catch (error) {
    console.info(`The model stays on WebAssembly: ${error.message}`);
  }
  return null;
}

/** Does `card` answer as `network` does, and sooner? */
export async function isBetter(card, network, size, temperature) {
  const film = checkFilm(size);
  const [found, expected] = [await card.run(film, size), await network.run(film, size)];
  return agree(found, expected, temperature) && await median(card, film, size) < await median(network, film, size);
}

class Card extends Network {
  last = Promise.resolve();

  static async load(model) {
    const ort = await import(new URL('ort.jspi.min.mjs', VENDOR));
    const program = await fetch(new URL('ort-wasm-simd-threaded.jspi.wasm.gz', VENDOR));
    if (!program.ok) throw new Error(`the server answered ${program.status}`);
    ort.env.wasm.wasmBinary = await unzipped(new Uint8Array(await program.arrayBuffer()));
    ort.env.wasm.wasmPaths = VENDOR.href;
    ort.env.wasm.numThreads = 1;
    // Errors only: that the shapes are reckoned without the card is no warning to a visitor.
    const options = { executionProviders: ['webgpu'], logSeverityLevel: 3 };
    return new Card(await ort.InferenceSession.create(model, options), ort.Tensor);
  }

  /** One run after the other, as this build of ONNX Runtime can do no two at once. */
  run(input, size) {
    const mine = this.last.then(() => within(PATIENCE, super.run(input, size)));
    this.last = mine.catch(() => {});
    return mine;
  }
}

/** No film, but like one bright in the middle and dark at the rim, with detail at every scale; the same every time. */
function checkFilm(size) {
  return Uint8Array.from({ length: size * size }, (_, n) => {
    const x = n % size / size - 0.5, y = Math.floor(n / size) / size - 0.5;
    return 90 + 70 * Math.cos(4 * Math.hypot(x, y)) + 30 * Math.sin(40 * x) * Math.cos(25 * y) + (n * 7919) % 32;
  });
}

function agree(found, expected, temperature) {
  // The sigmoid is nowhere steeper than 1/4, so that this bounds the probability of every film alike.
  const probability = Math.abs(found.logit - expected.logit) / temperature / 4;
  return probability <= PROBABILITY
    && apart(found.cam.data, expected.cam.data) <= SHARE && apart(found.features, expected.features) <= SHARE;
}

/** The largest difference as a share of the largest value expected; NaN, which is no agreement, if there is one. */
function apart(found, expected) {
  const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest(found.map((value, n) => value - expected[n])) / largest(expected);
}

async function median(network, film, size) {
  const taken = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await network.run(film, size);
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b)[Math.floor(RUNS / 2)];
}

/** The promise, or an error once the time, in ms, is over. */
function within(time, promise) {
  let alarm;
  const late = new Promise((_, reject) => {
    alarm = setTimeout(() => reject(new Error(`the graphics card took more than ${time / 1000} s`)), time);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(alarm));
}
