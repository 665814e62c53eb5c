// Gives elements their behaviours: each module of behaviours/ exports `start(element)`.
export function bind(root) {
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) found.unshift(root);
  for (const element of found) {
    for (const name of element.dataset.behaviour.trim().split(/\s+/)) {
      import(`./behaviours/${name}.js`).then((behaviour) => behaviour.start(element));
    }
  }
}
