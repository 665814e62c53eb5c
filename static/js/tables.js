// A selection copied from a spreadsheet, as a Markdown table; null when the clipboard holds something else.
import { parse } from "./dom.js";

const NUMBER = /^[-+−]?\d[\d\s.,]*\s?[%€]?$/;

export function tableFrom(clipboard) {
  const rows = fromHtml(clipboard.getData("text/html")) ?? fromText(clipboard.getData("text/plain"));
  if (!rows) return null;
  while (rows.length && rows.at(-1).every((cell) => !cell)) rows.pop();
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length < 2 || width < 2) return null;
  const whole = rows.map((row) => Array.from({ length: width }, (_, rank) => row[rank] ?? ""));
  const marks = whole[0].map((_, rank) => (isNumeric(whole.slice(1).map((row) => row[rank])) ? "--:" : "---"));
  const lines = [whole[0], marks, ...whole.slice(1)].map((row) => `| ${row.join(" | ")} |`);
  return { text: lines.join("\n"), rows: rows.length, columns: width };
}

function isNumeric(cells) {
  const filled = cells.filter(Boolean);
  return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
}

function cellOf(words) {
  return words.trim().replace(/\s+/g, " ").replace(/\|/g, "\\|");
}

// Only when the table is all there is: a piece of a page that contains one stays a text.
function fromHtml(html) {
  if (!/<table/i.test(html)) return null;
  const page = parse(html);
  page.querySelectorAll("style, meta, title").forEach((each) => each.remove());
  const table = page.querySelector("table");
  const rows = [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => [cellOf(cell.textContent), ...Array(Math.min(cell.colSpan, 60) - 1).fill("")]),
  );
  table.remove();
  return page.body.textContent.trim() ? null : rows;
}

// Tabs between cells; quotes around a cell that holds tabs or lines.
function fromText(text) {
  if (!text.includes("\t")) return null;
  const rows = [[]];
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (const [, quoted, bare, end] of lines.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push(cellOf(quoted?.replace(/""/g, '"') ?? bare));
    if (end === "\n") rows.push([]);
    if (!end) break;
  }
  return rows;
}
