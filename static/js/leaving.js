// Who signs out, or comes to sign in, leaves no form of the desk and no names on the device (templates/desk/worker.js).
"use strict";

(() => {
  const { at } = document.currentScript.dataset; // where the form of the sign-out leads; nothing on the page of the sign-in
  const ours = (name) => name.startsWith("desk-");
  const forget = () => globalThis.caches?.keys().then((names) => names.filter(ours).forEach((name) => caches.delete(name)));
  if (!at) forget()?.catch(() => {}); // a browser that keeps nothing
  else addEventListener("submit", ({ target }) => new URL(target.action).pathname === at && forget());
})();
