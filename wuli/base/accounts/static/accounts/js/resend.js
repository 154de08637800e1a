// Counts down until another code may be asked for; without it the server says how many seconds are left.
class WuliResend extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.words = this.button.textContent;
    this.left = Number(this.dataset.seconds);
    if (this.left > 0) this.tick();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  tick() {
    this.button.disabled = this.left > 0;
    this.button.textContent = this.left > 0 ? this.dataset.words.replace("{n}", this.left) : this.words;
    if (this.left > 0) this.timer = setTimeout(() => this.tick(), 1000);
    this.left -= 1;
  }
}

customElements.define("wuli-resend", WuliResend);
