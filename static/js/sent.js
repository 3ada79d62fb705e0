// What was sent and did not arrive: where the browser found no server, the form comes back as it was typed.
// The form of a figure keeps itself (entry.js, edits.js). Kept for this window alone, until an answer arrives.
"use strict";

(() => {
  const SENT = "sent";
  const here = location.href.split("#")[0]; // as a referrer names it
  const typed = "input:not([type=hidden], [type=password], [type=file]), textarea, select";

  function states(form) {
    return [...form.querySelectorAll(typed)].map((field) => [field.name, field.value, Boolean(field.checked)]);
  }

  function give(form, fields) {
    const held = [...form.querySelectorAll(typed)];
    if (held.length !== fields.length) return; // another form by now
    held.forEach((field, at) => {
      const [name, value, checked] = fields[at];
      if (field.name !== name) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
      else field.value = value;
      const folded = field.closest("details");
      if (folded && value && field.defaultValue !== value) folded.open = true;
    });
  }

  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  const [arrived] = performance.getEntriesByType("navigation");
  const answered = arrived?.type === "navigate" && document.referrer === sent?.at;
  if (answered) sessionStorage.removeItem(SENT);
  else if (sent?.at === here && document.forms[sent.form]) give(document.forms[sent.form], sent.fields);

  addEventListener("submit", ({ target }) => {
    if (target.method !== "post" || target.matches(".entry-form")) return;
    const at = [...document.forms].indexOf(target);
    sessionStorage.setItem(SENT, JSON.stringify({ at: here, form: at, fields: states(target) }));
  });
})();
