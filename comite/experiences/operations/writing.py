"""Starting, editing and deleting a report; keeping what was typed and not saved."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup
from sqlalchemy import delete, select

from comite.accounts import trash
from comite.accounts.readers import Reader
from comite.experiences import permissions
from comite.experiences.content import SUMMARY_MAX, ReportContent, cleaned, from_json
from comite.experiences.models import (
    ExperienceReport,
    Replication,
    ReportFile,
    Revision,
    RevisionAction,
    Sheet,
    UnsavedText,
)
from comite.experiences.operations.keeping import (
    check_complete,
    index_later,
    keep_revision,
    note_author,
    note_links,
    rendered_texts,
    settle_audience,
    write_content,
)
from comite.experiences.queries import START, find_unsaved, place_of, whole_report
from comite.foundation import citations, clock, unsaved
from comite.foundation.database import db, operation
from comite.foundation.errors import StaleVersionError, TooLargeError, require
from comite.foundation.jobs import job
from comite.foundation.markdown import plain
from comite.foundation.slugs import free_slug
from comite.foundation.text import shorten
from comite.notifications.models import Level
from comite.notifications.operations import forget_about, subscribe
from comite.territories.models import LocalAuthority


def start_report(actor: Reader, authority: LocalAuthority, content: ReportContent) -> ExperienceReport:
    """A draft from the answers to the five questions; a summary is drawn from them when none is given."""
    require(permissions.may_start(actor, authority.id))
    content = cleaned(content)
    return start_rendered(actor, authority, content, rendered_texts(content))


@operation
def start_rendered(
    actor: Reader, authority: LocalAuthority, content: ReportContent, rendered: Mapping[str, Markup]
) -> ExperienceReport:
    """Keep a new draft whose texts are rendered, and its first revision."""
    require(permissions.may_start(actor, authority.id))
    now = clock.now()
    report = ExperienceReport(
        slug=free_slug(ExperienceReport.slug, content.title),
        authority_id=authority.id,
        started_by_id=actor.user_id,
        created_at=now,
        listed_at=now,
        sheet=Sheet(),
        keywords=[],
        indicators=[],
        authors=[],
    )
    with db.session.no_autoflush:
        write_content(report, content, rendered)
    if not report.summary:
        told = rendered.get("solution") or rendered.get("problem") or Markup("")
        report.summary = shorten(plain(str(told)), SUMMARY_MAX)
    settle_audience(report)
    note_author(actor, report)
    db.session.add(report)
    keep_revision(actor, report, RevisionAction.STARTED)
    note_links(report.id)
    _forget(actor, place_of(None, START))
    index_later(report.id)
    subscribe(actor.user_id or 0, "experience", report.id, Level.ALL)
    return report


def edit_report(actor: Reader, report: ExperienceReport, content: ReportContent, version: int) -> None:
    """Change what a report says; raises `StaleVersionError` when somebody saved it meanwhile."""
    require(permissions.may_edit(actor, report))
    content = cleaned(content)
    _edit(actor, report, content, rendered_texts(content), version)


@operation
def _edit(
    actor: Reader,
    report: ExperienceReport,
    content: ReportContent,
    rendered: Mapping[str, Markup],
    version: int,
) -> None:
    """Keep the new words, and the former ones as a revision."""
    require(permissions.may_edit(actor, report))
    if report.version != version:
        raise StaleVersionError
    report = whole_report(report.id)
    write_content(report, content, rendered)
    if not report.is_draft:
        check_complete(report)
    report.version += 1
    settle_audience(report)
    note_author(actor, report)
    keep_revision(actor, report, RevisionAction.EDITED)
    note_links(report.id)
    db.session.execute(
        delete(UnsavedText).where(UnsavedText.user_id == actor.user_id, UnsavedText.report_id == report.id)
    )
    index_later(report.id)


def restore_revision(actor: Reader, report: ExperienceReport, revision: Revision, version: int) -> None:
    """Make a report say again what it once said; who may read it stays as it is now."""
    former = from_json(revision.snapshot)
    kept = replace(former, visibility=report.visibility, committee_id=report.committee_id)
    edit_report(actor, report, kept, version)


@operation
def delete_draft(actor: Reader, report: ExperienceReport) -> None:
    """Throw away a draft that only its authority could read; it can be taken back for thirty days."""
    require(permissions.may_delete(actor, report))
    trash.throw(actor, report)
    index_later(report.id)


@operation
def restore_draft(actor: Reader, report: ExperienceReport) -> None:
    """Take a draft out of the trash, as it was; raises `NotThrownError`."""
    require(permissions.may_take_out_of_trash(actor, report))
    trash.take_back(report)
    index_later(report.id)


@job
def purge_trashed() -> None:
    """Delete for good the drafts and documents thrown away more than thirty days ago."""
    gone = ExperienceReport.trashed_at < trash.oldest()
    for report_id in db.session.scalars(select(ExperienceReport.id).where(gone)).all():
        citations.forget("experience", report_id)
        forget_about.later(kind="experience", subject_id=report_id)
        index_later(report_id)
    trash.purge(ExperienceReport)
    trash.purge(ReportFile)
    trash.purge(Replication)


@operation
def keep_unsaved(
    actor: Reader,
    report: ExperienceReport | None,
    section: str,
    typed: Mapping[str, object],
    seen: int | None,
) -> None:
    """Keep what somebody is typing, beside the report, until they save it; `seen` is their form's version."""
    require(permissions.may_edit(actor, report) if report else actor.is_affiliated)
    if len(str(dict(typed))) > unsaved.SIZE_MAX:
        raise TooLargeError
    place = place_of(report, section)
    kept = find_unsaved(actor, place)
    if kept is None:
        kept = UnsavedText(user_id=actor.user_id, report_id=report.id if report else None, place=place)
        db.session.add(kept)
    kept.fields, kept.version, kept.at = unsaved.cleaned(typed), seen, clock.now()


@operation
def forget_unsaved(actor: Reader, report: ExperienceReport | None, section: str) -> None:
    """Throw away what was typed in a form and not saved."""
    require(actor.is_signed_in)
    _forget(actor, place_of(report, section))


def _forget(actor: Reader, place: str) -> None:
    """Drop the unsaved text of a form."""
    db.session.execute(
        delete(UnsavedText).where(UnsavedText.user_id == actor.user_id, UnsavedText.place == place)
    )
