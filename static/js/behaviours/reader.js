// Where the reader is: the last of some places that has passed the upper third of the window.

const SETTLED = 1500; // milliseconds after which a glance is reading
const RECENT = 20_000; // the language switch stands at the head of the page: going up there is not leaving the place

let here = { id: "", since: 0 };
let left = { id: "", at: -RECENT };

export function followReader(places, tell) {
  const passed = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const each of entries) passed[each.isIntersecting ? "add" : "delete"](each.target);
      tell(places.findLast((each) => passed.has(each)));
    },
    { rootMargin: "9999999px 0px -66% 0px" }, // above the line, however far
  );
  for (const each of places) observer.observe(each);
}

function arrive(place) {
  const [id, now] = [place?.id ?? "", performance.now()];
  if (id === here.id) return;
  if (here.id && now - here.since > SETTLED) left = { id: here.id, at: now };
  here = { id, since: now };
}

export function rememberPlace() {
  followReader([...document.querySelectorAll("main :is([id^='s-'], [id^='h-'], [id^='p-'])")], arrive);
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The id of a section or paragraph, "" at the head of a page.
export function placeOfReader() {
  const target = document.querySelector("main :target");
  if (target && isInView(target)) return target.id;
  const recent = performance.now() - left.at < RECENT ? left.id : "";
  return here.id || recent || (target?.id ?? "");
}
