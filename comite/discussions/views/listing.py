"""How a list of threads is narrowed from its address, and shown narrowed."""

from typing import Any

from flask import request, url_for

from comite.accounts.readers import Reader
from comite.discussions import labels
from comite.discussions.models.threads import Category
from comite.discussions.queries import places
from comite.discussions.queries.threads import Filters
from comite.foundation.errors import NotFoundError
from comite.foundation.paging import Page
from comite.foundation.text import whole

VIEWS = {
    "non-lues": ("unread_only", "Non lues"),
    "miennes": ("mine_only", "Les miennes"),
    "suivies": ("followed_only", "Suivies"),
}
Group = dict[str, Any]


def read_filters(reader: Reader) -> Filters:
    """What the address asks; a list about a thing the reader does not read is not found."""
    view = VIEWS.get(request.args.get("voir", ""))
    chosen = {view[0]: True} if view and reader.is_signed_in else {}
    return Filters(
        category=next((each for each in Category if each.value == request.args.get("categorie")), None),
        committee_id=_id("comite"),
        authority_id=_id("collectivite"),
        about=_about(reader),
        **chosen,
    )


def _about(reader: Reader) -> tuple[str, int] | None:
    """The thing whose threads are asked."""
    subject = places.read_subject(reader, request.args.get("sujet", ""))
    return (subject.kind, subject.id) if subject else None


def _id(name: str) -> int | None:
    """A whole number of the address."""
    value = request.args.get(name, "")
    if not value:
        return None
    number = whole(value)
    if number is None:
        raise NotFoundError
    return number


def shown_filters(reader: Reader, filters: Filters) -> list[Group]:
    """The panel of filters."""
    groups: list[Group] = [
        _choice(
            "categorie",
            "Catégorie",
            "Toutes",
            [(each.value, name, each is filters.category) for each, name in labels.CATEGORIES.items()],
        ),
        _choice(
            "comite",
            "Comité",
            "Tous",
            [
                (str(each.id), each.name, each.id == filters.committee_id)
                for each in places.listed_committees(reader)
            ],
        ),
    ]
    if reader.is_signed_in:
        chosen = request.args.get("voir")
        views = [(value, label, value == chosen) for value, (_name, label) in VIEWS.items()]
        groups.insert(0, _choice("voir", "Lesquelles", "Toutes", views))
    return groups


def _choice(name: str, label: str, nothing: str, options: list[tuple[str, str, bool]]) -> Group:
    """One list to choose from."""
    none_chosen = not any(is_chosen for _value, _label, is_chosen in options)
    return {"name": name, "label": label, "kind": "choice", "options": [("", nothing, none_chosen), *options]}


def active_filters(groups: list[Group], filters: Filters) -> list[tuple[str, str]]:
    """Each filter in use, and the address without it."""
    found = [
        (label, _without(group["name"]))
        for group in groups
        for value, label, is_chosen in group["options"]
        if is_chosen and value
    ]
    if filters.authority_id is not None:
        found.append(("D’une collectivité", _without("collectivite")))
    if filters.about is not None:
        found.append(("À propos d’un contenu", _without("sujet")))
    return found


def _without(name: str) -> str:
    """The present address without one of its filters."""
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key not in (name, "suite")}
    return url_for("discussions.index", **kept)


def neighbours(page: Page[Any]) -> dict[str, str | None]:
    """The addresses of the neighbouring pages, filters kept."""
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "suite"}

    def address(cursor: str | None) -> str | None:
        return url_for(str(request.endpoint), suite=cursor, **kept) if cursor else None

    return {"previous_url": address(page.previous_cursor), "next_url": address(page.next_cursor)}
