// Asks how far a job is while somebody looks, and stops when it is over. Without it, a reload tells.
const EVERY = 2000;
const place = document.getElementById("job-state");

async function look() {
  if (!place.querySelector("[data-goes-on]")) return;
  const busy = document.hidden || place.contains(document.activeElement);
  if (!busy) {
    try {
      const answer = await fetch(place.dataset.address + location.search);
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch {
      // The server is away for a moment; the next question may be answered.
    }
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
