// The list of conversations: found by their words, opened, begun, taken away as a file, removed.
(() => {
  const { keep, words } = window.gusu;
  const { made, button } = window.gusu.turns;
  const NARROW = "(max-width: 1023px)";
  const FOLDED = "gusu.folded";
  const SEEN = 50; // milliseconds until what was hidden can have the focus
  const RESTORED = 8000; // milliseconds in which a removed conversation can be had back

  const panel = () => document.querySelector("#history");
  const narrow = () => matchMedia(NARROW).matches;

  function setOpen(open) {
    const element = panel();
    if (!element) return;
    element.classList.toggle("open", open && narrow());
    document.documentElement.classList.toggle("history-folded", !open && !narrow());
    if (!narrow()) localStorage.setItem(FOLDED, open ? "" : "yes");
    document.querySelector("#bar .toggle")?.setAttribute("aria-expanded", String(isOpen()));
    if (open && narrow()) setTimeout(() => element.querySelector(".find").focus(), SEEN);
  }

  function isOpen() {
    return narrow()
      ? panel().classList.contains("open")
      : !document.documentElement.classList.contains("history-folded");
  }

  function holds(conversation, wanted) {
    const said = conversation.turns.map((turn) => `${turn.question} ${(turn.answer && turn.answer.answer) || ""}`);
    const text = said.join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  }

  function item(conversation) {
    const { shown } = window.gusu.chat;
    const row = made("li", "past");
    row.dataset.conversation = conversation.id;
    const open = button("past-open", "", "");
    open.append(made("span", "past-title", keep.title(conversation)));
    const date = new Date(conversation.time);
    open.append(made("span", "quiet", date.toLocaleDateString(undefined, { month: "numeric", day: "numeric" })));
    if (conversation.id === shown.id) open.setAttribute("aria-current", "true");
    row.append(open, button("icon remove", `${words.remove}: ${keep.title(conversation)}`));
    return row;
  }

  function changed() {
    const save = document.querySelector("#bar .save");
    if (save) save.hidden = !window.gusu.chat.shown.turns.length;
    if (!panel()) return;
    panel().querySelector(".find").placeholder = words.find;
    const wanted = panel().querySelector(".find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = keep.all().filter((one) => holds(one, wanted));
    panel().querySelector(".pasts").replaceChildren(...found.map(item));
    const nothing = panel().querySelector(".nothing");
    nothing.textContent = found.length ? "" : wanted.length ? words.nothingFound : words.nothingYet;
  }

  function remove(id) {
    const { chat } = window.gusu;
    const gone = keep.read(id);
    keep.remove(id);
    if (chat.shown.id === id) chat.begin();
    changed();
    const told = panel().querySelector(".removed");
    const back = button("text", "", words.restore);
    told.replaceChildren(made("span", "", words.removed), back);
    const timer = setTimeout(() => told.replaceChildren(), RESTORED);
    back.addEventListener("click", () => {
      clearTimeout(timer);
      told.replaceChildren();
      keep.write(gone);
      changed();
    });
    back.focus();
  }

  async function save() {
    const { chat } = window.gusu;
    const title = keep.title(chat.shown);
    const turns = chat.shown.turns.filter((turn) => !turn.pending).map(keep.kept);
    const markdown = await chat.server.markdown({ title, turns });
    if (typeof markdown !== "string") return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([markdown], { type: "text/markdown;charset=utf-8" }));
    link.download = `${title.replace(/[\\/:*?"<>|\x00-\x1f]+/g, " ").trim().slice(0, 40) || "gusu"}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  document.addEventListener("click", (event) => {
    const { chat } = window.gusu;
    const on = (selector) => event.target.closest(selector);
    if (on("#bar .toggle")) return setOpen(!isOpen());
    if (on("#bar .begin, #history .begin")) {
      chat.begin();
      if (narrow()) setOpen(false);
      return document.querySelector("#question textarea").focus();
    }
    if (on("#bar .save")) return save();
    if (on("#history .fold")) {
      setOpen(false);
      return document.querySelector("#bar .toggle").focus();
    }
    const row = on("#history .past");
    if (row && on(".remove")) return remove(row.dataset.conversation);
    if (row) {
      const there = keep.read(row.dataset.conversation);
      if (there && there.id !== chat.shown.id) chat.show(there);
      if (narrow()) setOpen(false);
      return;
    }
    if (narrow() && panel()?.classList.contains("open") && !on("#history")) setOpen(false);
  });
  document.addEventListener("input", (event) => event.target.closest("#history .find") && changed());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel()?.classList.contains("open")) return;
    setOpen(false);
    document.querySelector("#bar .toggle").focus();
  });

  try {
    if (localStorage.getItem(FOLDED)) document.documentElement.classList.add("history-folded");
  } catch (error) {
    // storage is switched off: the list is unfolded
  }
  window.gusu.history = { changed };
})();
