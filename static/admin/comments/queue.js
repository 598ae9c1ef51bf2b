// One tick for all comments of the page; without a script each is ticked by itself.
const label = document.querySelector(".queue-bulk__all");
if (label) {
  label.hidden = false;
  label.querySelector("input").addEventListener("change", ({ target }) => {
    for (const box of document.querySelectorAll(".queue input[name=comment]")) box.checked = target.checked;
  });
}
