/** On a record that was opened from a list, J goes to the next one and K to the one before. */
class Trail extends HTMLElement {
  connectedCallback() {
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
  }
  disconnectedCallback() { document.removeEventListener("keydown", this.onKey); }
  key(event) {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog, [contenteditable]");
    if (busy || document.querySelector("wuli-rows")) return; // in a list of the page's own the keys are the list's
    const way = { j: "next", k: "prev" }[event.key.toLowerCase()];
    if (way) this.querySelector(`a[rel="${way}"]`)?.click();
  }
}
customElements.define("wuli-trail", Trail);
