// The reader's own choice of light or dark, kept on this device alone. Without this script the device decides.
// Loaded before the page is painted, so that a page never flashes in the colours that were not chosen.
(function () {
  "use strict";
  var root = document.documentElement;
  var kept = "";
  try { kept = localStorage.getItem("theme") || ""; } catch (error) { /* storage is switched off: nothing is kept */ }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  document.addEventListener("DOMContentLoaded", function () {
    var choice = document.querySelector("[data-theme-choice]");
    if (!choice) return;
    var buttons = choice.querySelectorAll("button");
    function show() {
      buttons.forEach(function (button) {
        button.setAttribute("aria-pressed", String(button.value === (root.dataset.theme || "")));
      });
    }
    choice.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      if (button.value) root.dataset.theme = button.value;
      else delete root.dataset.theme;
      try { localStorage.setItem("theme", button.value); } catch (error) { /* lasts until the page is left */ }
      show();
    });
    choice.hidden = false;
    show();
  });
})();
