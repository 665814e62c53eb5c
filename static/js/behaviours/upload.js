// The files of a form leave as soon as they are chosen, dropped or pasted, in pieces that survive a cut; the form
// then names them. Paused, resumed, and found again after a reload. Without it, files leave with the form.
import { make } from "../dom.js";
import { forget, keep, keyOf, read } from "../drafts.js";
import { Transfer } from "../transfer.js";

const STATES = {
  paused: "En pause",
  done: "Reçu, sera joint avec ce formulaire",
  waiting: "Interrompu : choisissez de nouveau ce fichier pour reprendre l’envoi",
};

export function start(form) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const baskets = inputs.map((input) => new Basket(input, form));
  let waiting = null;

  form.addEventListener("submit", (event) => {
    const busy = baskets.flatMap((basket) => basket.busy);
    const lacking = baskets.find((basket) => basket.missed);
    waiting = null;
    if (!event.defaultPrevented && lacking) {
      event.preventDefault();
      event.stopImmediatePropagation();
      lacking.say(`« ${lacking.missed.file.name} » n’est pas arrivé : choisissez-le de nouveau, ou retirez-le.`, "refused");
      return lacking.input.focus();
    }
    if (event.defaultPrevented || !busy.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { submitter: event.submitter };
    busy.forEach((transfer) => transfer.run());
    baskets[0].say("Le formulaire partira dès que ses fichiers seront arrivés.");
  });
  form.addEventListener("comite:arrived", () => {
    if (waiting && !baskets.some((basket) => basket.busy.length)) form.requestSubmit(waiting.submitter);
  });
}

class Basket {
  constructor(input, form) {
    Object.assign(this, { input, form, lines: new Map() });
    this.list = make("ul", { class: "sending", "aria-label": "Fichiers envoyés" });
    this.status = make("p", { class: "sending__status", role: "status" });
    const zone = input.closest(".field") ?? input;
    input.after(this.list, this.status);
    input.addEventListener("change", () => this.take([...input.files]));
    input.addEventListener("comite:files", (event) => this.take(event.detail));
    zone.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.add("field--aimed");
    });
    for (const end of ["dragleave", "drop"]) zone.addEventListener(end, () => zone.classList.remove("field--aimed"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    this.recall();
  }

  get busy() {
    return [...this.lines.keys()].filter(({ state, file }) => ["sending", "paused"].includes(state) && file.slice);
  }

  // A file that its writer believes joined, and that is not.
  get missed() {
    return [...this.lines.keys()].find(({ state }) => ["waiting", "failed"].includes(state));
  }

  // "refused" is shown as an error; "heard" is only announced, for the line of the file shows it already.
  say(words, how = "") {
    this.status.className = how === "heard" ? "visually-hidden" : "sending__status";
    this.status.classList.toggle("sending__status--refused", how === "refused");
    this.status.textContent = words;
  }

  take(files) {
    const { multiple, dataset } = this.input;
    this.input.value = "";
    this.say("");
    if (!multiple && files.length) [...this.lines.keys()].forEach((each) => each.file.slice && this.drop(each));
    for (const file of multiple ? files : files.slice(0, 1)) {
      const most = Number(dataset.maxBytes);
      if (most && file.size > most) {
        this.say(
          `« ${file.name} » pèse ${inMegabytes(file.size)}, la limite est de ${limitOf(most)} : ` +
            "réduisez-le, ou coupez-le en plusieurs fichiers.",
          "refused",
        );
        continue;
      }
      const before = [...this.lines.keys()].find((each) => markOf(each.file) === markOf(file));
      if (before?.file.slice) continue;
      if (before) this.lines.get(before).item.remove();
      this.lines.delete(before);
      this.show(new Transfer(file, this.form, (...told) => this.tell(...told), before?.place)).run();
    }
  }

  show(transfer) {
    const { file } = transfer;
    const bar = make("progress", { class: "progress__bar", max: 1, "aria-label": `Envoi de ${file.name}` });
    const words = make("span", { class: "sending__words" });
    const turn = make("button", { type: "button", class: "button button--quiet" });
    const out = make("button", { type: "button", class: "button button--plain", "aria-label": `Retirer ${file.name}` }, "Retirer");
    const facts = make("span", { class: "sending__facts" }, make("span", {}, `${file.name} (${inMegabytes(file.size)})`), words);
    const item = make("li", { class: "sending__item" }, facts, bar, make("span", { class: "row" }, turn, out));
    turn.addEventListener("click", () => (transfer.state === "sending" ? transfer.pause() : transfer.run()));
    out.addEventListener("click", () => this.drop(transfer));
    this.list.append(item);
    this.lines.set(transfer, { item, bar, words, turn });
    return transfer;
  }

  drop(transfer) {
    this.lines.get(transfer)?.item.remove();
    this.lines.delete(transfer);
    transfer.remove();
    this.remember();
    this.input.focus();
    this.form.dispatchEvent(new CustomEvent("comite:arrived"));
  }

  tell(transfer, notice = "") {
    const line = this.lines.get(transfer);
    if (!line) return;
    const { state, file, offset, words } = transfer;
    const part = file.size ? Math.floor((100 * offset) / file.size) : 100;
    const name = file.name;
    line.bar.value = file.size ? offset / file.size : 1;
    line.bar.hidden = ["done", "failed"].includes(state);
    line.words.textContent = words || notice || (STATES[state] ?? `${part} %`);
    if (state === "paused") line.words.textContent += `, à ${part} %`;
    line.words.classList.toggle("sending__words--failed", state === "failed");
    line.turn.textContent = state === "sending" ? "Pause" : "Reprendre";
    line.turn.setAttribute("aria-label", `${state === "sending" ? "Mettre en pause" : "Reprendre"} l’envoi de ${name}`);
    line.turn.hidden = state === "done" || !file.slice;
    if (state !== line.state && state !== "sending") this.say(`${name} : ${line.words.textContent}`, "heard");
    if (state !== line.state || transfer.place !== line.place) this.remember();
    Object.assign(line, { state, place: transfer.place });
    if (state === "done" && !line.item.querySelector("input")) {
      line.item.append(make("input", { type: "hidden", name: this.input.name, value: `envoi:${transfer.key}` }));
      this.form.dispatchEvent(new CustomEvent("comite:arrived"));
    }
  }

  // Where each file goes is kept on this device, under the drafts of its form: signing out forgets it.
  get memory() {
    return keyOf(this.form).replace("comite.draft.", "comite.draft.files.") + `#${this.input.name}`;
  }

  remember() {
    const kept = [...this.lines.keys()]
      .filter(({ place }) => place)
      .map(({ file: { name, size, lastModified }, place }) => ({ name, size, lastModified, place }));
    // Storage may be closed or full: uploads go on without surviving a reload.
    if (kept.length) keep(this.memory, kept);
    else forget(this.memory);
  }

  // After a reload: what had arrived is there, what was cut waits for its file. The server says what is true.
  async recall() {
    const kept = read(this.memory)?.values ?? [];
    for (const { place, ...file } of kept) {
      if (this.form.querySelector(`[value="envoi:${place.split("/").pop()}"]`)) continue;
      const transfer = new Transfer(file, this.form, (...told) => this.tell(...told), place);
      await transfer.locate().catch(() => null);
      if (!transfer.isKnown || [...this.lines.keys()].some((each) => each.place === place)) continue;
      this.show(transfer).become(transfer.offset === file.size ? "done" : "waiting");
    }
    this.remember();
  }
}

function markOf({ name, size, lastModified }) {
  return [name, size, lastModified].join("/");
}

// The limit as pages say it beforehand: « 25 Mo » for 25 × 1,024 × 1,024 octets.
function limitOf(bytes) {
  return bytes % 1_048_576 ? inMegabytes(bytes) : `${bytes / 1_048_576} Mo`;
}

function inMegabytes(bytes) {
  if (bytes < 1000) return `${bytes} octets`;
  const amount = bytes < 100_000 ? bytes / 1000 : bytes / 1_000_000;
  return `${amount.toLocaleString("fr-FR", { maximumFractionDigits: 1 })} ${bytes < 100_000 ? "ko" : "Mo"}`;
}
