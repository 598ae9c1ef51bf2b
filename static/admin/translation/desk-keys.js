// From piece to piece by keys. A key that belongs to a syllable in the making is none of ours.

const desk = document.querySelector("[data-desk]");

function move(box, step) {
  const boxes = [...desk.querySelectorAll("[data-desk-box]")];
  boxes[boxes.indexOf(box) + step]?.focus();
}

desk.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-desk-box]");
  if (!box || event.isComposing || event.keyCode === 229) return;
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

// A filter keeps the place: the piece that was worked on is looked for on the page that comes.
desk.querySelector(".desk-filters").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const row = desk.querySelector("[data-desk-piece]:focus-within") ?? lately;
  if (link && row) link.hash = row.id;
});
let lately = null;
desk.addEventListener("focusin", (event) => (lately = event.target.closest("[data-desk-piece]") ?? lately));
