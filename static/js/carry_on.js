// A change whose figures are still being published again goes on by itself: the button is pressed until all is done.
"use strict";

(() => {
  const form = document.querySelector("[data-carry-on]");
  if (!form) return;
  const pause = 400; // milliseconds between two stretches, so that others can write
  setTimeout(() => form.requestSubmit(), pause);
})();
