// Buttons that write Markdown marks around the selection of a textarea; Ctrl+B, Ctrl+I and Ctrl+K too.
import { make } from "../dom.js";

const TOOLS = [
  { label: "Gras", face: "G", key: "b", around: ["**", "**"], sample: "texte important" },
  { label: "Italique", face: "I", key: "i", around: ["*", "*"], sample: "texte" },
  { label: "Lien", face: "Lien", key: "k", around: ["[", "](https://)"], sample: "texte du lien" },
  { label: "Liste", face: "Liste", before: "- " },
  { label: "Citation", face: "Citation", before: "> " },
  { label: "Tableau", face: "Tableau", around: ["\n| ", " |  |\n| --- | --- |\n|  |  |\n"], sample: "Colonne" },
];

export function start(field) {
  const bar = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Mise en forme" });
  const buttons = TOOLS.map((tool, rank) => {
    const face = make("button", { type: "button", class: "toolbar__button", tabindex: rank ? -1 : 0 }, tool.face);
    if (tool.face.length === 1) face.setAttribute("aria-label", tool.label);
    face.addEventListener("click", () => apply(field, tool));
    return face;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons.forEach((button, rank) => (button.tabIndex = rank === place ? 0 : -1));
    buttons[place].focus();
  });
  field.before(bar);
  field.addEventListener("keydown", (event) => {
    const tool = (event.ctrlKey || event.metaKey) && !event.altKey && TOOLS.find(({ key }) => key === event.key);
    if (!tool) return;
    event.preventDefault();
    apply(field, tool);
  });
}

function apply(field, tool) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  field.focus();
  if (tool.before) {
    const head = value.lastIndexOf("\n", from - 1) + 1;
    const lines = value.slice(head, to).replace(/^/gm, tool.before);
    write(field, lines, head, to);
    field.setSelectionRange(head + lines.length, head + lines.length);
    return;
  }
  const words = value.slice(from, to) || tool.sample;
  write(field, tool.around[0] + words + tool.around[1], from, to);
  field.setSelectionRange(from + tool.around[0].length, from + tool.around[0].length + words.length);
}

// insertText keeps the browser's own undo; setRangeText is for those that have left it.
function write(field, text, from, to) {
  field.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
