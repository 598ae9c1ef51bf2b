// Writing a comment without leaving the page: each step of the form takes the place of the one before. The server makes
// the steps; without a script they are pages. When something fails, the text stays where it is.
function rest(key, text) {
  try {
    if (text === undefined) return sessionStorage.getItem(key) ?? "";
    sessionStorage.setItem(key, text);
  } catch {
    // a browser that forbids storage keeps no draft
  }
  return "";
}

async function step(box, address, options, status) {
  status.textContent = "";
  try {
    const answer = await fetch(address, options);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector(".write");
    if (!next) throw new Error(answer.status);
    const first = next.querySelector("[data-focus], [autofocus]");
    first?.removeAttribute("autofocus"); // it works in pages only, and warns elsewhere
    box.replaceWith(next);
    (first ?? next).focus();
    return next;
  } catch {
    status.textContent = status.closest("form").dataset.failed;
    return undefined;
  }
}

// What stands in one form stays in the next.
function carryOver(form, next) {
  for (const [name, said] of new FormData(form)) {
    const field = next?.querySelector(`[name="${name}"]:not([type=hidden])`);
    if (field && !field.value) field.value = said;
  }
}

// The way to one's own comment outlives the page for as long as it works: 15 minutes.
function showMine(link, [until, address]) {
  if (until > Date.now()) link.href = address;
  link.parentElement.hidden = !(until > Date.now());
}

export function writeInPlace() {
  const conversation = document.querySelector(".conversation:has(.write)");
  if (!conversation) return;
  const key = `comment:${location.pathname}`, mine = `${key}:mine`, text = conversation.querySelector(".write textarea");
  if (text && !text.value) text.value = rest(key);
  showMine(conversation.querySelector(".write__mine a"), rest(mine).split(" "));
  conversation.addEventListener("input", ({ target }) => {
    if (target.matches(".write:not([data-done]) textarea")) rest(key, target.value);
  });
  // The Enter that ends a Hangul syllable ends nothing else.
  conversation.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
  }, true);
  conversation.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { target: form, submitter } = event;
    if (form.inert) return; // sent already
    form.inert = true;
    const body = new URLSearchParams(new FormData(form, submitter));
    const next = await step(form.closest(".write"), form.action, { method: "POST", body }, form.querySelector("[role=status]"));
    form.inert = false;
    if (!next?.matches("[data-done]")) return;
    rest(key, "");
    const own = next.querySelector("form");
    rest(mine, own ? `${Date.now() + 15 * 60_000} ${own.getAttribute("action")}` : "");
  });
  conversation.addEventListener("click", async (event) => {
    const link = event.target.closest(".comment__reply");
    const box = conversation.querySelector(".write"), status = box.querySelector(".comment-form__status");
    if (!link || !status || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = await step(box, link.href, {}, status);
    if (!box.matches("[data-done]")) carryOver(status.closest("form"), next);
  });
}
