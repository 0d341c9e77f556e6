// Keeps the whole page in the browser's cache, so that it opens at once and without a network.
// The staging puts `const STAGED = { version, files: { path: sha256 } };` before the first line (space/twin/offline.py).

const HERE = new URL('.', location.href).href;
const OURS = `pneumonia ${HERE} `;  // other pages of this server have caches of their own
const NAME = OURS + STAGED.version;

/** All or nothing: a file that is not the one of this version, because a newer one is being deployed, ends it. */
async function fill() {
  const cache = await caches.open(NAME);
  for (const [path, expected] of Object.entries(STAGED.files)) {
    const address = HERE + path.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(address, { cache: 'no-cache' });  // asks whether it has changed
    const content = await response.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (!response.ok || found !== expected) throw new Error(`${path} is not the file of version ${STAGED.version}`);
    await cache.put(address, new Response(content, { headers: response.headers }));
  }
}

async function forgetOthers() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request) {
  const address = new URL(request.url);
  address.search = address.hash = '';
  if (address.href.endsWith('/')) address.pathname += 'index.html';
  const cache = await caches.open(NAME), kept = await cache.match(address.href);
  return isolated(kept ?? await fetch(request));
}

/** With these headers a page may use several threads; not every web server can be told to send them. */
function isolated(response) {
  if (response.type === 'opaque' || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  const { status, statusText } = response;
  return new Response([204, 304].includes(status) ? null : response.body, { status, statusText, headers });
}

addEventListener('install', (event) => event.waitUntil(fill()));
addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && event.request.url.startsWith(HERE)) event.respondWith(answer(event.request));
});
