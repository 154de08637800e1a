/** Ctrl-K: a dialog that asks the search page for its hits as one types. Without it the search page itself serves. */
class Find extends HTMLElement {
  connectedCallback() {
    this.onKey = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); this.open(); }
    };
    this.onClick = (event) => {
      if (event.target.closest("[data-find]") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); this.open(); }
    };
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onClick);
  }
  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick);
  }
  build() {
    this.dialog = document.createElement("dialog");
    this.dialog.className = "w-find";
    this.dialog.setAttribute("aria-label", this.dataset.label);
    this.dialog.innerHTML = '<div class="w-palette"><div class="q"><svg class="w-ic" viewBox="0 0 24 24" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6"/><path d="M15.2 15.2L20 20"/></svg><input type="search" autocomplete="off"><span class="w-kbd">Esc</span></div><div class="hits" aria-live="polite"></div></div>';
    this.append(this.dialog);
    this.input = this.dialog.querySelector("input");
    this.hits = this.dialog.querySelector(".hits");
    this.input.placeholder = this.dataset.hint;
    this.input.setAttribute("aria-label", this.dataset.label);
    this.input.addEventListener("input", () => { this.stale = true; this.asked += 1; clearTimeout(this.wait); this.wait = setTimeout(() => this.ask(), 180); });
    this.dialog.addEventListener("keydown", (event) => this.move(event));
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
  }
  open() {
    if (!this.dialog) this.build();
    this.dialog.showModal();
    this.input.select();
    this.ask();
  }
  async ask() {
    const asked = (this.asked = (this.asked || 0) + 1);
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(this.input.value)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || asked !== this.asked) return;
    this.hits.innerHTML = await answer.text();
    this.stale = false;
    this.mark(this.hits.querySelector("a"));
    if (this.eager) this.hits.querySelector("a")?.click();
    this.eager = false;
  }
  mark(link) {
    this.hits.querySelector('[aria-selected="true"]')?.removeAttribute("aria-selected");
    link?.setAttribute("aria-selected", "true");
    link?.scrollIntoView({ block: "nearest" });
  }
  move(event) {
    const links = [...this.hits.querySelectorAll("a")];
    const at = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); this.mark(links[(at + step + links.length) % links.length]); }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (this.stale) this.eager = true; // Enter came before the answer: go where the answer leads
    else links[at]?.click();
  }
}
customElements.define("wuli-find", Find);
