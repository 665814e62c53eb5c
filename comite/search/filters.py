"""The filters of the search page: what its address says, and what its panel shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from comite.foundation.subjects import registry
from comite.foundation.text import clean_line, fold
from comite.search import labels, queries
from comite.search.documents import QUERY_MAX, Order
from comite.search.queries import LAST_PAGE, Criteria, Results

SHOWN_MAX = 12
VALUES_MAX = 20
DOMAIN_MAX = 120
ORDERS = {"proches": Order.RELEVANCE, "recents": Order.RECENT}

Option = tuple[str, str, bool, int]


@dataclass(frozen=True)
class Group:
    """One filter of the panel: its options are (value, label, is chosen, count)."""

    name: str
    label: str
    options: Sequence[Option]
    kind: str = "checks"


def criteria_of(first: Callable[[str], str | None], every: Callable[[str], Sequence[str]]) -> Criteria:
    """What an address asks; what it cannot mean is left out."""
    page = _number(first("page") or "") or 1
    return Criteria(
        text=clean_line(first("q") or "")[:QUERY_MAX],
        kinds=frozenset(registry()).intersection(every("nature")),
        committee_ids=_numbers(every("comite")),
        authority_ids=_numbers(every("collectivite")),
        domains=frozenset(clean_line(each)[:DOMAIN_MAX] for each in every("domaine")[:VALUES_MAX]) - {""},
        years=_numbers(every("annee")),
        order=ORDERS.get(first("tri") or "", Order.RELEVANCE),
        page=min(max(page, 1), LAST_PAGE),
    )


def address_of(criteria: Criteria, **changed: Any) -> dict[str, Any]:
    """The parameters that ask the same, but for what is changed; back on the first page unless said."""
    asked = replace(criteria, **{"page": 1, **changed})
    return {
        "q": asked.text or None,
        "nature": sorted(asked.kinds),
        "comite": sorted(asked.committee_ids),
        "collectivite": sorted(asked.authority_ids),
        "domaine": sorted(asked.domains),
        "annee": sorted(asked.years),
        "tri": "recents" if asked.order is Order.RECENT else None,
        "page": asked.page if asked.page > 1 else None,
    }


def panel(criteria: Criteria, results: Results) -> list[Group]:
    """The filters worth showing, with their counts: those already chosen stay, even at none."""
    counts = results.counts
    committees, authorities = queries.name_counted(counts)
    kinds = {kind: loader.label for kind, loader in registry().items()}
    domains = {domain: domain for domain in counts.domains}
    years = {year: str(year) for year in counts.years}
    groups = [
        Group("nature", labels.KINDS, _options(counts.kinds, criteria.kinds, kinds)),
        Group("domaine", labels.DOMAINS, _options(counts.domains, criteria.domains, domains)),
        Group(
            "comite", labels.COMMITTEES, _options(counts.committee_ids, criteria.committee_ids, committees)
        ),
        Group(
            "collectivite",
            labels.AUTHORITIES,
            _options(counts.authority_ids, criteria.authority_ids, authorities),
        ),
        Group("annee", labels.YEARS, sorted(_options(counts.years, criteria.years, years), reverse=True)),
    ]
    return [group for group in groups if group.options]


def _options(counts: Mapping[Any, int], chosen: frozenset[Any], names: Mapping[Any, str]) -> list[Option]:
    """The values that have a name, the most frequent first; all that are chosen, and a dozen others."""
    ordered = sorted(
        ((value, name) for value, name in names.items() if counts.get(value) or value in chosen),
        key=lambda each: (each[0] not in chosen, -counts.get(each[0], 0), fold(each[1])),
    )
    shown = ordered[: SHOWN_MAX + len(chosen)]
    return [(str(value), name, value in chosen, counts.get(value, 0)) for value, name in shown]


def _numbers(values: Sequence[str]) -> frozenset[int]:
    """The whole numbers among these words."""
    return frozenset(number for value in values[:VALUES_MAX] if (number := _number(value)) is not None)


def _number(value: str) -> int | None:
    """A whole number as an address writes it."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None
