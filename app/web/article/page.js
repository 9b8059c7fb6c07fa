// On an article's own page: dark where the system is, and the quoted words in view.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => document.documentElement.classList.toggle("dark", dark.matches);
  paint();
  dark.addEventListener("change", paint);
  document.addEventListener("DOMContentLoaded", () => {
    const lit = document.getElementById("lit");
    if (lit) lit.scrollIntoView({ block: "center" });
  });
})();
