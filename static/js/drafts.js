// What was written and not yet received, kept on this device for the person who wrote it.
const PREFIX = "comite.draft.";
const SENT = "comite.sent";
const LASTS = 14 * 24 * 3600 * 1000;

// A form that the server keeps has a place there; another has its address.
export function keyOf(form) {
  const reader = document.body.dataset.reader ?? "";
  return `${PREFIX}${reader}:${form.dataset.autosaveUrl ?? new URL(form.action, location.href).pathname}`;
}

// Says whether the copy is safely there.
export function keep(key, values) {
  return attempt(() => {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    return true;
  });
}

export function find(key) {
  const copy = attempt(() => JSON.parse(localStorage.getItem(key)));
  return copy && Date.now() - copy.at < LASTS ? copy : null;
}

export function forget(key) {
  attempt(() => localStorage.removeItem(key));
}

export function forgetAll() {
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach(forget));
}

// A form has left: its copy goes only once our server has shown a page that refuses nothing.
export function sent(key) {
  attempt(() => sessionStorage.setItem(SENT, key));
}

export function settle() {
  const key = attempt(() => sessionStorage.getItem(SENT));
  if (!key) return;
  attempt(() => sessionStorage.removeItem(SENT));
  if (!document.querySelector("[role=alert], [data-refused]")) forget(key);
}

// Storage may be closed or full: the page goes on without it.
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
