/** Scanning member codes: the camera's frames go to a barcode reader, each new text once to the server.
 *  The page works without it: the code or a name can be typed. */
const PAUSE = 250;
class Scan extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-start]").addEventListener("click", () => this.start());
    if (sessionStorage.getItem("wuli-scan") === "on") this.start();
  }
  disconnectedCallback() { this.stop(); }
  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      this.reader = await this.makeReader();
    } catch {
      this.querySelector("[data-start]").insertAdjacentText("afterend", this.dataset.denied);
      return;
    }
    sessionStorage.setItem("wuli-scan", "on");
    this.querySelector("[data-start]").hidden = true;
    this.querySelector(".w-scan").hidden = false;
    this.video = this.querySelector("video");
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }
  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
  }
  async makeReader() {
    const formats = ["qr_code"];
    if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      return new window.BarcodeDetector({ formats });
    }
    await this.load(this.dataset.reader);
    const kit = window.BarcodeDetectionAPI;
    kit.prepareZXingModule({ overrides: { locateFile: () => this.dataset.wasm } });
    return new kit.BarcodeDetector({ formats });
  }
  load(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }
  async look() {
    const [hit] = await this.reader.detect(this.video).catch(() => []);
    if (hit && hit.rawValue !== this.last) {
      this.last = hit.rawValue;
      await this.send(hit.rawValue);
    }
    this.timer = setTimeout(() => this.look(), PAUSE);
  }
  send(code) {
    this.beep();
    const form = document.querySelector("#code").form;
    form.elements.code.value = code;
    const rest = this.parentElement.closest(".w-check-in").parentElement;
    return window.htmx.ajax("POST", this.dataset.url, { source: form, values: { code }, target: rest, swap: "innerHTML" });
  }
  beep() {
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.12);
  }
}
customElements.define("wuli-scan", Scan);
