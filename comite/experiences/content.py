"""What a report says, as one frozen value: forms, imports, revisions and operations speak it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_type_hints
from zlib import crc32

from comite.accounts.audiences import Audience
from comite.experiences.models import (
    AiActClass,
    AiType,
    ExperienceReport,
    Heading,
    Hosting,
    Outcome,
    Phase,
    Replicability,
)
from comite.foundation.text import clean_line, clean_text

TITLE_MAX = 160
SUMMARY_MAX = 280
TEXT_MAX = 8_000
LINE_MAX = 200
SENTENCE_MAX = 300
TAGS_MAX = 12
TAG_MAX = 40
INDICATORS_MAX = 30
SOURCES_MAX = 20
EUROS_MAX = 2_000_000_000
DAYS_MAX = 1_000_000
FILES_MAX = 20
FILE_MAX_MB = 25
CAPTION_MAX = 200


@dataclass(frozen=True)
class IndicatorContent:
    """One figure, as it was written: before and after may be numbers or words."""

    label: str
    before: str = ""
    after: str = ""
    unit: str = ""
    period: str = ""
    method: str = ""
    source: str = ""


@dataclass(frozen=True)
class ReportContent:
    """The whole of a report: its card first, then its sheet."""

    title: str
    summary: str = ""
    domain_id: int | None = None
    ai_types: tuple[AiType, ...] = ()
    phase: Phase | None = None
    outcome: Outcome | None = None
    replicability: Replicability | None = None
    visibility: Audience = Audience.NETWORK
    committee_id: int | None = None
    tags: tuple[str, ...] = ()

    problem: str = ""
    alternatives: str = ""
    solution: str = ""
    data_used: str = ""
    human_role: str = ""
    recourse: str = ""
    timeline: str = ""
    what_worked: str = ""
    what_did_not: str = ""
    replication_conditions: str = ""
    staff: str = ""
    citizens: str = ""

    supplier: str = ""
    hosting: Hosting | None = None
    licence: str = ""
    has_personal_data: bool | None = None
    investment_euros: int | None = None
    yearly_euros: int | None = None
    agent_days: int | None = None
    funding: str = ""
    model: str = ""
    usage_volume: str = ""
    energy: str = ""
    clause: str = ""
    aipd: str = ""
    ai_act_class: AiActClass | None = None
    mention: str = ""
    register: str = ""
    contact: str = ""
    review_on: date | None = None

    indicators: tuple[IndicatorContent, ...] = ()
    sources: tuple[str, ...] = ()

    def text(self, heading: Heading) -> str:
        """One long text, as it was written."""
        text: str = getattr(self, heading.value)
        return text


CARD = (
    "title",
    "summary",
    "domain_id",
    "phase",
    "outcome",
    "replicability",
    "visibility",
    "committee_id",
    "review_on",
)
FACTS = (
    "supplier", "hosting", "licence", "has_personal_data", "investment_euros", "yearly_euros", "agent_days",
    "funding", "model", "usage_volume", "energy", "clause", "aipd", "ai_act_class", "mention", "register",
    "contact",
)  # fmt: skip
_LONG = {heading.value for heading in Heading}


def cleaned(content: ReportContent) -> ReportContent:
    """The same words without controls or stray spaces, whichever door they came through."""
    values = {each.name: _clean(each.name, getattr(content, each.name)) for each in fields(ReportContent)}
    return ReportContent(**values)


def content_of(report: ExperienceReport) -> ReportContent:
    """What a report says now; its sheet, keywords and indicators must be loaded."""
    values: dict[str, Any] = {name: getattr(report, name) for name in CARD}
    values.update({name: getattr(report.sheet, name) for name in FACTS})
    values.update({heading.value: report.sheet.texts.get(heading.value, "") for heading in Heading})
    return ReportContent(
        **values,
        ai_types=tuple(report.ai_types),
        tags=tuple(each.label for each in report.tags),
        sources=tuple(report.sheet.sources),
        indicators=tuple(
            IndicatorContent(**{each.name: getattr(row, each.name) for each in fields(IndicatorContent)})
            for row in report.indicators
        ),
    )


def mark(content: ReportContent, names: Iterable[str]) -> int:
    """A number that changes when one of some fields does: what a form saw when it was opened."""
    said = repr([getattr(content, name) for name in names])
    return crc32(said.encode()) & 0x7FFF_FFFF


def as_json(content: ReportContent) -> dict[str, Any]:
    """A content as revisions keep it."""
    return {name: _plain(value) for name, value in asdict(content).items()}


def from_json(kept: Mapping[str, Any]) -> ReportContent:
    """A content as it was kept; what later versions of the product added takes its default."""
    hints = get_type_hints(ReportContent)
    values = {
        each.name: _typed(hints[each.name], kept[each.name])
        for each in fields(ReportContent)
        if each.name in kept
    }
    return ReportContent(**values)


def _clean(name: str, value: Any) -> Any:
    """One value, cleaned: long texts keep their lines."""
    if isinstance(value, StrEnum) or value is None:
        return value
    if isinstance(value, str):
        return clean_text(value).strip("\n") if name in _LONG else clean_line(value)
    if isinstance(value, IndicatorContent):
        return IndicatorContent(**{each: clean_line(word) for each, word in asdict(value).items()})
    if isinstance(value, tuple):
        return tuple(
            each for each in (_clean(name, one) for one in value) if each not in ("", IndicatorContent(""))
        )
    return value


def _plain(value: Any) -> Any:
    """A value as JSON carries it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    """A value of JSON, as the content wants it."""
    wanted = [each for each in get_args(hint) if each is not type(None)] or [hint]
    if isinstance(value, list):
        return tuple(_typed(wanted[0], each) for each in value)
    if value is None:
        return None
    if wanted[0] is date:
        return date.fromisoformat(value)
    if wanted[0] is IndicatorContent:
        return IndicatorContent(**value)
    if isinstance(wanted[0], type) and issubclass(wanted[0], StrEnum):
        return wanted[0](value)
    return value
