// Searches after a short pause in typing; never in the middle of a word that an input method is composing.
(() => {
  const PAUSE = 600; // milliseconds
  let waiting = 0;
  let asked = "";

  document.addEventListener("input", (event) => {
    const field = event.target.closest && event.target.closest("#search-question textarea, #search-question input");
    if (!field || event.isComposing) return;
    later(field);
  });
  document.addEventListener("compositionend", (event) => {
    const field = event.target.closest && event.target.closest("#search-question textarea, #search-question input");
    if (field) later(field);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest && event.target.closest("#search-question")) {
      clearTimeout(waiting);
      asked = event.target.value.trim();
    }
  });

  function later(field) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const text = field.value.trim();
      if (text === asked) return;
      asked = text;
      const button = document.querySelector("#search-go");
      if (button) button.click();
    }, PAUSE);
  }
})();
