"""What every page shows around its content: the site, the reader, the menu."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import current_app, g, request, url_for

from comite.accounts.readers import Reader
from comite.foundation.database import has_room
from comite.foundation.settings import Settings
from comite.foundation.text import fold
from comite.home import appearance
from comite.home.appearance import Look
from comite.notifications.queries import level_of

# Endpoint, label, and for whom: people with an account (True), visitors (None), everybody (False).
MENU = (
    ("experiences.index", "Retours d’expérience", False),
    ("datasets.index", "Jeux de données", False),
    ("discussions.index", "Discussions", False),
    ("meetings.index", "Séances", False),
    ("engineering.index", "Ingénierie", True),
    ("library.index", "Modèles", None),
    ("territories.index", "Comités", False),
)
unread_counters: list[Callable[[Reader], int]] = []


@dataclass(frozen=True)
class Site:
    """How the installation presents itself."""

    name: str
    public_url: str
    is_demo: bool
    is_read_only: bool
    look: Look


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Shortcut:
    """A letter that leads somewhere, after « g »."""

    letter: str
    label: str
    url: str


def page_globals(reader: Reader) -> Mapping[str, Any]:
    """The words of the layout; read once a request, for a page may render several templates."""
    if "page_globals" not in g:
        settings: Settings = current_app.extensions["settings"]
        g.page_globals = {
            "reader": reader,
            "site": _site(settings),
            "navigation": _menu(reader),
            "chosen_level": partial(level_of, reader),
            "shortcuts": _shortcuts(reader),
            "unread_count": sum(count(reader) for count in unread_counters) if reader.is_signed_in else 0,
        }
    words: Mapping[str, Any] = g.page_globals
    return words


def _site(settings: Settings) -> Site:
    """The installation as every page presents it."""
    return Site(
        settings.site_name, settings.public_url, settings.is_demo, not has_room(settings), appearance.look()
    )


def _shortcuts(reader: Reader) -> list[Shortcut]:
    """Where « g » then a letter leads, by the first letter of each place that is free."""
    places = [("Accueil", url_for("home.index")), *((each.label, each.url) for each in _menu(reader))]
    if reader.is_signed_in and "notifications.index" in current_app.view_functions:
        places.append(("Notifications", url_for("notifications.index")))
    found: dict[str, Shortcut] = {}
    for label, url in places:
        letter = next((each for each in fold(label) if each.isalpha() and each not in found), "")
        if letter:
            found[letter] = Shortcut(letter, label, url)
    return list(found.values())


def _menu(reader: Reader) -> list[MenuItem]:
    """The entries this reader may use."""
    blueprint = (request.endpoint or "").partition(".")[0]
    return [
        MenuItem(label, url_for(endpoint), endpoint.partition(".")[0] == blueprint)
        for endpoint, label, members_only in MENU
        if endpoint in current_app.view_functions
        and (reader.is_signed_in if members_only else members_only is False or not reader.is_signed_in)
    ]
