// Opens an article in a dialog, at the words that a button names, and gives the focus back when it is closed.
// Listens on the document, as Gradio draws its parts anew at will.
(() => {
  const WORDS = {
    zh: { close: "关闭", whole: "在新页打开", loading: "正在打开", failed: "文章没有打开，请检查网络后再试。" },
    en: { close: "Close", whole: "Open in a new page", loading: "Opening", failed: "The article did not open. Check the connection and try again." },
  };
  const LONGEST = 2000; // characters of a quote that is sent; an address can only be so long
  let opener = null; // what the reader opened it with
  let asked = 0; // number of the latest opening: an earlier one that comes late is dropped

  const words = () => WORDS[document.documentElement.lang.startsWith("en") ? "en" : "zh"];

  function address(button, part) {
    const url = new URL(`articles/${encodeURIComponent(button.dataset.article)}`, document.baseURI);
    const { start, end, quote } = button.dataset;
    if (start !== undefined) {
      url.searchParams.set("start", start);
      const said = [...(quote || "")].slice(0, LONGEST); // code points, as start and end are
      url.searchParams.set("end", said.length === LONGEST ? Number(start) + LONGEST : end);
      if (said.length) url.searchParams.set("quote", said.join(""));
    }
    if (part) url.searchParams.set("part", "1");
    return url;
  }

  function made() {
    let dialog = document.getElementById("article");
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.id = "article";
    dialog.setAttribute("aria-labelledby", "article-title");
    dialog.innerHTML =
      '<div class="article-bar"><a class="article-whole" target="_blank"></a>' +
      '<button type="button" class="article-close">×</button></div><div class="article-body" tabindex="-1"></div>';
    document.body.append(dialog);
    dialog.querySelector(".article-close").addEventListener("click", () => close());
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); }); // Esc
    dialog.addEventListener("click", (event) => event.target === dialog && close()); // beside it
    return dialog;
  }

  async function open(button) {
    const dialog = made();
    const body = dialog.querySelector(".article-body");
    const number = ++asked;
    const say = (text, role) => {
      const line = document.createElement("p");
      line.id = "article-title";
      line.className = "quiet";
      line.setAttribute("role", role);
      line.textContent = text;
      body.replaceChildren(line);
    };
    dialog.querySelector(".article-close").setAttribute("aria-label", words().close);
    const whole = dialog.querySelector(".article-whole");
    whole.textContent = words().whole;
    whole.href = address(button, false);
    say(words().loading, "status");
    if (!dialog.open) {
      opener = button;
      dialog.showModal();
      history.pushState({ ...history.state, gusuArticle: true }, "");
    }
    try {
      const answer = await fetch(address(button, true), { credentials: "same-origin" });
      const html = await answer.text();
      if (number !== asked) return;
      if (!(answer.headers.get("content-type") || "").startsWith("text/html")) throw new Error(answer.status);
      body.innerHTML = html; // made and escaped by the server
    } catch {
      if (number === asked) say(words().failed, "alert");
      return;
    }
    const lit = body.querySelector("#lit");
    body.scrollTop = 0;
    if (lit) {
      const from = lit.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop = Math.max(0, from - body.clientHeight / 3);
    }
    (lit || body).focus({ preventScroll: true });
  }

  function close(fromHistory) {
    const dialog = document.getElementById("article");
    if (!dialog || !dialog.open) return;
    asked += 1;
    dialog.close();
    dialog.querySelector(".article-body").replaceChildren();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
    if (!fromHistory && history.state && history.state.gusuArticle) history.back();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".open-article");
    if (!button) return;
    event.preventDefault();
    open(button);
  });
  window.addEventListener("popstate", () => close(true));
})();
