// Draws the table inside it, this year beside the last; the table stays as the other way to read it.
// A click on a month opens that month, as its link in the table does.
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
    const rows = [...this.querySelectorAll("tbody tr")].map((row) => ({
      month: row.querySelector("[data-month]").dataset.month,
      url: row.querySelector("a")?.href,
      value: Number(row.querySelector("[data-value]").dataset.value),
      before: Number(row.querySelector("[data-before]")?.dataset.before ?? NaN),
    }));
    if (!rows.some((row) => row.value || row.before)) return;
    const { init } = await echarts(this.dataset.src);
    if (!this.isConnected) return;
    canvas.hidden = false;
    const ink = getComputedStyle(this);
    this.chart = init(canvas, null, { renderer: "canvas" });
    this.chart.setOption(this.options(rows, (name) => ink.getPropertyValue(name).trim(), ink.color));
    this.chart.on("click", ({ dataIndex }) => rows[dataIndex]?.url && location.assign(rows[dataIndex].url));
    this.sizes = new ResizeObserver(() => this.chart.resize());
    this.sizes.observe(canvas);
  }

  options(rows, colour, ink) {
    const { unit, label, labelBefore } = this.dataset;
    const bars = { type: "bar", barMaxWidth: 18, barGap: "10%" };
    const series = [{ ...bars, name: label, data: rows.map((row) => row.value), itemStyle: { color: colour("--dai") } }];
    if (rows.some((row) => !Number.isNaN(row.before))) {
      const data = rows.map((row) => (Number.isNaN(row.before) ? null : row.before));
      series.unshift({ ...bars, name: labelBefore, data, itemStyle: { color: colour("--line-2") } });
    }
    return {
      aria: { enabled: true },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      grid: { left: 8, right: 12, top: 26, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => `${value ?? "—"} ${unit}` },
      legend: { show: series.length > 1, right: 8, top: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: ink } },
      xAxis: { type: "category", data: rows.map((row) => row.month.slice(5)), axisTick: { show: false } },
      yAxis: { type: "value", name: unit, nameTextStyle: { color: ink }, minInterval: 1, splitNumber: 3 },
      series,
    };
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    this.chart?.dispose();
  }
}
customElements.define("figures-chart", FiguresChart);
