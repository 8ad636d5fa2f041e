// Choosing a day: by its slider, by the arrow keys on it, or by a pointer on any chart. All charts follow, and say in
// words what they show of that day. Without this script there are the tables, and a title on every point.
"use strict";

const charts = [...document.querySelectorAll("figure.chart")].map((figure) => {
  const rows = [...figure.querySelectorAll("tbody tr")].reverse(); // oldest first
  return {
    rows,
    plot: figure.querySelector("svg.plot"),
    cursor: figure.querySelector(".cursor"),
    reading: figure.querySelector(".reading"),
    slider: figure.querySelector("input.days"),
    width: Number(figure.dataset.width),
  };
});

function show(chart, place) {
  const row = chart.rows[place];
  chart.cursor.setAttribute("transform", `translate(${row.dataset.x} 0)`);
  chart.cursor.classList.add("shown");
  chart.reading.textContent = row.dataset.said;
  chart.slider.value = String(place);
  chart.slider.setAttribute("aria-valuetext", row.dataset.said);
}

function choose(day) {
  for (const chart of charts) {
    const place = chart.rows.findIndex((row) => row.dataset.day === day);
    if (place >= 0) {
      show(chart, place);
    } else {
      chart.cursor.classList.remove("shown");
    }
  }
}

function nearest(chart, event) {
  const box = chart.plot.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * chart.width;
  let best = chart.rows[0];
  for (const row of chart.rows) {
    if (Math.abs(row.dataset.x - x) < Math.abs(best.dataset.x - x)) best = row;
  }
  return best.dataset.day;
}

for (const chart of charts) {
  chart.slider.hidden = false;
  chart.slider.addEventListener("input", () => choose(chart.rows[Number(chart.slider.value)].dataset.day));
  for (const kind of ["pointermove", "pointerdown"]) {
    chart.plot.addEventListener(kind, (event) => choose(nearest(chart, event)));
  }
}
