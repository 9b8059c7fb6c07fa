// What a reader does with a turn: edit, ask again, take back, copy, ask why, judge.
(() => {
  const { keep, words, chat } = window.gusu;
  const { made, button } = window.gusu.turns;
  const SHOWN = 1500; // milliseconds that a word of success stays

  function tell(mark, said) {
    const told = made("span", "told quiet", said);
    told.setAttribute("role", "status");
    mark.closest(".deeds").append(told);
    setTimeout(() => told.remove(), SHOWN);
  }

  // Without a secure address browsers have no clipboard for scripts: the old way is left.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      const area = made("textarea", "visually-hidden");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  // A line to write in, in place of ``row``; ``done`` gets what was written.
  function form(row, value, label, done) {
    const line = made("form", "mending");
    const area = made("textarea", "");
    area.value = value;
    area.maxLength = 500;
    area.rows = 2;
    area.setAttribute("aria-label", label);
    const send = button("primary", "", words.send);
    send.type = "submit";
    const cancel = button("text", "", words.cancel);
    line.append(area, send, cancel);
    const close = () => {
      line.remove();
      row.hidden = false;
      row.querySelector("button").focus();
    };
    cancel.addEventListener("click", close);
    line.addEventListener("submit", (event) => {
      event.preventDefault();
      if (area.value.trim()) done(area.value);
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        line.requestSubmit();
      }
    });
    row.hidden = true;
    row.after(line);
    area.focus();
    area.setSelectionRange(value.length, value.length);
  }

  async function explain(mark, section, turn) {
    const line = mark.closest(".line");
    const open = line.nextElementSibling;
    if (open && open.classList.contains("why-room")) {
      open.hidden = !open.hidden;
      mark.setAttribute("aria-expanded", String(!open.hidden));
      return;
    }
    const room = made("div", "why-room quiet", words.explaining);
    room.setAttribute("role", "status");
    line.after(room);
    mark.setAttribute("aria-expanded", "true");
    const before = chat.shown.turns.slice(0, chat.indexOf(section)).filter(keep.isAnswered);
    const html = await chat.server.why({ turn: keep.kept(turn), turns: before.map(keep.kept) });
    room.removeAttribute("role");
    room.classList.remove("quiet");
    if (typeof html === "string") room.innerHTML = html; // made and escaped by the server
    else {
      room.remove();
      mark.setAttribute("aria-expanded", "false");
      tell(mark.closest(".line").querySelector(".deeds button"), (html && html.error) || words.lost);
    }
  }

  async function judge(mark, turn, verdict, reason) {
    const said = { turn: turn.id, verdict, reason };
    const found = await chat.server.judge({ said, turn: keep.kept(turn) });
    if (!found || found.error) {
      tell(mark, (found && found.error) || words.lost);
      return false;
    }
    turn.verdict = verdict;
    keep.rewrite(chat.shown);
    const line = mark.closest(".line");
    line.querySelector('[data-deed="good"]').setAttribute("aria-pressed", String(verdict === "up"));
    line.querySelector('[data-deed="bad"]').setAttribute("aria-pressed", String(verdict === "down"));
    return true;
  }

  async function thumb(mark, turn, verdict) {
    const line = mark.closest(".line");
    const open = line.parentElement.querySelector(".reason");
    if (open) open.remove();
    const new_ = turn.verdict === verdict ? "" : verdict;
    if (!(await judge(mark, turn, new_, "")) || !new_) return;
    const reason = made("form", "mending reason");
    const area = made("textarea", "");
    area.maxLength = 1000;
    area.rows = 2;
    area.placeholder = words.reason;
    area.setAttribute("aria-label", words.reason);
    const send = button("text", "", words.submit);
    send.type = "submit";
    reason.append(area, send);
    reason.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await judge(mark, turn, new_, area.value)) {
        reason.remove();
        tell(mark, words.recorded);
      }
    });
    reason.addEventListener("keydown", (event) => event.key === "Escape" && reason.remove());
    line.after(reason);
    area.focus({ preventScroll: true });
  }

  const DEEDS = {
    edit: (mark, section, turn) => {
      const at = chat.indexOf(section);
      form(mark.closest(".ask-row"), turn.question, words.edit, (question) => chat.ask(question, { at }));
    },
    mend: (mark, section, turn) => {
      const line = mark.closest(".understood");
      const at = chat.indexOf(section);
      const again = (understood) => chat.ask(turn.question, { at, understood });
      form(line, line.dataset.understood, words.reword, again);
    },
    again: (mark, section, turn) =>
      chat.ask(turn.question, { at: chat.indexOf(section), understood: turn.understood }),
    undo: (mark, section, turn) => {
      if (chat.busy) return;
      chat.shown.turns.splice(chat.indexOf(section));
      keep.write(chat.shown);
      section.remove();
      chat.changed();
      chat.type(turn.question);
    },
    copy: async (mark, section) => {
      const plain = section.querySelector("template.plain");
      tell(mark, (await copy(plain.content.textContent)) ? words.copied : words.notCopied);
    },
    good: (mark, section, turn) => thumb(mark, turn, "up"),
    bad: (mark, section, turn) => thumb(mark, turn, "down"),
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("#conversation [data-deed], #conversation .why-open");
    const section = mark && mark.closest(".turn");
    const turn = section && chat.shown.turns[chat.indexOf(section)];
    if (!turn) return;
    if (mark.classList.contains("why-open")) explain(mark, section, turn);
    else DEEDS[mark.dataset.deed](mark, section, turn);
  });
})();
