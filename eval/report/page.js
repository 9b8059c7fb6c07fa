// Without this script the page reads the same: it adds sorting, filtering, and opens rows lazily.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // What a row holds is text until it is opened: thousands of rows cost nothing to show.
  const fill = (details) => {
    const held = details.querySelector(":scope > noscript");
    if (!held) return;
    const holder = document.createElement("div");
    holder.innerHTML = held.textContent; // our own markup, in which every text was escaped
    held.replaceWith(holder);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open) fill(event.target);
  }, true);

  const passages = document.getElementById("passages");
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hits a");
    if (!link || !passages) return;
    event.preventDefault();
    const shown = link.parentElement.querySelector(".passage");
    if (shown) { shown.hidden = !shown.hidden; return; }
    fill(passages);
    const found = document.getElementById(link.hash.slice(1));
    if (!found) return;
    const text = document.createElement("p");
    text.className = "passage";
    text.textContent = found.querySelector(".passage").textContent;
    link.parentElement.append(text);
  });

  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = id && document.getElementById(id);
    if (!found || !found.matches("details.question")) return;
    found.hidden = false;
    found.open = true;
    fill(found);
    found.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  // Tables sort by the values of their cells; a cell without one stays last.
  for (const table of all("table.sortable")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const number = head.classList.contains("number");
        const now = head.getAttribute("aria-sort");
        const up = now ? now === "descending" : !number;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => row.cells[column].dataset.v ?? "";
        const rows = all("tbody tr", table).sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === "" || y === "") return (x === "") - (y === "");
          return (number ? x - y : x.localeCompare(y, "zh")) * (up ? 1 : -1);
        });
        table.tBodies[0].append(...rows);
      });
    });
  }

  // Questions filter by what their row says of them.
  const list = document.querySelector(".questions");
  const form = document.querySelector("form.filters");
  if (list && form) {
    form.hidden = false;
    const rows = all(".question", list);
    const place = new Map(rows.map((row, number) => [row, number]));
    const text = new Map();
    const words = (row) => {
      if (!text.has(row)) text.set(row, (row.dataset.id + " " + row.querySelector("summary").textContent).toLowerCase());
      return text.get(row);
    };
    const matches = (row, name, wanted) => {
      if (!wanted) return true;
      if (name === "outcome" && wanted === "lost") return row.classList.contains("lost");
      return name === "article" ? row.dataset.article.split("\n").includes(wanted) : row.dataset[name] === wanted;
    };
    const apply = () => {
      const given = new FormData(form);
      const wanted = String(given.get("text") || "").toLowerCase().split(/\s+/).filter(Boolean);
      const names = all("select[data-filter]", form).map((select) => select.name);
      let count = 0;
      for (const row of rows) {
        const fits = names.every((name) => matches(row, name, given.get(name))) && wanted.every((word) => words(row).includes(word));
        row.hidden = !fits;
        count += fits;
      }
      list.classList.toggle("filtered", wanted.length > 0 || names.some((name) => given.get(name)));
      for (const shown of all("[data-count]")) shown.textContent = count;
      document.querySelector(".nothing").hidden = count > 0;
    };
    const sort = () => {
      const by = form.elements.sort.value;
      const key = (row) => (by ? -Number(row.dataset[by]) : 0);
      list.append(...rows.sort((a, b) => key(a) - key(b) || place.get(a) - place.get(b)));
    };
    let waiting;
    form.addEventListener("input", (event) => {
      clearTimeout(waiting);
      if (event.target.type === "search") waiting = setTimeout(apply, 120); else apply();
      if (event.target.name === "sort") sort();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-show]");
      if (!link) return;
      form.reset();
      const [name, value] = [link.dataset.show, link.dataset.value];
      form.elements[name].value = value;
      apply();
      document.getElementById("questions").scrollIntoView();
    });
    apply(); // a browser that comes back to the page keeps what was chosen
  }
  reveal();
})();
