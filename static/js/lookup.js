// Fields that name something offer the names that fit while one types: an ARIA combobox with a list, made of a plain
// input. Without this script the server reads the name as it was typed. Nothing is chosen that was not chosen: what is
// typed stays unless an option is taken.
"use strict";

(() => {
  const WAIT = 150;
  let count = 0;

  function enhance(input) {
    const form = input.form;
    const list = document.createElement("ul");
    list.id = `options-${(count += 1)}`;
    list.className = "options";
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    // On a slow line somebody may be typing here already: moving the field takes the focus away from it.
    const isTypedIn = document.activeElement === input;
    const holder = document.createElement("div");
    holder.className = "combo";
    input.replaceWith(holder);
    holder.append(input, list);
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    let timer = 0;
    let asking = null;
    let offered = [];
    let active = -1;

    function close() {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(at) {
      active = at;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      const option = list.children[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    // Where several are named, the last word is the one being typed.
    const several = "several" in input.dataset;
    const before = () => (several ? input.value.replace(/^((?:[\d,;\s]*[,;\s])?).*$/s, "$1") : "");

    function take(choice) {
      input.value = before() + choice.value;
      const [row] = input.name.match(/^(?:r\d+-)?/); // of several figures in one form, each has names of its own
      for (const [name, value] of Object.entries(choice.brings ?? {})) {
        const other = form.elements[row + name];
        if (other && !other.value) other.value = value;
      }
      close();
      const answer = input.closest("[data-field]")?.querySelector("[data-answer]");
      if (answer && choice.value !== choice.label) {
        const said = document.createElement("p");
        said.className = "said-back";
        said.textContent = [choice.label, choice.detail].filter(Boolean).join(" · ");
        answer.replaceChildren(said);
      }
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show(choices) {
      offered = choices;
      list.replaceChildren(
        ...choices.map((choice, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.role = "option";
          option.setAttribute("aria-selected", "false");
          const label = document.createElement("bdi");
          label.textContent = choice.label;
          const detail = document.createElement("span");
          detail.className = "small soft";
          detail.textContent = choice.detail;
          option.append(label, " ", detail);
          // Before the field loses the focus, and so before the list is closed.
          option.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            take(choice);
          });
          return option;
        }),
      );
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = choices.length === 0;
      input.setAttribute("aria-expanded", String(choices.length > 0));
    }

    async function ask() {
      asking?.abort();
      asking = new AbortController();
      const typed = input.value.slice(before().length).trim();
      if (!typed) return close();
      const asked = new URLSearchParams({ kind: input.dataset.lookup, q: typed });
      if (input.dataset.lookup === "event") asked.set("crisis", input.dataset.within ?? form.elements.crisis?.value ?? "");
      try {
        const headers = { Accept: "application/json" };
        const answer = await fetch(`${form.dataset.lookupAt}?${asked}`, { headers, signal: asking.signal, redirect: "error" });
        const found = await answer.json();
        // An answer that comes late belongs to what was typed before.
        if (document.activeElement === input && input.value.slice(before().length).trim() === typed) show(found.choices);
      } catch {
        // Not reached, or signed out: the name is read when the form is sent.
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) return void ask();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((active + step + offered.length + (active < 0 && step < 0 ? 1 : 0)) % offered.length);
      } else if (event.key === "Enter" && open && active >= 0 && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        take(offered[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      } else if (event.key === "Tab" && open && active >= 0) {
        take(offered[active]);
      }
    });
    if (isTypedIn) {
      const { selectionStart, selectionEnd } = input;
      input.focus();
      input.setSelectionRange(selectionStart, selectionEnd);
      if (input.value !== input.defaultValue) ask();
    }
  }

  document.querySelectorAll("[data-lookup]").forEach(enhance);
})();
