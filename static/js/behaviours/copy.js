// Copies the text of another element (data-copy-from holds its id), and says so.
import { make } from "../dom.js";

export function start(button) {
  const status = make("span", { class: "small quiet", role: "status" });
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = "Copié.";
    } catch {
      getSelection().selectAllChildren(source);
      status.textContent = "Texte sélectionné : copiez-le avec Ctrl + C.";
    }
  });
}
