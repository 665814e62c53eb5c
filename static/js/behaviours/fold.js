// A part that can be folded: open where there is room, folded on a telephone until it is pressed.
const narrow = matchMedia("(max-width: 40em)");

export function start(part) {
  const settle = () => {
    part.open = !narrow.matches;
  };
  settle();
  narrow.addEventListener("change", settle);
}
