// The outline: unfolded where it stands beside the text, and the section that is being read is marked in it.
import { followReader } from "./reader.js";

export function openOutlineBesideText() {
  const outline = document.querySelector(".outline details");
  if (!outline) return;
  const wide = window.matchMedia("(width >= 60rem)");
  const follow = () => { outline.open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();
}

function mark(links, current) {
  for (const [heading, link] of links) {
    if (heading === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const box = links.get(current)?.closest(".outline");
  if (box) box.scrollTop = links.get(current).offsetTop - box.clientHeight / 2; // the outline's own, when it is long
}

export function markCurrentSection() {
  const links = new Map();
  for (const link of document.querySelectorAll(".outline a")) {
    const heading = document.getElementById(link.hash.slice(1));
    if (heading) links.set(heading, link);
  }
  followReader([...links.keys()], (heading) => mark(links, heading));
}
