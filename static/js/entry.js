// Keeps the form of a new figure while it is typed: after each field and every ten seconds, on the server, or on this
// device while the server cannot be reached. Without this script the button "Keep unfinished" does the same.
"use strict";

const form = document.getElementById("entry");
const line = document.getElementById("kept");
const hex = (byte) => byte.toString(16).padStart(2, "0");
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(hex).join("");
const slot = (key) => `entry:${form.dataset.person}:${key}`;
let kept = "";
let stopped = false;
let sending = false;
let again = false;

function typed() {
  const data = new URLSearchParams(new FormData(form));
  for (const name of [...data.keys()]) if (name.startsWith("choose-")) data.delete(name);
  return data;
}

function words(data) {
  const only = new URLSearchParams(data);
  for (const name of ["csrfmiddlewaretoken", "draft_version"]) only.delete(name);
  return only.toString();
}

// The digits are those of the rest of the page, also in Arabic.
const clock = () => new Date().toLocaleTimeString(`${document.documentElement.lang}-u-nu-latn`, { hour: "2-digit", minute: "2-digit" });

function say(state, text) {
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}

function onDevice(data) {
  try {
    const copy = new URLSearchParams(data);
    copy.delete("csrfmiddlewaretoken");
    localStorage.setItem(slot(data.get("form_key")), copy.toString());
    return true;
  } catch {
    return false; // no storage, or a full one: the form itself still holds everything
  }
}

function forget(key) {
  try {
    localStorage.removeItem(slot(key));
  } catch {
    // nothing could be kept here either
  }
}

// The server's answer: its JSON; that it asks for a sign-in first; or null when it cannot be reached.
async function send(data) {
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: data, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { signedOut: true };
    return { status: answer.status, ...(await answer.json()) };
  } catch {
    return null;
  }
}

async function keep() {
  const data = typed();
  const now = words(data);
  again = sending;
  if (stopped || sending || now === kept) return;
  sending = true;
  const answer = await send(data);
  sending = false;
  if (answer === null || answer.signedOut) {
    if (onDevice(data)) say("waiting", answer ? line.dataset.signedOut : line.dataset.waiting);
  } else if (answer.version) {
    kept = now;
    form.elements.draft_version.value = answer.version;
    forget(data.get("form_key"));
    history.replaceState(null, "", `?draft=${data.get("form_key")}`);
    say("kept", line.dataset.kept.replace("{time}", clock()));
  } else if (answer.status === 409) {
    stopped = true;
    say("changed", line.dataset.changed);
  } else {
    say("refused", answer.recorded ? line.dataset.recorded : answer.message);
  }
  if (again) await keep(); // what was typed while the server answered need not wait for the clock
}

// Forms that waited on this device, also those of windows that are closed by now.
async function sendWaiting() {
  const own = form.elements.form_key.value;
  const names = Object.keys(localStorage).filter((name) => name.startsWith(slot("")) && name !== slot(own));
  for (const name of names) {
    const data = new URLSearchParams(localStorage.getItem(name));
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer = await send(data);
    if (answer?.status === 409) {
      // Another window kept something else: both stay, each as a form of its own.
      data.set("form_key", newKey());
      data.set("draft_version", "0");
      answer = await send(data);
    }
    if (answer && (answer.version || answer.recorded)) localStorage.removeItem(name);
  }
}

// A form that was opened from the device (templates/desk/worker.js): each is one of its own.
if (form.dataset.offline) {
  form.elements.form_key.value = newKey();
  say("waiting", form.dataset.offline);
}

// A form that came back refused is kept at once; one that shows two windows' texts waits for the choice.
const wasSent = (() => {
  try {
    return localStorage.getItem(slot(form.elements.form_key.value)) !== null;
  } catch {
    return false;
  }
})();
if (!wasSent) kept = words(typed());
stopped = document.getElementById("differences") !== null;
form.addEventListener("change", keep);
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "discard") forget(form.elements.form_key.value);
  else onDevice(typed());
  stopped = true;
});
addEventListener("online", () => keep().then(sendWaiting));
addEventListener("pageshow", (event) => {
  if (event.persisted) stopped = false;
});
setInterval(keep, 10_000);
sendWaiting().catch(() => {}); // a browser without storage has nothing that waits

// The form without a connection, for the next time; where the browser has workers, and the site is safe to keep.
const { serviceWorker } = navigator;
serviceWorker?.register(form.dataset.worker).then(async () => (await serviceWorker.ready).active.postMessage("renew"), () => {});
