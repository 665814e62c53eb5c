// What was written and not yet received, kept on this device for the person who wrote it.
const PREFIX = "comite.draft.";
const SENT = "comite.sent";
const LASTS = 14 * 24 * 3600 * 1000;

// A form that the server keeps has a place there; another has its address.
export function keyOf(form) {
  const reader = document.body.dataset.reader ?? "";
  return `${PREFIX}${reader}:${form.dataset.autosaveUrl ?? new URL(form.action, location.href).pathname}`;
}

// Each page keeps its own copy: what one sends or saves takes nothing from another.
const PAGE = Math.random().toString(36).slice(2);

export function copyOf(form) {
  return `${keyOf(form)}@${PAGE}`;
}

// Says whether the copy is safely there.
export function keep(key, values, version) {
  return attempt(() => {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values, version }));
    return true;
  });
}

// What pages that are gone left of a form, the latest first.
export function left(form) {
  const place = keyOf(form);
  const found = ourKeys().filter((key) => key === place || key.startsWith(`${place}@`));
  const copies = found.map((key) => ({ key, ...read(key) }));
  return copies.filter(({ at, key }) => Date.now() - at < LASTS || forget(key)).sort((one, other) => other.at - one.at);
}

export function read(key) {
  return attempt(() => JSON.parse(localStorage.getItem(key)));
}

export function forget(key) {
  attempt(() => localStorage.removeItem(key));
}

export function forgetAll() {
  ourKeys().forEach(forget);
}

function ourKeys() {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) ?? [];
}

// A form has left: its copy goes only once our server has led to a page that refuses nothing. A page that one
// comes to otherwise says nothing of it: the site may have been down, and the form never received.
export function sent(key) {
  attempt(() => sessionStorage.setItem(SENT, key));
}

export function settle() {
  const key = attempt(() => sessionStorage.getItem(SENT));
  if (!key) return;
  attempt(() => sessionStorage.removeItem(SENT));
  const isLed = document.referrer && performance.getEntriesByType("navigation")[0]?.redirectCount;
  if (isLed && !document.querySelector("[role=alert], [data-refused]")) forget(key);
}

// Storage may be closed or full: the page goes on without it.
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
