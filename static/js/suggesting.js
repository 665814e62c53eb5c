// Suggestions while one writes: people and authorities after @, our own contents after # or [[.
// The addresses answer as a combobox's do; the list is announced, and chosen by keyboard or by touch.
import { paused } from "./dom.js";
import { Listbox } from "./listbox.js";
import { plainly, write } from "./writing.js";

const KINDS = [
  {
    source: "mentionsUrl",
    label: "Personnes et collectivités",
    begun: /(?:^|[\s(«])(@([\p{L}\d-]{1,60}))$/u,
    text: ({ value }) => `@${value} `,
  },
  {
    source: "thingsUrl",
    label: "Contenus à citer",
    begun: /(\[\[([^[\]\n]{0,60}))$|(?:^|[\s(«])(#([\p{L}\d][^\s#[\]]{0,60}))$/u,
    text: ({ label, value }) => `[${plainly(label)}](${value}) `,
  },
];

export function suggestIn(field) {
  const kinds = KINDS.filter(({ source }) => field.dataset[source]);
  if (!kinds.length) return () => {};
  const list = new Listbox(field, "Propositions", (chosen) => {
    const found = begunIn(field, kinds);
    if (found) write(field, found.kind.text(chosen), found.from, field.selectionStart);
  });
  const look = async () => {
    const found = begunIn(field, kinds);
    if (!found) return list.close();
    const url = new URL(field.dataset[found.kind.source], location.href);
    url.searchParams.set("q", found.words);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || begunIn(field, kinds)?.words !== found.words) return;
    list.name(found.kind.label);
    list.show((await answer.json()).slice(0, 8));
  };
  const soon = paused(look, 200);
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", (event) => event.isTrusted && soon());
  return look;
}

function begunIn(field, kinds) {
  const before = field.value.slice(0, field.selectionStart);
  for (const kind of kinds) {
    const found = kind.begun.exec(before);
    if (found) {
      const [whole, words] = found.slice(1).filter((part) => part !== undefined);
      return { kind, words: words.trim(), from: before.length - whole.length };
    }
  }
  return null;
}
