// Asks once more before a form that is hard to take back; the question is in data-confirm.
import { make } from "../dom.js";

export function start(form) {
  let agreed = false;

  form.addEventListener("submit", (event) => {
    if (agreed || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form.dataset.confirm, event.submitter?.textContent.trim() || "Confirmer", () => {
      agreed = true;
      form.requestSubmit(event.submitter);
    });
  });
}

function ask(question, verb, proceed) {
  const yes = make("button", { class: "button button--danger", value: "yes" }, verb);
  const no = make("button", { class: "button button--quiet", value: "no", autofocus: true }, "Ne rien changer");
  const title = make("h2", { class: "dialog__title", id: "confirmation" }, question);
  const choice = make("form", { method: "dialog", class: "row" }, yes, no);
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "confirmation" }, title, choice);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") proceed();
  });
  document.body.append(dialog);
  dialog.showModal();
}
