// Parts of the reader that only some files need.

let failures = 0;

/**
 * What `load(again)` promises; where the network does not give it, that is said, and nothing about the file. Browsers
 * before 2026 remember that a module did not come, and ask nobody again: with `again` its address is another one.
 */
export async function needed(load, limits) {
  try {
    return await load(failures ? `?again=${failures}` : '');
  } catch {
    failures++;
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
