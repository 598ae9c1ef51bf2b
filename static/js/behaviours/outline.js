// The outline: unfolded where it stands beside the text, and the section that is being read is marked in it.

const READING_LINE = "9999999px 0px -66% 0px"; // a heading above it, however far, has been passed

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
  const passed = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const each of entries) passed[each.isIntersecting ? "add" : "delete"](each.target);
      mark(links, [...links.keys()].findLast((heading) => passed.has(heading)));
    },
    { rootMargin: READING_LINE },
  );
  for (const heading of links.keys()) observer.observe(heading);
}
