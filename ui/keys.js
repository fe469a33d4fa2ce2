// In a text field Ctrl+Z takes back what was typed, as everywhere, and not the last step of the scenario.
// Where a redrawn dialog has lost the focus, Escape still closes it and Tab goes on inside it.
// The button beside a link or a picture copies it; where the browser keeps the clipboard to itself, it says what else to do.
if (!window.smKeys) {
  window.smKeys = true;
  window.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("textarea, [contenteditable='true'], input:not([type='range'], [type='radio'], [type='checkbox'])");
    if (field && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") event.stopPropagation();
  }, true);
  // In the field of a lever the arrows go one step of its slider; the step is taken as if it had been typed.
  window.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("[class*='st-key-box_'] input");
    const slider = field?.closest("[class*='st-key-line_']")?.querySelector("input[type='range']");
    const number = Number(field?.value.replace(",", ".") || NaN);
    const steps = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!slider || !steps || Number.isNaN(number)) return;
    event.preventDefault();
    const next = String(Number((number + steps * Number(slider.step)).toFixed(10)));
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, next);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true }));
  });
  window.addEventListener("keydown", (event) => {
    const dialog = document.activeElement === document.body && [...document.querySelectorAll("[role='dialog']")].at(-1);
    if (!dialog) return;
    if (event.key === "Escape") dialog.querySelector("[aria-label='Close']")?.click();
    else if (event.key === "Tab") dialog.focus();
  }, true);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".sm-copy");
    if (!button) return;
    const [picture, field, said] = ["img", "input", ".sm-copied"].map((part) => button.parentElement.querySelector(part));
    if (picture) {
      try {
        const bytes = Uint8Array.from(atob(picture.src.split(",")[1]), (letter) => letter.charCodeAt(0));
        await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
        said.textContent = "Copied";
      } catch {
        said.textContent = "This browser does not let the page copy: open the picture's own menu and choose Copy image";
      }
      return;
    }
    if (!field.hasAttribute("data-fixed")) field.value = location.href;
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      copied = document.execCommand("copy");
    }
    said.textContent = copied ? "Copied" : "Marked: press Ctrl+C to copy it";
  });
}
