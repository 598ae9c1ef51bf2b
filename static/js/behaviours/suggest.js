// Titles under the search field while somebody types: a combobox with a list (ARIA 1.2). The form works without it.
// While a syllable is being composed its letters are looked for already, but the keys belong to the IME.
export function suggestTitles() {
  for (const form of document.querySelectorAll(".search-form[data-suggest]")) attach(form, form.querySelector("input"));
}

function optionOf({ title, url, kind, lang }, id) {
  const option = Object.assign(document.createElement("li"), { id, lang, role: "option" });
  option.dataset.url = url;
  option.append(`${title} `, Object.assign(document.createElement("span"), { textContent: kind, lang: document.documentElement.lang }));
  return option;
}

function attach(form, field) {
  const list = form.querySelector("[role=listbox]"), status = form.querySelector("[role=status]");
  // A search field may be no combobox (ARIA in HTML).
  Object.assign(field, { type: "text", role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off" });
  field.setAttribute("aria-controls", list.id);
  let waiting, asking, chosen;

  function choose(option) {
    chosen = option;
    for (const each of list.children) each.ariaSelected = String(each === chosen);
    if (!chosen) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", chosen.id);
    list.scrollTop = chosen.offsetTop - list.clientHeight / 2;
  }
  function show({ suggestions = [], said = "" } = {}) {
    list.replaceChildren(...suggestions.map((each, place) => optionOf(each, `${list.id}-${place}`)));
    list.hidden = !suggestions.length;
    field.ariaExpanded = String(!list.hidden);
    status.textContent = said;
    choose();
  }
  function stop() {
    clearTimeout(waiting);
    asking?.abort(); // what is answered late must not overwrite what is newer
    choose();
  }
  const close = () => (stop(), show());
  const go = (option) => (close(), location.assign(option.dataset.url));
  async function ask() {
    asking = new AbortController();
    const address = `${form.dataset.suggest}?q=${encodeURIComponent(field.value.trim())}`;
    const answer = await fetch(address, { signal: asking.signal }).then((found) => found.json()).catch((problem) => problem);
    if (answer.name !== "AbortError") show(answer); // offline, nothing
  }
  field.addEventListener("input", () => (field.value.trim() ? (stop(), (waiting = setTimeout(ask, 120))) : close()));
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], options = [...list.children, undefined]; // last, the field
    if (event.isComposing || event.keyCode === 229) return;
    if (list.hidden) return event.key === "Escape" && (field.value = "");
    if (step) choose(options.at((options.indexOf(chosen) + step) % options.length));
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) go(chosen);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => target.closest("li") && go(target.closest("li")));
}
