// Puts a picked figure where the cursor stands, and leads from a fault to its place in the text.
class ReportEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const pick = event.target.closest("[data-code]");
      if (pick) this.insert(this.element(pick.dataset.code));
      const fault = event.target.closest("[data-line]");
      if (fault) this.goTo(Number(fault.dataset.line), Number(fault.dataset.column));
    });
  }

  get text() {
    return document.getElementById(this.dataset.target);
  }

  chosen(name) {
    return this.querySelector(`[data-pick="${name}"]`).value;
  }

  element(code) {
    const { kind } = this.querySelector('[data-pick="kind"]').selectedOptions[0].dataset;
    const style = kind === "figure" ? this.chosen("style") : "";
    const words = [this.chosen("kind"), code, this.chosen("when"), style].filter(Boolean).join(" ");
    if (kind === "if") return `{{${words}}}……{{${this.dataset.end}}}`;
    return kind === "table" || kind === "chart" ? `\n{{${words}}}\n` : `{{${words}}}`;
  }

  insert(words) {
    const { text } = this;
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  goTo(line, column) {
    const { text } = this;
    const before = text.value.split("\n").slice(0, line - 1);
    const at = before.join("\n").length + (line > 1 ? 1 : 0) + column - 1;
    text.focus();
    text.setSelectionRange(at, at);
  }
}
customElements.define("report-editor", ReportEditor);
