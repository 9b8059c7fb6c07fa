// Before Gradio starts: the page's language is the one the reader chose, else the browser's, as the server reads it
// (app/web/language.py). Gradio's labels follow navigator.language.
(() => {
  const chosen = document.cookie.match(/(?:^|;\s*)gusu_language=(zh|en)(?:;|$)/);
  const preferred = [...navigator.languages, navigator.language].map((tag) => tag.toLowerCase().slice(0, 2));
  const language = chosen ? chosen[1] : preferred.find((tag) => tag === "zh" || tag === "en") || "en";
  const tag = language === "zh" ? "zh-CN" : "en";
  Object.defineProperty(navigator, "language", { get: () => tag });
  Object.defineProperty(navigator, "languages", { get: () => [tag] });
  document.documentElement.lang = tag;
  window.gusu = {
    language,
    switchLanguage() {
      const other = language === "zh" ? "en" : "zh";
      const secure = location.protocol === "https:" ? ";secure" : "";
      document.cookie = `gusu_language=${other};path=/;max-age=31536000;samesite=lax${secure}`;
      location.reload();
    },
  };
})();
