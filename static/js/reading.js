// Shows what the form says while it is typed: the sentence, the number and dates in full, warnings, what is recorded
// already. Asks the server after each field and after a pause; an answer to an older text is dropped. Without this
// script the button "Check" shows the same.
"use strict";

(() => {
  const panel = document.querySelector("[data-reading]");
  const form = panel?.closest("form");
  if (!form) return;
  const WAIT = 800;
  const said = panel.querySelector("[data-sentence-said]");
  let timer = 0;
  let asking = null;

  const sentence = () => panel.querySelector("[data-part=sentence]").textContent.trim();

  function put(html) {
    const page = new DOMParser().parseFromString(`<body>${html}`, "text/html");
    const before = sentence();
    for (const part of page.querySelectorAll("[data-part]")) {
      const here = panel.querySelector(`[data-part="${part.dataset.part}"]`);
      // What somebody is in the middle of answering stays.
      if (here && here.innerHTML !== part.innerHTML && !here.contains(document.activeElement)) here.innerHTML = part.innerHTML;
    }
    if (sentence() !== before) said.textContent = sentence();
    const answers = new Map([...page.querySelectorAll("template[data-for]")].map((one) => [one.dataset.for, one]));
    for (const field of form.querySelectorAll("[data-field]")) {
      if (field.contains(document.activeElement) && document.activeElement.matches("[aria-expanded=true]")) continue;
      const place = field.querySelector("[data-answer]");
      const answer = answers.get(field.dataset.field);
      const html = answer?.innerHTML.trim() ?? "";
      if (place.innerHTML.trim() !== html && !place.contains(document.activeElement)) place.innerHTML = html;
      if (answer && "opens" in answer.dataset) field.closest("fieldset").querySelector("details[data-new]")?.setAttribute("open", "");
      if (place.querySelector(".unread, [role=radiogroup]")) field.closest("details")?.setAttribute("open", "");
    }
  }

  async function ask() {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const data = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(panel.dataset.reading, { method: "POST", body: data, signal: asking.signal, redirect: "error" });
      if (answer.ok) put(await answer.text());
    } catch {
      // Not reached: "Check" and saving say the same later.
    }
  }

  function answerTaken(button) {
    const field = button.name.replace(/^pick-/, "");
    const input = form.elements[field];
    if (button.value === "+") {
      const names = form.elements.new_names;
      names.value = [...names.value.split("\n").filter(Boolean), input.value.trim().replace(/\s+/g, " ")].join("\n");
    } else if (button.value) {
      input.value = button.value;
      const kind = form.elements.supersedes_kind;
      if (field === "supersedes" && kind && !kind.value) kind.value = "revises";
      input.focus();
    }
  }

  form.addEventListener("change", (event) => {
    const name = event.target.name ?? "";
    if (name.startsWith("pick-")) answerTaken(event.target);
    if (name.startsWith("apart-") && event.target.checked) {
      const apart = form.elements.apart_from;
      apart.value = [...apart.value.split(" ").filter(Boolean), name.replace("apart-", "")].join(" ");
      event.target.blur();
    }
    ask();
  });
  form.addEventListener("input", (event) => {
    // A question about an older text is over; the focus, which Tab would lead into it, goes on to the next field.
    if (!event.target.name.startsWith("pick-")) event.target.closest("[data-field]")?.querySelector("[role=radiogroup]")?.remove();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
  });
  // Ctrl+Enter saves and goes on with the next figure of the document, from any field.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const next = form.querySelector("button[name=another]") ?? form.querySelector("button[name=save]");
    form.requestSubmit(next);
  });
  if (form.elements.measure?.value && !panel.querySelector(".sentence")) ask();
  const first = document.getElementById(form.dataset.focus ?? "");
  if (first && document.activeElement === document.body) {
    first.focus();
    first.select?.();
  }
})();
