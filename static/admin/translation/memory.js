// The translation memory below a box, asked for when somebody works there; and findings judged without leaving the page.

const desk = document.querySelector("[data-desk]");
const BY_SCRIPT = { "X-Requested-With": "XMLHttpRequest" };
const WAIT = 400; // milliseconds: whoever only passes by asks for nothing

async function load(details) {
  if (details.dataset.loaded) return;
  details.dataset.loaded = "true";
  const response = await fetch(details.dataset.deskMemory, { headers: BY_SCRIPT }).catch(() => null);
  if (!response?.ok || response.redirected) {
    delete details.dataset.loaded; // the link to the page of its own stays
    return;
  }
  const list = details.querySelector("[data-desk-memory-list]");
  list.innerHTML = await response.text();
  const { number } = list.firstElementChild.dataset;
  details.querySelector("[data-desk-memory-number]").textContent = number;
  if (number !== "0" && "asks" in details.dataset) details.open = true;
}

let waiting = 0;
desk.addEventListener("focusin", (event) => {
  clearTimeout(waiting);
  const row = event.target.matches("[data-desk-box]") && event.target.closest("[data-desk-piece]");
  const details = row && row.querySelector("[data-desk-memory]");
  if (!details) return;
  // Where something stands in the box already, the number is enough.
  if (!event.target.value) details.dataset.asks = "";
  waiting = setTimeout(() => load(details), WAIT);
});
desk.addEventListener("toggle", (event) => {
  if (event.target.matches("[data-desk-memory]") && event.target.open) load(event.target);
}, true);

desk.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-desk-judge]")) return;
  event.preventDefault();
  const form = event.target;
  const place = form.closest("[data-desk-findings]");
  const body = new FormData(form);
  const response = await fetch(form.action, { method: "POST", body, headers: BY_SCRIPT }).catch(() => null);
  if (!response?.ok || response.redirected) {
    form.submit(); // the browser shows what is wrong
    return;
  }
  const box = place.closest("[data-desk-piece]").querySelector("[data-desk-box]");
  place.outerHTML = await response.text();
  box?.focus();
});
