"""The experience reports: started, completed, proposed, published, corrected, replicated, archived."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.accounts.models import Role
from comite.cli.demonstration import reading
from comite.cli.demonstration.loading import company, datasets
from comite.cli.demonstration.loading.story import Moment
from comite.cli.demonstration.reading import Entry
from comite.experiences import operations
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.models import (
    AiActClass,
    AiType,
    ExperienceReport,
    Heading,
    Hosting,
    Outcome,
    Phase,
    PolicyDomain,
    Replicability,
    Revision,
)
from comite.experiences.operations.replications import Story
from comite.foundation.database import db
from comite.foundation.rendering import number

# The usual days of a report: started, completed, then proposed or published.
STARTED, COMPLETED, PROPOSED = -9, -6, -3
DRAFTED = -5
# The five questions that make a draft.
QUESTIONS = ("problem", "solution", "what_worked", "what_did_not")


def find(slug: str) -> ExperienceReport:
    """The report of these words."""
    return db.session.scalars(select(ExperienceReport).where(ExperienceReport.slug == slug)).one()


def moments(today: date) -> Iterator[Moment]:
    """The life of every report."""
    published = {entry["slug"]: entry.get("published_on") for entry in reading.datasets()}
    for entry in reading.experiences():
        yield from _writing(entry, today)
        yield from _approval(entry)
        for replication in entry.get("replications", []):
            yield Moment(replication["on"], partial(_replicate, entry["slug"], replication, today))
        for dataset in entry.get("datasets", []):
            cited_on = _citation_day(entry.get("published_on"), published[dataset])
            yield Moment(cited_on, partial(_cite, entry, dataset))
        if "archived_on" in entry:
            yield Moment(entry["archived_on"], partial(_archive, entry))


def _writing(entry: Entry, today: date) -> Iterator[Moment]:
    """A draft from five answers, then the whole sheet, then the corrections."""
    versions = _versions(entry, today)
    shown = _proposed_on(entry) or entry.get("published_on") or DRAFTED - COMPLETED
    yield Moment(shown + STARTED, partial(_start, entry, versions[0]))
    yield Moment(shown + COMPLETED, partial(_edit, entry["slug"], entry["author"], versions[0]))
    for correction, content in zip(_corrections(entry), versions[1:], strict=True):
        edit = partial(_edit, entry["slug"], correction["author"], content, correction["change"])
        yield Moment(correction["on"], edit)


def _approval(entry: Entry) -> Iterator[Moment]:
    """The proposal of an agent, and the answer; editors publish at once."""
    slug = entry["slug"]
    proposed_on = _proposed_on(entry)
    if proposed_on is not None:
        yield Moment(proposed_on, partial(_propose, entry))
    if "change_request" in entry:
        answer = entry["change_request"]
        yield Moment(answer["on"], partial(_request_changes, slug, answer))
    if "published_on" in entry:
        yield Moment(entry["published_on"], partial(_publish, entry))


def _proposed_on(entry: Entry) -> int | None:
    """The day when an agent proposed a report; none for editors and drafts."""
    if "proposed_on" in entry:
        proposed: int = entry["proposed_on"]
        return proposed
    if "published_on" not in entry or _is_editor(entry):
        return None
    told = [each["on"] for each in entry.get("revisions", []) if "former" not in each]
    day: int = told[0] if told else entry["published_on"] + PROPOSED
    return day


def _is_editor(entry: Entry) -> bool:
    """Whether its author publishes for its authority."""
    person = next(each for each in reading.people() if each["slug"] == entry["author"])
    return any(
        place["authority"] == entry["authority"] and Role(place["role"]).rank >= Role.EDITOR.rank
        for place in person["memberships"]
    )


def _corrections(entry: Entry) -> list[Entry]:
    """The revisions that changed words, in order: `former` holds what was there before."""
    return sorted(
        (each for each in entry.get("revisions", []) if "former" in each), key=lambda each: each["on"]
    )


def _versions(entry: Entry, today: date) -> list[ReportContent]:
    """What the report said at first, and after each correction."""
    versions = [_content(entry, today)]
    for correction in reversed(_corrections(entry)):
        former = dict(correction["former"])
        if "indicators" in former:
            former["indicators"] = versions[0].indicators[: former["indicators"]]
        versions.insert(0, replace(versions[0], **former))
    return versions


def _content(entry: Entry, today: date) -> ReportContent:
    """The whole report, as forms would give it."""
    costs, compliance = entry.get("costs", {}), entry.get("compliance", {})
    texts: dict[str, Any] = {heading.value: entry.get(heading.value, "") for heading in Heading}
    return ReportContent(
        title=entry["title"],
        summary=entry["summary"],
        domain_id=db.session.scalars(
            select(PolicyDomain.id).where(PolicyDomain.code == entry["domain"])
        ).one(),
        ai_types=tuple(AiType(kind) for kind in entry["ai_types"]),
        phase=Phase(entry["phase"]),
        outcome=Outcome(entry["outcome"]),
        replicability=Replicability(entry["replicable"]),
        visibility=Audience(entry["visibility"]),
        committee_id=company.committee(entry["committee"]).id,
        tags=tuple(entry["tags"]),
        supplier=entry.get("supplier", ""),
        hosting=Hosting(entry["hosting"]) if "hosting" in entry else None,
        licence=entry.get("licence", ""),
        has_personal_data=entry.get("personal_data"),
        investment_euros=costs.get("investment_euros"),
        yearly_euros=costs.get("yearly_euros"),
        agent_days=costs.get("agent_days"),
        funding=costs.get("funding", ""),
        **{
            name: entry.get("sobriety", {}).get(name, "")
            for name in ("model", "usage_volume", "energy", "clause")
        },
        **{name: compliance.get(name, "") for name in ("aipd", "mention", "register")},
        ai_act_class=AiActClass(compliance["ai_act"]) if "ai_act" in compliance else None,
        contact=entry.get("contact", ""),
        review_on=reading.day(entry["review_on"], today) if "review_on" in entry else None,
        indicators=tuple(_indicator(each) for each in entry["indicators"]),
        sources=tuple(entry["sources"]),
        **texts,
    )


def _indicator(entry: Entry) -> IndicatorContent:
    """One figure, as French people write it."""
    written = {name: number(entry[name]) for name in ("before", "after") if name in entry}
    told = {name: entry[name] for name in ("label", "unit", "period", "method", "source")}
    return IndicatorContent(**told, **written)


def _start(entry: Entry, content: ReportContent) -> None:
    """A draft from the five questions; its address is short."""
    answers = ReportContent(
        title=content.title,
        domain_id=content.domain_id,
        phase=content.phase,
        outcome=content.outcome,
        ai_types=content.ai_types,
        visibility=content.visibility,
        committee_id=content.committee_id,
        **{name: getattr(content, name) for name in QUESTIONS},
    )
    author = company.reader(entry["author"], entry["authority"])
    operations.start_report(author, company.authority(entry["authority"]), answers).slug = entry["slug"]


def _edit(slug: str, author: str, content: ReportContent, note: str = "") -> None:
    """Somebody completes or corrects a report, and the history says why."""
    report = find(slug)
    operations.edit_report(company.reader(author), report, content, report.version)
    _note(report, note)


def _propose(entry: Entry) -> None:
    """Its author proposes a report to the editors."""
    report = find(entry["slug"])
    operations.propose_report(company.reader(entry["author"], entry["authority"]), report)
    told = [each["change"] for each in entry.get("revisions", []) if "former" not in each]
    _note(report, told[0] if told else "")


def _note(report: ExperienceReport, note: str) -> None:
    """Say in the history why the last revision was made."""
    latest = select(Revision).where(Revision.report_id == report.id).order_by(Revision.number.desc()).limit(1)
    if note:
        db.session.scalars(latest).one().note = note


def _request_changes(slug: str, answer: Entry) -> None:
    """An editor sends a report back with the reason."""
    operations.request_changes(company.reader(answer["by"]), find(slug), answer["reason"])


def _publish(entry: Entry) -> None:
    """Its author publishes a report, or an editor who was asked to."""
    authority = entry["authority"]
    editor = company.reader(entry["author"], authority) if _is_editor(entry) else company.editor_of(authority)
    operations.publish_report(editor, find(entry["slug"]))


def _replicate(slug: str, entry: Entry, today: date) -> None:
    """Another authority tells that it did the same."""
    authority = company.authority(entry["authority"])
    story = Story(entry["how_it_went"], Outcome(entry["outcome"]), reading.day(entry["on"], today))
    operations.record_replication(company.writer_of(entry["authority"]), find(slug), authority.id, story)


def _citation_day(report: int | None, dataset: int | None) -> float:
    """A report cites a dataset once both are published: the next day; between drafts, a little later."""
    if report is None or dataset is None:
        return DRAFTED / 2
    return min(max(report, dataset) + 1, -0.1)


def _cite(entry: Entry, dataset: str) -> None:
    """An editor says which dataset a report used or produced."""
    report = find(entry["slug"])
    operations.cite_dataset(company.editor_of(entry["authority"]), report, datasets.find(dataset))


def _archive(entry: Entry) -> None:
    """An editor takes a report out of the lists."""
    operations.archive_report(company.editor_of(entry["authority"]), find(entry["slug"]))
