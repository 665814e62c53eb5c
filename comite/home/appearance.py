"""How this installation looks: read once a minute by each process, for every page shows it."""

import re
import time
from dataclasses import dataclass, replace
from hashlib import sha256

from flask import current_app

from comite.home import colours, queries
from comite.home.models import PageName

KEPT_SECONDS = 60
CONFORMITY = re.compile(r"\b(non|partiellement|totalement)[\s*_-]{1,4}conforme\b", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """The accent, the name and the logo of those who run the installation; empty where they chose none."""

    accent: str = ""
    owner_name: str = ""
    logo_digest: str = ""
    contact: str = ""
    # « non conforme », « partiellement conforme » or « totalement conforme »: the law wants it on every page.
    conformity: str = ""

    @property
    def sheet(self) -> str:
        """The style sheet of the accent, over the product's own tokens; nothing without an accent."""
        if not self.accent:
            return ""
        light, dark = colours.light(self.accent), colours.dark(self.accent)
        return (
            f"@layer tokens{{:root{{{light.declarations()}}}"
            f'@media screen{{:root[data-theme="dark"]{{{dark.declarations()}}}}}'
            "@media screen and (prefers-color-scheme:dark)"
            f'{{:root:not([data-theme="light"]){{{dark.declarations()}}}}}}}'
        )

    @property
    def logo_mark(self) -> str:
        """What changes with the logo, for the same reason."""
        return self.logo_digest[:12]

    @property
    def mark(self) -> str:
        """What changes with the sheet, for an address that can be kept for a year."""
        return sha256(self.sheet.encode()).hexdigest()[:12]


def look() -> Look:
    """How the installation looks now, or looked less than a minute ago."""
    kept: tuple[float, Look] | None = current_app.extensions.get("look")
    if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    found = queries.find_appearance()
    chosen = Look(found.accent, found.owner_name, found.logo_digest or "", found.contact) if found else Look()
    fresh = replace(chosen, conformity=_conformity())
    current_app.extensions["look"] = (time.monotonic(), fresh)
    return fresh


def _conformity() -> str:
    """How far the site conforms, in the first words of its statement that say it; nothing when none does."""
    page = queries.find_page(PageName.ACCESSIBILITY)
    said = CONFORMITY.search(page.body if page else queries.default_body(PageName.ACCESSIBILITY))
    return f"{said[1].lower()} conforme" if said else ""


def look_of(mark: str) -> Look:
    """How the installation looks, read anew when an address speaks of looks that this process does not know.

    The page that gave the address may come from another process, which knew of a change before this one.
    """
    known = look()
    if mark in (known.mark, known.logo_mark):
        return known
    forget()
    return look()


def forget() -> None:
    """Have this process read it again; the others do within the minute."""
    current_app.extensions.pop("look", None)
