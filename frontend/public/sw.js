/* Shows what our server pushes, one notification a message, and leads to the inbox. It caches nothing and answers no request. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const said = event.data.json();
  const shown = self.registration.showNotification(said.title, { body: said.body, tag: said.id });
  event.waitUntil(Promise.all([shown, tellPages()]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openInbox());
});

async function tellPages() {
  const pages = await self.clients.matchAll({ type: "window" });
  for (const page of pages) page.postMessage("message");
}

async function openInbox() {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (page === undefined) return self.clients.openWindow("/#/messages");
  await page.navigate("/#/messages");
  return page.focus();
}
