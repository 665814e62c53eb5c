"""Somebody who has no mouse: what a test does to an element is done with the keys that reach it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator

# More stops than any page has.
STOPS_MAX = 400
# The key that comes nearer: past the header by its link, along a group of choices by arrows.
NEXT_KEY = """(wanted) => {
  const now = document.activeElement;
  if (now === wanted) return "";
  if (now.matches(".skip") && document.querySelector("main").contains(wanted)) return "Enter";
  const isAfter = wanted.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isSameGroup = now.type === "radio" && now.name === wanted.name && now.form === wanted.form;
  if (isSameGroup) return isAfter ? "ArrowUp" : "ArrowDown";
  return isAfter && !now.contains(wanted) && now !== document.body ? "Shift+Tab" : "Tab";
}"""
IS_SHOWN = """(here) => [here, ...document.querySelectorAll(":focus-within")].some((each) => {
  const style = getComputedStyle(each);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
})"""


@contextmanager
def no_mouse() -> Iterator[None]:
    """While it lasts, elements are pressed, filled and chosen with keys alone."""
    with pytest.MonkeyPatch.context() as patch:
        for name, way in (
            ("click", press),
            ("fill", write),
            ("press_sequentially", type_out),
            ("check", choose),
            ("select_option", choose_in_list),
            ("set_input_files", choose_files),
        ):
            patch.setattr(Locator, name, way)
        yield


def reach(locator: Locator) -> ElementHandle:
    """Go to an element, stop after stop, and see where one is."""
    wanted = locator.element_handle()
    for _ in range(STOPS_MAX):
        key = wanted.evaluate(NEXT_KEY)
        if not key:
            assert wanted.evaluate(IS_SHOWN), f"the focus is not shown on {locator}"
            return wanted
        locator.page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {locator}")


def press(locator: Locator, **_options: Any) -> None:
    """A button or a link."""
    reach(locator)
    locator.press("Enter")


def write(locator: Locator, text: str, **_options: Any) -> None:
    """Replace what a field holds."""
    reach(locator)
    locator.page.keyboard.press("Control+a")
    locator.page.keyboard.insert_text(text)


def type_out(locator: Locator, text: str, **_options: Any) -> None:
    """Letter after letter."""
    reach(locator)
    locator.page.keyboard.type(text)


def choose(locator: Locator, **_options: Any) -> None:
    """A box to tick, or one choice among several."""
    wanted = reach(locator)
    if not wanted.is_checked():
        locator.press("Space")
    assert wanted.is_checked()


def choose_in_list(locator: Locator, *, label: str = "", index: int = 0) -> None:
    """A line of a list, by its words or its rank."""
    wanted = reach(locator)
    if label:
        index = [each.strip() for each in locator.locator("option").all_inner_texts()].index(label)
    locator.press("Home")
    for _ in range(index):
        locator.press("ArrowDown")
    assert wanted.evaluate("(list) => list.selectedIndex") == index


def choose_files(locator: Locator, files: Any, **_options: Any) -> None:
    """The window that the browser opens to choose files."""
    reach(locator)
    with locator.page.expect_file_chooser() as waited:
        locator.press("Enter")
    waited.value.set_files(files)
