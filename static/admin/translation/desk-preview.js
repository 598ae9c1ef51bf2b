// The English page beside the pieces. It follows the piece that is worked on, and comes anew after every save.

const desk = document.querySelector("[data-desk]");
const aside = desk.querySelector("[data-desk-preview]");
const toggle = desk.querySelector("[data-desk-preview-toggle]");
const REMEMBERED = "desk:preview";
let frame = null;
let current = null;

function remember(shown) {
  try {
    localStorage.setItem(REMEMBERED, shown ? "shown" : "");
  } catch {
    // Without storage it begins hidden.
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) === "shown";
  } catch {
    return false;
  }
}

// A paragraph block gives its paragraphs addresses that begin with its id; the n-th piece of a block is the n-th.
function placeOf(row) {
  const blocks = row.dataset.path.match(/[0-9a-f]{8}(?=-[0-9a-f]{4}-)/g);
  if (!blocks) return null;
  const block = blocks.at(-1);
  const path = row.dataset.path;
  const mates = [...desk.querySelectorAll("[data-desk-piece]")].filter((each) => each.dataset.path === path);
  const found = frame.contentDocument?.querySelectorAll(`[id^="p-${block}"], [id^="h-${block}"], [id$="-${block}"]`) ?? [];
  return found[Math.min(mates.indexOf(row), found.length - 1)];
}

function follow() {
  const place = current?.isConnected && frame?.contentDocument && placeOf(current);
  if (!place) return;
  const view = frame.contentWindow;
  view.scrollTo({ top: place.getBoundingClientRect().top + view.scrollY - view.innerHeight / 3, behavior: "instant" });
}

function show(shown) {
  aside.hidden = !shown;
  desk.classList.toggle("desk-with-preview", shown);
  toggle.setAttribute("aria-pressed", String(shown));
  remember(shown);
  if (shown && !frame) {
    frame = document.createElement("iframe");
    frame.title = aside.getAttribute("aria-label");
    frame.src = aside.dataset.deskPreview;
    frame.addEventListener("load", follow);
    aside.append(frame);
  }
}

if (aside && toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => show(aside.hidden));
  desk.addEventListener("focusin", (event) => {
    current = event.target.closest("[data-desk-piece]") ?? current;
    if (!aside.hidden) follow();
  });
  document.addEventListener("desk:answered", ({ detail }) => {
    if (detail.error) return;
    if (aside.hidden) frame?.remove(), (frame = null);
    else frame?.contentWindow.location.reload();
  });
  if (remembered()) show(true);
}
