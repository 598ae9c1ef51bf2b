// Shows how far a machine draft is, without loading the page anew; whoever listens for "machine:done" shows the result.

const MILLISECONDS = 3000;

async function look(place) {
  try {
    const answer = await fetch(place.dataset.machineProgress, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // The network is away; the next look may find it again.
  }
  watch(place);
}

function watch(place) {
  if (place.querySelector("[data-machine-running]")) {
    setTimeout(look, MILLISECONDS, place);
  } else {
    place.dispatchEvent(new CustomEvent("machine:done", { bubbles: true }));
  }
}

for (const place of document.querySelectorAll("[data-machine-progress]")) {
  if (place.querySelector("[data-machine-running]")) setTimeout(look, MILLISECONDS, place);
}
