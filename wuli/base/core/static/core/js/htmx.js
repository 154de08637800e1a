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
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline, "warn"));
document.addEventListener("htmx:responseError", () => say(document.body.dataset.broken, "bad"));
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector?.("[data-focus]")?.focus());
