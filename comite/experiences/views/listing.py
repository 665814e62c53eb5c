"""The filters of the list: read from the address, and shown beside the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from comite.accounts.readers import Reader
from comite.experiences import labels, queries
from comite.experiences.filters import Filters, PopulationBand, Sort
from comite.experiences.models import AiType, ExperienceReport, Outcome, Phase, ReportStatus
from comite.foundation.text import clean_line

E = TypeVar("E", bound=StrEnum)
WORD_MAX = 80
PAIRS_MAX = 80
NAMES = (
    "domaine",
    "ia",
    "phase",
    "bilan",
    "population",
    "departement",
    "comite",
    "collectivite",
    "mot",
    "statut",
)
_STATUSES = {slug: status for status, slug in labels.STATUS_SLUGS.items()}
_SORTS = {slug: sort for sort, slug in labels.SORT_SLUGS.items()}


@dataclass(frozen=True)
class Turn:
    """The neighbours of a page, as the pager shows them."""

    previous_url: str | None
    next_url: str | None


def asked_filters() -> Filters:
    """The filters of the address; what is not one of ours is as if it were not there."""
    args = request.args
    population = _known(PopulationBand, [args.get("population", "")])
    return Filters(
        domains=tuple(_word(each) for each in args.getlist("domaine")[:30] if each),
        ai_types=_known(AiType, args.getlist("ia")),
        phases=_known(Phase, args.getlist("phase")),
        outcomes=_known(Outcome, args.getlist("bilan")),
        population=population[0] if population else None,
        departement=_word(args.get("departement", "")).upper(),
        committee=_word(args.get("comite", "")),
        authority=_word(args.get("collectivite", "")),
        tag=_word(args.get("mot", "")),
        statuses=tuple(_STATUSES[each] for each in args.getlist("statut")[:4] if each in _STATUSES),
    )


def asked_sort(reader: Reader, filters: Filters) -> Sort:
    """The order of the address; work in progress is shown by its last change."""
    sort = _SORTS.get(request.args.get("tri", ""))
    if sort is Sort.LIKENESS and reader.speaking_for is None:
        sort = None
    in_progress = any(each in (ReportStatus.DRAFT, ReportStatus.PROPOSED) for each in filters.statuses)
    return sort or (Sort.UPDATED if in_progress else Sort.RECENT)


def address(**changes: str | None) -> str:
    """The list with the same filters and some changes; the place in the pages is forgotten."""
    kept = [(name, value) for name, value in _asked() if name not in changes]
    return _list_with(kept + [(name, value) for name, value in changes.items() if value])


def groups(reader: Reader, filters: Filters) -> list[Mapping[str, Any]]:
    """The panel of filters, with the values in use."""
    domains = [(code, name, code in filters.domains) for code, name in queries.list_domain_names()]
    committees = [(slug, name, slug == filters.committee) for slug, name in queries.list_committee_names()]
    found = [
        _list("domaine", "Domaine", domains),
        _checks("ia", "Type d’IA", _options(labels.AI_TYPES, filters.ai_types)),
        _checks("phase", "Phase", _options(labels.PHASES, filters.phases)),
        _checks("bilan", "Bilan", _options(labels.OUTCOMES, filters.outcomes)),
        _list("population", "Population", _options(labels.POPULATIONS, [filters.population])),
        _words("departement", "Département (son numéro)", filters.departement),
        _list("comite", "Comité", committees),
        _words("mot", "Mot-clé", filters.tag),
    ]
    if reader.is_affiliated:
        chosen = [
            (slug, labels.STATUSES[status], status in filters.statuses)
            for status, slug in labels.STATUS_SLUGS.items()
        ]
        found.append(_checks("statut", "État", chosen))
    return found


def active(shown: Iterable[Mapping[str, Any]], authority_name: str) -> list[tuple[str, str]]:
    """Each filter in use, with the address of the list without it."""
    chips = []
    for group in shown:
        if group["kind"] == "text":
            chosen = [(group["value"], f"« {group['value']} »")] if group["value"] else []
        else:
            chosen = [(option[0], option[1]) for option in group["options"] if option[2] and option[0]]
        chips += [(label, _without(group["name"], value)) for value, label in chosen]
    if request.args.get("collectivite"):
        chips.append((authority_name, _without("collectivite", request.args["collectivite"])))
    return chips


def authority_name(filters: Filters, items: Iterable[ExperienceReport]) -> str:
    """The name of the authority asked for, as its reports say it; its word in the address otherwise."""
    return next((each.authority.name for each in items), filters.authority.replace("-", " ").capitalize())


def _without(name: str, value: str) -> str:
    """The address of the list without one value of a filter."""
    return _list_with([each for each in _asked() if each != (name, value)])


def _asked() -> list[tuple[str, str]]:
    """The filters and the order of the address, without the place in the pages."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if value]
    return [(name, value[:WORD_MAX]) for name, value in pairs if name in (*NAMES, "tri")][:PAIRS_MAX]


def _list_with(pairs: list[tuple[str, str]]) -> str:
    """The address of the list with some filters."""
    asked = urlencode(pairs)
    return url_for("experiences.index") + (f"?{asked}" if asked else "")


def _known(enumeration: type[E], values: Iterable[str]) -> tuple[E, ...]:
    """The members that some words designate."""
    members = {member.value: member for member in enumeration}
    return tuple(dict.fromkeys(members[value] for value in values if value in members))


def _word(value: str) -> str:
    """A word of an address, cleaned and bounded."""
    return clean_line(value)[:WORD_MAX]


def _options(names: Mapping[E, str], chosen: Iterable[E | None]) -> list[tuple[str, str, bool]]:
    """The options of a filter whose values are a closed list."""
    kept = set(chosen)
    return [(member.value, label, member in kept) for member, label in names.items()]


def _checks(name: str, label: str, options: list[tuple[str, str, bool]]) -> Mapping[str, Any]:
    """A filter with boxes."""
    return {"name": name, "label": label, "kind": "checks", "options": options}


def _list(name: str, label: str, options: list[tuple[str, str, bool]]) -> Mapping[str, Any]:
    """A filter with a list."""
    blank = ("", "Peu importe", not any(option[2] for option in options))
    return {"name": name, "label": label, "kind": "choice", "options": [blank, *options]}


def _words(name: str, label: str, value: str) -> Mapping[str, Any]:
    """A filter in which one writes."""
    return {"name": name, "label": label, "kind": "text", "value": value}
