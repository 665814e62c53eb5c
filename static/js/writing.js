// Writing Markdown into a textarea, so that the browser's own undo takes it back.

// insertText keeps the undo; setRangeText is for browsers that have left it.
export function write(field, text, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function applyTool(field, tool) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  if (tool.before) {
    const head = value.lastIndexOf("\n", from - 1) + 1;
    write(field, value.slice(head, to).replace(/^/gm, tool.before), head, to);
    return;
  }
  const words = value.slice(from, to) || (tool.sample ?? "");
  write(field, tool.around[0] + words + tool.around[1], from, to);
  field.setSelectionRange(from + tool.around[0].length, from + tool.around[0].length + words.length);
}

// A word that no sign of Markdown changes.
export function plainly(words) {
  return words.replace(/[\\[\]*_`<|]/g, "\\$&");
}
