// The other language of a page: who goes there keeps the place, and who reads it is told that it exists.
// Anchors are equal in all languages (blog/paragraphs.py), so a place is the address of a section or paragraph.
import { recall, remember } from "./memory.js";
import { placeOfReader, rememberPlace } from "./reader.js";

function keepPlace(event) {
  event.currentTarget.hash = placeOfReader();
}

export function keepPlaceAcrossLanguages() {
  rememberPlace();
  for (const link of document.querySelectorAll(".language-switch a[rel=alternate], .language-offer a")) {
    for (const event of ["pointerdown", "click"]) link.addEventListener(event, keepPlace);
  }
}

// One version can have a paragraph that the other does not have yet: then its block is the place.
export function findMissingParagraph() {
  const [, block] = /^#p-(\w{8})-/.exec(location.hash) ?? [];
  if (!block || document.getElementById(location.hash.slice(1))) return;
  const nearest = document.querySelector(`[id^="p-${block}-"]`);
  if (nearest) location.replace(`#${nearest.id}`);
}

// Decided here and not by the server, so that everybody gets the same page.
export function offerLanguageOfReader() {
  const offers = [...document.querySelectorAll("template[data-offers]")];
  const languages = navigator.languages.map((each) => each.split("-")[0]);
  const known = [document.documentElement.lang, ...offers.map((each) => each.dataset.offers)];
  const wanted = languages.find((each) => known.includes(each));
  const template = offers.find((each) => each.dataset.offers === wanted);
  if (!template || recall("language-offer") === "closed") return;
  const offer = template.content.firstElementChild;
  if (offer.querySelector("a").href === document.referrer) return; // who comes from there knows it
  template.replaceWith(offer);
  offer.querySelector("button").addEventListener("click", () => {
    remember("language-offer", "closed");
    offer.remove();
  });
}
