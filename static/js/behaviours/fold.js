// A part that can be folded: open where there is room, folded on a telephone until it is pressed.
const narrow = matchMedia("(max-width: 40em)");

export function start(part) {
  const settle = () => {
    part.open = !narrow.matches;
  };
  settle();
  // A button that leaves with its press hands the focus to the first thing it showed.
  const head = part.firstElementChild;
  head.addEventListener("click", () => setTimeout(() => head.offsetParent ?? part.querySelector("a")?.focus()));
  narrow.addEventListener("change", settle);
}
