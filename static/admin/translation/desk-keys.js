// From piece to piece by keys. A key that belongs to a syllable in the making is none of ours.

const desk = document.querySelector("[data-desk]");

function move(box, step) {
  const boxes = [...desk.querySelectorAll("[data-desk-box]")];
  boxes[boxes.indexOf(box) + step]?.focus();
}

// From anywhere else the arrow leads in: to the piece that was worked on, else to the first that needs work.
function enter() {
  const open = desk.querySelector(":is([data-state=missing], [data-state=stale], [data-state=broken]) [data-desk-box]");
  ((lately?.isConnected ? lately : null)?.querySelector("[data-desk-box]") ?? open ?? desk.querySelector("[data-desk-box]"))?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const box = event.target.closest?.("[data-desk-box]");
  if (!box) {
    if (!event.altKey || event.key !== "ArrowDown" || event.target.matches("select")) return;
    event.preventDefault();
    enter();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const what = event.shiftKey ? "review" : "save";
    const button = box.form.querySelector(`button[value="${what}"]`) ?? box.form.querySelector("[data-desk-save]");
    box.form.requestSubmit(button);
  } else if (event.key === "Enter" && "oneLine" in box.dataset) {
    event.preventDefault();
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    move(box, event.key === "ArrowUp" ? -1 : 1);
  }
});

// Escape closes what stands open at a piece, and gives the box back; it and a click elsewhere close the menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const row = event.target.closest?.("[data-desk-piece]");
  const around = row ? row.querySelectorAll(".desk-target > details[open], .desk-history[open]") : menu;
  for (const details of around) details.open = false;
  if (around.length) row?.querySelector("[data-desk-box]")?.focus();
});
const menu = document.querySelectorAll(".desk-more");
document.addEventListener("click", (event) => {
  for (const details of menu) details.open &&= details.contains(event.target);
});

// A filter keeps the place: the piece that was worked on is looked for on the page that comes.
desk.querySelector(".desk-filters").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const row = desk.querySelector("[data-desk-piece]:focus-within") ?? lately;
  if (link && row) link.hash = row.id;
});
let lately = null;
desk.addEventListener("focusin", (event) => (lately = event.target.closest("[data-desk-piece]") ?? lately));
