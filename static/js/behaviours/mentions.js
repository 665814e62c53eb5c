// Suggests people and authorities after an @ in a text. Same answers as a combobox; value is the name written.
import { paused } from "../dom.js";
import { Listbox } from "../listbox.js";

const BEGUN = /(?:^|[\s(«])@([\p{L}\d-]{1,60})$/u;

export function start(field) {
  const list = new Listbox(field, "Personnes et collectivités", ({ value }) => {
    const begun = wordBeforeCaret(field);
    if (begun === null) return;
    const caret = field.selectionStart;
    field.setRangeText(`@${value} `, caret - begun.length - 1, caret, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const ask = paused(async () => {
    const begun = wordBeforeCaret(field);
    if (begun === null) return list.close();
    const url = new URL(field.dataset.mentionsUrl, location.href);
    url.searchParams.set("q", begun);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && wordBeforeCaret(field) === begun) list.show((await answer.json()).slice(0, 8));
  }, 200);

  field.addEventListener("input", (event) => event.isTrusted && ask());
}

function wordBeforeCaret(field) {
  return BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;
}
