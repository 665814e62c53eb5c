// Applies filters as soon as one changes; only where the page asks for it.
export function start(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
