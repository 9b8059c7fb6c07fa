// The conversation in view: its turns, asking, and what comes back. The server draws answers; here they get a place.
(() => {
  const { keep, words } = window.gusu;
  const { made, button, drawQuestion, waiting, broken, fill } = window.gusu.turns;
  const SLOW = 250; // milliseconds after which an answer in the making can be stopped
  const SILENT = 180_000; // … after which nothing is waited for any more
  const LOOKED = 4_000; // … between looks at whether the server is still there

  let room = null; // Gradio's component: { element, trigger, server }
  let shown = { id: keep.newId(), time: 0, turns: [] };
  let busy = null; // { turn, conversation, timers } of the question in the making

  const list = () => room.element.querySelector(".turns");
  const scroller = () => room.element.closest("#conversation");
  const sectionOf = (turn) => list().querySelector(`.turn[data-turn="${turn.id}"]`);
  const indexOf = (section) => shown.turns.findIndex((turn) => turn.id === section.dataset.turn);

  function toTop(section) {
    const top = section.getBoundingClientRect().top - scroller().getBoundingClientRect().top + scroller().scrollTop;
    scroller().scrollTo({ top });
  }

  function changed() {
    const empty = !shown.turns.length;
    room.element.querySelector(".welcome").hidden = !empty;
    document.querySelector("#tab-chat")?.classList.toggle("empty-chat", empty);
    window.gusu.sources.refresh(list());
    window.gusu.history.changed();
  }

  // Asking ----------------------------------------------------------------------------------------------------------

  function setBusy(value) {
    if (busy) busy.timers.forEach(clearTimeout); // clears intervals as well
    busy = value;
    if (!busy) document.querySelector("#ask")?.classList.remove("busy");
  }

  function ask(question, { at = shown.turns.length, understood = "" } = {}) {
    const asked = [...question.trim()].slice(0, 500).join("");
    if (!asked || busy || !room) return false;
    for (const gone of shown.turns.splice(at)) sectionOf(gone)?.remove();
    list().querySelectorAll(".next").forEach((next) => (next.hidden = true));
    const turn = { id: keep.newId(), question: asked, understood, answer: null, failure: "", generation: "" };
    const history = keep.said(shown.turns);
    shown.turns.push({ ...turn, pending: true });
    shown.time = Date.now();
    keep.write(shown);
    keep.setCurrent(shown.id);
    const timers = [
      setTimeout(() => document.querySelector("#ask")?.classList.add("busy"), SLOW),
      setTimeout(lost, SILENT),
      setInterval(() => fetch("readyz", { cache: "no-store" }).catch(lost), LOOKED),
    ];
    setBusy({ turn: turn.id, conversation: shown, timers });
    room.trigger("ask", { turn: turn.id, question: asked, understood, history });
    const section = list().appendChild(drawQuestion(turn));
    section.querySelector(".reply").replaceChildren(waiting());
    changed();
    toTop(section);
    return true;
  }

  function heard({ turn: id, html, kept }) {
    if (!busy || busy.turn !== id) return;
    const { conversation } = busy;
    const turn = conversation.turns.find((one) => one.id === id);
    const section = conversation === shown && turn && sectionOf(turn);
    if (turn && kept) {
      Object.assign(turn, keep.kept(kept), { pending: false });
      keep.rewrite(conversation);
    }
    if (section) fill(section, turn, html);
    if (kept) setBusy(null);
    if (section) window.gusu.sources.refresh(list());
    if (section && kept) {
      window.gusu.history.changed();
      goOn(conversation, turn, section);
    }
  }

  // The server was not reached, or did not take the question.
  function lost() {
    if (!busy) return;
    const turn = busy.conversation.turns.find((one) => one.id === busy.turn);
    const section = busy.conversation === shown && turn && sectionOf(turn);
    if (section) section.querySelector(".reply").replaceChildren(broken(words.lost));
    setBusy(null);
  }

  function stop() {
    if (busy) room.server.halt({ turn: busy.turn });
  }

  async function goOn(conversation, turn, section) {
    if (!keep.isAnswered(turn)) return;
    if (!turn.next) {
      const questions = await room.server.go_on({
        turn: keep.kept(turn),
        asked: conversation.turns.map((one) => one.question),
      });
      if (!Array.isArray(questions)) return;
      turn.next = questions.filter((one) => typeof one === "string");
      if (conversation.turns.includes(turn)) keep.rewrite(conversation);
    }
    if (shown.turns[shown.turns.length - 1] !== turn || !section.isConnected || !turn.next.length || busy) return;
    const next = section.querySelector(".next");
    next.replaceChildren(made("p", "quiet", words.goOn));
    for (const question of turn.next) next.append(button("suggestion", "", question));
    next.hidden = false;
  }

  // What was kept ---------------------------------------------------------------------------------------------------

  async function show(conversation) {
    shown = conversation || { id: keep.newId(), time: 0, turns: [] };
    keep.setCurrent(shown.id);
    list().replaceChildren();
    const drawn = shown.turns.map((turn) => [turn, list().appendChild(drawQuestion(turn))]);
    changed();
    for (const [turn, section] of drawn) {
      if (busy && busy.turn === turn.id) section.querySelector(".reply").replaceChildren(waiting());
      else if (turn.pending) section.querySelector(".reply").replaceChildren(broken(words.unfinished));
      else section.querySelector(".reply").setAttribute("aria-busy", "true");
    }
    if (drawn.length) toTop(drawn[drawn.length - 1][1]);
    const finished = drawn.filter(([turn]) => !turn.pending);
    if (!finished.length) return;
    const pages = await room.server.draw({ turns: finished.map(([turn]) => keep.kept(turn)) });
    finished.forEach(([turn, section], number) => {
      const reply = section.querySelector(".reply");
      reply.removeAttribute("aria-busy");
      if (Array.isArray(pages)) fill(section, turn, pages[number]);
      else reply.replaceChildren(broken(words.lost));
    });
    if (conversation !== shown) return;
    window.gusu.sources.refresh(list());
    const [last, section] = drawn[drawn.length - 1];
    toTop(section);
    if (last.next) goOn(conversation, last, section);
  }

  function mount(element, trigger, watch, props, server) {
    room = { element, trigger, server };
    watch("value", () => props.value && heard(props.value));
    const id = shown.turns.length ? shown.id : keep.current();
    show(shown.turns.length ? shown : id && keep.read(id));
    welcome();
  }

  async function welcome() {
    const { server, element } = room;
    const found = await server.welcome({});
    if (!found || found.error) return;
    element.querySelector(".holds").textContent = found.line;
    element.querySelector(".examples").replaceChildren(...found.examples.map((one) => button("example", "", one)));
    server.foresee({});
  }

  // The question line: it is emptied where the question was taken.
  const submitted = (question) => (ask(question) ? "" : question);

  function type(question) {
    const line = document.querySelector("#question textarea");
    line.value = question;
    line.dispatchEvent(new Event("input", { bubbles: true }));
    line.focus();
  }

  document.addEventListener("click", (event) => {
    const suggested = event.target.closest("#conversation .example, #conversation .suggestion");
    if (suggested) ask(suggested.textContent);
  });

  window.addEventListener("storage", (event) => {
    if (!event.key || !event.key.startsWith(keep.PREFIX)) return;
    const same = event.key === keep.PREFIX + shown.id;
    const there = same && keep.read(shown.id);
    if (there && !busy && room && !there.turns.some((turn) => turn.pending)) show(there); // asked in another window
    else window.gusu.history.changed();
  });

  window.gusu.chat = {
    mount, ask, stop, lost, submitted, show, type, indexOf,
    get shown() { return shown; },
    get busy() { return busy; },
    get server() { return room && room.server; },
    begin: () => show(null),
    changed,
  };
})();
