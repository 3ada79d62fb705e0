// Keeps what is typed at a figure that exists on this device until it is saved, and offers it again when the page is
// opened the next time: after a lost connection, a window that was closed, a session that ran out. What is sent carries
// the key of its form; the page names the keys that arrived (data-saved), and only those copies are forgotten.
"use strict";

(() => {
  const form = document.getElementById("figure-form");
  const line = document.getElementById("kept");
  const offer = document.getElementById("waiting-here");
  const mine = `edit:${form.dataset.person}:${form.elements.figure.value}:`;
  const choosing = document.getElementById("differences") !== null;
  const clock = (at, how) => at.toLocaleString(`${document.documentElement.lang}-u-nu-latn`, how);
  let storage;
  try {
    storage = localStorage;
  } catch {
    return; // this browser keeps nothing
  }

  const slot = () => mine + form.elements.form_key.value;
  const typed = () => {
    const data = new URLSearchParams(new FormData(form));
    for (const name of [...data.keys()]) if (/^(csrf|choose-|pick-|form_key)/.test(name)) data.delete(name);
    return data.toString();
  };
  const asShown = typed();
  const cameBack = storage.getItem(slot()) !== null;

  function say(text) {
    if (line.textContent !== text) line.textContent = text;
  }

  function keep() {
    const now = typed();
    // Where two texts are chosen from, the copy stays about the version it was typed for: nothing is overwritten later.
    if (choosing) return;
    if (now === asShown && !cameBack) {
      storage.removeItem(slot());
      say("");
      return;
    }
    const at = new Date();
    try {
      if (JSON.parse(storage.getItem(slot()))?.typed === now) return;
      storage.setItem(slot(), JSON.stringify({ at: at.getTime(), typed: now }));
      say(line.dataset.kept.replace("{time}", clock(at, { hour: "2-digit", minute: "2-digit" })));
    } catch {
      // A full storage: the form itself still holds everything.
    }
  }

  // The fields as they were typed then, and the version that they were typed for: what changed meanwhile is met on saving.
  function show(name) {
    const data = new URLSearchParams(JSON.parse(storage.getItem(name)).typed);
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || /^(csrf|form_key)/.test(field.name)) continue;
      if (field.type === "checkbox") field.checked = data.has(field.name);
      else if (field.type !== "radio") field.value = data.get(field.name) ?? "";
      if (field.value && field.defaultValue !== field.value) field.closest("details")?.setAttribute("open", "");
    }
    form.elements.form_key.value = name.slice(mine.length);
    offer.hidden = true;
    form.dispatchEvent(new Event("change"));
  }

  for (const key of form.dataset.saved.split(" ")) storage.removeItem(mine + key);
  const waiting = Object.keys(storage).filter((name) => name.startsWith(mine) && name !== slot());
  const last = waiting.sort((a, b) => JSON.parse(storage.getItem(b)).at - JSON.parse(storage.getItem(a)).at)[0];
  if (last && !cameBack) {
    const at = new Date(JSON.parse(storage.getItem(last)).at);
    const told = offer.querySelector("p");
    told.textContent = told.textContent.replace("{time}", clock(at, { dateStyle: "long", timeStyle: "short" }));
    offer.hidden = false;
    offer.querySelector("[data-show]").addEventListener("click", () => show(last));
    offer.querySelector("[data-forget]").addEventListener("click", () => {
      storage.removeItem(last);
      offer.hidden = true;
    });
  }
  form.addEventListener("change", keep);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", keep);
  setInterval(keep, 10_000);
  // A page that comes back with the back button is a form of its own: what it sent has arrived, or waits as it was.
  addEventListener("pageshow", (event) => {
    if (event.persisted) form.elements.form_key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  });
})();
