// Warns before a page is left when something written there would be lost.
import { valuesOf } from "../server.js";

export function start(form) {
  let known = JSON.stringify(valuesOf(form));
  let leaving = false;

  form.addEventListener("submit", () => (leaving = true));
  form.addEventListener("comite:saved", (event) => (known = event.detail));
  addEventListener("pageshow", () => (leaving = false));
  const warn = (event) => {
    if (!leaving && form.isConnected && JSON.stringify(valuesOf(form)) !== known) event.preventDefault();
  };
  // Registered only once something is written, so that unread pages keep the fast way back.
  form.addEventListener("input", () => addEventListener("beforeunload", warn), { once: true });
}
