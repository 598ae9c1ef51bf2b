// Buttons before the plain share links, made here because without a script they could do nothing: copying first, then the
// device's own menu, then KakaoTalk, whose script is asked for on the first click and must match its hash.

let kakao;
function loadKakao({ kakaoScript, kakaoIntegrity, kakaoKey }) {
  kakao ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = kakaoScript;
    script.integrity = kakaoIntegrity;
    script.crossOrigin = "anonymous";
    script.onload = () => resolve(window.Kakao.init(kakaoKey));
    script.onerror = (problem) => {
      kakao = undefined; // the next click tries again
      reject(problem);
    };
    document.head.append(script);
  });
  return kakao;
}

const WAYS = {
  copy: async ({ url, copiedLabel }) => {
    await navigator.clipboard.writeText(url);
    return copiedLabel;
  },
  share: ({ title, url }) => navigator.share({ title, url }),
  kakao: async (bar) => {
    await loadKakao(bar);
    window.Kakao.Share.sendScrap({ requestUrl: bar.url });
  },
};

function makeButton(way, { dataset: bar }, status) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "share-bar__action";
  button.textContent = bar[`${way}Label`];
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      status.textContent = (await WAYS[way](bar)) ?? "";
    } catch (problem) {
      if (problem.name !== "AbortError") status.textContent = bar.failedLabel;
    }
  });
  return button;
}

export function addShareButtons() {
  for (const bar of document.querySelectorAll(".share-bar")) {
    const offered = { copy: navigator.clipboard, share: navigator.share, kakao: bar.dataset.kakaoKey };
    const items = Object.keys(WAYS).filter((way) => offered[way]).map((way) => {
      const item = document.createElement("li");
      item.append(makeButton(way, bar, bar.querySelector("[role=status]")));
      return item;
    });
    bar.querySelector("ul").prepend(...items);
  }
}
