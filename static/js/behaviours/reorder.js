// Lets who runs a committee drag the points of an agenda; the buttons « Monter » and « Descendre » do the same.
import { tokenOf } from "../server.js";

export function start(list) {
  let dragged = null;

  for (const item of list.querySelectorAll("[data-item]")) {
    const head = item.querySelector(".agenda__title");
    head.draggable = true;
    head.classList.add("agenda__title--movable");
    head.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", head.textContent);
      item.classList.add("agenda__item--moving");
    });
    head.addEventListener("dragend", () => item.classList.remove("agenda__item--moving"));
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      const box = item.getBoundingClientRect();
      item[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
    });
    item.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      keep(list);
      dragged = null;
    });
  }
}

// The page comes back with its new numbers, or as it was if somebody closed the agenda meanwhile.
async function keep(list) {
  const items = [...list.querySelectorAll("[data-item]")].map((item) => item.dataset.item).join(",");
  await fetch(list.dataset.reorderUrl, {
    method: "POST",
    headers: { "X-Form-Token": tokenOf() },
    body: new URLSearchParams({ items }),
    credentials: "same-origin",
    redirect: "manual",
  }).catch(() => null);
  location.reload();
}
