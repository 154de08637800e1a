/** Menus and questions built of details close on Esc and, for menus, on a click elsewhere. */
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-pop][open]").forEach((each) => { if (!each.contains(event.target)) each.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[data-pop][open], details[data-ask][open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
