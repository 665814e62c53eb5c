// A selection copied from a spreadsheet, as a Markdown table; null when the clipboard holds something else.
import { parse } from "./dom.js";
import { plainly } from "./plain.js";

const NUMBER = /^[-+−]?\d[\d\s.,]*\s?[%€]?$/;
const SPAN_MAX = 60;

export function tableFrom(clipboard) {
  const cells = fromHtml(clipboard.getData("text/html")) ?? fromText(clipboard.getData("text/plain"));
  if (!cells) return null;
  const width = Math.max(0, ...cells.map((row) => row.length));
  let rows = cells.map((row) => Array.from({ length: width }, (_, rank) => (row[rank] ?? "").trim().replace(/\s+/g, " ")));
  // What was selected beside the table, and what only separates, says nothing.
  rows = rows.filter((row) => row.some(Boolean));
  const used = (_, rank) => rows.some((row) => row[rank]);
  rows = rows.map((row) => row.filter(used));
  if (!(rows[1]?.length > 1)) return null;
  const marks = rows[0].map((_, rank) => (isNumeric(rows.slice(1).map((row) => row[rank])) ? "--:" : "---"));
  const [heads, ...others] = rows.map((row) => row.map(plainly));
  const lines = [heads, marks, ...others].map((row) => `| ${row.join(" | ")} |`);
  return { text: lines.join("\n"), rows: rows.length, columns: marks.length };
}

function isNumeric(cells) {
  const filled = cells.filter(Boolean);
  return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
}

// Only when the table is all there is: a piece of a page that contains one stays a text.
function fromHtml(html) {
  if (!/<table/i.test(html)) return null;
  const page = parse(html);
  page.querySelectorAll("style, meta, title").forEach((each) => each.remove());
  page.querySelectorAll("br, p, div, li").forEach((each) => each.after(" "));
  const table = page.querySelector("table");
  const rows = placed([...table.rows]);
  table.remove();
  return page.body.textContent.trim() ? null : rows;
}

// Cells where they are seen: one that spreads over others leaves them empty.
function placed(lines) {
  const rows = lines.map(() => []);
  lines.forEach((line, rank) => {
    let place = 0;
    for (const cell of line.cells) {
      while (rows[rank][place] !== undefined) place += 1;
      const [down, across] = [cell.rowSpan || lines.length, cell.colSpan].map((span) => Math.min(span, SPAN_MAX));
      for (let below = 0; below < down && rank + below < lines.length; below += 1) {
        for (let beside = 0; beside < across; beside += 1) rows[rank + below][place + beside] ??= "";
      }
      rows[rank][place] = cell.textContent;
      place += across;
    }
  });
  return rows;
}

// Tabs between cells; quotes around a cell that holds tabs or lines.
function fromText(text) {
  if (!text.includes("\t")) return null;
  const rows = [[]];
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (const [, quoted, bare, end] of lines.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push(quoted?.replace(/""/g, '"') ?? bare);
    if (end === "\n") rows.push([]);
    if (!end) break;
  }
  return rows;
}
