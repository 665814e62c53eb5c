// A word that no sign of Markdown changes.
export function plainly(words) {
  return words
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/\\(?=[!-/:-@[-`{-~])|[*`[\]|~]|(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, "\\$&");
}
