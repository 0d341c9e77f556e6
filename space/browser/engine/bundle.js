// The bundle, as pneumonia/bundle.py has it: nothing of it is used before its checksum was compared.

import { BundleError, failure } from '../errors.js';
import { sha256 } from '../image/sha256.js';
import { readNpz } from './npz.js';

/** What a bundle must have beside bundle.json. */
const SERVING = ['model.onnx', 'metrics.json', 'typical.npz'];

/**
 * `{ info, model, typical, id, revision }` of the bundle in the folder at an address: bundle.json, the graph's bytes,
 * the arrays of typical.npz. `source.json` beside them names the Hub's repository and commit, if it came from there.
 */
export async function loadBundle(folder, downloads, rules) {
  const [content, source] = await Promise.all([
    downloads.fetch(new URL('bundle.json', folder)), fetched(new URL('source.json', folder), rules),
  ]);
  const info = parsed(content, rules);
  const [model, typical] = await Promise.all(['model.onnx', 'typical.npz'].map((name) => (
    fetchVerified(name, folder, info, downloads))));
  const revision = source.revision ?? `sha256:${(await sha256(content)).slice(0, 12)}`;
  return { info, model, typical: readNpz(typical), id: source.repo ?? info.id, revision };
}

/** The bytes of one of the bundle's files, compared with `info`; raises `BundleError`. */
export async function fetchVerified(name, folder, info, downloads) {
  const expected = info.files[name];
  const bytes = await downloads.fetch(new URL(name, folder), expected.bytes);
  if (bytes.length !== expected.bytes) {
    const values = { file: name, expected: expected.bytes, found: bytes.length };
    throw failure(BundleError, downloads.rules, 'truncated', values);
  }
  if (await sha256(bytes) !== expected.sha256) {
    throw new BundleError(`${name} was altered: its SHA-256 is not the one in bundle.json. Deploy it again.`);
  }
  return bytes;
}

/** Empty where there is none, as beside a bundle of one's own. */
async function fetched(address, rules) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : {};
  } catch (error) {
    throw failure(BundleError, rules, 'no_source', { why: error.message });
  }
}

function parsed(content, rules) {
  let info;
  try {
    info = JSON.parse(new TextDecoder().decode(content));
    if (!Number.isInteger(info.schema)) throw new TypeError('it names no schema');
  } catch (error) {
    throw new BundleError(`bundle.json is not the JSON of a bundle (${error.message}). Deploy it again.`);
  }
  if (info.schema > rules.bundle_schema) {
    throw new BundleError(`bundle.json has schema ${info.schema}; this page reads up to ${rules.bundle_schema}. `
      + 'Deploy it with a newer version of the project.');
  }
  const missing = rules.bundle_keys.filter((key) => !(key in info));
  if (missing.length) throw new BundleError(`bundle.json lacks ${missing.join(', ')}. Deploy it again.`);
  if (!sound(info)) throw new BundleError('bundle.json was altered: a value is missing or wrong. Deploy it again.');
  return info;
}

/** Is there all that an answer is made from, and of the right kind? */
function sound({ files, input, architecture, calibration, operating_points: points, default: point }) {
  const listed = SERVING.map((name) => files?.[name]).every((file) => (
    Number.isInteger(file?.bytes) && /^[0-9a-f]{64}$/.test(file.sha256)));
  const numbers = [input?.size, calibration?.temperature, calibration?.offset, points?.[point]];
  return listed && typeof architecture?.name === 'string'
    && [...numbers, ...Object.values(points ?? {})].every(Number.isFinite);
}
