// Suggestions while one writes: people and authorities after @, our own contents after # or [[.
// The addresses answer as a combobox's do; the list is announced, and chosen by keyboard or by touch.
import { paused } from "./dom.js";
import { Listbox } from "./listbox.js";
import { plainly } from "./plain.js";
import { write } from "./writing.js";

const KINDS = [
  {
    source: "mentionsUrl",
    label: "Personnes et collectivités",
    begun: /(?:^|[^\p{L}\d_@/.])(@([\p{L}\d-]{1,60}))$/u,
    rest: /^[\p{L}\d-]*/u,
    text: ({ value }) => `@${value}`,
  },
  {
    source: "thingsUrl",
    label: "Contenus à citer",
    begun: /(\[\[([^[\]\n]{0,60}))$|(?:^|[\s(«’'])(#([\p{L}\d][^\s#[\]]{0,60}))$/u,
    rest: /^(?:\]\])?/,
    text: ({ label, value }) => `[${plainly(label)}](${value})`,
  },
];

export function suggestIn(field) {
  const kinds = KINDS.filter(({ source }) => field.dataset[source]);
  if (!kinds.length) return () => {};
  const list = new Listbox(field, "Propositions", (chosen) => {
    const found = begunIn(field, kinds);
    if (!found) return;
    const { rest, text } = found.kind;
    const to = field.selectionStart + rest.exec(field.value.slice(field.selectionStart))[0].length;
    write(field, text(chosen) + (/^[\s,.;:!?)]/.test(field.value.slice(to)) ? "" : " "), found.from, to);
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
  field.setAttribute("aria-haspopup", "listbox");
  field.addEventListener("input", (event) => event.isTrusted && soon());
  for (const moved of ["keyup", "click"]) field.addEventListener(moved, () => list.isOpen && !begunIn(field, kinds) && list.close());
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
