// Single-key shortcuts of the desk: J and K walk a list or the queue, A and B go to a decision. They only move the
// focus or follow a link; nothing is sent without a second key. Loaded only while its user has them switched on.
"use strict";

const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const items = () => [...document.querySelectorAll("[data-walk] [data-item]")];

function step(by) {
  const link = document.querySelector(by > 0 ? "a[data-next]" : "a[data-previous]");
  if (link) {
    link.click();
    return;
  }
  const all = items();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  all[next].focus();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  a: () => document.querySelector("[data-approve]")?.focus(),
  b: () => document.querySelector("[data-send-back]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
