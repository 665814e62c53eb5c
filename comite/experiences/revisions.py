"""What changed between two contents, word by word, as readers see it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from comite.accounts.labels import AUDIENCES
from comite.experiences import labels
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.models import AiType
from comite.foundation.differences import difference
from comite.foundation.rendering import day

_NAMES: Mapping[str, Mapping[Any, str]] = {
    "phase": labels.PHASES,
    "outcome": labels.OUTCOMES,
    "replicability": labels.REPLICABILITIES,
    "visibility": AUDIENCES,
    "hosting": labels.HOSTINGS,
    "ai_act_class": labels.AI_ACT_CLASSES,
    "has_personal_data": {True: "Oui", False: "Non"},
}


_SEPARATORS = {"ai_types": ", ", "tags": ", "}


@dataclass(frozen=True)
class Change:
    """One field that changed: its name on screen, and its pieces, kept, added or removed."""

    label: str
    pieces: list[tuple[str, str]]


def changes_between(
    before: ReportContent, after: ReportContent, names: Mapping[tuple[str, int], str] | None = None
) -> list[Change]:
    """The fields that differ, in the order of the sheet; `names` gives the words of ids."""
    found = []
    for each in fields(ReportContent):
        one, other = getattr(before, each.name), getattr(after, each.name)
        if one != other:
            words = [_in_words(each.name, value, names or {}) for value in (one, other)]
            found.append(Change(labels.FIELDS[each.name], difference(*words)))
    return found


def _in_words(name: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    """A value as the page says it."""
    if value is None:
        return ""
    if name in ("domain_id", "committee_id"):
        return names.get((name, value), "")
    if name in _NAMES:
        return _NAMES[name].get(value, str(value))
    if isinstance(value, tuple):
        return _SEPARATORS.get(name, "\n").join(_part_in_words(each) for each in value)
    return day(value) if isinstance(value, date) else str(value)


def _part_in_words(part: Any) -> str:
    """One value among several."""
    if isinstance(part, IndicatorContent):
        return _figure_in_words(part)
    return labels.AI_TYPES[part] if isinstance(part, AiType) else str(part)


def _figure_in_words(figure: IndicatorContent) -> str:
    """A figure in one line."""
    values = f"{figure.before or '?'} → {figure.after or '?'} {figure.unit}".strip()
    facts = " · ".join(word for word in (figure.period, figure.method, figure.source) if word)
    return f"{figure.label} : {values}" + (f" ({facts})" if facts else "")
