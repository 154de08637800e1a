/** Keys in a list: J K move, X ticks, Enter opens; the ticked rows are counted in the bulk bar. */
class Rows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.ticked(event.target));
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.count();
  }
  disconnectedCallback() { document.removeEventListener("keydown", this.onKey); }
  get rows() { return [...this.querySelectorAll("tbody tr[tabindex]")]; }
  get boxes() { return [...this.querySelectorAll('input[name="pick"]')]; }
  ticked(box) {
    if (box.matches("[data-all]")) this.boxes.forEach((each) => { each.checked = box.checked; });
    this.count();
  }
  count() {
    const picked = this.boxes.filter((box) => box.checked);
    this.boxes.forEach((box) => box.closest("tr").classList.toggle("on", box.checked));
    const bar = this.querySelector("[data-bulk]");
    if (!bar) return;
    bar.hidden = picked.length === 0;
    const words = bar.querySelector("[data-picked]");
    words.textContent = words.dataset.one.replace("%(n)s", picked.length);
  }
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    const rows = this.rows;
    const at = rows.indexOf(this.querySelector("tr.at"));
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step) return this.go(rows[Math.min(rows.length - 1, Math.max(0, at + step))]);
    if (at < 0) return undefined;
    if (event.key.toLowerCase() === "x") {
      const box = rows[at].querySelector('input[name="pick"]');
      if (box) { box.checked = !box.checked; this.count(); }
    }
    if (event.key === "Enter" && !event.target.closest("a, button")) rows[at].querySelector("a")?.click();
    return undefined;
  }
  go(row) {
    this.querySelector("tr.at")?.classList.remove("at");
    row?.classList.add("at");
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }
}
customElements.define("wuli-rows", Rows);
