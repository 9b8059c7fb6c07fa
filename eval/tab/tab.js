// Evaluation: a question's row fetches what happened to it when it is opened; questions filter by outcome and words.
(() => {
  "use strict";
  const room = (element) => element && element.closest && element.closest(".gusu-run");

  document.addEventListener("toggle", async (event) => {
    const row = event.target;
    if (!row.dataset || !row.dataset.case || !row.open || row.dataset.fetched || !room(row)) return;
    row.dataset.fetched = "yes";
    const holder = document.createElement("div");
    holder.setAttribute("aria-live", "polite");
    holder.setAttribute("aria-busy", "true");
    row.append(holder);
    try {
      const reply = await fetch(row.dataset.case);
      const text = await reply.text();
      holder.innerHTML = text; // made by our server, which escapes every text; an error is told in the same way
      if (!reply.ok) delete row.dataset.fetched;
    } catch {
      holder.textContent = room(row).dataset.failed;
      delete row.dataset.fetched;
    }
    holder.setAttribute("aria-busy", "false");
    row.querySelectorAll(":scope > div").forEach((one) => one !== holder && one.remove());
  }, true);

  const filter = (run) => {
    const outcome = run.querySelector("[data-filter=outcome]").value;
    const words = run.querySelector("[data-filter=text]").value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of run.querySelectorAll(".question")) {
      const text = row.querySelector("summary").textContent.toLowerCase();
      const fits = !outcome || (outcome === "lost" ? row.classList.contains("lost") : row.dataset.outcome === outcome);
      row.hidden = !(fits && words.every((word) => text.includes(word)));
      count += !row.hidden;
    }
    run.querySelector("[data-count]").textContent = count;
    run.querySelector(".nothing").hidden = count > 0;
  };
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      if (event.target.matches && event.target.matches("[data-filter]") && room(event.target)) filter(room(event.target));
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".gusu-run [data-show=outcome]");
    if (!link || !room(link).querySelector("[data-filter=outcome]")) return;
    room(link).querySelector("[data-filter=outcome]").value = link.dataset.value;
    filter(room(link));
    room(link).querySelector(".filters").scrollIntoView({ block: "start" });
  });
})();
