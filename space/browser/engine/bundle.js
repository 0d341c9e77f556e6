// The bundle, as pneumonia/bundle.py has it: nothing of it is used before its checksum was compared.

import { BundleError } from '../errors.js';
import { sha256 } from '../image/sha256.js';
import { readNpz } from './npz.js';

/**
 * `{ info, model, typical, id, revision }` of the bundle in the folder at an address: bundle.json, the graph's bytes,
 * the arrays of typical.npz. `source.json` beside them names the Hub's repository and commit, if it came from there.
 */
export async function loadBundle(folder, downloads, rules) {
  const [content, source] = await Promise.all([
    downloads.fetch(new URL('bundle.json', folder)), fetched(new URL('source.json', folder)),
  ]);
  const info = parsed(content, rules);
  const [model, typical] = await Promise.all(['model.onnx', 'typical.npz'].map(async (name) => {
    const expected = info.files[name];
    const bytes = await downloads.fetch(new URL(name, folder), expected.bytes);
    if (bytes.length !== expected.bytes) {
      throw new BundleError(`${name} is truncated or altered: expected ${expected.bytes.toLocaleString('en')} bytes, `
        + `found ${bytes.length.toLocaleString('en')}. Try again; if that does not help, deploy the page anew.`);
    }
    if (await sha256(bytes) !== expected.sha256) {
      throw new BundleError(`${name} was altered: its SHA-256 is not the one in bundle.json. Deploy it again.`);
    }
    return bytes;
  }));
  const revision = source.revision ?? `sha256:${(await sha256(content)).slice(0, 12)}`;
  return { info, model, typical: readNpz(typical), id: source.repo ?? info.id, revision };
}

async function fetched(address) {
  const response = await fetch(address);
  return response.ok ? response.json() : {};
}

function parsed(content, rules) {
  let info;
  try {
    info = JSON.parse(new TextDecoder().decode(content));
  } catch (error) {
    throw new BundleError(`bundle.json is not the JSON of a bundle (${error.message}). Deploy it again.`);
  }
  if (info.schema > rules.bundle_schema) {
    throw new BundleError(`bundle.json has schema ${info.schema}; this page reads up to ${rules.bundle_schema}. `
      + 'Deploy it with a newer version of the project.');
  }
  const missing = rules.bundle_keys.filter((key) => !(key in info));
  if (missing.length) throw new BundleError(`bundle.json lacks ${missing.join(', ')}. Deploy it again.`);
  return info;
}
