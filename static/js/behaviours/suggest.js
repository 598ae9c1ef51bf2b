// Titles under the search field while somebody types: a combobox with a list (ARIA 1.2). The form works without it.
// While a syllable is being composed, its letters are looked for, but no key belongs to the list.

const PAUSE = 120;

export function suggestTitles() {
  for (const form of document.querySelectorAll(".search-form[data-suggest]")) {
    attach(form, form.querySelector("input[type=search]"));
  }
}

function attach(form, field) {
  const list = document.createElement("ul");
  list.className = "suggestions plain-list";
  list.id = `${field.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  form.append(list);
  const names = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(names)) field.setAttribute(name, value);
  field.autocomplete = "off";
  let waiting, asking, chosen = -1;

  function choose(index) {
    chosen = index;
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
  }
  function close() {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }
  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ title, url, kind }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.dataset.url = url;
      option.setAttribute("role", "option");
      const what = document.createElement("span");
      what.textContent = kind;
      option.append(`${title} `, what);
      return option;
    }));
    choose(-1);
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }
  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const address = `${form.dataset.suggest}?q=${encodeURIComponent(field.value.trim())}`;
    try {
      show((await (await fetch(address, { signal: asking.signal })).json()).suggestions);
    } catch {} // offline, or overtaken by the next letter: the form still works
  }
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim()) waiting = setTimeout(ask, PAUSE);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(((chosen + 1 + step + list.children.length + 1) % (list.children.length + 1)) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => target.closest("li") && location.assign(target.closest("li").dataset.url));
  field.addEventListener("blur", close);
}
