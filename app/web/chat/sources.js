// Ties an answer's marks to its source cards. The cards of an answer lie hidden inside it; the panel beside the
// conversation shows those of the answer in view.
(() => {
  const NARROW = "(max-width: 1023px)";
  let shown = null; // the answer whose cards the panel holds
  let latest = null; // the newest finished answer
  let filledWith = ""; // the cards it was given
  let empty = ""; // what the panel says before there is one

  const panel = () => document.querySelector("#sources");
  const body = () => document.querySelector("#sources .panel-body");

  function show(answer) {
    const cards = answer && answer.querySelector(".cards");
    if (!cards || !body()) return;
    if (body().dataset.filled && cards.innerHTML === filledWith) {
      shown = answer; // drawn anew with the same cards: the reader keeps the place
      return;
    }
    if (!body().dataset.filled) empty = body().innerHTML;
    filledWith = cards.innerHTML;
    body().innerHTML = filledWith; // made and escaped by the server
    body().dataset.filled = "yes";
    body().scrollTop = 0;
    shown = answer;
  }

  function reveal(target) {
    if (!target) return;
    const fold = target.closest("details");
    if (fold) fold.open = true;
    const card = target.closest(".card");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = (element) => element.getBoundingClientRect().top - body().getBoundingClientRect().top + body().scrollTop;
    const words = from(target) + target.getBoundingClientRect().height;
    // The card from its title on, where the words are then in view; else the words.
    const top = words - from(card) < body().clientHeight - 24 ? from(card) - 8 : from(target) - 48;
    body().scrollTo({ top: Math.max(0, top), behavior: still ? "auto" : "smooth" });
    document.querySelectorAll("#sources .lit").forEach((lit) => lit.classList.remove("lit"));
    target.classList.add("lit");
    card.classList.add("lit");
    card.focus({ preventScroll: true });
  }

  function openSheet() {
    if (!matchMedia(NARROW).matches || panel().classList.contains("open")) return;
    panel().classList.add("open");
    history.pushState({ gusuSheet: true }, "");
  }

  function closeSheet(fromHistory) {
    if (!panel() || !panel().classList.contains("open")) return;
    panel().classList.remove("open");
    if (!fromHistory && history.state && history.state.gusuSheet) history.back();
  }

  function follow(mark) {
    const answer = mark.closest(".answer");
    show(answer);
    if (shown !== answer) return; // still being made: its cards are not here yet
    openSheet();
    document.querySelectorAll(".answer .mark.lit").forEach((lit) => lit.classList.remove("lit"));
    mark.classList.add("lit");
    const wanted = mark.dataset.n ? `mark[data-n="${mark.dataset.n}"]` : `.card[data-card="${mark.dataset.card}"]`;
    reveal(body().querySelector(wanted));
  }

  function light(mark, on) {
    const answer = mark.closest(".answer");
    const partner = answer
      ? shown === answer && body().querySelector(`mark[data-n="${mark.dataset.n}"]`)
      : shown && shown.querySelector(`.mark[data-n="${mark.dataset.n}"]`);
    [mark, partner].forEach((one) => one && one.classList.toggle("near", on));
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".answer .mark, .answer .related");
    if (mark) return follow(mark);
    if (event.target.closest("#sources .panel-close")) return closeSheet(false);
    const quoted = event.target.closest("#sources mark[data-n]");
    if (quoted && shown) {
      const back = shown.querySelector(`.mark[data-n="${quoted.dataset.n}"]`);
      if (back && !matchMedia(NARROW).matches) back.scrollIntoView({ block: "nearest" });
      light(quoted, true);
    }
  });
  for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(type, (event) => {
      const mark = event.target.closest && event.target.closest(".answer .mark, #sources mark[data-n]");
      if (mark) light(mark, on);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeSheet(false));
  window.addEventListener("popstate", () => {
    if (!(history.state && history.state.gusuSheet)) closeSheet(true); // an article that lay over it was closed
  });

  let touchedAt = null; // y of a finger on the sheet's head
  document.addEventListener("touchstart", (event) => {
    const head = event.target.closest && event.target.closest("#sources .panel-head");
    touchedAt = head ? event.touches[0].clientY : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (touchedAt !== null && event.changedTouches[0].clientY - touchedAt > 48) closeSheet(false);
    touchedAt = null;
  }, { passive: true });

  // A new answer comes into view by itself. While a chat model writes, the answer has its evidence for cards; what it
  // cites takes their place.
  function refresh(turns) {
    if (!body()) return;
    const finished = [...turns.querySelectorAll(".answer")].filter((answer) => answer.querySelector(".cards"));
    const newest = finished[finished.length - 1] || null;
    if (!newest && body().dataset.filled) {
      body().innerHTML = empty;
      delete body().dataset.filled;
      shown = null;
    }
    if (newest && (!shown || !shown.isConnected || newest !== latest || !body().dataset.filled)) show(newest);
    latest = newest;
  }

  window.gusu.sources = { refresh };
})();
