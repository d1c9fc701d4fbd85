import { build, prerendered, version } from '$service-worker';

self.addEventListener('install', (event) => {
	event.waitUntil(caches.open(version).then((cache) => cache.addAll([...build, ...prerendered])));
});
self.addEventListener('fetch', (event) => {
	event.respondWith(caches.match(event.request).then((found) => found ?? fetch(event.request)));
});
