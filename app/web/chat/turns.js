// A turn's place in the conversation: the question, room for the answer, and what stands there without one.
(() => {
  const { words } = window.gusu;

  function made(tag, className, content) {
    const element = document.createElement(tag);
    element.className = className;
    if (content !== undefined) element.textContent = content;
    return element;
  }

  function button(className, label, content) {
    const element = made("button", className, content);
    element.type = "button";
    if (content === undefined) element.setAttribute("aria-label", label);
    if (content === undefined) element.title = label;
    return element;
  }

  function drawQuestion(turn) {
    const section = made("section", "turn");
    section.dataset.turn = turn.id;
    const row = made("div", "ask-row");
    const edit = button("icon edit", words.edit);
    edit.dataset.deed = "edit";
    row.append(made("h2", "asked", turn.question), edit);
    const reply = made("div", "reply");
    const next = made("div", "next");
    next.hidden = true;
    section.append(row, reply, next);
    return section;
  }

  function waiting() {
    const answer = made("article", "answer busy");
    answer.setAttribute("aria-busy", "true");
    const line = made("div", "line");
    const doing = made("p", "quiet", words.searching);
    doing.setAttribute("role", "status");
    line.append(doing);
    answer.append(line);
    return answer;
  }

  function broken(said) {
    const answer = made("article", "answer failed");
    const told = made("p", "said", said);
    told.setAttribute("role", "alert");
    const deeds = made("div", "deeds");
    const again = button("text", "", words.askAgain);
    again.dataset.deed = "again";
    const undo = button("text", "", words.undo);
    undo.dataset.deed = "undo";
    const last = made("span", "of-last");
    last.append(again, undo);
    deeds.append(last);
    const line = made("div", "line");
    line.append(deeds);
    answer.append(told, line);
    return answer;
  }

  function fill(section, turn, html) {
    section.querySelector(".reply").innerHTML = html; // made and escaped by the server
    for (const [deed, verdict] of [["good", "up"], ["bad", "down"]]) {
      const mark = section.querySelector(`[data-deed="${deed}"]`);
      if (mark) mark.setAttribute("aria-pressed", String(turn.verdict === verdict));
    }
  }

  window.gusu.turns = { made, button, drawQuestion, waiting, broken, fill };
})();
