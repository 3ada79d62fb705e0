{% autoescape off %}// Keeps the form of a new figure on the device, and answers with it where the server cannot be reached.
"use strict";

const kept = {{ settings }};
const DAY = 24 * 60 * 60 * 1000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forget((name) => name !== kept.cache)));
addEventListener("message", ({ data }) => data === "renew" && renew());
addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(visit(event.request, pathname));
  else if (pathname === kept.lookup) event.respondWith(lookUp(event.request));
  else if (kept.files.includes(pathname)) event.respondWith(file(event.request));
});

async function install() {
  await renew();
  await skipWaiting();
}

// The form and the names, once a day: the form holds the token of the sign-in that it was fetched with.
async function renew() {
  const cache = await caches.open(kept.cache);
  const held = await cache.match(kept.kept);
  if (held && Date.now() - Date.parse(held.headers.get("Date")) < DAY) return;
  await cache.addAll(kept.files);
  for (const address of [kept.names, kept.kept]) {
    const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) await cache.put(address, answer);
  }
}

// Also signed out in another window: what is kept is for who was signed in.
async function visit(request, pathname) {
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect" && pathname === kept.form) await drop(kept.kept, kept.names);
    return answer;
  } catch (unreached) {
    const form = pathname === kept.form && (await (await caches.open(kept.cache)).match(kept.kept));
    if (!form) throw unreached;
    return form;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (unreached) {
    const held = await (await caches.open(kept.cache)).match(request);
    if (!held) throw unreached;
    return held;
  }
}

async function lookUp(request) {
  try {
    return await fetch(request);
  } catch {
    const asked = new URL(request.url).searchParams;
    return Response.json({ choices: await find(asked.get("kind"), folded(asked.get("q") ?? "")) });
  }
}

async function find(kind, words) {
  const answer = await (await caches.open(kept.cache)).match(kept.names);
  const names = (answer && (await answer.json())[kind]) ?? [];
  const fits = (one) => ` ${folded(`${one.label} ${one.detail}`)}`.includes(` ${words}`);
  return words ? names.filter(fits).slice(0, 10) : [];
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

async function forget(which) {
  for (const name of await caches.keys()) if (name.startsWith("desk-") && which(name)) await caches.delete(name);
}

async function drop(...addresses) {
  const cache = await caches.open(kept.cache);
  await Promise.all(addresses.map((address) => cache.delete(address)));
}
{% endautoescape %}
