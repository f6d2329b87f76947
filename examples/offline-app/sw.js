/** Keeps the files of the app. Answers of a server are never kept here, and no POST is ever touched. */
const CACHE = "app-2";
const FILES = [
  "./",
  "app.js",
  "config.js",
  "content.js",
  "icon.svg",
  "kit/gutbone-kit.js",
  "manifest.webmanifest",
  "style.css",
  ...["client", "content", "errors", "http", "index", "indexeddb", "json", "responses", "snapshot"].map(
    (name) => `sync/${name}.js`,
  ),
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const isOfApp = new URL(url).origin === self.location.origin;
  if (method !== "GET" || !isOfApp) return;
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((found) => found ?? fetch(event.request)));
});
