// Opens the <dialog> whose id is in data-dialog; without it, the link or button does its plain work. With it a link is
// a button, which the space bar presses too.
export function start(opener) {
  const dialog = document.getElementById(opener.dataset.dialog);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("role", "button");
  opener.addEventListener("keydown", (event) => {
    if (event.key !== " " || opener.localName !== "a") return;
    event.preventDefault();
    dialog.showModal();
  });
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
