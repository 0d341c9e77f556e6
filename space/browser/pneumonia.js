// Reads chest X-rays in the browser, with the same answers as the app's API:
//
//   import { Classifier } from './pneumonia.js';
//   const classifier = await Classifier.load();
//   const { report } = await classifier.predict(file);
//
// Not a medical device. For research and teaching only.

import { BACKENDS } from './engine/backend.js';
import { judged } from './engine/report.js';
import { startEngine } from './engine/threads.js';
import { BundleError, failure, InputError, InvalidOption } from './errors.js';

export { BundleError, EngineStopped, InputError, InvalidOption, UnsupportedBrowser } from './errors.js';

const HERE = import.meta.url;

export class Classifier {
  /**
   * Loads and verifies the bundle in a folder (default: `model/` beside this file; with or without a slash at its end).
   *
   * `onProgress(share)` hears what share of the bytes has come, in [0, 1]; `threads` limits the threads, of which there
   * are several only on pages that are `crossOriginIsolated`. `backend`: `auto` tries the graphics card (WebGPU) where
   * WebAssembly proves slow, `webgpu` at once, `wasm` never; a card is used only if it answers alike and sooner.
   * Rejects with `BundleError` (missing, altered, too new), `UnsupportedBrowser`, `InvalidOption` (no such option or
   * backend), or `EngineStopped` (the reader's own thread came to an end).
   */
  static async load(folder = new URL('model/', HERE), options = {}) {
    check(options, ['onProgress', 'threads', 'backend']);
    const { onProgress = () => {}, threads, backend = 'auto' } = options;
    if (!BACKENDS.includes(backend)) {
      throw new InvalidOption(`Expected a backend out of ${BACKENDS.join(', ')}; received '${backend}'.`);
    }
    const place = folderAt(folder);
    const engine = startEngine();  // it gets ready while the rules come
    try {
      const rules = await fetchRules();
      const about = await engine.load(place, { threads, backend, rules, told: onProgress });
      return new Classifier(engine, about, rules, place);
    } catch (error) {
      engine.close();  // nobody else could, and each attempt starts another one
      throw error;
    }
  }

  constructor(engine, { info, model }, rules, folder) {
    this.engine = engine;
    this.rules = rules;
    this.folder = folder;
    /** The bundle's `bundle.json`. */
    this.info = info;
    /** Which model answers: `{ id, revision, architecture }`. */
    this.model = model;
    /** Thresholds in [0, 1] by the name of the operating point, and the name of the one that is used by default. */
    this.operatingPoints = info.operating_points;
    this.defaultOperatingPoint = info.default;
    /** Side of the network's input in pixels. */
    this.size = info.input.size;
  }

  /** Everything that was measured of this model: the bundle's `metrics.json`. Rejects with `BundleError`. */
  async metrics() {
    const [{ fetchVerified }, { Downloads }] = await Promise.all([
      import('./engine/bundle.js'), import('./engine/download.js'),
    ]);
    const content = await fetchVerified('metrics.json', this.folder, this.info, new Downloads(this.rules));
    return JSON.parse(new TextDecoder().decode(content));
  }

  /** A promise of what runs the network now: `{ backend: 'wasm' or 'webgpu', threads }`. */
  runsOn() { return this.engine.runsOn(); }

  /** The probability in [0, 1] from which on the answer is PNEUMONIA; of the default point when none is named. */
  threshold(operatingPoint = null) {
    const name = operatingPoint ?? this.defaultOperatingPoint;
    if (Object.hasOwn(this.operatingPoints, name)) return this.operatingPoints[name];
    const known = Object.keys(this.operatingPoints).join(', ');
    throw new InvalidOption(`Expected an operating point out of ${known}; received '${name}'.`);
  }

  /**
   * Reads one image: a `Blob` or `File`, an `ArrayBuffer` or a `Uint8Array`. The options are `operatingPoint`, whose
   * threshold decides (the name of one of `operatingPoints`), and `invert`, to read the negative.
   *
   * - `report`: the JSON of the API, field for field; `label`, `probability` and `confidence` are null when the image
   *   does not look like a frontal chest X-ray; `confidence` also when the film is unlike those the model learned from.
   * - `notes`: the report's sentences as `{ code, values }`, to be said in another language.
   * - `cam`: the signed Grad-CAM map `{ rows, columns, data }`, float32, positive for PNEUMONIA, row by row.
   * - `film`: the decoded image `{ width, height, data }`, grey bytes, upright, at its own size.
   *
   * Rejects with `InputError` for what cannot be read, `InvalidOption` for options that are no object, an option that
   * does not exist and an unknown operating point, and `EngineStopped` where the reader came to an end; the next call
   * starts it anew, or tells why not (`BundleError`).
   */
  async predict(source, options = {}) {
    check(options, ['operatingPoint', 'invert']);
    const { operatingPoint = null, invert = false } = options;
    this.threshold(operatingPoint);  // a wrong option is told before any work
    const found = await this.engine.find(await bytesOf(source, this.rules), invert);
    return this.judge({ ...found, model: this.model }, operatingPoint);
  }

  /** The same image judged at another operating point; the network does not run again. */
  at(prediction, operatingPoint) { return this.judge(prediction.found, operatingPoint); }

  judge(found, operatingPoint) {
    const point = operatingPoint ?? this.defaultOperatingPoint;
    const said = judged(found, point, this.threshold(point), this.rules);
    return { ...said, cam: found.cam, film: found.film, found };
  }
}

/** Refuses what holds other options: overlooked, it would be answered at another threshold than was asked for. */
function check(options, names) {
  const expected = `Expected an object with no options but ${names.join(', ')}`;
  if (options === null || typeof options !== 'object') {
    throw new InvalidOption(`${expected}; received ${typeof options === 'string' ? `'${options}'` : String(options)}.`);
  }
  const unknown = Object.keys(options).filter((name) => !names.includes(name));
  if (unknown.length) throw new InvalidOption(`${expected}; received the option ${unknown.join(', ')}.`);
}

/** A folder's whole address; without the slash a file's would be beside the folder. */
function folderAt(folder) {
  const place = new URL(folder, globalThis.location?.href ?? HERE);
  if (!place.pathname.endsWith('/')) place.pathname += '/';
  return place.href;
}

/** Its errors bring their English sentence themselves: the page's `failures` are in this very file. */
async function fetchRules() {
  const file = 'rules.json';
  const lost = (why, code, status) => new BundleError(
    `Expected the file ${file}; it could not be loaded (${why}). Check the connection and try again.`,
    code, { file, status },
  );
  const response = await fetch(new URL(file, HERE)).catch(({ message }) => { throw lost(message, 'no_network'); });
  if (!response.ok) throw lost(`the server answered ${response.status}`, 'no_file', response.status);
  return response.json().catch(({ message }) => { throw lost(message, 'no_network'); });
}

/** A copy, because the engine takes the bytes away. */
async function bytesOf(source, rules) {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (source instanceof Blob) {
    return new Uint8Array(await source.arrayBuffer().catch(({ message }) => {
      throw failure(InputError, rules, 'unreadable', { why: message });
    }));
  }
  const kind = source?.constructor?.name ?? String(source);
  throw new InputError(`Expected an image as a Blob, File, ArrayBuffer or Uint8Array; received ${kind}.`);
}
