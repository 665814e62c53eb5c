// Opens the <dialog> whose id is in data-dialog; without it, the link or button does its plain work.
export function start(opener) {
  const dialog = document.getElementById(opener.dataset.dialog);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
