/** Choosing one of many: suggestions from an address as one types. Without it the typed name itself is sent. */
class Pick extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.url) return;
    this.words = this.querySelector("[data-words]");
    this.key = this.querySelector("[data-key]");
    this.list = document.createElement("ul");
    this.list.className = "w-pick-list";
    this.list.id = `${this.words.id}_hits`;
    this.words.setAttribute("role", "combobox");
    this.words.setAttribute("aria-expanded", "false");
    this.words.setAttribute("aria-controls", this.list.id);
    this.querySelector(".w-pick").append(this.list);
    this.words.addEventListener("input", () => { this.key.value = ""; clearTimeout(this.wait); this.wait = setTimeout(() => this.ask(), 200); });
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.show([]); });
  }
  async ask() {
    const typed = this.words.value.trim();
    if (!typed) return this.show([]);
    const join = this.dataset.url.includes("?") ? "&" : "?";
    const answer = await fetch(`${this.dataset.url}${join}q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (answer.ok && typed === this.words.value.trim()) this.show((await answer.json()).hits);
    return undefined;
  }
  show(hits) {
    this.words.setAttribute("aria-expanded", String(hits.length > 0));
    this.list.replaceChildren(...hits.map((hit) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      const small = document.createElement("small");
      button.type = "button";
      button.textContent = hit.name;
      small.textContent = hit.detail;
      button.append(small);
      button.addEventListener("click", () => this.take(hit));
      row.append(button);
      return row;
    }));
  }
  take(hit) {
    this.key.value = hit.id;
    this.words.value = hit.name;
    this.show([]);
    this.words.focus();
    this.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: hit }));
  }
  move(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !buttons.length) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    (buttons[at + step] || (step > 0 ? buttons[0] : this.words)).focus();
  }
}
customElements.define("wuli-pick", Pick);
