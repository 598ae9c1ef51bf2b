// Runs before the first paint, so that a reader who has chosen a theme never sees the other one. No module: those wait.
{
  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return ""; // a browser that forbids storage
    }
  };
  const mediaFor = (scheme, theme) => {
    if (!theme) return `(prefers-color-scheme: ${scheme})`;
    return theme === scheme ? "all" : "not all";
  };
  const apply = (event) => {
    const wish = event?.detail ?? chosen();
    const theme = ["light", "dark"].includes(wish) ? wish : "";
    document.documentElement.dataset.theme = theme;
    document.querySelector("meta[name=color-scheme]").content = theme || "light dark";
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.media = mediaFor(meta.dataset.scheme, theme);
    }
  };
  apply();
  for (const event of ["theme", "storage", "pageshow"]) addEventListener(event, apply);
}
