/** What htmx tells when it fails: the network is gone, or the server broke. Words come with the page. */
const say = (words, tone) => {
  const box = document.getElementById("w-toasts");
  if (!box) return;
  const note = document.createElement("div");
  note.className = `w-note ${tone}`;
  note.setAttribute("role", "alert");
  note.textContent = words;
  box.replaceChildren(note);
  box.scrollIntoView({ block: "nearest" });
};
const lost = (event) => (event.target.closest?.("[data-offline]") ?? document.body).dataset.offline;
document.addEventListener("htmx:sendError", (event) => say(lost(event), "warn offline"));
document.addEventListener("htmx:afterOnLoad", () => document.querySelector("#w-toasts .offline")?.remove());
document.addEventListener("htmx:responseError", () => say(document.body.dataset.broken, "bad"));
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector?.("[data-focus]")?.focus());
