// Sends a form with files by itself, to show how far it is; then shows the page the server answered.
import { bind } from "../bind.js";
import { make, parse } from "../dom.js";
import { settle } from "../drafts.js";

export function start(form) {
  let sending = false;

  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (event.defaultPrevented || sending || !files) return;
    event.preventDefault();
    sending = true;
    const { panel, bar, words, cancel } = gauge();
    form.append(panel);
    const request = new XMLHttpRequest();
    const stop = (sentence) => {
      sending = false;
      words.textContent = sentence;
      bar.remove();
      cancel.remove();
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
      const part = Math.floor((100 * loaded) / total);
      words.textContent = part < 100 ? `Envoi en cours : ${part} %` : "Envoi terminé, enregistrement…";
    });
    request.addEventListener("load", () => show(request));
    request.addEventListener("error", () =>
      stop("L’envoi a été interrompu. Vérifiez la connexion, puis envoyez de nouveau : rien n’a été perdu ici."),
    );
    request.addEventListener("abort", () => stop("Envoi annulé."));
    cancel.addEventListener("click", () => request.abort());
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form, event.submitter));
  });
}

function gauge() {
  const bar = make("progress", { class: "progress__bar", max: 1, value: 0, "aria-label": "Envoi" });
  const words = make("p", { role: "status" }, "Envoi en cours…");
  const cancel = make("button", { type: "button", class: "button button--quiet" }, "Annuler l’envoi");
  return { bar, words, cancel, panel: make("div", { class: "progress" }, words, bar, cancel) };
}

function show(request) {
  const page = parse(request.responseText);
  history.pushState(null, "", request.responseURL);
  addEventListener("popstate", () => location.reload());
  document.title = page.title;
  document.body.replaceWith(page.body);
  settle();
  bind(document);
  scrollTo(0, 0);
  (document.querySelector("[autofocus]") ?? document.querySelector("main"))?.focus();
}
