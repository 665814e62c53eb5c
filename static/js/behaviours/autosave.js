// Keeps what is being written: on this device at each pause, and on the server as a draft.
// The server answers {version?, draft?} to the JSON of the fields; 409 {error} when somebody else, or another tab
// of the same person, wrote meanwhile: what is written here stays here.
import { make, paused } from "../dom.js";
import { copyOf, forget, keep, left, sent } from "../drafts.js";
import { keptOf, putValues, send, valuesOf } from "../server.js";

const HERE = {
  true: "Votre texte est gardé sur cet appareil.",
  false: "Cet appareil n’a plus de place pour garder votre texte : copiez-le avant de fermer cette page.",
};

export function start(form) {
  const key = copyOf(form);
  const status = form.querySelector("[data-autosave-status]");
  let saved = JSON.stringify(keptOf(form));
  let busy = false;
  let stopped = false;
  let isKept = false;

  offerCopy(form, key, status);

  const save = paused(async () => {
    const values = keptOf(form);
    const text = JSON.stringify(values);
    const written = JSON.stringify(valuesOf(form));
    if (text === saved || busy || stopped) return;
    busy = true;
    let pause = 15_000; // what was refused, or did not leave, is not sent over and over
    try {
      const known = {};
      for (const name of ["version", "draft"]) if (form.elements[name]?.value) known[name] = form.elements[name].value;
      const answer = await send(form.dataset.autosaveUrl, { ...values, ...known }, form);
      const told = await answer.json(); // what is not ours (a portal, a page of maintenance) kept nothing
      if (answer.ok) {
        saved = text;
        pause = 0;
        forget(key);
        for (const name of ["version", "draft"]) if (told[name] && form.elements[name]) form.elements[name].value = told[name];
        form.dispatchEvent(new CustomEvent("comite:saved", { detail: written }));
        status.textContent = `Brouillon enregistré à ${clock()}.`;
      } else {
        stopped = answer.status === 409;
        status.textContent = answer.status === 401
          ? `Votre session est terminée. ${HERE[isKept]} Rouvrez cette page pour vous connecter.`
          : (told.error ?? `L’envoi sera retenté. ${HERE[isKept]}`);
      }
    } catch {
      status.textContent = `Connexion perdue. ${HERE[isKept]} L’envoi sera retenté.`;
    }
    busy = false;
    setTimeout(save, pause);
  }, 2500);

  const keepNow = () => {
    const values = valuesOf(form);
    // Two versions that nobody has brought together yet (clash) are still two when this comes back.
    isKept = Boolean(keep(key, values, form.elements.clash ? -1 : form.elements.version?.value));
    if (!isKept) return;
    // What is kept here comes back: leaving the page would lose nothing, and need not be asked about.
    form.dispatchEvent(new CustomEvent("comite:saved", { detail: JSON.stringify(values) }));
  };
  const keepSoon = paused(keepNow, 500);

  form.addEventListener("input", () => {
    keepSoon();
    save();
  });
  form.addEventListener("comite:arrived", save);
  addEventListener("online", save);
  form.addEventListener("submit", (event) => {
    keepNow();
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
  const now = valuesOf(form);
  const says = ({ values }) => Object.keys(values).some((name) => JSON.stringify(values[name]) !== JSON.stringify(now[name]));
  const [copy, ...others] = left(form).filter((each) => says(each) || forget(each.key));
  if (!copy) return;
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
    if (form.elements.version) form.elements.version.value = copy.version ?? -1;
    if (keep(key, copy.values, copy.version)) forget(copy.key);
    notice.remove();
    status.textContent = "Texte repris.";
  });
  drop.addEventListener("click", () => {
    forget(copy.key);
    notice.remove();
    if (others.length) offerCopy(form, key, status);
  });
  form.prepend(notice);
}

function clock() {
  return new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
}
