// The meaning of a word of the trade closes on Escape, focused or pointed at, until one leaves or presses it again;
// near the right edge it opens to the left, so that the page never slides.
export function closeTerms() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term:is(:hover, :focus)")) {
      term.toggleAttribute("data-closed", true);
      for (const leaving of ["blur", "pointerleave", "click"]) {
        term.addEventListener(leaving, () => term.removeAttribute("data-closed"), { once: true });
      }
    }
  });
  for (const arriving of ["focusin", "pointerover"]) {
    document.addEventListener(arriving, (event) => place(event.target.closest?.(".term")));
  }
}

function place(term) {
  if (!term) return;
  term.removeAttribute("data-end");
  const edge = term.lastElementChild.getBoundingClientRect().right;
  term.toggleAttribute("data-end", edge > document.documentElement.clientWidth);
}
