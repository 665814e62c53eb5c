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
  const page = parse(await answer.text()).body;
  const fresh = page.querySelector("[data-poll-url]") ?? page.firstElementChild;
  if (!fresh) return;
  // Finished work changes more than its gauge: the page says so only when asked to reload.
  if (element.dataset.pollReload && !fresh.dataset.pollUrl) {
    // Not while files are leaving from the page: they would have to be chosen again.
    if (document.querySelector(".sending__item")) setTimeout(() => refresh(element, 0), 3000);
    else location.reload();
    return;
  }
  element.replaceWith(fresh);
  bind(fresh);
}
