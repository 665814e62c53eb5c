// The place where one writes Markdown: tools above, suggestions, tables from a spreadsheet, files, a preview.
// Without it the textarea does its plain work, and what is pasted stays as it was.
import { draw, fill, make, paused } from "../dom.js";
import { send } from "../server.js";
import { suggestIn } from "../suggesting.js";
import { tableFrom } from "../tables.js";
import { applyTool, link, table, write, writeBlock } from "../writing.js";

// Those of components/icon.html: where words do not fit in a line, a drawing stands for each.
const LINK = "M10 14a4 4 0 0 0 6 0l3.5-3.5a4 4 0 0 0-6-6L12 6M14 10a4 4 0 0 0-6 0l-3.5 3.5a4 4 0 0 0 6 6L12 18";
const LIST = "M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1";
const QUOTE = "M5 12h5v6H5zM5 12c0-4 1.5-5.5 4-6M14 12h5v6h-5zM14 12c0-4 1.5-5.5 4-6";
const TABLE = "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14";
const PAGE = "M6 3h8l4 4v14H6zM14 3v4h4";

const TOOLS = [
  { label: "Gras", face: "G", key: "b", mark: "**", sample: "texte important" },
  { label: "Italique", face: "I", key: "i", mark: "*", sample: "texte" },
  { face: "Lien", drawing: LINK, key: "k", apply: link },
  { face: "Liste", drawing: LIST, before: "- " },
  { face: "Citation", drawing: QUOTE, before: "> " },
  { face: "Tableau", drawing: TABLE, apply: table },
  { label: "Mentionner quelqu’un", face: "@", opens: "@", how: "Écrivez le début d’un nom.", needs: "mentionsUrl" },
  { label: "Citer un contenu du site", face: "Contenu", drawing: PAGE, opens: "[[", needs: "thingsUrl" },
];

export function start(field) {
  const status = make("p", { class: "editor__status", role: "status" });
  const look = suggestIn(field);
  field.before(toolbar(field, look));
  const end = field.parentElement.querySelector(".listbox__anchor") ?? field;
  end.after(status);
  if (field.dataset.previewUrl) status.after(preview(field));
  let plain = false;
  field.addEventListener("keydown", (event) => {
    plain = event.shiftKey; // Ctrl+Shift+V pastes the words as they are
    const tool = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && TOOLS.find(({ key }) => key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    applyTool(field, tool);
  });
  field.addEventListener("input", () => (status.textContent = ""));
  field.addEventListener("paste", (event) => paste(event, field, status, plain));
  field.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  field.addEventListener("drop", (event) => handOver(event, event.dataTransfer.files, field));
}

function toolbar(field, look) {
  const bar = make("div", { class: "toolbar", role: "toolbar", "aria-label": "Mise en forme" });
  bar.setAttribute("aria-controls", field.id);
  const tools = TOOLS.filter(({ needs }) => !needs || field.dataset[needs]);
  const buttons = tools.map((tool, rank) => {
    const { face: word, drawing, label = word } = tool;
    const face = make("button", { type: "button", class: "toolbar__button", tabindex: rank ? -1 : 0, title: label });
    face.setAttribute("aria-label", label);
    if (drawing) face.append(draw(drawing));
    face.append(make("span", { class: drawing ? "toolbar__word" : null }, word));
    if (tool.key) face.setAttribute("aria-keyshortcuts", `Control+${tool.key.toUpperCase()}`);
    face.addEventListener("click", () => (tool.opens ? open(field, tool, look) : applyTool(field, tool)));
    return face;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const places = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here ? here - 1 : last, Home: 0, End: last };
    if (!(event.key in places)) return;
    event.preventDefault();
    buttons.forEach((button, rank) => (button.tabIndex = rank === places[event.key] ? 0 : -1));
    buttons[places[event.key]].focus();
  });
  return bar;
}

// Writes what opens the suggestions, apart from the word before it.
function open(field, { opens, how }, look) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  write(field, (/[^\s(«]$/.test(value.slice(0, from)) ? " " : "") + opens + value.slice(from, to), from, to);
  if (how) field.parentElement.querySelector(".editor__status").textContent = how;
  look();
}

function paste(event, field, status, plain) {
  const cells = plain ? null : tableFrom(event.clipboardData);
  status.textContent = "";
  if (!cells) {
    if (!event.clipboardData.types.includes("text/plain")) handOver(event, event.clipboardData.files, field);
    return;
  }
  event.preventDefault();
  const { selectionStart: from, selectionEnd: to, value } = field;
  const text = `${cells.text}\n`;
  const most = field.maxLength > 0 ? field.maxLength : Number(field.dataset.limit ?? Infinity);
  if (value.length - (to - from) + text.length > most) {
    status.textContent = "Ce tableau est trop grand pour ce texte : joignez plutôt le fichier.";
    return;
  }
  writeBlock(field, text, from, to);
  status.textContent =
    `Tableau de ${cells.rows} lignes et ${cells.columns} colonnes inséré. ` +
    "Ctrl+Z l’annule ; Ctrl+Maj+V colle le texte tel quel.";
}

// Files dropped or pasted here join those of the form, where it takes some.
function handOver(event, files, field) {
  const input = field.form?.matches("[data-uploads-url]") && field.form.querySelector("input[type=file]");
  if (!files.length || !input) return;
  event.preventDefault();
  input.dispatchEvent(new CustomEvent("comite:files", { detail: [...files] }));
}

// The text as it will be published, rendered by the server; asked for after a pause, only while open.
function preview(field) {
  const result = make("div", { class: "preview__result prose" });
  const folder = make("details", { class: "preview__folder" }, make("summary", {}, "Aperçu"), result);
  let asked = 0;
  const refresh = paused(async () => {
    if (!folder.open) return;
    const mine = ++asked;
    try {
      const answer = await send(field.dataset.previewUrl, { text: field.value }, field.form);
      if (mine !== asked) return;
      if (answer.ok) fill(result, await answer.text());
      else result.textContent = (await answer.json().catch(() => ({}))).error ?? "L’aperçu n’est pas disponible.";
    } catch {
      result.textContent = "L’aperçu reviendra avec la connexion.";
    }
  });
  field.addEventListener("input", refresh);
  folder.addEventListener("toggle", refresh);
  return make("div", { class: "preview" }, folder);
}
