// Shows a Markdown text as it will be published, rendered by the server; asks after a pause, only while open.
import { fill, make, paused } from "../dom.js";
import { send } from "../server.js";

export function start(box) {
  const source = document.getElementById(box.dataset.previewFor);
  const result = make("div", { class: "preview__result prose" });
  const folder = make("details", { class: "preview__folder" }, make("summary", {}, "Aperçu"), result);
  let asked = 0;

  const refresh = paused(async () => {
    if (!folder.open) return;
    const mine = ++asked;
    try {
      const answer = await send(box.dataset.previewUrl, { text: source.value }, source.form);
      if (mine !== asked) return;
      if (answer.ok) fill(result, await answer.text());
      else result.textContent = (await answer.json().catch(() => ({}))).error ?? "L’aperçu n’est pas disponible.";
    } catch {
      result.textContent = "L’aperçu reviendra avec la connexion.";
    }
  });

  box.append(folder);
  box.hidden = false;
  source.addEventListener("input", refresh);
  folder.addEventListener("toggle", refresh);
}
