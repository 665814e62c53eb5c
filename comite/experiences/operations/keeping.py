"""What every change of a report shares: writing its content, settling its audience, keeping a revision."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from markupsafe import Markup
from sqlalchemy import select

from comite.accounts.audiences import Audience
from comite.accounts.readers import Reader
from comite.discussions import operations as discussions
from comite.discussions.queries.mentions import mentions_in
from comite.experiences import content as contents
from comite.experiences.content import IndicatorContent, ReportContent
from comite.experiences.errors import CommitteeNeededError, IncompleteReportError, NoSuchDomainError
from comite.experiences.labels import FIELDS
from comite.experiences.models import (
    Author,
    DatasetLink,
    ExperienceReport,
    Heading,
    Indicator,
    Keyword,
    KeywordKind,
    PolicyDomain,
    Replication,
    ReportStatus,
    Revision,
    RevisionAction,
    Sheet,
)
from comite.foundation import citations, clock, markdown
from comite.foundation.database import db, write
from comite.foundation.text import fold
from comite.notifications.models import Reason
from comite.notifications.operations import tell
from comite.search.operations import reindex
from comite.territories.queries import list_committees_with

NEEDED = ("title", "summary", "domain_id", "phase", "outcome")
_NUMBER = re.compile(r"^[-−+]?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*(?:[.,]\d+)?$|^[-−+]?\d+(?:[.,]\d+)?$")


def rendered_texts(content: ReportContent) -> dict[str, Markup]:
    """The safe HTML of the long texts that were written; done before the write lock is taken."""
    return rendered_by_heading({heading.value: content.text(heading) for heading in Heading})


def rendered_by_heading(texts: Mapping[str, str]) -> dict[str, Markup]:
    """The same for texts already sorted under their headings."""
    return {
        heading: markdown.render(source, mentions_in(source).addresses).html
        for heading, source in texts.items()
        if source.strip()
    }


def plain_of(rendered: Mapping[str, Markup]) -> str:
    """The words of all of them, for search."""
    return "\n".join(markdown.plain(str(html)) for html in rendered.values())


def write_content(report: ExperienceReport, content: ReportContent, rendered: Mapping[str, Markup]) -> None:
    """Make a report say a content; its sheet, keywords and indicators are loaded."""
    _check_domain(report, content.domain_id)
    _check_committee(report, content)
    for name in contents.CARD:
        setattr(report, name, getattr(content, name))
    report.sort_title = fold(content.title)[:200]
    sheet = report.sheet
    for name in contents.FACTS:
        setattr(sheet, name, getattr(content, name))
    sheet.texts = {heading.value: content.text(heading) for heading in Heading if content.text(heading)}
    sheet.rendered, sheet.plain = dict(rendered), plain_of(rendered)
    sheet.markup_version = markdown.VERSION
    sheet.sources = list(content.sources)
    _write_keywords(report, content)
    _write_indicators(report, content.indicators)
    report.updated_at = clock.now()


def _check_domain(report: ExperienceReport, domain_id: int | None) -> None:
    """The domain exists; a retired one stays where it was already."""
    if domain_id is None or domain_id == report.domain_id:
        return
    domain = db.session.get(PolicyDomain, domain_id)
    if domain is None or domain.is_retired:
        raise NoSuchDomainError


def _check_committee(report: ExperienceReport, content: ReportContent) -> None:
    """A committee is one where the authority sits; it is needed to share with it only."""
    if content.committee_id is None:
        if content.visibility is Audience.COMMITTEE:
            raise CommitteeNeededError
        return
    if content.committee_id == report.committee_id:
        return
    if content.committee_id not in {each.id for each in list_committees_with([report.authority_id])}:
        raise CommitteeNeededError


def _write_keywords(report: ExperienceReport, content: ReportContent) -> None:
    """Keep the keywords that stay, so that uniqueness holds at every step."""
    wanted: dict[tuple[KeywordKind, str], str] = {}
    for ai_type in content.ai_types:
        wanted.setdefault((KeywordKind.AI_TYPE, ai_type.value), ai_type.value)
    for tag in content.tags[: contents.TAGS_MAX]:
        wanted.setdefault((KeywordKind.TAG, fold(tag)), tag[: contents.TAG_MAX])
    kept = {(each.kind, each.word): each for each in report.keywords}
    for key in kept.keys() - wanted.keys():
        report.keywords.remove(kept[key])
    for position, ((kind, word), label) in enumerate(wanted.items()):
        row = kept.get((kind, word))
        if row is None:
            report.keywords.append(Keyword(kind=kind, word=word, label=label, position=position))
        else:
            row.label, row.position = label, position
    report.keywords.sort(key=lambda each: each.position)


def _write_indicators(report: ExperienceReport, wanted: Sequence[IndicatorContent]) -> None:
    """The figures in the order in which they were given."""
    wanted = wanted[: contents.INDICATORS_MAX]
    del report.indicators[len(wanted) :]
    for position, figure in enumerate(wanted):
        if position == len(report.indicators):
            report.indicators.append(Indicator(position=position, label=figure.label))
        row = report.indicators[position]
        row.position = position
        for each in fields(IndicatorContent):
            setattr(row, each.name, getattr(figure, each.name))
        row.before_number, row.after_number = as_number(figure.before), as_number(figure.after)


def as_number(written: str) -> float | None:
    """The number that French people write « 1 200,5 »; nothing when it is words."""
    if not _NUMBER.match(written):
        return None
    return float(re.sub(r"[ \u00a0\u202f]", "", written).replace(",", ".").replace("−", "-"))


def check_complete(report: ExperienceReport) -> None:
    """Raise unless the card says what its readers need first."""
    missing = [FIELDS[name].lower() for name in NEEDED if not getattr(report, name)]
    if missing:
        raise IncompleteReportError(missing)


def settle_audience(report: ExperienceReport) -> None:
    """Who may read, from what is wished, the status and moderation; its discussions follow."""
    is_out = report.status in (ReportStatus.PUBLISHED, ReportStatus.ARCHIVED) and not report.is_hidden
    report.audience = report.visibility if is_out else Audience.AUTHORITY
    if report.id is not None:
        discussions.narrow("experience", report.id, report.audience, report.authority_id, report.committee_id)


def note_author(actor: Reader, report: ExperienceReport) -> None:
    """Count the person among those who wrote, in the name of the report's authority."""
    if actor.user_id not in {each.user_id for each in report.authors}:
        report.authors.append(Author(user_id=actor.user_id, authority_id=report.authority_id))


def keep_revision(actor: Reader, report: ExperienceReport, action: RevisionAction, note: str = "") -> None:
    """Keep the whole content as it is now; saving twice the same words is one revision."""
    with write() as session:
        session.flush()
        snapshot = contents.as_json(contents.content_of(report))
        last = session.scalar(
            select(Revision).where(Revision.report_id == report.id).order_by(Revision.number.desc()).limit(1)
        )
        if last is not None and action is RevisionAction.EDITED and last.snapshot == snapshot:
            return
        speaks = report.authority_id if report.authority_id in actor.authority_ids else None
        session.add(
            Revision(
                report_id=report.id,
                number=last.number + 1 if last else 1,
                at=clock.now(),
                author_id=actor.user_id,
                authority_id=speaks,
                action=action,
                note=note,
                snapshot=snapshot,
            )
        )
        session.flush()


def note_links(report_id: int) -> None:
    """Keep what a report points at: in its texts, in what those who replicated it tell, in its datasets."""
    with write() as session:
        session.flush()
        rendered = session.scalar(select(Sheet.rendered).where(Sheet.report_id == report_id)) or {}
        told = session.scalars(
            select(Replication.html).where(
                Replication.report_id == report_id, Replication.trashed_at.is_(None)
            )
        )
        cited = session.scalars(select(DatasetLink.dataset_id).where(DatasetLink.report_id == report_id))
        also = [("dataset", each) for each in cited]
        citations.note("experience", report_id, [*rendered.values(), *told], also=also)


def index_later(report_id: int) -> None:
    """Let search know, in the same transaction, that a report changed or went."""
    reindex.later(kind="experience", subject_id=report_id)


def writers_of(report: ExperienceReport) -> list[int]:
    """Those who wrote it, and whoever proposed it."""
    proposer = [report.proposed_by_id] if report.proposed_by_id else []
    return [*proposer, *(each.user_id for each in report.authors)]


def tell_about(
    people: Iterable[int],
    reason: Reason,
    report: ExperienceReport,
    actor: Reader | None = None,
    detail: str = "",
) -> None:
    """Tell some people about a report."""
    tell(people, reason=reason, kind="experience", subject_id=report.id, actor=actor, detail=detail)
