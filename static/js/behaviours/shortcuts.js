// Single keys that lead somewhere; whoever dictates or slips can switch them off, on this device (WCAG 2.1.4).
const KEY = "comite.shortcuts";

export function start(dialog) {
  const box = dialog.querySelector("input");
  let led = 0;
  document.querySelector("[data-dialog=raccourcis]").parentElement.hidden = false;
  try {
    box.checked = localStorage.getItem(KEY) !== "off";
  } catch {
    box.checked = false;
  }
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !box.checked) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const place = Date.now() - led < 1500 && dialog.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    led = event.key === "g" ? Date.now() : 0;
    if (place) place.click();
    else if (event.key === "/") document.querySelector("#recherche-generale").focus();
    else if (event.key === "?") dialog.showModal();
    else return;
    event.preventDefault();
  });
}
