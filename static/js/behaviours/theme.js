// The choice of appearance in the footer, shown only where it works.
import { chooseTheme, chosenTheme } from "../theme.js";

export function start(form) {
  const select = form.querySelector("select");
  select.value = chosenTheme();
  form.hidden = false;
  select.addEventListener("change", () => chooseTheme(select.value));
}
