// Parts of the reader that only some files need.

/** What `load()` promises; where the network does not give it, that is said, and nothing about the file. */
export async function needed(load, limits) {
  try {
    return await load();
  } catch {
    throw limits.refusal('not_loaded');
  }
}

/** Runs a script that is no module, in a page or in a classic worker (a module worker cannot). */
export async function loadScript(address) {
  if (typeof importScripts === 'function') {
    importScripts(address);
    return;
  }
  await new Promise((done, failed) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
}
