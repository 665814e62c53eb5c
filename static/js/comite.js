// The entry: fetches a behaviour only when the page asks for it by data-behaviour="name other".
// Each module of behaviours/ exports `start(element)`.
import { applyTheme } from "./theme.js";

applyTheme();

export function bind(root) {
  for (const element of root.querySelectorAll("[data-behaviour]")) {
    for (const name of element.dataset.behaviour.trim().split(/\s+/)) {
      import(`./behaviours/${name}.js`).then((behaviour) => behaviour.start(element));
    }
  }
}

bind(document);
