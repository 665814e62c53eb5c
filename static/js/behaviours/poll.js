// Refreshes a fragment each second until the one that comes no longer asks for it (data-poll-url). What has not changed
// stays where it is, and keeps the focus; how far the work is, is said aloud by quarters, not each second.
import { bind } from "../bind.js";
import { make, parse } from "../dom.js";

const QUARTER = 25;
const LEAVING = 3000;

// Reloading would call back whoever has just pressed a link, while its page is on its way.
let leftAt = -LEAVING;
addEventListener("beforeunload", () => {
  leftAt = performance.now();
});

export function start(element) {
  const voice = make("p", { class: "visually-hidden", role: "status" });
  element.after(voice);
  setTimeout(() => refresh(element, voice, 0), 1000);
}

async function refresh(element, voice, failures) {
  if (!element.isConnected) return;
  const again = (delay, failed = 0) => setTimeout(() => refresh(element, voice, failed), delay);
  const answer = await fetch(element.dataset.pollUrl, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) {
    if (failures < 6) again(1000 * 2 ** failures, failures + 1);
    return;
  }
  const page = parse(await answer.text()).body;
  const fresh = page.querySelector("[data-poll-url]") ?? page.firstElementChild;
  if (!fresh) return;
  // Finished work changes more than its gauge: the page says so only when asked to reload.
  if (element.dataset.pollReload && !fresh.dataset.pollUrl) {
    // Not while files are leaving from the page: they would have to be chosen again.
    if (document.querySelector(".sending__item") || performance.now() - leftAt < LEAVING) again(LEAVING);
    else location.reload();
    return;
  }
  say(voice, fresh);
  if (element.nodeName !== fresh.nodeName) {
    element.replaceWith(fresh);
    bind(fresh);
    return;
  }
  renew(element, fresh);
  if (element.dataset.pollUrl) again(1000);
}

function say(voice, fresh) {
  const words = [...fresh.querySelectorAll(".progress__words")].map((each) =>
    each.textContent.trim().replace(/\d+(?=\s*%)/, (part) => part - (part % QUARTER)),
  );
  if (voice.textContent !== words.join(" ; ")) voice.textContent = words.join(" ; ");
}

// One element takes what differs from another, part by part.
function renew(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  [...old.childNodes].slice(fresh.childNodes.length).forEach((each) => each.remove());
  [...fresh.childNodes].forEach((part, rank) => {
    const same = old.childNodes[rank];
    if (same?.nodeName === part.nodeName && same.getAttribute?.("data-behaviour") === part.getAttribute?.("data-behaviour")) {
      if (part.nodeType === Node.ELEMENT_NODE) renew(same, part);
      else if (same.data !== part.data) same.data = part.data;
      return;
    }
    if (same) same.replaceWith(part);
    else old.append(part);
    if (part.nodeType === Node.ELEMENT_NODE) bind(part);
  });
}
