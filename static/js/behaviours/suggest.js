// Titles under the search field while somebody types: a combobox with a list (ARIA 1.2). The form works without it.
// While a syllable is being composed its letters are looked for already, but the keys belong to the IME.
export function suggestTitles() {
  for (const form of document.querySelectorAll(".search-form[data-suggest]")) attach(form, form.querySelector("input"));
}

function optionOf({ title, url, kind }, id) {
  const option = Object.assign(document.createElement("li"), { id, role: "option" });
  option.dataset.url = url;
  option.append(`${title} `, Object.assign(document.createElement("span"), { textContent: kind }));
  return option;
}

function attach(form, field) {
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}-suggestions`, role: "listbox", hidden: true });
  list.className = "suggestions plain-list";
  list.ariaLabel = form.dataset.suggestLabel;
  form.append(list);
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off" });
  field.setAttribute("aria-controls", list.id);
  let waiting, asking, chosen = -1;

  function choose(index) {
    chosen = index;
    [...list.children].forEach((each, place) => { each.ariaSelected = String(place === index); });
    field.setAttribute("aria-activedescendant", list.children[index]?.id ?? "");
  }
  function show(suggestions) {
    list.replaceChildren(...suggestions.map((each, place) => optionOf(each, `${list.id}-${place}`)));
    list.hidden = !suggestions.length;
    field.ariaExpanded = String(!list.hidden);
    choose(-1);
  }
  function stop() {
    clearTimeout(waiting);
    asking?.abort();
  }
  async function ask() {
    asking = new AbortController();
    const address = `${form.dataset.suggest}?q=${encodeURIComponent(field.value.trim())}`;
    try {
      show((await (await fetch(address, { signal: asking.signal })).json()).suggestions);
    } catch {} // offline, or overtaken by the next letter
  }
  field.addEventListener("input", () => (stop(), field.value.trim() ? (waiting = setTimeout(ask, 120)) : show([])));
  field.addEventListener("blur", () => (stop(), show([])));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || list.hidden) return;
    const step = { ArrowDown: 2, ArrowUp: 0 }[event.key], places = list.children.length + 1;
    if (step !== undefined) choose(((chosen + step + places) % places) - 1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => location.assign(target.closest("li").dataset.url));
}
