"""The colours of both themes can be read (RGAA 3.2 and 3.3)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[3] / "static/css/tokens.css").read_text(encoding="utf-8")
TEXT = 4.5
SHAPE = 3.0
READ_ON = {
    "ink": ("paper", "surface", "sunken", "accent-soft", "neutral-soft", "highlight"),
    "ink-soft": ("paper", "surface", "sunken", "neutral-soft"),
    "accent": ("paper", "surface", "sunken", "accent-soft"),
    "accent-strong": ("paper", "surface", "sunken", "accent-soft"),
    "on-accent": ("accent", "accent-strong"),
    "good": ("good-soft", "surface", "paper"),
    "warning": ("warning-soft", "surface", "paper"),
    "danger": ("danger-soft", "surface", "paper"),
    "danger-strong": ("danger-soft",),
    "info": ("info-soft", "surface"),
    "surface": ("danger",),
    "paper": ("ink",),
}
SEEN_ON = {
    "line-strong": ("paper", "surface"),
    "accent": ("paper", "surface", "sunken"),
    "danger": ("paper",),
}


def colours(block: str) -> dict[str, str]:
    """The colours that a block of declarations gives."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def theme(selector: str) -> dict[str, str]:
    """The colours under a selector, on top of the light ones."""
    blocks = re.findall(re.escape(selector) + r" \{(.*?)\}", TOKENS, flags=re.DOTALL)
    found = [colours(block) for block in blocks if colours(block)]
    return {**LIGHT, **found[0]}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_close(palette: dict[str, str], pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    """The pairs that cannot be told apart well enough."""
    return [
        f"{front} on {back}: {contrast(palette[front], palette[back]):.2f}"
        for front, backs in pairs.items()
        for back in backs
        if contrast(palette[front], palette[back]) < least
    ]


LIGHT = colours(re.findall(r":root \{(.*?)\}", TOKENS, flags=re.DOTALL)[0])
DARK = theme(':root[data-theme="dark"]')


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(palette):
    assert too_close(palette, READ_ON, TEXT) == []


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_and_the_focus_ring_can_be_seen(palette):
    assert too_close(palette, SEEN_ON, SHAPE) == []


def test_the_dark_theme_is_the_same_chosen_or_asked_for_by_the_system():
    asked_for = theme(':root:not([data-theme="light"])')

    assert asked_for == DARK


def test_a_pale_colour_would_be_refused():
    faded = {**LIGHT, "ink-soft": "#9aa0a4"}

    assert too_close(faded, READ_ON, TEXT) != []
