// What a chart's marks say, beside the mark: for a pointer that rests on one, and for the arrow keys. The same mark
// is lit in the tables of the page, and a row of a table lights its marks. Nothing depends on it: every mark is a
// link, on a wide screen with a title, and every chart has its table.
(function () {
  "use strict";
  var script = document.currentScript;
  var help = script ? script.dataset.help : "";

  function place(tip, drawing, mark) {
    var frame = drawing.getBoundingClientRect();
    var box = mark.getBoundingClientRect();
    var left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
    var top = box.top - frame.top - tip.offsetHeight - 8;
    if (top < 0) top = box.bottom - frame.top + 8;
    left = Math.max(0, Math.min(left, frame.width - tip.offsetWidth));
    tip.style.transform = "translate(" + Math.round(left) + "px," + Math.round(top) + "px)";
  }

  function rows(mark) {
    var name = mark.dataset.figure;
    if (!name) return [];
    var found = document.querySelectorAll('td [data-figure="' + name + '"]');
    return Array.prototype.map.call(found, function (one) { return one.closest("tr"); }).filter(Boolean);
  }

  function chart(drawing) {
    var marks = Array.prototype.slice.call(drawing.querySelectorAll(".hits a"));
    if (!marks.length) return;
    // On a phone's paper the marks are the same ones, in the same order, and say the same.
    var twins = drawing.parentNode.querySelectorAll(".drawing-wide .hits a");
    marks.forEach(function (mark, index) {
      var title = mark.querySelector("title");
      mark.dataset.says = title ? title.textContent : twins[index].dataset.says;
      if (title) title.remove();
    });
    marks.sort(function (one, other) {
      var a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
      return a.left - b.left || a.top - b.top;
    });
    var tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    tip.dir = "auto";
    tip.hidden = true;
    drawing.append(tip);
    var at = -1, lit = [];

    function hide() {
      tip.hidden = true;
      lit.forEach(function (one) { one.classList.remove("lit"); });
      lit = [];
    }
    function show(mark) {
      hide();
      tip.textContent = mark.dataset.says;
      tip.hidden = false;
      place(tip, drawing, mark);
      lit = rows(mark).concat(mark);
      lit.forEach(function (one) { one.classList.add("lit"); });
    }

    drawing.addEventListener("pointerover", function (event) {
      var mark = event.target.closest(".hits a");
      if (mark) show(mark);
    });
    drawing.addEventListener("pointerleave", hide);

    drawing.tabIndex = 0;
    drawing.setAttribute("role", "group");
    if (help) drawing.setAttribute("aria-label", help);
    drawing.addEventListener("keydown", function (event) {
      var backwards = event.key === "ArrowLeft" || event.key === "ArrowUp";
      if (backwards || event.key === "ArrowRight" || event.key === "ArrowDown") {
        at = Math.max(0, Math.min(marks.length - 1, at + (backwards ? -1 : 1)));
        show(marks[at]);
        event.preventDefault();
      } else if (event.key === "Home" || event.key === "End") {
        at = event.key === "Home" ? 0 : marks.length - 1;
        show(marks[at]);
        event.preventDefault();
      } else if (event.key === "Enter" && at >= 0) {
        location.assign(marks[at].href.baseVal || marks[at].getAttribute("href"));
      } else if (event.key === "Escape") {
        at = -1;
        hide();
      }
    });
    drawing.addEventListener("blur", hide);
  }

  document.querySelectorAll(".drawing").forEach(chart);

  document.addEventListener("pointerover", function (event) {
    var row = event.target.closest && event.target.closest("tbody tr");
    document.querySelectorAll(".hits .from-row").forEach(function (one) { one.classList.remove("lit", "from-row"); });
    if (!row) return;
    row.querySelectorAll("[data-figure]").forEach(function (one) {
      document.querySelectorAll('.hits a[data-figure="' + one.dataset.figure + '"]').forEach(function (mark) {
        mark.classList.add("lit", "from-row");
      });
    });
  });
})();
