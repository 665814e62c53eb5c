// Writing Markdown into a textarea, so that the browser's own undo takes it back.

// What stands before the words of a line: « - », « 2. », « > », « ## ».
const OPENING = /^\s*(?:(?:[-*+>]|\d+\.|#{1,6})\s+)*/;
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

// insertText keeps the undo; setRangeText is for browsers that have left it.
export function write(field, text, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function applyTool(field, tool) {
  if (tool.mark) around(field, tool);
  else if (tool.before) before(field, tool.before);
  else tool.apply(field);
}

// Bold or not: pressed twice, a tool takes back what it wrote. Each line is marked by itself, as Markdown wants.
function around(field, { mark, sample }) {
  const { value } = field;
  const wide = mark.length;
  let [from, to] = wordsOf(field);
  if (from === to) {
    write(field, mark + sample + mark, from, to);
    return field.setSelectionRange(from + wide, from + wide + sample.length);
  }
  if (has(wide, value.slice(0, from), value.slice(to))) [from, to] = [from - wide, to + wide];
  const isHead = !from || value[from - 1] === "\n";
  const lines = value.slice(from, to).split("\n").map((line, rank) => {
    const head = rank || isHead ? OPENING.exec(line)[0] : "";
    return [head, line.slice(head.length).trim()];
  });
  const isMarked = lines.every(([, words]) => !words || has(wide, words, words));
  const turned = (words) => words && (isMarked ? words.slice(wide, -wide) : mark + words + mark);
  const text = lines.map(([head, words]) => head + turned(words)).join("\n");
  write(field, text, from, to);
  field.setSelectionRange(from, from + text.length);
}

// Whether stars end a text and begin another: two are bold, one is italic, three are both.
function has(wide, closing, opening) {
  return [/\**$/.exec(closing), /^\**/.exec(opening)].every(([stars]) => (wide > 1 ? stars.length > 1 : stars.length % 2));
}

// The selection without the spaces around it: « **mot ** » would stay as it is.
function wordsOf({ selectionStart: from, selectionEnd: to, value }) {
  const chosen = value.slice(from, to);
  if (!chosen.trim()) return [to, to];
  return [to - chosen.trimStart().length, from + chosen.trimEnd().length];
}

// Items and quotes: whole lines, each with its mark, apart from the words around; pressed again, taken back.
function before(field, mark) {
  const { value } = field;
  let { selectionStart: from, selectionEnd: to } = field;
  if (to > from && value[to - 1] === "\n") to -= 1;
  from = value.lastIndexOf("\n", from - 1) + 1;
  to = value.indexOf("\n", to) < 0 ? value.length : value.indexOf("\n", to);
  const lines = value.slice(from, to).split("\n");
  const isOne = lines.length === 1;
  const isMarked = lines.some(Boolean) && lines.every((line) => !line || line.startsWith(mark));
  const keeps = (line) => isOne || line || mark === "> ";
  const text = lines.map((line) => (isMarked ? line.slice(mark.length) : keeps(line) ? mark + line : line)).join("\n");
  const gaps = isMarked ? ["", ""] : gapsAround(value, from, to, mark);
  write(field, gaps[0] + text + gaps[1], from, to);
  const end = from + gaps[0].length + text.length;
  field.setSelectionRange(isOne ? end : from + gaps[0].length, end);
}

// A block of its own in the place of the selection.
export function writeBlock(field, text, from, to) {
  const gaps = gapsAround(field.value, from, to);
  write(field, gaps[0] + text + gaps[1], from, to);
  return from + gaps[0].length;
}

// The empty lines that Markdown wants around a block; none beside a line of the same kind.
function gapsAround(value, from, to, mark = "") {
  const [above, below] = [value.slice(0, from), value.slice(to)];
  const isSame = (line) => mark && line.startsWith(mark);
  const first = isSame(above.slice(above.lastIndexOf("\n", above.length - 2) + 1)) ? "" : gap(above, /\n*$/);
  return [first, isSame(below.slice(1)) ? "" : gap(below, /^\n*/)];
}

function gap(beside, edge) {
  return beside.trim() ? "\n".repeat(Math.max(0, 2 - edge.exec(beside)[0].length)) : "";
}

// Words get the address to write, an address gets the words to write.
export function link(field) {
  const [from, to] = wordsOf(field);
  const chosen = field.value.slice(from, to);
  const isAddress = ADDRESS.test(chosen);
  const words = isAddress || !chosen ? "texte du lien" : chosen;
  const address = isAddress ? chosen : "https://";
  write(field, `[${words}](${address})`, from, to);
  const start = from + (words === chosen ? words.length + 3 : 1);
  field.setSelectionRange(start, start + (words === chosen ? address.length : words.length));
}

// An empty table, with its first heading to write.
export function table(field) {
  const [from, to] = wordsOf(field);
  const first = field.value.slice(from, to).replace(/\n/g, " ") || "Colonne 1";
  const start = writeBlock(field, `| ${first} | Colonne 2 |\n| --- | --- |\n|  |  |`, from, to);
  field.setSelectionRange(start + 2, start + 2 + first.length);
}
