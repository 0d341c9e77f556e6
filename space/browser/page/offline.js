// Keeps the page for visits without a network, and finds newer versions of it: see sw.js.

const WORKER = new URL('../sw.js', import.meta.url);

/** Does nothing where a page may keep nothing: without https, in a sandboxed frame, in some private windows. */
export async function keep() {
  try {
    const registration = await navigator.serviceWorker?.register(WORKER);
    if (registration?.active) await registration.update();
  } catch (error) {
    console.info(`This page is not kept for visits without a network: ${error.message}`);
  }
}
