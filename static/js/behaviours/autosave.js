// Keeps what is being written: on this device at each pause, and on the server as a draft.
// The server answers {version?, draft?} to the JSON of the fields; 409 {error} when somebody else, or another tab
// of the same person, wrote meanwhile: what is written here stays here.
import { make, paused } from "../dom.js";
import { find, forget, keep, keyOf, sent } from "../drafts.js";
import { keptOf, putValues, send, valuesOf } from "../server.js";

export function start(form) {
  const key = keyOf(form);
  const status = form.querySelector("[data-autosave-status]");
  let saved = JSON.stringify(keptOf(form));
  let busy = false;
  let stopped = false;

  offerCopy(form, key, status);

  const save = paused(async () => {
    const values = keptOf(form);
    const text = JSON.stringify(values);
    const written = JSON.stringify(valuesOf(form));
    if (text === saved || busy || stopped) return;
    busy = true;
    try {
      const known = {};
      for (const name of ["version", "draft"]) if (form.elements[name]?.value) known[name] = form.elements[name].value;
      const answer = await send(form.dataset.autosaveUrl, { ...values, ...known }, form);
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        saved = text;
        forget(key);
        for (const name of ["version", "draft"]) if (told[name] && form.elements[name]) form.elements[name].value = told[name];
        form.dispatchEvent(new CustomEvent("comite:saved", { detail: written }));
        status.textContent = `Brouillon enregistré à ${clock()}.`;
      } else {
        stopped = answer.status === 409;
        status.textContent = told.error ?? "Brouillon gardé sur cet appareil ; l’envoi sera retenté.";
      }
    } catch {
      status.textContent = "Connexion perdue : votre texte est gardé sur cet appareil et sera envoyé plus tard.";
    }
    busy = false;
    if (!stopped && JSON.stringify(keptOf(form)) !== saved) save();
  }, 2500);

  const keepSoon = paused(() => {
    const values = valuesOf(form);
    if (!keep(key, values)) return;
    // What is kept here comes back: leaving the page would lose nothing, and need not be asked about.
    form.dispatchEvent(new CustomEvent("comite:saved", { detail: JSON.stringify(values) }));
  }, 500);

  form.addEventListener("input", () => {
    keepSoon();
    save();
  });
  form.addEventListener("comite:arrived", save);
  addEventListener("online", save);
  form.addEventListener("submit", (event) => {
    sent(key);
    // On its way: a copy that arrives later would come back as a text never sent.
    setTimeout(() => (stopped ||= !event.defaultPrevented));
  });
  // Back on the page after all: it was refused, or left and found again as it was.
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
}

function offerCopy(form, key, status) {
  const copy = find(key);
  if (!copy) return;
  if (JSON.stringify(copy.values) === JSON.stringify(valuesOf(form))) return forget(key);
  const restore = make("button", { type: "button", class: "button button--quiet" }, "Reprendre ce texte");
  const drop = make("button", { type: "button", class: "button button--plain" }, "L’oublier");
  const when = new Date(copy.at).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
  const notice = make(
    "div",
    { class: "alert", role: "status" },
    make(
      "div",
      { class: "alert__body" },
      make("p", { class: "alert__title" }, "Un texte non envoyé a été retrouvé"),
      make("p", {}, `Il a été écrit sur cet appareil le ${when}.`),
      make("div", { class: "row" }, restore, drop),
    ),
  );
  restore.addEventListener("click", () => {
    putValues(form, copy.values);
    notice.remove();
    status.textContent = "Texte repris.";
  });
  drop.addEventListener("click", () => {
    forget(key);
    notice.remove();
  });
  form.prepend(notice);
}

function clock() {
  return new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}
