// Conversations in the browser's own storage, one entry each. What is read from there is data: it goes to the server
// to be checked and drawn, or into text nodes.
(() => {
  const PREFIX = "gusu.chat.";
  const CURRENT = "gusu.current"; // of this window, so that a page loaded anew finds its conversation
  const KEPT = ["question", "answer", "failure", "generation"]; // of a turn, as the server knows it

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function attempt(work, otherwise) {
    try {
      return work();
    } catch (error) {
      return otherwise; // storage may be switched off: the page works without
    }
  }

  const text = (value) => (typeof value === "string" ? value : "");

  function readTurn(turn) {
    if (!turn || typeof turn !== "object" || typeof turn.question !== "string") return null;
    return {
      ...turn,
      id: /^[A-Za-z0-9-]{8,64}$/.test(turn.id) ? turn.id : newId(),
      understood: text(turn.understood),
      failure: text(turn.failure),
      generation: text(turn.generation),
      next: Array.isArray(turn.next) ? turn.next.filter((one) => typeof one === "string").slice(0, 5) : null,
    };
  }

  function read(id) {
    const found = attempt(() => JSON.parse(localStorage.getItem(PREFIX + id)), null);
    if (!found || !Array.isArray(found.turns)) return null;
    const turns = found.turns.map(readTurn).filter(Boolean);
    return turns.length ? { id, time: Number(found.time) || 0, turns } : null;
  }

  function all() {
    const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(PREFIX));
    const found = keys.map((key) => read(key.slice(PREFIX.length))).filter(Boolean);
    return found.sort((one, other) => other.time - one.time);
  }

  function remove(id) {
    attempt(() => localStorage.removeItem(PREFIX + id));
  }

  // Where the browser has no room for more, the oldest conversations make room.
  function write(conversation) {
    if (!conversation.turns.length) return remove(conversation.id);
    const others = all().filter((one) => one.id !== conversation.id);
    for (;;) {
      try {
        localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
        return;
      } catch (error) {
        const oldest = others.pop();
        if (!oldest) return;
        remove(oldest.id);
      }
    }
  }

  // What comes in late brings no conversation back that was removed meanwhile.
  const rewrite = (conversation) => read(conversation.id) && write(conversation);

  const current = () => attempt(() => sessionStorage.getItem(CURRENT), null);
  const setCurrent = (id) => attempt(() => sessionStorage.setItem(CURRENT, id));
  const isAnswered = (turn) => Boolean(turn.answer && typeof turn.answer === "object");
  const kept = (turn) => Object.fromEntries(KEPT.map((name) => [name, turn[name]]));
  const title = (conversation) => [...conversation.turns[0].question].slice(0, 60).join("");

  // What was said before, as the engine takes it.
  function said(turns) {
    return turns.filter(isAnswered).map(({ answer }) => ({
      question: text(answer.standalone_question),
      answer: Array.isArray(answer.sentences) ? answer.sentences.map((one) => text(one && one.text)).join("") : "",
    }));
  }

  window.gusu.keep = { PREFIX, newId, read, all, remove, write, rewrite, current, setCurrent, isAnswered, kept, title, said };
})();
