// The engine on a thread of its own, so that the page never stands still.
// A classic worker, because a library for DICOM is no module and only classic workers load such scripts.

const module = import('./engine/engine.js');
let engine = null;

const calls = {
  async load(folder, options) {
    const { Engine } = await module.catch(({ message }) => notLoaded(message, options.rules));
    const loaded = await Engine.load(folder, { ...options, told: (share) => postMessage({ progress: share }) });
    ({ engine } = loaded);
    return loaded.about;
  },
  find: (bytes, invert) => engine.find(bytes, invert),
  runsOn: () => engine.runsOn(),
};

function notLoaded(why, { failures: { no_reader: sentence } }) {
  const told = { name: 'BundleError', code: 'no_reader', values: { why } };
  throw Object.assign(new Error(sentence.replace('{why}', why)), told);  // errors.js might not arrive either
}

onmessage = async ({ data: { id, call, args } }) => {
  try {
    const result = await calls[call](...args);
    postMessage({ id, result }, call === 'find' ? [result.cam.data.buffer, result.film.data.buffer] : []);
  } catch ({ name, message, code, values }) {
    postMessage({ id, error: { name, message, code, values } });
  }
};
