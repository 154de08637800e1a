// Draws the table inside it as a line; the table stays as the other way to read it.
let library; // one load a page, however many charts

function echarts(src) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = () => loaded(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

class FiguresChart extends HTMLElement {
  async connectedCallback() {
    const canvas = this.querySelector(".figures-chart");
    const months = [...this.querySelectorAll("[data-month]")].map((cell) => cell.dataset.month);
    const values = [...this.querySelectorAll("[data-value]")].map((cell) => Number(cell.dataset.value));
    if (!months.length || !values.some(Boolean)) return;
    const { init } = await echarts(this.dataset.src);
    if (!this.isConnected) return;
    canvas.hidden = false;
    const ink = getComputedStyle(this);
    this.chart = init(canvas, null, { renderer: "canvas" });
    this.chart.setOption(this.options(months, values, ink.getPropertyValue("--dai").trim(), ink.color));
    this.sizes = new ResizeObserver(() => this.chart.resize());
    this.sizes.observe(canvas);
  }

  options(months, values, line, ink) {
    const unit = this.dataset.unit;
    return {
      aria: { enabled: true },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      grid: { left: 8, right: 12, top: 26, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => `${value} ${unit}` },
      xAxis: { type: "category", data: months.map((month) => month.slice(5)), axisTick: { show: false } },
      yAxis: { type: "value", name: unit, nameTextStyle: { color: ink }, minInterval: 1, splitNumber: 3 },
      series: [{ name: this.dataset.label, type: "bar", data: values, itemStyle: { color: line }, barMaxWidth: 22 }],
    };
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    this.chart?.dispose();
  }
}
customElements.define("figures-chart", FiguresChart);
