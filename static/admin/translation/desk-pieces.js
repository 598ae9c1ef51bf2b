// Saving one piece: its form is sent, its row comes back and takes its place. Without this, the form sends itself.

const desk = document.querySelector("[data-desk]");
const says = desk.querySelector("[data-desk-says]");
const OPEN = ["missing", "stale", "broken", "machine"];

const words = Object.fromEntries(
  [...desk.querySelectorAll("[data-desk-words] dt")].map((name) => [name.textContent, name.nextElementSibling.textContent]),
);

function say(text) {
  says.textContent = "";
  requestAnimationFrame(() => (says.textContent = text));
}

function filter(before, after) {
  for (const link of desk.querySelectorAll("[data-states]")) {
    const states = link.dataset.states.split(" ");
    const number = link.querySelector("span");
    number.textContent = Number(number.textContent) - states.includes(before) + states.includes(after);
  }
}

function count(before, after) {
  for (const [state, step] of [[before, -1], [after, 1]]) {
    const share = desk.querySelector(`[data-desk-progress] [data-state="${state}"]`);
    share.dataset.number = Number(share.dataset.number) + step;
    share.querySelector("b").textContent = share.dataset.number;
    share.hidden = share.dataset.number === "0";
  }
  const shares = [...desk.querySelectorAll("[data-desk-progress] [data-state]")];
  const sum = (chosen) => chosen.reduce((total, share) => total + Number(share.dataset.number), 0);
  const left = sum(shares.filter((share) => OPEN.includes(share.dataset.state)));
  desk.querySelector("[data-desk-done]").textContent = sum(shares) - left;
  desk.querySelector("[data-desk-left]").textContent = left ? words.left + left : words.all;
}

function replaced(row, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("[data-desk-piece]");
  const history = row.querySelector(".desk-history");
  row.replaceWith(fresh);
  fresh.querySelector(".desk-history").open = history.open;
  // What costs the server a query and does not change with the text is not sent again.
  fresh.querySelector(".desk-target").append(...row.querySelectorAll("[data-desk-keep]"));
  fresh.dispatchEvent(new CustomEvent("desk:shown", { bubbles: true }));
  return fresh;
}

function goOn(row, judged) {
  const rows = [...desk.querySelectorAll("[data-desk-piece]")];
  const here = rows.indexOf(row);
  const waits = judged ? ["translated", ...OPEN] : OPEN;
  const next = [...rows.slice(here + 1), ...rows.slice(0, here)].find((each) => waits.includes(each.dataset.state));
  (next ?? row).querySelector("[data-desk-box]")?.focus();
  say(next ? words.saved : `${words.saved} ${words.last}`);
}

// A title proposes the address, once: that piece is on the page too, and has not heard of it.
async function refreshSlug(row) {
  const slug = desk.querySelector('[data-desk-piece][data-path="slug"][data-state="missing"]');
  const box = slug?.querySelector("[data-desk-box]");
  if (!["title", "name"].includes(row.dataset.path) || !box || box.value) return;
  const response = await fetch(box.form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } }).catch(() => null);
  if (!response?.ok || !isJson(response) || box.value) return;
  const { html, state } = await response.json();
  const isHere = document.activeElement === box;
  filter(slug.dataset.state, state);
  const fresh = replaced(slug, html);
  if (isHere) fresh.querySelector("[data-desk-box]").focus();
}

async function answer(form, data) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (response.redirected || (response.status === 403 && !isJson(response))) return { error: words.refused };
    return isJson(response) ? await response.json() : { error: words.failed };
  } catch {
    return { error: words.offline };
  }
}

const isJson = (response) => (response.headers.get("content-type") ?? "").startsWith("application/json");

function complain(row, text) {
  let place = row.querySelector("[data-desk-failed]");
  if (!place) {
    place = document.createElement("p");
    place.className = "desk-error error-message";
    place.setAttribute("role", "alert");
    place.dataset.deskFailed = "";
    row.querySelector("[data-desk-form]").before(place);
  }
  place.textContent = text;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-desk-form]");
  if (!form) return;
  event.preventDefault();
  const row = form.closest("[data-desk-piece]");
  if (row.hasAttribute("aria-busy")) return;
  const what = event.submitter?.value || "save";
  const data = new FormData(form);
  data.set("do", what);
  row.setAttribute("aria-busy", "true");
  const { html, state, error } = await answer(form, data);
  row.removeAttribute("aria-busy");
  if (!html) {
    complain(row, error);
    return;
  }
  const typedOn = form.elements.text.value !== data.get("text").replace(/\r\n/g, "\n");
  if (typedOn && !error) {
    // Somebody types on while the answer is on its way: the box stays theirs.
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[name=version]");
    form.elements.version.value = fresh.value;
    say(words.saved);
    return;
  }
  if (!error && row.dataset.state !== state) {
    filter(row.dataset.state, state);
    if (row.dataset.path !== "slug") count(row.dataset.state, state);
  }
  const fresh = replaced(row, html);
  document.dispatchEvent(new CustomEvent("desk:answered", { detail: { row: fresh, error } }));
  if (!error) refreshSlug(fresh);
  if (error) {
    fresh.querySelector("[data-desk-box]")?.focus();
    say(error);
  } else if (what === "save" || what === "review") goOn(fresh, what === "review");
  else {
    fresh.querySelector("[data-desk-form] button[value$='review'], button[value='unreviewed']")?.focus();
    say(words.saved);
  }
});
