// Files dropped on the upload field are handed to its button, as if they had been chosen there; what is larger than the
// server takes is not sent at all.
(() => {
  const field = (event) => event.target.closest && event.target.closest("#sources-drop");

  document.addEventListener("dragover", (event) => {
    const over = field(event);
    document.querySelectorAll("#sources-drop").forEach((one) => one.classList.toggle("over", one === over));
    if (over) event.preventDefault();
  });
  document.addEventListener("dragleave", (event) => {
    const left = field(event);
    if (left && !left.contains(event.relatedTarget)) left.classList.remove("over");
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#sources-drop input[type=file]")) return;
    const most = Number(document.querySelector("#sources-limits [data-most]")?.dataset.most || Infinity);
    const size = [...event.target.files].reduce((sum, file) => sum + file.size, 0);
    const warning = document.querySelector("#sources-limits .too-large");
    if (warning) warning.hidden = size <= most;
    if (size <= most) return;
    event.stopImmediatePropagation();
    event.target.value = "";
  }, true); // before the button's own listener
  document.addEventListener("drop", (event) => {
    const over = field(event);
    if (!over) return;
    event.preventDefault();
    over.classList.remove("over");
    const input = over.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
