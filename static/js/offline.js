// A form of the desk is not sent while the device has no connection: the browser would put a page of its own in the
// place of what was typed. Whether the server answers is asked, for it may run on this very device.
"use strict";

(() => {
  const { told } = document.currentScript.dataset;
  let reached = null;

  function tell(button) {
    const place = button.closest("p") ?? button;
    let line = place.nextElementSibling;
    if (!line?.matches("[data-unsent]")) {
      line = document.createElement("p");
      line.dataset.unsent = "";
      line.className = "unread";
      line.setAttribute("role", "alert");
      place.after(line);
    }
    line.textContent = "";
    line.textContent = told;
  }

  addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter ?? form.querySelector("button");
    if (form.method !== "post" || navigator.onLine || reached === form) return;
    event.preventDefault();
    event.stopPropagation(); // the form is not sent: what listens for that has nothing to do yet
    fetch(location.href, { method: "HEAD", cache: "no-store" }).then(
      () => {
        reached = form;
        form.requestSubmit(event.submitter);
      },
      () => tell(button),
    );
  }, true);
  addEventListener("online", () => document.querySelectorAll("[data-unsent]").forEach((line) => line.remove()));
})();
