// Charts over time, drawn when they come into view.
const chartOf = (holder) => data.charts[holder.dataset.scenario][holder.dataset.chart];
const shown = (value) => (value === null || value === undefined ? "–" : `${Number(value.toPrecision(3))}`);
const key = (index) => `k${index % 8}`;

function drawChart(holder) {
  const chart = chartOf(holder);
  const hidden = new Set();
  const headroom = 8 + 13 * Math.min(3, chart.bands.length);
  const keys = element("div", "", { class: "keys", role: "group", "aria-label": "Lines" });
  const values = chart.series.map(({ label }, index) => {
    const button = element("button", "", { type: "button", class: key(index), "aria-pressed": "true" });
    const value = element("b", "");
    button.append(element("i", ""), element("span", label), value);
    button.addEventListener("click", () => {
      hidden.has(index) ? hidden.delete(index) : hidden.add(index);
      button.setAttribute("aria-pressed", String(!hidden.has(index)));
      plot.setSeries(index + 1, { show: !hidden.has(index) });
    });
    keys.append(button);
    return value;
  });
  holder.after(keys);
  let plot = make();

  function make() {
    const axis = { stroke: colour("faint"), font: "11px system-ui, DejaVu Sans, sans-serif", grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 } };
    const options = {
      width: holder.clientWidth,
      height: holder.clientHeight,
      padding: [headroom, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: { range: () => [0, top()] } },
      axes: [{ ...axis, size: 34, values: (_, ticks) => ticks.map((tick) => `${tick} s`) }, { ...axis, size: 54 }],
      series: [{}, ...chart.series.map((_, index) => ({ stroke: colour(`c${index % 8}`), width: 2, dash: chart.series[index].dashed ? [7, 4] : [], spanGaps: false, show: !hidden.has(index), points: { show: false } }))],
      hooks: { drawClear: [background], setCursor: [({ cursor }) => values.forEach((value, index) => (value.textContent = cursor.idx === null ? "" : shown(chart.series[index].mean[cursor.idx])))] },
    };
    return new uPlot(options, [chart.x, ...chart.series.map(({ mean }) => mean)], holder);
  }

  function top() {
    let most = chart.unit === "%" ? 100 : 0;
    chart.series.forEach(({ high, mean }, index) => {
      if (!hidden.has(index)) for (let at = 0; at < mean.length; at += 1) most = Math.max(most, high[at] ?? 0, mean[at] ?? 0);
    });
    return most === 0 ? 1 : most * 1.06;
  }

  // Faults and changes of policy, then the least and the most of the runs, below the lines.
  function background(plotted) {
    const { ctx, bbox } = plotted;
    const x = (value) => plotted.valToPos(value, "x", true);
    const y = (value) => plotted.valToPos(value, "y", true);
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.save();
    ctx.clip();
    const inOrder = [...chart.bands].sort((a, b) => a.policy - b.policy);
    inOrder.forEach((band) => {
      const [left, right] = [x(band.from), band.until === null ? bbox.left + bbox.width : x(band.until)];
      ctx.globalAlpha = 1;
      if (band.policy) {
        ctx.strokeStyle = colour("note");
        ctx.setLineDash([5 * ratio, 4 * ratio]);
        ctx.lineWidth = ratio;
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bbox.top + bbox.height);
        ctx.stroke();
        ctx.setLineDash([]);
      } else {
        ctx.globalAlpha = 0.18;
        ctx.fillStyle = colour("faint");
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
        ctx.globalAlpha = 1;
      }
    });
    chart.series.forEach(({ low, high }, index) => {
      if (hidden.has(index)) return;
      ctx.globalAlpha = 0.18;
      ctx.fillStyle = colour(`c${index % 8}`);
      for (const piece of pieces(low, high)) {
        ctx.beginPath();
        piece.forEach((at, step) => (step === 0 ? ctx.moveTo(x(chart.x[at]), y(high[at])) : ctx.lineTo(x(chart.x[at]), y(high[at]))));
        for (const at of piece.reverse()) ctx.lineTo(x(chart.x[at]), y(low[at]));
        ctx.fill();
      }
    });
    ctx.restore();
    ctx.font = `${11 * ratio}px system-ui, DejaVu Sans, sans-serif`;
    chart.bands.forEach((band, index) => {
      ctx.fillStyle = colour(band.policy ? "note" : "faint");
      const room = bbox.left + bbox.width - ctx.measureText(band.name).width;
      ctx.fillText(band.name, Math.max(bbox.left, Math.min(x(band.from), room)), bbox.top - (4 + (index % 3) * 13) * ratio);
    });
    ctx.restore();
  }

  repaints.push(() => {
    plot.destroy();
    plot = make();
  });
  new ResizeObserver(() => plot.setSize({ width: holder.clientWidth, height: holder.clientHeight })).observe(holder);
}

// Stretches in which both are known.
function pieces(low, high) {
  const found = [[]];
  for (let at = 0; at < high.length; at += 1) {
    if (high[at] === null || low[at] === null) found.push([]);
    else found.at(-1).push(at);
  }
  return found.filter((piece) => piece.length > 1);
}

const whenSeen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    whenSeen.unobserve(target);
    drawChart(target);
  }
}, { rootMargin: "300px" });
for (const holder of document.querySelectorAll(".chart")) whenSeen.observe(holder);

// The numbers of a chart as a table, made when they are asked for.
for (const holder of document.querySelectorAll("details.numbers")) {
  holder.addEventListener("toggle", () => {
    if (!holder.open || holder.querySelector("table") !== null) return;
    const { x, series, title } = chartOf(holder);
    const table = element("table", "");
    const head = table.createTHead().insertRow();
    for (const word of ["s", ...series.map(({ label }) => label)]) head.append(element("th", word, { scope: "col" }));
    const body = table.createTBody();
    x.forEach((at, index) => {
      const row = body.insertRow();
      row.append(element("th", shown(at), { scope: "row" }), ...series.map(({ mean }) => element("td", shown(mean[index]), { class: "number" })));
    });
    const scroll = element("div", "", { class: "scroll", tabindex: "0", role: "region", "aria-label": title });
    scroll.append(table);
    holder.append(scroll);
  });
}
