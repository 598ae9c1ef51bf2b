// A click on a video's panel plays it in place. Nothing is asked of the other site before that;
// without a script, or with a modifier key, the panel is a plain link to the video.

const PLAYERS = new Set(["www.youtube-nocookie.com", "player.vimeo.com"]);

function makePlayer(link) {
  const address = new URL(link.dataset.player);
  if (address.protocol !== "https:" || !PLAYERS.has(address.hostname)) return null;
  address.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.src = address.href;
  const title = link.querySelector(".block-embed__title");
  frame.title = title.textContent;
  frame.lang = title.closest("[lang]").lang;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  return frame;
}

function play(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const player = makePlayer(event.currentTarget);
  if (!player) return;
  event.preventDefault();
  event.currentTarget.replaceWith(player);
  player.focus();
}

export function playEmbedsInPlace() {
  for (const link of document.querySelectorAll("a[data-player]")) link.addEventListener("click", play);
}
