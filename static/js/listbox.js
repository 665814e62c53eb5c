// The list of suggestions under a field, common to comboboxes and mentions (ARIA 1.2 combobox pattern).
import { identify, make } from "./dom.js";

export class Listbox {
  constructor(field, label, choose) {
    this.field = field;
    this.choose = choose;
    this.items = [];
    this.active = -1;
    this.list = make("ul", { class: "listbox", role: "listbox", "aria-label": label, hidden: true });
    this.status = make("span", { class: "visually-hidden", role: "status" });
    field.after(make("div", { class: "listbox__anchor" }, this.list, this.status));
    field.setAttribute("aria-controls", identify(this.list, "liste"));
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    // Before blur, so that the press still finds its option.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  show(items) {
    if (this.dismissed === this.field.value) return; // what was on its way when somebody said no
    this.items = items;
    this.list.replaceChildren(...items.map(({ label, hint }) => option(label, hint)));
    this.list.hidden = items.length === 0;
    this.expand(items.length > 0);
    this.move(-1);
    this.status.textContent = items.length
      ? `${items.length} ${items.length > 1 ? "propositions" : "proposition"}, flèches pour choisir`
      : "Aucune proposition";
  }

  name(label) {
    this.list.setAttribute("aria-label", label);
  }

  // Only a combobox says so: in a textarea the active proposition and the status tell it.
  expand(isOpen) {
    if (this.field.role === "combobox") this.field.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    this.list.hidden = true;
    this.expand(false);
    this.field.removeAttribute("aria-activedescendant");
  }

  move(place) {
    const options = [...this.list.children];
    options.forEach((each, rank) => each.setAttribute("aria-selected", String(rank === place)));
    this.active = place;
    if (place < 0) return this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-activedescendant", identify(options[place], "proposition"));
    options[place].scrollIntoView({ block: "nearest" });
  }

  pick(element) {
    const place = [...this.list.children].indexOf(element);
    if (place < 0) return;
    this.close();
    this.choose(this.items[place]);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.dismissed = this.field.value;
    if (!this.isOpen) return;
    // The caret moves in the words: no proposition is the active one any more.
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return this.move(-1);
    const count = this.items.length;
    const moves = { ArrowDown: (this.active + 1) % count, ArrowUp: this.active < 1 ? count - 1 : this.active - 1 };
    if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && this.active >= 0) this.pick(this.list.children[this.active]);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  }
}

function option(label, hint) {
  const element = make("li", { class: "listbox__option", role: "option", "aria-selected": "false" }, label);
  if (hint) element.append(make("span", { class: "listbox__hint" }, hint));
  return element;
}
