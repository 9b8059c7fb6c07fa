// Buttons of the list become events of the page; an article is removed only after a question. Runs once the list is
// drawn; `element`, `trigger` are Gradio's.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  const { sort, page, receipt, dismiss, remove, title } = button.dataset;
  const dialog = element.querySelector(".sources-confirm");
  if (sort) trigger("sort_by", { by: sort });
  else if (page) trigger("turn_to", { page: Number(page) });
  else if (receipt) trigger("show_receipt", { id: receipt });
  else if (dismiss) trigger("dismiss_refusal", { source: dismiss });
  else if (remove && dialog) {
    const said = dialog.querySelector("[data-said]");
    said.textContent = said.dataset.said.replace("{title}", () => title);
    dialog.dataset.id = remove;
    dialog.showModal();
    dialog.querySelector(".keep").focus();
  } else if (button.matches(".keep")) dialog.close();
  else if (button.matches(".do-remove")) {
    dialog.close();
    trigger("remove_article", { id: dialog.dataset.id });
  }
});
