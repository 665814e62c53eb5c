// A field that suggests while one types. The address answers [{label, value, hint}] to ?q=.
// The chosen value goes to the hidden field named by data-value-field, or into the field itself.
import { paused } from "../dom.js";
import { Listbox } from "../listbox.js";

export function start(field) {
  const target = field.dataset.valueField ? document.getElementById(field.dataset.valueField) : null;
  let asked = 0;

  const list = new Listbox(field, "Propositions", ({ label, value }) => {
    field.value = target ? label : value;
    if (target) target.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const ask = paused(async () => {
    const mine = ++asked;
    const query = field.value.trim();
    if (query.length < 2) return list.close();
    const url = new URL(field.dataset.sourceUrl, location.href);
    url.searchParams.set("q", query);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked || document.activeElement !== field) return;
    list.show((await answer.json()).slice(0, 12));
  }, 200);

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.autocomplete = "off";
  field.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    if (target) target.value = "";
    ask();
  });
}
