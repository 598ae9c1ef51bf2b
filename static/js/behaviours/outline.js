// On wide screens the outline stands beside the text, where there is no reason to fold it.

export function openOutlineBesideText() {
  const outline = document.querySelector(".outline details");
  if (!outline) return;
  const wide = window.matchMedia("(width >= 60rem)");
  const follow = () => {
    outline.open = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();
}
