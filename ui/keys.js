// In a text field Ctrl+Z takes back what was typed, as everywhere, and not the last step of the scenario.
if (!window.smKeys) {
  window.smKeys = true;
  window.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("textarea, [contenteditable='true'], input:not([type='range'], [type='radio'], [type='checkbox'])");
    if (field && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") event.stopPropagation();
  }, true);
}
