// The choice of light, dark or the system's colours; theme.js carries it out.
import { remember } from "./memory.js";

export function offerThemes() {
  const slot = document.querySelector(".theme-switch");
  if (!slot) return;
  slot.replaceChildren(slot.querySelector("template").content);
  const select = slot.querySelector("select");
  const show = () => {
    select.value = document.documentElement.dataset.theme;
  };
  select.addEventListener("change", () => {
    remember("theme", select.value);
    dispatchEvent(new CustomEvent("theme", { detail: select.value }));
  });
  for (const event of ["storage", "pageshow"]) addEventListener(event, show);
  show();
}
