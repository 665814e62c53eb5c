"""The filters of the list of datasets: read from the address, shown with their counts."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from comite.datasets import labels
from comite.datasets.models import DatasetStatus, Licence, Theme
from comite.datasets.queries import Counts, Filters
from comite.foundation.rendering import without
from comite.foundation.text import clean_line, fold, whole

E = TypeVar("E", bound=StrEnum)
SORTS = {"recent": "Mis à jour récemment", "title": "Titre"}


def read_filters(arguments: Mapping[str, str]) -> Filters:
    """The filters of an address; what is not in the closed lists is left out."""
    return Filters(
        theme=_member(Theme, arguments.get("theme")),
        licence=_member(Licence, arguments.get("licence")),
        status=_member(DatasetStatus, arguments.get("statut")),
        authority_id=whole(arguments.get("collectivite")),
        committee_id=whole(arguments.get("comite")),
        departement=clean_line(arguments.get("departement", ""))[:3] or None,
        is_mine=arguments.get("les-miens") == "1",
        sort=arguments.get("tri", "recent") if arguments.get("tri") in SORTS else "recent",
    )


def shown_filters(counts: Counts, filters: Filters) -> list[dict[str, object]]:
    """Each filter with its choices and how many datasets each would show."""
    return [
        _field(
            "theme",
            "Thème",
            filters.theme,
            [(each, labels.THEMES[each], counts.themes.get(each.value, 0)) for each in Theme],
        ),
        _field(
            "collectivite",
            "Collectivité",
            filters.authority_id,
            sorted(counts.authorities, key=_by_name),
        ),
        _field(
            "comite",
            "Comité",
            filters.committee_id,
            sorted(counts.committees, key=_by_name),
        ),
        {
            "name": "tri",
            "label": "Trier par",
            "kind": "choice",
            "options": [(key, text, key == filters.sort) for key, text in SORTS.items()],
        },
    ]


def active_filters(fields: list[dict[str, object]]) -> list[tuple[str, str]]:
    """The filters in use: the words of the chosen value, and the address of the list without it."""
    return [
        (str(option[1]), without(str(field["name"])))
        for field in fields
        if field["name"] != "tri"
        for option in field["options"]  # type: ignore[attr-defined]
        if option[2] and option[0]
    ]


def _by_name(choice: tuple[object, str, int]) -> str:
    """Choices in the order of the alphabet."""
    return fold(choice[1])


def _field(
    name: str, label: str, chosen: object, choices: Sequence[tuple[object, str, int]]
) -> dict[str, object]:
    """One filter as the template shows it; choices that would show nothing are left out unless chosen."""
    value = str(chosen) if chosen is not None else ""
    options = [
        (str(key), text, str(key) == value, count)
        for key, text, count in choices
        if count or str(key) == value
    ]
    every = "Toutes" if name == "collectivite" else "Tous"
    return {"name": name, "label": label, "kind": "choice", "options": [("", every, not value), *options]}


def _member(enumeration: type[E], value: str | None) -> E | None:
    """A member of a closed list, or nothing."""
    return enumeration(value) if value in {each.value for each in enumeration} else None
