// The box of a piece: it grows, takes tags round the selection, and keeps what is not saved in this window.

const desk = document.querySelector("[data-desk]");
const words = Object.fromEntries(
  [...desk.querySelectorAll("[data-desk-words] dt")].map((name) => [name.textContent, name.nextElementSibling.textContent]),
);
const storeOf = (row) => `desk:${location.pathname}:${row.dataset.deskPiece}`;
const boxOf = (row) => row.querySelector("[data-desk-box]");
const isUnsaved = (box) => box.value !== box.defaultValue || "typed" in box.dataset;

function keep(row) {
  const box = boxOf(row);
  const version = row.querySelector("[name=version]").value;
  row.querySelector("[data-desk-unsaved]").hidden = !isUnsaved(box);
  try {
    if (isUnsaved(box)) sessionStorage.setItem(storeOf(row), JSON.stringify({ version, text: box.value }));
    else sessionStorage.removeItem(storeOf(row));
  } catch {
    // A window without storage, or a full one: the warning before leaving remains.
  }
}

function restore(row) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(storeOf(row)));
  } catch {
    return;
  }
  if (typeof kept?.text !== "string" || kept.text === boxOf(row).value) return;
  boxOf(row).value = kept.text;
  // The version that its writer has seen: what was stored by somebody else since is a conflict, not overwritten.
  row.querySelector("[name=version]").value = kept.version;
  desk.querySelector("[data-desk-says]").textContent = words.restored;
}

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function put(box, text, from = box.selectionStart, to = box.selectionEnd) {
  box.focus();
  box.setSelectionRange(from, to);
  // The one way to change a box that the browser can undo.
  if (!document.execCommand("insertText", false, text)) box.setRangeText(text, from, to, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(box, opening, closing) {
  const [from, to] = [box.selectionStart, box.selectionEnd];
  put(box, opening + box.value.slice(from, to) + closing);
  box.setSelectionRange(from + opening.length, to + opening.length);
}

function show(row) {
  const box = boxOf(row);
  if (!box) return;
  for (const tool of row.querySelectorAll(".desk-tool")) tool.hidden = false;
  if (!("typed" in box.dataset)) restore(row);
  keep(row);
  grow(box);
}

async function load(details) {
  if (!details.open || details.dataset.loaded) return;
  const row = details.closest("[data-desk-piece]");
  const response = await fetch(details.dataset.deskHistory, { headers: { "X-Requested-With": "XMLHttpRequest" } }).catch(
    () => null,
  );
  if (!response?.ok || !row.isConnected) return;
  details.dataset.loaded = "true";
  details.lastElementChild.outerHTML = await response.text();
}

for (const row of desk.querySelectorAll("[data-desk-piece]")) show(row);
document.addEventListener("desk:shown", (event) => {
  show(event.target);
  load(event.target.querySelector(".desk-history"));
});
desk.addEventListener("toggle", (event) => event.target.matches("[data-desk-history]") && load(event.target), true);
desk.addEventListener("input", (event) => {
  if (!event.target.matches("[data-desk-box]")) return;
  grow(event.target);
  keep(event.target.closest("[data-desk-piece]"));
});
desk.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-desk-copy], [data-desk-open], [data-desk-restore], [data-desk-take]");
  if (!tool) return;
  const row = tool.closest("[data-desk-piece]");
  const box = boxOf(row);
  const { deskCopy, deskOpen, deskClose, deskRestore } = tool.dataset;
  if (deskOpen !== undefined) wrap(box, deskOpen, deskClose);
  else put(box, deskCopy ?? deskRestore ?? tool.dataset.deskTake, 0, box.value.length);
});

window.addEventListener("beforeunload", (event) => {
  const open = [...desk.querySelectorAll("[data-desk-box]")].some(isUnsaved);
  if (open) event.preventDefault();
});
