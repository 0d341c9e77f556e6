// Keeps the whole page in the browser's cache, so that it opens at once and without a network.
// The staging (space/twin/offline.py) puts `const STAGED = { version, files: { path: sha256 } };` on top.

const HERE = new URL('.', location.href).href;
const OURS = `pneumonia ${HERE} `;  // other pages of this server have caches of their own
const NAME = OURS + STAGED.version;
const PAGE = 'index.html';

const addressOf = (path) => HERE + path.split('/').map(encodeURIComponent).join('/');

/** All or nothing: a file that is not the one of this version, because a newer one is being deployed, ends it. */
async function fill() {
  const cache = await caches.open(NAME);
  for (const [path, expected] of Object.entries(STAGED.files)) {
    const address = addressOf(path);
    if (await cache.match(address)) continue;  // from an attempt that was broken off
    const file = await fetched(path, address, expected, 'no-cache')  // asks whether it has changed
      ?? await fetched(path, address, expected, 'reload');  // some servers tell no two changes of a second apart
    if (!file) throw new Error(`${path} is not the file of version ${STAGED.version}`);
    await cache.put(address, file);
  }
}

async function fetched(path, address, expected, cache) {
  const response = await fetch(address, { cache });
  const { ok, headers } = response, content = await response.arrayBuffer();
  return ok && await isGenuine(path, content, expected, headers) ? new Response(content, { headers }) : null;
}

async function isGenuine(path, content, expected, headers) {
  // Some hosts add lines of their own to a page, as static Spaces do for their variables.
  if (path === PAGE) return new TextDecoder().decode(content).includes(`"${STAGED.version}"`);
  // A server that calls a packed file an encoding hands it out unpacked, and npm's version of it is pinned anyway.
  if (path.endsWith('.gz') && headers.has('Content-Encoding')) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === expected;
}

async function forgetOthers() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  if (request.mode === 'navigate' && await handOver(request)) return isolated(await again());
  const address = new URL(request.url);
  address.search = address.hash = '';
  if (address.href.endsWith('/')) address.pathname += PAGE;
  const kept = await (await caches.open(NAME)).match(address.href);
  return isolated(kept ?? await fetch(request));
}

let handedOver = false;

/**
 * A newer version waits until no page of this one is open, so that no page is a mix of both. Browsers count the page
 * that is being reloaded as open, so a single tab would never get the newer one: hence it takes over here.
 */
async function handOver({ destination }) {
  const { waiting } = registration;
  if (!waiting || handedOver) return false;  // once, so that nothing can go round in circles
  const windows = await clients.matchAll({ type: 'window' });
  const pages = windows.filter(({ frameType }) => frameType === 'top-level').length;
  const alone = destination === 'document' ? pages < 2 : pages === 0 && windows.length < 2;
  if (!alone) return false;
  handedOver = true;
  waiting.postMessage('take over');
  return true;
}

const WAIT = `
for (const end = Date.now() + 10_000; Date.now() < end;) {
  const { waiting, active } = await navigator.serviceWorker.getRegistration() ?? {};
  if (!waiting && active?.state !== 'activating') break;
  await new Promise((done) => setTimeout(done, 20));
}
location.reload();
`;

/**
 * A page that comes again as soon as the newer version is in charge. Not before: whatever asks this version in between
 * keeps the other from taking over, or is left without an answer. So its script stands in it, named by its hash, and no
 * other may run; and the icon is there so that none is asked for.
 */
async function again() {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(WAIT)));
  const policy = `default-src 'none'; script-src 'sha256-${btoa(String.fromCharCode(...digest))}'; img-src data:; `
    + "base-uri 'none'; form-action 'none'";
  return new Response(`<!doctype html><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><script type="module">${WAIT}</script>`, {
    headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': policy },
  });
}

/** With these headers a page may use several threads; not every web server can be told to send them. */
function isolated(response) {
  const { status, statusText, body } = response;
  if (!status) return response;  // a redirection, which the browser follows
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  // Safari knows no `credentialless`; all that the page loads is its own, so nothing is lost by the stricter value.
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');  // pages that are isolated themselves may embed it
  return new Response([204, 304].includes(status) ? null : body, { status, statusText, headers });
}

addEventListener('install', (event) => event.waitUntil(fill()));
addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
addEventListener('message', (event) => { if (event.data === 'take over') event.waitUntil(skipWaiting()); });
addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && event.request.url.startsWith(HERE)) event.respondWith(answer(event.request));
});
