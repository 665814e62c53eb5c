// Gives elements their behaviours: each module of behaviours/ exports `start(element)`.
export function bind(root) {
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) found.unshift(root);
  for (const element of found) {
    // Not `dataset`: a form with a field of this name answers with its field.
    for (const name of element.getAttribute("data-behaviour").trim().split(/\s+/)) {
      import(`./behaviours/${name}.js`).then((behaviour) => behaviour.start(element));
    }
  }
}
