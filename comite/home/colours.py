"""Colours of an installation: one accent chosen, all that derives from it computed, and read by everyone.

The accent is that of the light theme. From its hue come a stronger one, a soft ground, and the three of the
dark theme. Each pair that the pages use keeps the ratio that WCAG asks of text (4.5).
"""

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from comite.foundation.rendering import STATIC

TEXT = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")
SHORT = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
SHARES = re.compile(r"rgb\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})\)")
# What the accent is written on, in both themes (static/css/tokens.css).
GROUNDS = ("paper", "surface", "sunken")
STEP = 0.01


@dataclass(frozen=True)
class Palette:
    """The accent of one theme, and what goes with it."""

    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str

    def declarations(self) -> str:
        """The same as CSS."""
        return (
            f"--accent:{self.accent};--accent-strong:{self.accent_strong};"
            f"--accent-soft:{self.accent_soft};--on-accent:{self.on_accent}"
        )


def understood(written: str) -> str:
    """A colour as charters and tools write it, in six digits; what is none is given back as it is.

    #0B5566, 0b5566, #abc, rgb(11, 85, 102).
    """
    colour = written.strip().lower()
    if shares := SHARES.fullmatch(colour):
        parts = [int(each) for each in shares.groups()]
        return "#" + "".join(f"{each:02x}" for each in parts) if max(parts) <= 255 else colour
    hashed = colour if colour.startswith("#") else f"#{colour}"
    if short := SHORT.fullmatch(hashed):
        return "#" + "".join(each * 2 for each in short.groups())
    return hashed if HEX.fullmatch(hashed) else colour


def is_readable(colour: str) -> bool:
    """Whether a colour can be the accent: everything written in it or on it stands out."""
    return not faults(light(colour), theme("light"))


def nearest_readable(colour: str) -> str:
    """The colour of the same hue, as light as can be, that can be the accent; itself when it can."""
    hue, lightness, saturation = _parts(colour)
    while lightness > 0:
        tried = _hex(hue, lightness, saturation)
        if is_readable(tried):
            return tried
        lightness -= STEP
    return _hex(hue, 0, saturation)


def light(colour: str) -> Palette:
    """What goes with an accent in the light theme."""
    hue, lightness, saturation = _parts(colour)
    strong = _hex(hue, max(lightness * 0.7, 0), saturation)
    return Palette(colour, strong, _hex(hue, 0.91, min(saturation, 0.45)), "#ffffff")


def dark(colour: str) -> Palette:
    """What goes with the same accent in the dark theme: lighter, until it stands out there too."""
    hue, _, saturation = _parts(colour)
    soft, on_accent = _hex(hue, 0.17, min(saturation, 0.45)), _hex(hue, 0.09, min(saturation, 0.7))
    calm, lightness = min(saturation, 0.6), 0.66
    while lightness < 1:
        palette = Palette(
            _hex(hue, lightness, calm), _hex(hue, min(lightness + 0.12, 1), calm), soft, on_accent
        )
        if not faults(palette, theme("dark")):
            return palette
        lightness += STEP
    return Palette("#ffffff", "#ffffff", soft, on_accent)


def faults(palette: Palette, others: Mapping[str, str]) -> list[tuple[str, str, float]]:
    """The pairs that a page uses and that would not stand out: front, ground, ratio."""
    named = {**others, **{name.replace("_", "-"): value for name, value in vars(palette).items()}}
    pairs = [(front, ground) for front in ("accent", "accent-strong") for ground in (*GROUNDS, "accent-soft")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "accent-soft")]
    found = [(front, ground, contrast(named[front], named[ground])) for front, ground in pairs]
    return [each for each in found if each[2] < TEXT]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@cache
def theme(name: str) -> dict[str, str]:
    """The colours of a theme, as the style sheet gives them."""
    sheet = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    selector = r":root \{" if name == "light" else r':root\[data-theme="dark"\] \{'
    blocks = re.findall(selector + r"(.*?)\}", sheet, flags=re.DOTALL)
    return {**(theme("light") if name != "light" else {}), **_declared(blocks[0])}


def _declared(block: str) -> dict[str, str]:
    """The colours that a block of declarations gives."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def _luminance(colour: str) -> float:
    """How light a colour is, to the eye."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    """Hue, lightness, saturation."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)


def _hex(hue: float, lightness: float, saturation: float) -> str:
    """A colour as CSS writes it."""
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def samples(colour: str) -> list[tuple[str, Palette, Mapping[str, str]]]:
    """An accent in both themes, to be seen: the name of the theme, its accent, its other colours."""
    return [
        ("Thème clair", light(colour), theme("light")),
        ("Thème sombre", dark(colour), theme("dark")),
    ]


def ratios(colour: str) -> list[tuple[str, str, float]]:
    """How an accent reads in both themes, at its worst: theme, use, ratio."""
    found = []
    for name, palette, others in samples(colour):
        grounds = [contrast(palette.accent, others[each]) for each in GROUNDS]
        found.append((name, "Liens et titres sur les fonds de page", min(grounds)))
        found.append((name, "Texte sur les boutons", contrast(palette.on_accent, palette.accent)))
        found.append((name, "Liens sur les fonds colorés", contrast(palette.accent, palette.accent_soft)))
    return found
