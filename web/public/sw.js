// Keeps one page: what is shown when the server cannot be reached. Everything else always comes from the server, so no
// page can be out of date. It also shows the browser's messages on phones, where pages may not do that themselves.
const store = "kelola-offline-1";
const files = ["/offline.html", "/offline.css", "/favicon.svg"];

self.addEventListener("install", (event) => {
	event.waitUntil(
		caches
			.open(store)
			.then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: "reload" }))))
			.then(() => self.skipWaiting()),
	);
});

self.addEventListener("activate", (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) => Promise.all(names.filter((name) => name !== store).map((name) => caches.delete(name))))
			.then(() => self.clients.claim()),
	);
});

self.addEventListener("fetch", (event) => {
	const { pathname } = new URL(event.request.url);
	if (event.request.mode === "navigate" && !pathname.startsWith("/api/")) {
		event.respondWith(fetch(event.request).catch(() => caches.match("/offline.html")));
	} else if (pathname === "/offline.css") {
		event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
	}
});

self.addEventListener("notificationclick", (event) => {
	event.notification.close();
	const href = event.notification.data?.href ?? "/";
	event.waitUntil(
		self.clients.matchAll({ type: "window" }).then(async (windows) => {
			// A public page or the desk of the operators in another tab does not listen.
			const here = windows.find(({ url }) => new URL(url).pathname.startsWith("/w/"));
			if (!here) {
				return self.clients.openWindow(href);
			}
			here.postMessage({ go: href });
			// Some browsers refuse to bring a window to the front; the page is then the right one all the same.
			await here.focus().catch(() => undefined);
		}),
	);
});
