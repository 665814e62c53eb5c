// Says how many characters are left; speaks only near the limit and after a pause.
import { make, paused } from "../dom.js";

export function start(line) {
  const field = document.getElementById(line.dataset.counterFor);
  const limit = Number(line.dataset.limit);
  const spoken = make("span", { class: "visually-hidden", role: "status" });
  const speak = paused((sentence) => (spoken.textContent = sentence), 1000);

  function count() {
    const left = limit - field.value.length;
    const amount = Math.abs(left).toLocaleString("fr-FR");
    const noun = Math.abs(left) < 2 ? "caractère" : "caractères";
    line.textContent = left < 0 ? `${amount} ${noun} de trop` : `Encore ${amount} ${noun}`;
    line.classList.toggle("field__counter--over", left < 0);
    if (left < limit / 10) speak(line.textContent);
  }

  line.after(spoken);
  field.dataset.limit = limit;
  field.removeAttribute("maxlength"); // going over is said, and cut by its author, not silently
  field.addEventListener("input", count);
  count();
}
