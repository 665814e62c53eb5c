// Refreshes a fragment each second until the one that comes no longer asks for it (data-poll-url).
import { bind } from "../bind.js";
import { parse } from "../dom.js";

export function start(element) {
  setTimeout(() => refresh(element, 0), 1000);
}

async function refresh(element, failures) {
  if (!element.isConnected) return;
  const answer = await fetch(element.dataset.pollUrl, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) {
    if (failures < 6) setTimeout(() => refresh(element, failures + 1), 1000 * 2 ** failures);
    return;
  }
  const fresh = parse(await answer.text()).body.firstElementChild;
  if (!fresh) return;
  // Finished work changes more than its gauge: the page says so only when asked to reload.
  if (element.dataset.pollReload && !fresh.dataset.pollUrl) return location.reload();
  element.replaceWith(fresh);
  bind(fresh);
}
