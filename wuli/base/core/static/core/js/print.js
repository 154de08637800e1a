/** A button that prints the page; without scripts it stays away and the browser's own menu prints. */
class Print extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => window.print());
  }
}
customElements.define("wuli-print", Print);
