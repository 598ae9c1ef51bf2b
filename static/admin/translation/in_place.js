// Forms that say so are sent without leaving the page: the answer takes the place of the element that they name.
// Sections that say so are fetched when they are opened. Without this file every form leads to a page of its own.

const HEADERS = { "X-Requested-With": "XMLHttpRequest" };

/** Puts fetched HTML into an element; Wagtail's choosers begin in scripts, which only run when they are made anew. */
const run = (element) => {
  for (const script of element.querySelectorAll("script")) {
    const again = document.createElement("script");
    again.text = script.text;
    script.replaceWith(again);
  }
};

const complain = (form, text) => {
  let place = form.querySelector("[data-in-place-error]");
  if (!place) {
    place = document.createElement("p");
    place.className = "error-message";
    place.dataset.inPlaceError = "";
    place.setAttribute("role", "alert");
    form.prepend(place);
  }
  place.textContent = text;
};

const replace = (form, html) => {
  const old = document.getElementById(form.dataset.inPlace);
  const box = document.createElement("template");
  box.innerHTML = html;
  const fresh = box.content.getElementById(old.id);
  old.replaceWith(fresh);
  run(fresh);
  const first = fresh.querySelector("[aria-invalid]") ?? fresh;
  if (first === fresh) fresh.tabIndex = -1;
  first.focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("in-place:replaced", { bubbles: true }));
};

const send = async (form, submitter) => {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: HEADERS,
  });
  const text = await answer.text();
  if (answer.redirected || (answer.headers.get("Content-Type") ?? "").startsWith("text/plain")) {
    complain(form, answer.redirected ? answer.statusText : text);
  } else if (answer.status < 500) replace(form, text);
  else complain(form, `${answer.status} ${answer.statusText}`);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-in-place]");
  if (!form || event.defaultPrevented || !document.getElementById(form.dataset.inPlace)) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  await send(form, event.submitter).catch((error) => complain(form, error.message));
  form.removeAttribute("aria-busy");
});

const load = async (details) => {
  if (!details.open || details.dataset.loaded) return;
  details.dataset.loaded = "yes";
  const answer = await fetch(details.dataset.loadFrom, { headers: HEADERS }).catch(() => null);
  if (!answer?.ok || answer.redirected) return delete details.dataset.loaded;
  const place = details.querySelector("[data-load-into]");
  place.innerHTML = await answer.text();
  run(place);
};

// The event does not bubble, so it is caught on its way down.
document.addEventListener("toggle", (event) => event.target.matches?.("details[data-load-from]") && load(event.target), true);
document.querySelectorAll("details[data-load-from][open]").forEach(load);
