// Keeps the page of a roll-call under way on this device, so that it opens without network: with names in it, so only
// as long as the server says (Kept-Until), and no other page.
const PAGES = "rollcall-pages", PARTS = "rollcall-parts";
const PATIENCE = 5000;  // ms to wait for the network where the page is here already
const isPage = (url) => /^\/activities\/shifts\/[^/]+\/rollcall$/.test(url.pathname);
const over = (answer) => !(Date.parse(answer.headers.get("Kept-Until")) > Date.now());

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(sweep().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.waitUntil(event.data.sweep ? sweep() : keep(event.data)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isPage(url)) event.respondWith(page(event, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function page(event, path) {
  const here = await caches.match(path, { cacheName: PAGES });
  const asked = fresh(event.request, path);
  event.waitUntil(asked.catch(() => {}));
  if (!here || over(here)) return asked;
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE));
  return Promise.race([asked, late]).catch(() => here);
}

async function fresh(request, path) {
  const answer = await fetch(request), pages = await caches.open(PAGES);
  if (answer.status >= 500) throw new Error("away");
  if (answer.ok && !answer.redirected && !over(answer)) await pages.put(path, answer.clone());
  else await pages.delete(path);
  return answer;
}

async function part(request) {
  return (await caches.match(request, { cacheName: PARTS })) || fetch(request);
}

async function keep({ page, parts }) {
  await sweep();
  await fresh(page, page);
  const cache = await caches.open(PARTS);
  for (const each of parts) if (!(await cache.match(each))) await cache.add(each).catch(() => {});
}

async function sweep() {
  const pages = await caches.open(PAGES);
  for (const each of await pages.keys()) if (over(await pages.match(each))) await pages.delete(each);
  if (!(await pages.keys()).length) await caches.delete(PARTS);
}
