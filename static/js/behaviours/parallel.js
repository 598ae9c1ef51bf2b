// Two languages one below the other: a button folds the other one away everywhere, or nowhere.
// Side by side and on paper nothing is folded.

export function foldTranslations() {
  const text = document.querySelector("[data-fold]");
  const sides = document.querySelectorAll("details.pair__other");
  if (!text || !sides.length) return;
  const setAll = (open) => {
    for (const side of sides) side.open = open;
  };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "parallel__fold";
  const anyOpen = () => [...sides].some((side) => side.open);
  const name = () => { button.textContent = anyOpen() ? text.dataset.fold : text.dataset.unfold; };
  button.addEventListener("click", () => setAll(!anyOpen()));
  text.addEventListener("toggle", name, true); // does not bubble
  text.before(button);
  name();
  const wide = window.matchMedia("(width >= 60rem)");
  wide.addEventListener("change", () => wide.matches && setAll(true));
  window.addEventListener("beforeprint", () => setAll(true));
}
