// What carries data-asks is asked where it comes from on a click; so is a mark of a chart whose trace names its marks
// as meta.
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

  document.addEventListener("pointerover", (event) => {
    const plot = event.target.closest?.(".js-plotly-plot");
    if (!plot?.on || plot.smAsked === plot._ev) return;
    plot.smAsked = plot._ev;
    plot.on("plotly_click", ({ points }) => {
      const key = plot.closest("[class*='st-key-']")?.className.match(/st-key-(\S+)/)?.[1];
      const mark = (points ?? []).map((point) => markOf(point, plot)).find(Boolean);
      if (key && mark) asks.send(`${key}:${mark}`);
    });
  });
}
