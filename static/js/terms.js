// The meaning of a word of the trade closes on Escape, focused or pointed at, and stays closed until one leaves.
export function closeTerms() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term:is(:hover, :focus)")) {
      term.toggleAttribute("data-closed", true);
      for (const leaving of ["blur", "pointerleave"]) {
        term.addEventListener(leaving, () => term.removeAttribute("data-closed"), { once: true });
      }
    }
  });
}
