// A button that copies a code block. It is made here, because without a script it could do nothing.

const SECONDS_SHOWN = 2;

function announce(button, message) {
  const label = button.textContent;
  button.textContent = message;
  setTimeout(() => {
    button.textContent = label;
  }, SECONDS_SHOWN * 1000);
}

function makeButton(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "block-code__copy";
  button.textContent = figure.dataset.copyLabel;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(figure.querySelector("pre").textContent);
    announce(button, figure.dataset.copiedLabel);
  });
  return button;
}

export function addCopyButtons() {
  if (!navigator.clipboard) return; // only in secure contexts
  for (const figure of document.querySelectorAll(".block-code[data-copy-label]")) {
    figure.querySelector(".block-code__head").append(makeButton(figure));
  }
}
