/** A form is sent once: what is pressed again while the answer is on its way is not sent a second time. */
const PATIENCE = 15_000; // ms; then it may be sent again, for the answer was a file or never came
const free = (form) => { delete form.dataset.sent; };
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "";
  setTimeout(free, PATIENCE, form);
}, true);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) free(form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
