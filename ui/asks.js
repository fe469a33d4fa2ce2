// What carries data-asks is asked where it comes from on a click; so is a mark of a chart whose trace names its marks
// as meta. Stacked bands answer for the one under the pointer.
export default function (component) {
  const asks = (window.smAsks ??= {});
  asks.send = (name) => component.setTriggerValue("asked", name);
  if (asks.listens) return;
  asks.listens = true;

  document.addEventListener("click", (event) => {
    const figure = event.target.closest?.("[data-asks]");
    if (figure) asks.send(figure.dataset.asks);
  });

  const markOf = (point, plot) => {
    const place = point.pointNumber ?? point.pointIndex;
    let meta = (point.data ?? plot?.data?.[point.curveNumber ?? 0])?.meta;
    if (!Array.isArray(meta)) return null;
    if (typeof place === "number" && Array.isArray(meta[0])) meta = meta[point.source ? 1 : 0]; // stations, strands
    const found = Array.isArray(place) ? meta[place[0]]?.[place[1]] : meta[place];
    return typeof found === "string" && found ? found : null;
  };

  const chosen = (plot, points, event) => {
    const axis = plot._fullLayout?.yaxis;
    const stacked = points.filter((point) => point.data?.stackgroup).sort((a, b) => a.curveNumber - b.curveNumber);
    if (stacked.length < 2 || !axis?.p2c) return points.find((point) => markOf(point, plot));
    const height = axis.p2c(event.clientY - plot.getBoundingClientRect().top - plot._fullLayout._size.t);
    let sum = 0;
    return stacked.find((point) => (sum += point.fullData.y[point.pointNumber]) >= height) ?? stacked.at(-1);
  };

  document.addEventListener("pointerover", (event) => {
    const plot = event.target.closest?.(".js-plotly-plot");
    if (!plot?.on || plot.smAsked === plot._ev) return;
    plot.smAsked = plot._ev;
    plot.on("plotly_click", ({ points, event: pointer }) => {
      const key = plot.closest("[class*='st-key-']")?.className.match(/st-key-(\S+)/)?.[1];
      const point = points?.length && chosen(plot, points, pointer), mark = point && markOf(point, plot);
      if (key && mark) asks.send(`${key}:${mark}`);
    });
  });
}
