// On paper charts take its width, and its light colours where the screen is dark: --sm-inks lists pairs of colours.
// On a phone the menu closes when a page is chosen. What scrolls sideways can be moved by keys.
if (!window.smPage) {
  window.smPage = true;
  const NARROW = 768;
  let undo = [];

  const set = (element, name, value) => {
    const before = element.style.getPropertyValue(name), weight = element.style.getPropertyPriority(name);
    element.style.setProperty(name, value, "important");
    undo.push(() => element.style.setProperty(name, before, weight));
  };

  const parts = (colour) => colour.match(/[\d.]+/g)?.map(Number) ?? [];
  const written = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join();

  const brightness = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  // The ink of a text on a mark is chosen anew, as the mark has another colour now.
  const inked = (texts, plot) => {
    const marks = [...plot.querySelectorAll(".point path, .slice path.surface, .shapelayer path")]
      .map((mark) => [mark.getBoundingClientRect(), getComputedStyle(mark).fill])
      .filter(([box, fill]) => box.width && parts(fill).length >= 3);
    for (const text of texts) {
      const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
      const under = marks.filter(([one]) => one.left <= x && x <= one.right && one.top <= y && y <= one.bottom).at(-1);
      set(text, "fill", under && brightness(under[1]) < 0.18 ? "#ffffff" : "#050505");
    }
  };

  const recoloured = (inks) => {
    for (const element of document.querySelectorAll(".js-plotly-plot .main-svg *, .sm-swatch, .sm-ladder i, .sm-line")) {
      const found = getComputedStyle(element);
      for (const name of element.closest(".main-svg") ? ["fill", "stroke"] : ["background-color", "border-top-color"]) {
        const [red, green, blue, alpha] = parts(found[name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())]);
        const light = inks.get([red, green, blue].join());
        if (light && alpha !== 0) set(element, name, alpha === undefined ? light : `${light}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`);
      }
    }
  };

  const drawForPaper = () => {
    for (const box of document.querySelectorAll(".js-plotly-plot .svg-container")) {
      const layers = [...box.querySelectorAll(":scope > .main-svg")], size = layers[0] && [layers[0].getAttribute("width"), layers[0].getAttribute("height")];
      if (!size) continue;
      set(box, "--sm-shape", size.join(" / "));
      for (const layer of layers) {
        layer.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
        undo.push(() => layer.removeAttribute("viewBox"));
      }
    }
    const listed = getComputedStyle(document.documentElement).getPropertyValue("--sm-inks").match(/#\w{6}/g) ?? [];
    if (!listed.length) return;
    const inks = new Map(listed.map((ink, place) => [written(ink), listed[place + 1]]).filter((_, place) => place % 2 === 0));
    const onMarks = [...document.querySelectorAll(".js-plotly-plot")].map((plot) => [
      plot, [...plot.querySelectorAll("text")].filter((text) => ["5,5,5", "255,255,255"].includes(parts(getComputedStyle(text).fill).slice(0, 3).join())),
    ]);
    recoloured(inks);
    for (const [plot, texts] of onMarks) inked(texts, plot);
  };

  // A chart that finds itself in another room is drawn anew; then it is made ready for paper again.
  const redrawn = new MutationObserver(drawForPaper);

  const toPaper = () => {
    if (undo.length) return;
    undo.push(() => redrawn.disconnect());
    drawForPaper();
    redrawn.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["width"] });
  };

  const toScreen = () => {
    for (const back of undo.reverse()) back();
    undo = [];
  };

  const paper = window.matchMedia("print");
  paper.addEventListener("change", () => (paper.matches ? toPaper() : toScreen()));
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);

  document.addEventListener("animationstart", ({ animationName, target }) => {
    if (animationName !== "sm-scrolls") return;
    target.tabIndex = 0;
    target.setAttribute("role", "group");
    target.setAttribute("aria-label", "Map, moves sideways with the arrow keys");
  });

  // Back from a section leads to where the contents stand, as the browser remembers no place in what scrolls inside.
  window.addEventListener("hashchange", () => {
    const to = location.hash ? document.getElementById(location.hash.slice(1)) : document.querySelector(".sm-contents");
    to?.scrollIntoView({ block: location.hash ? "start" : "center" });
  });

  document.addEventListener("click", (event) => {
    if (window.innerWidth > NARROW || !event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), 0);
  });
}
