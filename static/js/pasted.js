// A pasted article lives in its page alone: who leaves it otherwise than by its own buttons is asked first.
"use strict";

(() => {
  const form = document.querySelector(".paste-form");
  let touched = form.querySelector("input[name$='-take']:checked") !== null;
  let sent = false;
  form.addEventListener("input", () => {
    touched = true;
  });
  form.addEventListener("submit", ({ submitter }) => {
    sent = submitter?.formTarget !== "_blank"; // a row in a window of its own leaves this page as it is
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (touched && !sent) event.preventDefault();
  });
})();
