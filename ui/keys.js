// In a text field Ctrl+Z takes back what was typed, as everywhere, and not the last step of the scenario.
// The button beside the link of a page copies it; where the browser keeps the clipboard to itself, it marks the link.
if (!window.smKeys) {
  window.smKeys = true;
  window.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("textarea, [contenteditable='true'], input:not([type='range'], [type='radio'], [type='checkbox'])");
    if (field && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") event.stopPropagation();
  }, true);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".sm-copy");
    if (!button) return;
    const field = button.parentElement.querySelector("input"), said = button.parentElement.querySelector(".sm-copied");
    field.value = location.href;
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
