// Asks once more before a form that is hard to take back; the question is in data-confirm.
import { make } from "../dom.js";

export function start(form) {
  let agreed = false;

  form.addEventListener("submit", (event) => {
    if (agreed || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const verb = event.submitter?.textContent.trim() || "Confirmer";
    // What the page itself proposes first is no danger.
    const tone = event.submitter?.className === "button" ? "button" : "button button--danger";
    ask(form.dataset.confirm, verb, tone, () => {
      agreed = true;
      form.requestSubmit(event.submitter);
    });
  });
}

function ask(question, verb, tone, proceed) {
  const yes = make("button", { class: tone, value: "yes" }, verb);
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
